package io.usance.netting;

import io.usance.anchor.Hash32;
import io.usance.anchor.evm.EvmEscrow;
import io.usance.engine.BillingEngine;
import io.usance.escrow.EscrowLog;
import io.usance.settlement.BatchEvent;
import io.usance.settlement.BatchEvent.BatchSealed;
import io.usance.settlement.NettingEvent.BatchMoved;
import io.usance.settlement.NettingEvent.NetMove;
import io.usance.store.RecordedEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Compares what our books say has moved with the events of the escrow: two lists of batches that
 * must be the same. Changes nothing.
 */
public final class ChainReconciliation {
    private static final int PAGE = 1_000;

    private final BillingEngine engine;
    private final EscrowBook escrow;

    public ChainReconciliation(BillingEngine engine, EscrowBook escrow) {
        this.engine = engine;
        this.escrow = escrow;
    }

    /** What is wrong with a batch. */
    public enum Kind {
        /** In our books and not on the chain: it was reorganised away, or the chain was reset. */
        MISSING,
        /** On the chain and not in our books: another process settles, or the database is older. */
        EXTRA,
        /** On both, with other moves or another root. */
        DIFFERENT,
        /** On both and the same, but in another block: a reorganisation deeper than was waited. */
        MOVED_BLOCK
    }

    /**
     * @param detail one plain line with both values
     */
    public record Finding(long batchNo, Kind kind, String detail) {}

    /**
     * @param batches in our books, of this currency
     * @param equal of them, the same on the chain
     * @param inFlight on the chain, sealed here, and not final yet
     * @param fromBlock first block that was read
     * @param toBlock last one
     * @param findings by batch number; empty if all is well
     */
    public record Result(
            int batches,
            int equal,
            int inFlight,
            long fromBlock,
            long toBlock,
            List<Finding> findings) {}

    /**
     * Reads the chain and compares.
     *
     * @param fromBlock where to begin; batches that moved earlier are looked up one by one
     * @throws io.usance.anchor.AnchorUnavailableException if the chain cannot be reached
     * @throws io.usance.anchor.AnchorConfigurationException if there is no such escrow
     */
    public Result compare(long fromBlock) {
        SortedMap<Long, BatchMoved> ours = ours();
        long head = escrow.escrow().head();
        Set<Long> onChain = new HashSet<>();
        for (long from = fromBlock; from <= head; from += EvmEscrow.EVENT_BLOCKS_MAX) {
            long to = Math.min(head, from + EvmEscrow.EVENT_BLOCKS_MAX - 1);
            for (EscrowLog log : escrow.escrow().events(from, to)) {
                EscrowBook.batchEndedBy(log.event()).ifPresent(onChain::add);
            }
        }
        List<Finding> findings = new ArrayList<>();
        int equal = 0;
        for (BatchMoved moved : ours.values()) {
            int before = findings.size();
            check(moved, findings);
            equal += findings.size() == before ? 1 : 0;
        }
        onChain.removeAll(ours.keySet());
        int inFlight = 0;
        for (long batchNo : onChain) {
            if (isInFlight(batchNo)) {
                inFlight++;
            } else {
                findings.add(
                        new Finding(
                                batchNo,
                                Kind.EXTRA,
                                "escrow %s has settled batch %d, which was not sealed here"
                                        .formatted(escrow.escrow().contract(), batchNo)));
            }
        }
        findings.sort((a, b) -> Long.compare(a.batchNo(), b.batchNo()));
        return new Result(ours.size(), equal, inFlight, fromBlock, head, List.copyOf(findings));
    }

    private SortedMap<Long, BatchMoved> ours() {
        SortedMap<Long, BatchMoved> moved = new TreeMap<>();
        long after = 0;
        List<RecordedEvent> page;
        do {
            page =
                    engine.internals()
                            .log()
                            .next(BatchMoved.class.getSimpleName(), after, Long.MAX_VALUE, PAGE);
            for (RecordedEvent event : page) {
                BatchMoved one = (BatchMoved) event.payload();
                if (one.currency().equals(escrow.currency().getCurrencyCode())) {
                    moved.put(one.batchNo(), one);
                }
                after = event.position();
            }
        } while (page.size() == PAGE);
        return moved;
    }

    /** Sealed, and the netting has not come to its end. */
    private boolean isInFlight(long batchNo) {
        if (BatchNetting.isRelease(batchNo)) {
            return !engine.internals().netting(batchNo).isEmpty()
                    && batchNo
                            > engine.internals()
                                    .positions()
                                    .readOrStart(
                                            BatchNetting.RELEASED, 0, BatchNetting.RELEASE_BASE);
        }
        return batchNo > engine.internals().positions().readOrStart(BatchNetting.MOVED, 0, 0)
                && !engine.internals().batch(batchNo).isEmpty();
    }

    private void check(BatchMoved ours, List<Finding> findings) {
        var found = escrow.find(ours.batchNo());
        if (found.isEmpty()) {
            findings.add(
                    new Finding(
                            ours.batchNo(),
                            Kind.MISSING,
                            "moved in block %d by our books, the escrow %s knows nothing of it"
                                    .formatted(ours.blockNumber(), escrow.escrow().contract())));
            return;
        }
        EscrowBook.Settled theirs = found.get();
        Hash32 root = root(ours.batchNo());
        if (!theirs.root().equals(root)) {
            findings.add(
                    new Finding(
                            ours.batchNo(),
                            Kind.DIFFERENT,
                            "root is %s here, %s on the chain".formatted(root, theirs.root())));
        }
        Set<NetMove> moves = new HashSet<>(theirs.moves());
        if (!moves.equals(new HashSet<>(ours.moves()))) {
            findings.add(
                    new Finding(
                            ours.batchNo(),
                            Kind.DIFFERENT,
                            "moves are %s here, %s on the chain"
                                    .formatted(ours.moves(), theirs.moves())));
        }
        String blockHash = theirs.at().blockHash().toString();
        if (!blockHash.equals(ours.blockHash())) {
            findings.add(
                    new Finding(
                            ours.batchNo(),
                            Kind.MOVED_BLOCK,
                            "in block %d, %s, by our books; now in block %d, %s"
                                    .formatted(
                                            ours.blockNumber(),
                                            ours.blockHash(),
                                            theirs.at().blockNumber(),
                                            blockHash)));
        }
    }

    private Hash32 root(long batchNo) {
        if (BatchNetting.isRelease(batchNo)) {
            return BatchNetting.releaseRoot(batchNo);
        }
        List<BatchEvent> events = engine.internals().batch(batchNo);
        return Hash32.parse(((BatchSealed) events.getFirst()).root());
    }
}
