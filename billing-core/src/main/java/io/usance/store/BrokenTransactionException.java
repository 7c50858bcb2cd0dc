package io.usance.store;

import io.usance.failure.UnavailableException;

/** The connection of the host's transaction that the thread is in broke, or was closed. */
public final class BrokenTransactionException extends UnavailableException {
    private static final long serialVersionUID = 1L;

    BrokenTransactionException() {
        super(
                "the connection of the transaction that this thread is in broke or was closed, so"
                        + " nothing of it is recorded, nor is this, which is a part of it: end the"
                        + " transaction with what it was begun with, by a rollback, and run it"
                        + " again from the beginning; what the thread sends until then is refused",
                null);
    }
}
