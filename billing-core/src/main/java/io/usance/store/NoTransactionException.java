package io.usance.store;

import io.usance.failure.RefusedException;

/** Something that is a part of a transaction was asked for outside of one. */
public final class NoTransactionException extends RefusedException {
    private static final long serialVersionUID = 1L;

    NoTransactionException(String what) {
        super(
                what
                        + " is for the transaction that the thread is in, and it is in none: call it"
                        + " within unitOfWork(...), or in a transaction of the host",
                null);
    }
}
