package io.usance.store;

import io.usance.failure.RefusedException;

/** A connection leads to tables that are not the engine's. */
public final class OtherDatabaseException extends RefusedException {
    private static final long serialVersionUID = 1L;

    OtherDatabaseException(String other, String own, boolean ofHost) {
        super(
                ofHost
                        ? ("this transaction is on %s, and the engine's tables are in %s: begin it on a"
                                        + " connection of the engine's database, or command the"
                                        + " engine that was built on that one")
                                .formatted(other, own)
                        : ("the data source handed out a connection to %s, and the engine was built"
                                        + " on %s: build an engine on each database, with a data"
                                        + " source that leads to one")
                                .formatted(other, own),
                null);
    }
}
