package io.usance.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

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

    /**
     * True if a pool has this back from one who closed the wrapper of it. In a transaction it may
     * be on its way to be closed because it broke.
     */
    @SuppressWarnings("ReferenceEquality") // identity is what is asked for
    boolean isGivenBackBy(Connection wrapper) {
        try {
            return physical != wrapper
                    && !physical.isClosed()
                    && physical instanceof BaseConnection driver
                    && driver.getTransactionState() == TransactionState.IDLE;
        } catch (SQLException e) {
            return false;
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
