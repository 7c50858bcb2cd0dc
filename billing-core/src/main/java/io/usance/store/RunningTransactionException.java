package io.usance.store;

import io.usance.failure.RefusedException;

/** Something that runs in transactions of its own was asked for within another. */
public final class RunningTransactionException extends RefusedException {
    private static final long serialVersionUID = 1L;

    RunningTransactionException(String what) {
        super(
                what
                        + " runs in transactions of its own; call it outside of the transaction that"
                        + " this thread is in",
                null);
    }
}
