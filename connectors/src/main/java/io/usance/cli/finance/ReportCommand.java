package io.usance.cli.finance;

import io.usance.anchor.Anchor;
import io.usance.anchor.AnchorException;
import io.usance.anchor.AnchorPosition;
import io.usance.batching.ReportAnchoring;
import io.usance.cli.console.CliFailure;
import io.usance.cli.console.CliValues;
import io.usance.cli.console.EngineSession;
import io.usance.engine.BillingEngine;
import io.usance.finance.FinanceEvent.ReportSigned;
import io.usance.finance.FinanceException;
import io.usance.finance.ReportHistory;
import io.usance.report.Report;
import io.usance.report.ReportFiles;
import io.usance.report.kinds.StandardSections;
import io.usance.service.Connections;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code usance report}. */
@Command(
        name = "report",
        description = {
            "Writes the reconciliation report of a period as JSON, CSV, XLSX, HTML and PDF.",
            "The same state gives the same bytes; what is new gives a new version that shows what changed.",
            "Or records that the newest version was reviewed, or that a second person signs it; then its",
            "hash is anchored where batches go. If the anchor cannot be reached the signature holds; sign again",
            "to anchor it."
        },
        mixinStandardHelpOptions = true)
public final class ReportCommand implements Runnable {
    @ArgGroup(exclusive = false, multiplicity = "1")
    private Of of;

    @ArgGroup(multiplicity = "1")
    private What what;

    @Option(
            names = "--as-of",
            paramLabel = "DAY",
            description =
                    "With --out: ages count to this day; default: the day of the period's newest event.")
    private @Nullable String asOf;

    @Option(
            names = "--preliminary",
            description = "With --out: also if the period is open; that one cannot be signed.")
    private boolean preliminary;

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "With --review and --sign: who does.")
    private @Nullable String by;

    @Mixin private EngineSession session;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    ReportCommand() {}

    /** Which contract and period; shared by all commands on them. */
    static final class Of {
        @Option(names = "--contract", required = true, paramLabel = "C", description = "Its id.")
        String contractId;

        @Option(
                names = "--period",
                required = true,
                paramLabel = "P",
                description = "A month, 2026-03, or a period's id, 2026-03-01/2026-04-01.")
        String period;

        @SuppressWarnings("NullAway.Init") // picocli injects them
        Of() {}

        /** The period's id in the contract's calendar. */
        String periodId(BillingEngine engine) {
            return CliValues.period(EngineSession.signed(engine, contractId).calendar(), period);
        }
    }

    /** One of the three. */
    private static final class What {
        @Option(
                names = "--out",
                required = true,
                paramLabel = "DIR",
                description = "Write it; files of the same names are replaced.")
        private @Nullable Path out;

        @Option(
                names = "--review",
                required = true,
                paramLabel = "SHA256",
                description = "Of the report.json that was reviewed.")
        private @Nullable String review;

        @Option(
                names = "--sign",
                required = true,
                paramLabel = "SHA256",
                description = "Of the report.json to be signed.")
        private @Nullable String sign;
    }

    @Override
    public void run() {
        LocalDate day = asOf == null ? null : CliValues.day("--as-of", asOf);
        try {
            session.<List<String>>with(engine -> answer(engine, day))
                    .forEach(session.out()::println);
        } catch (FinanceException | AnchorException e) {
            throw new CliFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private List<String> answer(BillingEngine engine, @Nullable LocalDate day) {
        String periodId = of.periodId(engine);
        if (what.out != null) {
            return write(engine, periodId, day, what.out);
        }
        if (by == null) {
            throw new CliFailure("--by is missing: who reviews or signs");
        }
        if (what.review != null) {
            int version =
                    engine.finance()
                            .reports()
                            .review(of.contractId, periodId, what.review, by, session.now())
                            .version();
            return List.of("version " + version + " reviewed by " + by.strip());
        }
        return sign(engine, periodId, String.valueOf(what.sign), by);
    }

    private List<String> write(
            BillingEngine engine, String periodId, @Nullable LocalDate day, Path out) {
        ReportFiles.Written written;
        try {
            written =
                    new ReportFiles(engine, StandardSections.all(), Clock.systemUTC())
                            .write(of.contractId, periodId, preliminary, day, out);
        } catch (IOException e) {
            throw new CliFailure("cannot write to " + out + ": " + e, e);
        }
        Report report = written.report();
        String version =
                report.header().version() == 0
                        ? "preliminary"
                        : "version " + report.header().version();
        return List.of(
                "%s %s, %s%s: %d exceptions, %d of %d control totals hold"
                        .formatted(
                                report.header().contractId(),
                                report.header().periodId(),
                                version,
                                written.isNew() ? "" : ", as before",
                                report.exceptions().size(),
                                report.identities().stream().filter(Report.Check::holds).count(),
                                report.identities().size()),
                "report.json SHA-256 " + written.sha256(),
                written.files().size() + " files in " + out);
    }

    private List<String> sign(BillingEngine engine, String periodId, String sha256, String who) {
        ReportHistory history = engine.finance().reports().history(of.contractId, periodId);
        ReportSigned before = history.signed();
        ReportSigned signed =
                before != null && before.sha256().equals(sha256)
                        ? before
                        : engine.finance()
                                .reports()
                                .sign(of.contractId, periodId, sha256, who, session.now());
        List<String> lines = new ArrayList<>();
        lines.add(
                "version %d signed by %s, signature %d"
                        .formatted(signed.version(), signed.by(), signed.signatureNo()));
        lines.add(anchored(engine, signed));
        return lines;
    }

    private String anchored(BillingEngine engine, ReportSigned signed) {
        var settings = session.settings().anchor();
        if (settings.isEmpty()) {
            return "not anchored: the configuration names no anchor";
        }
        try (Anchor anchor = Connections.anchor(settings.get())) {
            AnchorPosition position =
                    new ReportAnchoring(engine, anchor).anchor(signed, session.now());
            return "root %s anchored: %s"
                    .formatted(
                            ReportAnchoring.root(signed.sha256()), ReportAnchoring.place(position));
        }
    }
}
