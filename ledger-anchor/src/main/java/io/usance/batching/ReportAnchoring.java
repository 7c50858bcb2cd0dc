package io.usance.batching;

import io.usance.anchor.Anchor;
import io.usance.anchor.AnchorPosition;
import io.usance.anchor.AnchorReference;
import io.usance.anchor.Hash32;
import io.usance.anchor.LogReference;
import io.usance.anchor.RootConflictException;
import io.usance.engine.BillingEngine;
import io.usance.finance.FinanceEvent.ReportSigned;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Puts the hash of a signed report where neither company can change it, as a batch of one.
 *
 * <p>Reports are numbered apart from batches, above {@link #NUMBERS_FROM}: signature {@code n} is
 * anchored under {@code 2^61 + n}. Anchoring again finds what is there.
 */
public final class ReportAnchoring {
    /** Above all batches, below the releases of netting. */
    public static final long NUMBERS_FROM = 1L << 61;

    private static final String DOMAIN = "usance-report/v1:";

    private final BillingEngine engine;
    private final Anchor anchor;

    public ReportAnchoring(BillingEngine engine, Anchor anchor) {
        this.engine = engine;
        this.anchor = anchor;
    }

    /**
     * What is anchored of a report: {@code keccak256(keccak256("usance-report/v1:" + sha256))}.
     *
     * @param sha256 of its canonical JSON, lower-case hex
     */
    public static Hash32 root(String sha256) {
        byte[] text = (DOMAIN + sha256).getBytes(StandardCharsets.US_ASCII);
        return Hash32.keccak(Hash32.keccak(text).bytes());
    }

    /**
     * Anchors it and waits, for a bounded time, until it is there.
     *
     * @return where it is
     * @throws io.usance.anchor.AnchorUnavailableException if the anchor cannot be reached; try
     *     again
     * @throws RootConflictException if the number holds another report: the books were reset, or
     *     the anchor is another's
     */
    public AnchorPosition anchor(ReportSigned signed, Instant at) {
        Hash32 root = root(signed.sha256());
        long number = NUMBERS_FROM + signed.signatureNo();
        AnchorPosition position =
                anchor.find(number).orElseGet(() -> anchor.submit(number, root, 1));
        if (!position.root().equals(root)) {
            throw new RootConflictException(number, position.root(), position.count(), root, 1);
        }
        engine.finance().reports().recordAnchored(signed, root.toString(), place(position), at);
        return position;
    }

    /** For people. */
    public static String place(AnchorPosition position) {
        return switch (position.place()) {
            case AnchorReference chain ->
                    "chain %d, contract %s, number %d, transaction %s, block %d"
                            .formatted(
                                    chain.chainId(),
                                    chain.contract(),
                                    position.batchNo(),
                                    chain.transactionHash(),
                                    chain.blockNumber());
            case LogReference log ->
                    "log %s, entry %d of %d".formatted(log.origin(), log.index(), log.size());
        };
    }
}
