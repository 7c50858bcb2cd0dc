package io.usance.settlement;

import io.usance.money.Money;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the money of a batch moves, net. Its stream is {@code netting/batchNo}, its first event
 * number 0. Batches are netted in their order, each when the one before it is final.
 */
public sealed interface NettingEvent {

    /** Of the batch that was sealed. */
    long batchNo();

    /** Stream of a batch's netting. */
    static String streamId(long batchNo) {
        return "netting/" + batchNo;
    }

    /** Why what is due does not move with this batch. It stays due, and moves with a later one. */
    enum HeldReason {
        /** Nothing is set up to hold money of this currency. */
        NO_ESCROW,
        /** One of the two accounts has no address, or never had to do with the escrow. */
        UNKNOWN_ACCOUNT,
        /** The payer gave no mandate, or revoked it. */
        NO_MANDATE,
        /** The payer's mandate has ended. */
        MANDATE_EXPIRED,
        /** The payer's mandate has too little left in its period. */
        MANDATE_EXCEEDED,
        /** The payer has paid in too little. */
        INSUFFICIENT_ESCROW
    }

    /**
     * What one company owes another after this batch.
     *
     * @param payer account
     * @param payee account
     * @param due above zero: all that was commanded between the two, either way, up to this batch,
     *     less all that has moved
     * @param held null if it moves with this batch
     */
    record NetPosition(String payer, String payee, Money due, @Nullable HeldReason held) {}

    /**
     * What moves with a batch, decided before anything is sent. Comes again if a payer turned out
     * to be unable; the newest counts.
     *
     * @param positions of all that is due, by currency, payer and payee
     */
    record BatchNetted(long batchNo, List<NetPosition> positions, Instant at)
            implements NettingEvent {
        public BatchNetted {
            positions = List.copyOf(positions);
        }
    }

    /**
     * @param payer account
     * @param payee account
     * @param amount above zero
     */
    record NetMove(String payer, String payee, Money amount) {}

    /**
     * What the escrow of one currency has moved, as its chain says, finally.
     *
     * @param currency ISO 4217
     * @param chainId EIP-155 chain id
     * @param contract address of the escrow
     * @param transaction hash of the transaction that made the batch final
     * @param blockNumber block it is in
     * @param blockHash hash of that block
     */
    record BatchMoved(
            long batchNo,
            String currency,
            long chainId,
            String contract,
            String transaction,
            long blockNumber,
            String blockHash,
            List<NetMove> moves)
            implements NettingEvent {
        public BatchMoved {
            moves = List.copyOf(moves);
        }
    }
}
