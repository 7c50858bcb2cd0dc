package io.usance.store;

import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/** A connection that equals itself alone, whatever its own idea of equality is. */
record ConnectionIdentity(Connection connection) {
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ConnectionIdentity that && that.connection == connection;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(connection);
    }
}
