package io.usance.escrow;

import io.usance.anchor.Hash32;

/**
 * Why the settlement contract refused. Those that a program acts on have a type of their own, all
 * others are {@link Other}.
 */
public sealed interface EscrowRefusal {

    /** One plain line: what is wrong, both values, what to do. */
    String message();

    /**
     * A move of a batch cannot be made; the batch was not applied. Hold this payer back and settle
     * the others.
     *
     * @param moveIndex position in the packed moves, from 0; {@link #NOT_IN_A_BATCH} if it was
     *     foreseen
     * @param availableMinor what mandate or escrow have left
     */
    record MoveRefused(
            Reason reason,
            int moveIndex,
            int payerNo,
            int payeeNo,
            long availableMinor,
            long neededMinor)
            implements EscrowRefusal {

        /** As {@link #moveIndex}: found before a batch was made. */
        public static final int NOT_IN_A_BATCH = -1;

        /** In the contract's order: the first that applies is named. */
        public enum Reason {
            /** None was given, or it was revoked. */
            NO_MANDATE("the payer gave no mandate or revoked it"),
            MANDATE_EXPIRED("the payer's mandate has expired"),
            MANDATE_EXCEEDED("the payer's mandate has too little left in this period"),
            /** A withdrawal may have been faster. */
            INSUFFICIENT_ESCROW("the payer has too little escrow");

            private final String text;

            Reason(String text) {
                this.text = text;
            }
        }

        @Override
        public String message() {
            return "%s: account %d has %d minor units left for account %d, needed are %d; hold it"
                            .formatted(reason.text, payerNo, availableMinor, payeeNo, neededMinor)
                    + " back until the payer pays in or renews the mandate";
        }
    }

    /** The very same batch is settled; nothing was changed. To be taken as success. */
    record AlreadySettled(long batchId) implements EscrowRefusal {
        @Override
        public String message() {
            return "batch %d is settled already".formatted(batchId);
        }
    }

    /** The batch id is settled with another root. */
    record RootConflict(long batchId, Hash32 settledRoot) implements EscrowRefusal {
        @Override
        public String message() {
            return "batch %d is settled with another root, %s; stop settling and find out who else"
                            .formatted(batchId, settledRoot)
                    + " numbers batches for this contract";
        }
    }

    /** Another batch, or this one, is open. */
    record BatchOpen(long openBatchId) implements EscrowRefusal {
        @Override
        public String message() {
            return "batch %d is open; finish it or roll it back first".formatted(openBatchId);
        }
    }

    /** A chunk is missing, there already, or not the one applied last. */
    record ChunkOutOfOrder(long batchId, int expectedChunk, int givenChunk)
            implements EscrowRefusal {
        @Override
        public String message() {
            return "batch %d takes chunk %d next, not %d; go on from there"
                    .formatted(batchId, expectedChunk, givenChunk);
        }
    }

    /** Only the operator may do this. */
    record NotOperator(String caller, String operator) implements EscrowRefusal {
        @Override
        public String message() {
            return "account %s may not settle, the operator is %s; use the operator's key, or let"
                            .formatted(caller, operator)
                    + " the owner nominate this account";
        }
    }

    /** Settling and paying in are stopped; withdrawing is not. */
    record IsPaused() implements EscrowRefusal {
        @Override
        public String message() {
            return "the contract is paused; only its owner can end that";
        }
    }

    /**
     * Anything else.
     *
     * @param error name of the contract's or the token's error; the node's words if there is none
     */
    record Other(String error, String message) implements EscrowRefusal {}
}
