package io.usance.cli;

import io.usance.anchor.Anchor;
import io.usance.anchor.AnchorPosition;
import io.usance.anchor.AnchorReference;
import io.usance.anchor.LogReference;
import io.usance.anchor.Receipt;
import io.usance.anchor.evm.EvmAnchor;
import io.usance.anchor.evm.EvmChain;
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
        return switch (receipt.place()) {
            case AnchorReference chain -> mismatch(receipt, chain);
            case LogReference log ->
                    Optional.of(
                            new Mismatch(
                                    "$.anchor.kind",
                                    "batch %d is entry %d of the log %s, not on a chain; check it without --rpc"
                                            .formatted(
                                                    receipt.batch().batchNo(),
                                                    log.index(),
                                                    log.origin())));
        };
    }

    private Optional<Mismatch> mismatch(Receipt receipt, AnchorReference stated) {
        Contract contract = new Contract(stated.chainId(), stated.contract());
        long batchNo = receipt.batch().batchNo();
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
        return differs("$.batch.root", held.root(), receipt.batch().root())
                .or(() -> differs("$.batch.count", held.count(), receipt.batch().count()))
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
    }
}
