package io.usance.store;

import io.usance.failure.RefusedException;

/** The engine's data source hands out connections that are in another's transaction. */
public final class BoundDataSourceException extends RefusedException {
    private static final long serialVersionUID = 1L;

    public BoundDataSourceException() {
        super(
                "this data source hands out the connection of a transaction that is not the"
                        + " engine's: hand the engine the data source behind it, and name the host's"
                        + " transactions with hostTransactions(...) if commands are to take part in"
                        + " them",
                null);
    }
}
