package io.usance.store;

import io.usance.failure.RefusedException;

/** A host's transaction was ended, or rolled back to a savepoint, past what it was begun with. */
public final class EndedTransactionException extends RefusedException {
    private static final long serialVersionUID = 1L;

    EndedTransactionException() {
        super(
                "this transaction was committed, rolled back, or rolled back to a savepoint on its"
                        + " connection or by SQL, so what the engine was told in it is not"
                        + " recorded, though rows written beside it may be committed: commit, roll"
                        + " back and set savepoints with what the transaction was begun with, the"
                        + " transaction manager or the object that begin(...) returned",
                null);
    }
}
