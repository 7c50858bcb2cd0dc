package io.usance.escrow;

import io.usance.anchor.Hash32;
import java.util.List;

/**
 * What the settlement contract reports. From these alone every balance can be computed: escrow is
 * deposited + funded − withdrawn − moved, an account is moved − collected − funded.
 *
 * <p>Amounts are in minor units, accounts by number, addresses 0x and 40 lower-case digits.
 */
public sealed interface EscrowEvent {
    record AccountOpened(int accountNo, String owner) implements EscrowEvent {}

    record Deposited(int payerNo, int payeeNo, long amountMinor) implements EscrowEvent {}

    /** Out of the payer's own account. */
    record Funded(int payerNo, int payeeNo, long amountMinor) implements EscrowEvent {}

    record Withdrawn(int payerNo, int payeeNo, String to, long amountMinor)
            implements EscrowEvent {}

    record Collected(int accountNo, String to, long amountMinor) implements EscrowEvent {}

    record MandateSet(int payerNo, int payeeNo, Mandate mandate) implements EscrowEvent {}

    record MandateRevoked(int payerNo, int payeeNo) implements EscrowEvent {}

    /** A batch settled in one transaction; final with its block. */
    record BatchSettled(long batchId, Hash32 root, int count, List<Move> moves)
            implements EscrowEvent {}

    record BatchBegun(long batchId, Hash32 root, int count, int chunks, Hash32 chunksHash)
            implements EscrowEvent {}

    /** Counts only once the batch is finalised. */
    record ChunkApplied(long batchId, int chunk, List<Move> moves) implements EscrowEvent {}

    record BatchFinalised(long batchId, Hash32 root, int count, int chunks)
            implements EscrowEvent {}

    record ChunkRolledBack(long batchId, int chunk) implements EscrowEvent {}

    record BatchAbandoned(long batchId) implements EscrowEvent {}

    record OperatorNominated(String operator, String pendingOperator) implements EscrowEvent {}

    record OperatorChanged(String previousOperator, String operator) implements EscrowEvent {}

    record OwnerNominated(String owner, String pendingOwner) implements EscrowEvent {}

    record OwnerChanged(String previousOwner, String owner) implements EscrowEvent {}

    record Paused(String by) implements EscrowEvent {}

    record Unpaused(String by) implements EscrowEvent {}
}
