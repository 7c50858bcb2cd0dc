package io.usance.finance;

import static io.usance.failure.Checks.given;
import static io.usance.failure.Checks.id;

import io.usance.finance.FinanceEvent.ReportDrafted;
import io.usance.finance.FinanceEvent.ReportReviewed;
import io.usance.finance.FinanceEvent.ReportSigned;
import io.usance.store.EngineConsumer;
import io.usance.store.Positions;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/** Versions of the reports on periods: drafted, reviewed by one person, signed by another. */
public final class ReportSignatures {
    /** Longest name of a person who reviews or signs, in characters. */
    public static final int NAME_CHARS_MAX = 200;

    /** Stored name of the position that counts signatures. */
    private static final String SIGNATURES = EngineConsumer.REPORT_SIGNATURES.storedName();

    private final FinanceStreams streams;
    private final Positions positions;

    ReportSignatures(FinanceStreams streams, Positions positions) {
        this.streams = streams;
        this.positions = positions;
    }

    /** What became of the reports on a period. */
    public ReportHistory history(String contractId, String periodId) {
        id(contractId, "history.contractId");
        id(periodId, "history.periodId");
        return ReportHistory.of(streams.events(FinanceEvent.reportsOf(contractId, periodId)));
    }

    /**
     * Drafts the next version of a report; the caller has found that it says something new.
     *
     * @param version one above the newest, from 1
     * @param sha256 of the canonical JSON, hex
     * @param figures the report's figures by name
     * @throws FinanceException if another version comes next
     */
    public ReportDrafted draft(
            String contractId,
            String periodId,
            int version,
            String sha256,
            SortedMap<String, String> figures,
            Instant at) {
        id(contractId, "draft.contractId");
        id(periodId, "draft.periodId");
        given(sha256, "draft.sha256");
        given(figures, "draft.figures");
        given(at, "draft.at");
        return streams.decide(() -> {
            ReportHistory history = history(contractId, periodId);
            int newest = history.drafted() == null ? 0 : history.drafted().version();
            if (version != newest + 1) {
                throw new FinanceException(
                        "version %d of the report comes after version %d, not after %d"
                                .formatted(version, version - 1, newest));
            }
            ReportDrafted drafted =
                    new ReportDrafted(contractId, periodId, version, sha256, figures, at);
            streams.append(drafted, history.events());
            return drafted;
        });
    }

    /**
     * Records that a person has reviewed the newest version.
     *
     * @param sha256 of what they have seen, hex
     * @param by who
     * @throws FinanceException if that is not the newest version, or it is reviewed already
     */
    public ReportReviewed review(
            String contractId, String periodId, String sha256, String by, Instant at) {
        id(contractId, "review.contractId");
        id(periodId, "review.periodId");
        given(sha256, "review.sha256");
        given(by, "review.by");
        given(at, "review.at");
        requireName(by);
        return streams.decide(() -> {
            ReportHistory history = history(contractId, periodId);
            ReportDrafted drafted = requireNewest(history, sha256);
            if (history.reviewed() != null) {
                throw new FinanceException(
                        "version %d is reviewed already, by %s"
                                .formatted(drafted.version(), history.reviewed().by()));
            }
            ReportReviewed reviewed = drafted.reviewed(by.strip(), at);
            streams.append(reviewed, history.events());
            return reviewed;
        });
    }

    /**
     * Records that another person signs the newest version.
     *
     * @param sha256 of what they have seen, hex
     * @param by who
     * @throws FinanceException if it is not the newest version, not reviewed, signed already, or
     *     reviewed by the same person
     */
    public ReportSigned sign(
            String contractId, String periodId, String sha256, String by, Instant at) {
        id(contractId, "sign.contractId");
        id(periodId, "sign.periodId");
        given(sha256, "sign.sha256");
        given(by, "sign.by");
        given(at, "sign.at");
        requireName(by);
        return streams.decide(() -> {
            ReportHistory history = history(contractId, periodId);
            ReportDrafted drafted = requireNewest(history, sha256);
            requireSignable(history, drafted, by.strip());
            ReportSigned signed = drafted.signed(by.strip(), nextSignatureNo(), at);
            streams.append(signed, history.events());
            return signed;
        });
    }

    private static void requireSignable(ReportHistory history, ReportDrafted drafted, String by) {
        if (history.reviewed() == null) {
            throw new FinanceException(
                    "version %d is not reviewed; that comes first".formatted(drafted.version()));
        }
        if (history.signed() != null) {
            throw new FinanceException(
                    "version %d is signed already, by %s"
                            .formatted(drafted.version(), history.signed().by()));
        }
        if (history.reviewed().by().equalsIgnoreCase(by)) {
            throw new FinanceException(
                    "%s has reviewed it; another person has to sign".formatted(by));
        }
    }

    private long nextSignatureNo() {
        long last = positions.readOrStart(SIGNATURES, 0, 0);
        positions.advance(
                List.of(
                        new Positions.Advance(
                                SIGNATURES, 0, last, last + 1, Positions.Tally.NONE)));
        return last + 1;
    }

    /** Records where the signed version was anchored; idempotent. */
    public void recordAnchored(ReportSigned signed, String root, String place, Instant at) {
        given(signed, "recordAnchored.signed");
        given(root, "recordAnchored.root");
        given(place, "recordAnchored.place");
        given(at, "recordAnchored.at");
        streams.decide(() -> {
            ReportHistory history = history(signed.contractId(), signed.periodId());
            if (history.anchored() == null && signed.equals(history.signed())) {
                streams.append(signed.anchored(root, place, at), history.events());
            }
            return Boolean.TRUE;
        });
    }

    private static ReportDrafted requireNewest(ReportHistory history, String sha256) {
        ReportDrafted drafted = history.drafted();
        if (drafted == null) {
            throw new FinanceException("there is no report on the period yet; write it first");
        }
        if (!drafted.sha256().equals(sha256)) {
            throw new FinanceException(
                    "the newest version, %d, has SHA-256 %s, not %s; write it again and look at that"
                            .formatted(drafted.version(), drafted.sha256(), sha256));
        }
        return drafted;
    }

    private static void requireName(String by) {
        if (by.isBlank() || by.length() > NAME_CHARS_MAX) {
            throw new FinanceException(
                    "a name has 1 to " + NAME_CHARS_MAX + " characters, not '" + by + "'");
        }
    }
}
