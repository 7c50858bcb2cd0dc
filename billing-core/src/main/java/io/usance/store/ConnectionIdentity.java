package io.usance.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/**
 * The driver's connection, whatever wraps it: a host may hand out another wrapper at each call. It
 * equals itself alone, whatever its own idea of equality is.
 */
record ConnectionIdentity(Connection physical) {
    static ConnectionIdentity of(Connection connection) {
        try {
            return new ConnectionIdentity(connection.unwrap(BaseConnection.class));
        } catch (SQLException | RuntimeException e) {
            // One that does not unwrap, or is closed.
            return new ConnectionIdentity(connection);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ConnectionIdentity that && that.physical == physical;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(physical);
    }
}
