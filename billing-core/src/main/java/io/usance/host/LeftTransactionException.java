package io.usance.host;

import io.usance.failure.RefusedException;

/** A thread has closed the connection of a transaction that it did not end. */
final class LeftTransactionException extends RefusedException {
    private static final long serialVersionUID = 1L;

    LeftTransactionException() {
        super(
                "this thread began a transaction and closed its connection without ending it;"
                        + " nothing of it is recorded, and this neither, in case it was meant to be"
                        + " a part: end transactions before their connection is closed, by"
                        + " try-with-resources. This is reported once; what is sent next has a"
                        + " transaction of its own",
                null);
    }
}
