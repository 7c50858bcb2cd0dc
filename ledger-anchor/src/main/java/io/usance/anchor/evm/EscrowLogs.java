package io.usance.anchor.evm;

import io.usance.anchor.AnchorUnavailableException;
import io.usance.anchor.Hash32;
import io.usance.escrow.EscrowEvent;
import io.usance.escrow.EscrowLog;
import io.usance.escrow.Mandate;
import io.usance.escrow.Move;
import io.usance.escrow.PackedMoves;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.web3j.abi.EventEncoder;
import org.web3j.protocol.core.methods.response.Log;

/** The events of {@code UsanceEscrow.sol} as records. */
final class EscrowLogs {
    private static final Map<String, Function<AbiWords, EscrowEvent>> BY_TOPIC =
            new LinkedHashMap<>();

    // The words are the indexed values, then the others, which is the order of declaration. Bytes
    // are found by an offset that counts from the first of the others: see bytesAfter.
    static {
        money();
        event(
                "BatchSettled(uint64,bytes32,uint32,bytes)",
                w ->
                        new EscrowEvent.BatchSettled(
                                w.number(0), w.hash(1), w.smallNumber(2), moves(w, 3)));
        event(
                "BatchBegun(uint64,bytes32,uint32,uint16,bytes32)",
                w ->
                        new EscrowEvent.BatchBegun(
                                w.number(0),
                                w.hash(1),
                                w.smallNumber(2),
                                w.smallNumber(3),
                                w.hash(4)));
        event(
                "ChunkApplied(uint64,uint16,bytes)",
                w -> new EscrowEvent.ChunkApplied(w.number(0), w.smallNumber(1), moves(w, 2)));
        event(
                "BatchFinalised(uint64,bytes32,uint32,uint16)",
                w ->
                        new EscrowEvent.BatchFinalised(
                                w.number(0), w.hash(1), w.smallNumber(2), w.smallNumber(3)));
        event(
                "ChunkRolledBack(uint64,uint16)",
                w -> new EscrowEvent.ChunkRolledBack(w.number(0), w.smallNumber(1)));
        event("BatchAbandoned(uint64)", w -> new EscrowEvent.BatchAbandoned(w.number(0)));
        authority();
    }

    private EscrowLogs() {}

    private static void money() {
        event(
                "AccountOpened(uint32,address)",
                w -> new EscrowEvent.AccountOpened(w.smallNumber(0), w.address(1)));
        event(
                "Deposited(uint32,uint32,uint256)",
                w -> new EscrowEvent.Deposited(w.smallNumber(0), w.smallNumber(1), w.number(2)));
        event(
                "Funded(uint32,uint32,uint256)",
                w -> new EscrowEvent.Funded(w.smallNumber(0), w.smallNumber(1), w.number(2)));
        event(
                "Withdrawn(uint32,uint32,address,uint256)",
                w ->
                        new EscrowEvent.Withdrawn(
                                w.smallNumber(0), w.smallNumber(1), w.address(2), w.number(3)));
        event(
                "Collected(uint32,address,uint256)",
                w -> new EscrowEvent.Collected(w.smallNumber(0), w.address(1), w.number(2)));
        event(
                "MandateSet(uint32,uint32,uint256,uint16,uint32)",
                w ->
                        new EscrowEvent.MandateSet(
                                w.smallNumber(0),
                                w.smallNumber(1),
                                new Mandate(w.number(2), w.smallNumber(3), w.time(4))));
        event(
                "MandateRevoked(uint32,uint32)",
                w -> new EscrowEvent.MandateRevoked(w.smallNumber(0), w.smallNumber(1)));
    }

    private static void authority() {
        event(
                "OperatorNominated(address,address)",
                w -> new EscrowEvent.OperatorNominated(w.address(0), w.address(1)));
        event(
                "OperatorChanged(address,address)",
                w -> new EscrowEvent.OperatorChanged(w.address(0), w.address(1)));
        event(
                "OwnershipTransferStarted(address,address)",
                w -> new EscrowEvent.OwnerNominated(w.address(0), w.address(1)));
        event(
                "OwnershipTransferred(address,address)",
                w -> new EscrowEvent.OwnerChanged(w.address(0), w.address(1)));
        event("Paused(address)", w -> new EscrowEvent.Paused(w.address(0)));
        event("Unpaused(address)", w -> new EscrowEvent.Unpaused(w.address(0)));
    }

    private static void event(String signature, Function<AbiWords, EscrowEvent> reader) {
        BY_TOPIC.put(EventEncoder.buildEventSignature(signature), reader);
    }

    /** The batch id of these events is the one indexed value before the data. */
    private static List<Move> moves(AbiWords words, int index) {
        return PackedMoves.unpack(words.bytesAfter(1, index));
    }

    /** Topics of all events that are read. */
    static List<String> topics() {
        return List.copyOf(BY_TOPIC.keySet());
    }

    /** Empty if the log is of no event known here. */
    static Optional<EscrowLog> log(Log log) {
        List<String> topics = log.getTopics();
        Function<AbiWords, EscrowEvent> reader =
                topics.isEmpty() ? null : BY_TOPIC.get(topics.getFirst());
        if (reader == null) {
            return Optional.empty();
        }
        StringBuilder words = new StringBuilder("0x");
        topics.stream().skip(1).forEach(topic -> words.append(topic, 2, topic.length()));
        words.append(log.getData(), 2, log.getData().length());
        try {
            return Optional.of(
                    new EscrowLog(
                            log.getBlockNumber().longValueExact(),
                            Hash32.parse(log.getBlockHash()),
                            Hash32.parse(log.getTransactionHash()),
                            log.getLogIndex().intValueExact(),
                            reader.apply(AbiWords.of("eth_getLogs", words.toString()))));
        } catch (IllegalArgumentException e) {
            throw new AnchorUnavailableException(
                    "the node's answer to eth_getLogs holds an event that no contract of ours makes",
                    e);
        }
    }
}
