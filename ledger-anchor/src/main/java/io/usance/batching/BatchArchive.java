package io.usance.batching;

import io.usance.anchor.AnchorPlace;
import io.usance.anchor.AnchorPosition;
import io.usance.anchor.AnchorReference;
import io.usance.anchor.BatchDump;
import io.usance.anchor.Hash32;
import io.usance.anchor.LogReference;
import io.usance.anchor.MerkleTree;
import io.usance.anchor.Receipt;
import io.usance.anchor.Salts;
import io.usance.anchor.SettlementLeaf;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.engine.BillingEngine;
import io.usance.settlement.BatchEvent;
import io.usance.settlement.BatchEvent.BatchAnchored;
import io.usance.settlement.BatchEvent.BatchConfirmed;
import io.usance.settlement.BatchEvent.BatchLogged;
import io.usance.settlement.BatchEvent.BatchSealed;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds batches from the log: their trees, their dumps, their receipts. Nothing of it is stored
 * twice.
 */
public final class BatchArchive {
    private final BillingEngine engine;

    public BatchArchive(BillingEngine engine) {
        this.engine = engine;
    }

    /** How many batches have been sealed; they are numbered from 1. */
    public long sealed() {
        return engine.internals().positions().read(BatchSealer.LAST_BATCH, 0).orElse(0);
    }

    /** Number of the last batch confirmed; all before it are confirmed as well. */
    public long confirmed() {
        return engine.internals().positions().read(BatchAnchoring.CONFIRMED, 0).orElse(0);
    }

    /**
     * Writes the batch as OpenZeppelin's {@code standard-v1} dump.
     *
     * @throws IllegalArgumentException if there is no such batch
     */
    public void dump(long batchNo, OutputStream out) throws IOException {
        Contents contents = contents(batchNo);
        BatchDump.write(contents.leaves(), contents.tree(), out);
    }

    /**
     * The receipts of a confirmed batch, in the order of its settlements.
     *
     * @throws IllegalArgumentException if there is no such batch
     * @throws IllegalStateException if it is not confirmed yet
     */
    public List<Receipt> receipts(long batchNo) {
        Contents contents = contents(batchNo);
        AnchorPosition position = contents.position();
        List<Receipt> receipts = new ArrayList<>(contents.leaves().size());
        for (int i = 0; i < contents.leaves().size(); i++) {
            receipts.add(Receipt.issue(contents.leaves().get(i), contents.tree(), i, position));
        }
        return receipts;
    }

    private Contents contents(long batchNo) {
        List<BatchEvent> events = engine.internals().batch(batchNo);
        if (events.isEmpty()) {
            throw new IllegalArgumentException(
                    "there is no batch " + batchNo + "; the last is " + sealed());
        }
        BatchSealed sealed = (BatchSealed) events.getFirst();
        List<SettlementLeaf> leaves =
                BatchSealer.leaves(
                        engine.internals()
                                .log()
                                .next(
                                        SettlementCommanded.class.getSimpleName(),
                                        sealed.afterPosition(),
                                        sealed.upToPosition(),
                                        BatchSealer.COUNT_LIMIT),
                        Salts.of(Hash32.parse(sealed.saltSeed())));
        MerkleTree tree = MerkleTree.of(leaves);
        if (!tree.root().toString().equals(sealed.root())) {
            throw new IllegalStateException(
                    "batch "
                            + batchNo
                            + " was sealed with root "
                            + sealed.root()
                            + ", its settlements give "
                            + tree.root()
                            + ": the log was changed");
        }
        return new Contents(sealed, leaves, tree, events);
    }

    private record Contents(
            BatchSealed sealed,
            List<SettlementLeaf> leaves,
            MerkleTree tree,
            List<BatchEvent> events) {

        AnchorPosition position() {
            @Nullable AnchorPlace place = null;
            @Nullable BatchConfirmed confirmed = null;
            for (BatchEvent event : events) {
                switch (event) {
                    case BatchAnchored e -> place = chain(e);
                    case BatchLogged e -> place = log(e);
                    case BatchConfirmed e -> confirmed = e;
                    case BatchSealed e -> {}
                }
            }
            if (place == null || confirmed == null) {
                throw new IllegalStateException(
                        "batch " + sealed.batchNo() + " is not confirmed yet");
            }
            return new AnchorPosition(
                    sealed.batchNo(), tree.root(), sealed.count(), place, confirmed.depth());
        }

        private static AnchorPlace chain(BatchAnchored e) {
            return new AnchorReference(
                    AnchorReference.EVM,
                    e.chainId(),
                    e.contract(),
                    Hash32.parse(e.transaction()),
                    e.blockNumber(),
                    Hash32.parse(e.blockHash()));
        }

        private static AnchorPlace log(BatchLogged e) {
            return new LogReference(
                    e.origin(),
                    e.keyId(),
                    e.index(),
                    e.size(),
                    e.checkpoint(),
                    e.proof().stream().map(Hash32::parse).toList());
        }
    }
}
