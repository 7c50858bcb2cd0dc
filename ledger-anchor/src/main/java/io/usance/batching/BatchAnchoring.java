package io.usance.batching;

import io.usance.anchor.Anchor;
import io.usance.anchor.AnchorPosition;
import io.usance.anchor.AnchorReference;
import io.usance.anchor.Hash32;
import io.usance.anchor.LogReference;
import io.usance.anchor.RootConflictException;
import io.usance.engine.BillingEngine;
import io.usance.settlement.BatchEvent;
import io.usance.settlement.BatchEvent.BatchAnchored;
import io.usance.settlement.BatchEvent.BatchConfirmed;
import io.usance.settlement.BatchEvent.BatchLogged;
import io.usance.settlement.BatchEvent.BatchSealed;
import io.usance.store.EngineConsumer;
import io.usance.store.Positions.Advance;
import io.usance.store.Positions.Tally;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings sealed batches to the anchor and watches them until they are deep enough.
 *
 * <p>The anchor is asked first and written to only if it does not hold the batch, so a crash
 * between sending and recording costs nothing. A batch that vanished with a reorganisation is sent
 * again.
 */
public final class BatchAnchoring {
    private static final Logger LOG = LoggerFactory.getLogger(BatchAnchoring.class);

    /** Number of the last batch confirmed; batches are confirmed in order. */
    public static final String CONFIRMED = EngineConsumer.ANCHORING.storedName();

    /** Batches sent and not yet confirmed. */
    static final int IN_FLIGHT_MAX = 8;

    private final BillingEngine engine;
    private final Anchor anchor;
    private final long depth;

    /**
     * @param depth confirmations that count as final, the anchoring block included, at least 1; a
     *     log wants no more than 1
     */
    public BatchAnchoring(BillingEngine engine, Anchor anchor, long depth) {
        if (depth < 1) {
            throw new IllegalArgumentException(
                    "a batch is confirmed at depth 1 or more, not " + depth);
        }
        this.engine = engine;
        this.anchor = anchor;
        this.depth = depth;
    }

    /**
     * Moves every batch in flight one step.
     *
     * @return true if something moved
     * @throws io.usance.anchor.AnchorUnavailableException if the anchor cannot be reached; step
     *     again later
     * @throws RootConflictException if the anchor holds another batch under this number; nothing is
     *     recorded
     * @throws io.usance.anchor.AnchorConfigurationException if a person has to act
     * @throws io.usance.store.StaleStateException if another instance was faster; step again
     */
    public boolean step() {
        long confirmed = engine.internals().positions().readOrStart(CONFIRMED, 0, 0);
        long sealed = engine.internals().positions().read(BatchSealer.LAST_BATCH, 0).orElse(0);
        boolean moved = false;
        for (long batchNo = confirmed + 1;
                batchNo <= Math.min(sealed, confirmed + IN_FLIGHT_MAX);
                batchNo++) {
            moved |= progress(batchNo);
        }
        return moved;
    }

    private boolean progress(long batchNo) {
        List<BatchEvent> events = engine.internals().batch(batchNo);
        if (events.getLast() instanceof BatchConfirmed) {
            return false;
        }
        BatchSealed sealed = (BatchSealed) events.getFirst();
        Hash32 root = Hash32.parse(sealed.root());
        AnchorPosition position =
                anchor.find(batchNo).orElseGet(() -> anchor.submit(batchNo, root, sealed.count()));
        if (!position.root().equals(root) || position.count() != sealed.count()) {
            throw new RootConflictException(
                    batchNo, position.root(), position.count(), root, sealed.count());
        }
        BatchEvent anchored = anchored(position);
        List<BatchEvent> seen = new ArrayList<>(events);
        boolean news = !anchored.equals(events.getLast());
        if (news) {
            engine.internals().append(seen, anchored);
            seen.add(anchored);
            LOG.atInfo()
                    .addKeyValue("batch", batchNo)
                    .log("batch {}: anchored, {} settlements", batchNo, sealed.count());
        }
        return confirm(position, seen) || news;
    }

    private boolean confirm(AnchorPosition position, List<BatchEvent> seen) {
        long confirmed = engine.internals().positions().readOrStart(CONFIRMED, 0, 0);
        if (position.confirmations() < depth || position.batchNo() != confirmed + 1) {
            return false;
        }
        engine.internals()
                .transactions()
                .execute(() -> {
                    engine.internals()
                            .advance(
                                    List.of(
                                            new Advance(
                                                    CONFIRMED,
                                                    0,
                                                    confirmed,
                                                    position.batchNo(),
                                                    Tally.NONE)));
                    engine.internals()
                            .append(
                                    seen,
                                    new BatchConfirmed(
                                            position.batchNo(), position.confirmations()));
                    return true;
                });
        LOG.atInfo()
                .addKeyValue("batch", position.batchNo())
                .log(
                        "batch {}: final with {} confirmations",
                        position.batchNo(),
                        position.confirmations());
        return true;
    }

    private static BatchEvent anchored(AnchorPosition position) {
        return switch (position.place()) {
            case AnchorReference chain ->
                    new BatchAnchored(
                            position.batchNo(),
                            chain.chainId(),
                            chain.contract(),
                            chain.transactionHash().toString(),
                            chain.blockNumber(),
                            chain.blockHash().toString());
            case LogReference log ->
                    new BatchLogged(
                            position.batchNo(),
                            log.origin(),
                            log.keyId(),
                            log.index(),
                            log.size(),
                            log.checkpoint(),
                            log.proof().stream().map(Hash32::toString).toList());
        };
    }
}
