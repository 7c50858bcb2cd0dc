package io.usance.cli.proof;

import io.usance.anchor.Anchor;
import io.usance.anchor.AnchorPlace;
import io.usance.anchor.AnchorPosition;
import io.usance.anchor.AnchorReference;
import io.usance.anchor.Hash32;
import io.usance.anchor.LogReference;
import io.usance.anchor.Receipt;
import io.usance.anchor.evm.EvmAnchor;
import io.usance.anchor.evm.EvmChain;
import io.usance.anchor.evm.EvmEscrow;
import io.usance.bundle.Bundle;
import io.usance.netting.EscrowBook;
import io.usance.settlement.NettingEvent.BatchMoved;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Holds receipts against what a node says of the contract they name. Each batch is asked for once.
 *
 * <p>The contract's address is taken from the receipt: that it is the contract the two companies
 * agreed on is for the reader to see.
 */
final class AnchorCheck implements AutoCloseable {
    private final String url;
    private final Map<Contract, EvmAnchor> anchors = new HashMap<>();
    private final Map<Contract, EvmEscrow> escrows = new HashMap<>();
    private final Map<BatchKey, Optional<AnchorPosition>> positions = new HashMap<>();

    AnchorCheck(String url) {
        this.url = url;
    }

    private record Contract(long chainId, String address) {}

    private record BatchKey(Contract contract, long batchNo) {}

    /**
     * What the chain says otherwise.
     *
     * @param field of the receipt
     * @param reason with both values
     */
    record Mismatch(String field, String reason) {}

    /**
     * Compares one receipt.
     *
     * @return empty if the contract holds the batch with this root and count, at this place; a
     *     receipt of a log is a mismatch, for no node can say anything of it
     * @throws io.usance.anchor.AnchorException if the node cannot be asked, or is of another chain
     */
    Optional<Mismatch> mismatch(Receipt receipt) {
        return mismatch(receipt.batch(), receipt.place());
    }

    /** Likewise, of a disclosure. */
    Optional<Mismatch> mismatch(Receipt.Batch batch, AnchorPlace place) {
        return switch (place) {
            case AnchorReference chain -> mismatch(batch, chain);
            case LogReference log ->
                    Optional.of(
                            new Mismatch(
                                    "$.anchor.kind",
                                    "batch %d is entry %d of the log %s, not on a chain; check it without --rpc"
                                            .formatted(
                                                    batch.batchNo(), log.index(), log.origin())));
        };
    }

    private Optional<Mismatch> mismatch(Receipt.Batch batch, AnchorReference stated) {
        Contract contract = new Contract(stated.chainId(), stated.contract());
        long batchNo = batch.batchNo();
        Optional<AnchorPosition> found =
                positions.computeIfAbsent(
                        new BatchKey(contract, batchNo), key -> anchor(contract).find(batchNo));
        if (found.isEmpty()) {
            return Optional.of(
                    new Mismatch(
                            "$.batch.batchNo",
                            "the contract %s holds no batch %d"
                                    .formatted(contract.address(), batchNo)));
        }
        AnchorPosition held = found.get();
        return differs("$.batch.root", held.root(), batch.root())
                .or(() -> differs("$.batch.count", held.count(), batch.count()))
                .or(() ->
                        differs(
                                "$.anchor.blockNumber",
                                held.reference().blockNumber(),
                                stated.blockNumber()))
                .or(() ->
                        differs(
                                "$.anchor.blockHash",
                                held.reference().blockHash(),
                                stated.blockHash()))
                .or(() ->
                        differs(
                                "$.anchor.transactionHash",
                                held.reference().transactionHash(),
                                stated.transactionHash()));
    }

    /**
     * Compares the payment of a bundle.
     *
     * @return empty if there is none yet, or the escrow has settled the batch with this root in
     *     this transaction, with these amounts
     * @throws io.usance.anchor.AnchorException if the node cannot be asked, or is of another chain
     */
    Optional<Mismatch> mismatch(Bundle bundle) {
        BatchMoved moved = bundle.moved();
        if (moved == null) {
            return Optional.empty();
        }
        EvmEscrow escrow =
                escrows.computeIfAbsent(
                        new Contract(moved.chainId(), moved.contract()),
                        of -> EvmEscrow.reading(EvmChain.at(url, of.chainId()), of.address()));
        Optional<Hash32> root = escrow.batchRoot(moved.batchNo());
        if (root.isEmpty()) {
            return Optional.of(
                    new Mismatch(
                            "$.moved.batchNo",
                            "the escrow %s has settled no batch %d"
                                    .formatted(moved.contract(), moved.batchNo())));
        }
        return differs("$.receipt.batch.root", root.get(), bundle.receipt().batch().root())
                .or(() ->
                        EscrowBook.movedDifferently(escrow, moved)
                                .map(reason -> new Mismatch("$.moved", reason)));
    }

    private static Optional<Mismatch> differs(String field, Object held, Object stated) {
        return held.equals(stated)
                ? Optional.empty()
                : Optional.of(
                        new Mismatch(
                                field, "the chain has " + held + ", the receipt says " + stated));
    }

    private Anchor anchor(Contract contract) {
        return anchors.computeIfAbsent(
                contract, of -> EvmAnchor.reading(EvmChain.at(url, of.chainId()), of.address()));
    }

    @Override
    public void close() {
        anchors.values().forEach(EvmAnchor::close);
        escrows.values().forEach(EvmEscrow::close);
    }
}
