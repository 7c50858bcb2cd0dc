package io.usance.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Says which of several instances should do a job that only one can usefully do at a time.
 *
 * <p>Held by a database session: if its owner dies, or is silent for {@value #SILENCE_MAX_MS} ms,
 * Postgres frees it. It saves effort and noise; correctness must not rest on it, for a frozen owner
 * may wake up after losing it. Not thread-safe.
 */
public final class Lease implements AutoCloseable {
    private static final int VALIDITY_TIMEOUT_SECONDS = 5;

    /**
     * A holder that has not asked for so long (frozen, cut off) is given up by Postgres, and
     * another may take over.
     */
    private static final int SILENCE_MAX_MS = 20_000;

    private final DataSource dataSource;
    private final SchemaName schema;
    private final String name;
    private @Nullable Connection holder;

    Lease(DataSource dataSource, SchemaName schema, String name) {
        this.dataSource = dataSource;
        this.schema = schema;
        this.name = name;
    }

    /** True if this instance holds the lease, or could take it just now. */
    public boolean held() {
        try {
            if (holder != null && holder.isValid(VALIDITY_TIMEOUT_SECONDS)) {
                return true;
            }
            close();
            return take();
        } catch (SQLException e) {
            close();
            throw new StoreUnavailableException(e);
        }
    }

    private boolean take() throws SQLException {
        Connection connection = dataSource.getConnection();
        try (PreparedStatement lock =
                connection.prepareStatement(
                        "select pg_try_advisory_lock(" + schema.lockKey() + ")")) {
            connection.setAutoCommit(true);
            execute(connection, "set idle_session_timeout = " + SILENCE_MAX_MS);
            lock.setString(1, schema.lock("usance-lease:" + name));
            try (ResultSet row = lock.executeQuery()) {
                if (row.next() && row.getBoolean(1)) {
                    holder = connection;
                    return true;
                }
            }
            execute(connection, "reset idle_session_timeout");
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        connection.close();
        return false;
    }

    /** Gives it up. */
    @Override
    public void close() {
        Connection connection = holder;
        holder = null;
        if (connection == null) {
            return;
        }
        try (connection) {
            execute(connection, "select pg_advisory_unlock_all()");
            execute(connection, "reset idle_session_timeout");
        } catch (SQLException e) {
            // The session is gone, and with it the lease.
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
