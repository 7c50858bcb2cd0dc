package io.usance.store;

import io.usance.failure.RefusedException;

/** A command was sent in a transaction that can only read. */
public final class ReadOnlyTransactionException extends RefusedException {
    private static final long serialVersionUID = 1L;

    ReadOnlyTransactionException() {
        super(
                "the transaction that this thread is in is read-only, so nothing can be recorded in"
                        + " it; send the command in one that can write",
                null);
    }
}
