package io.usance.store;

import io.usance.failure.RefusedException;

/** A host's transaction was ended, or rolled back to a savepoint, past what it was begun with. */
public final class EndedTransactionException extends RefusedException {
    private static final long serialVersionUID = 1L;

    private EndedTransactionException(String message) {
        super(message, null);
    }

    /** On its connection, which the engine is not told of. */
    static EndedTransactionException onConnection() {
        return new EndedTransactionException(
                "this transaction was committed, rolled back, or rolled back to a savepoint on its"
                        + " connection or by SQL, so what the engine was told in it is not"
                        + " recorded, though rows written beside it may be committed: commit, roll"
                        + " back and set savepoints with what the transaction was begun with, the"
                        + " transaction manager or the object that begin(...) returned");
    }

    /** By the host, in the middle of a unit of work. */
    static EndedTransactionException within() {
        return new EndedTransactionException(
                "the transaction that this unit of work is a part of was ended within it, so the"
                        + " rest of the unit is not recorded: end the transaction when the unit of"
                        + " work is over");
    }

    /** By its connection being closed, which is not told a second time. */
    static EndedTransactionException left() {
        return new EndedTransactionException(
                "this thread closed the connection of a transaction that has not ended; nothing of"
                        + " it is recorded, and this neither, in case it was meant to be a part:"
                        + " end transactions before their connection is closed. This is reported"
                        + " once; what is sent next has a transaction of its own");
    }
}
