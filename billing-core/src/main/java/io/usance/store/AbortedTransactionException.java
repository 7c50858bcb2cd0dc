package io.usance.store;

import io.usance.failure.RefusedException;

/** A statement of the running transaction has failed, and the database refuses all that follow. */
public final class AbortedTransactionException extends RefusedException {
    private static final long serialVersionUID = 1L;

    AbortedTransactionException(Throwable cause) {
        super(
                "an earlier statement of this transaction failed, so the database refuses all"
                        + " others, and nothing of it is written: roll it back; or set a savepoint"
                        + " before a statement that may fail, and roll back to that",
                cause);
    }
}
