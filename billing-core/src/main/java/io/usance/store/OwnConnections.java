package io.usance.store;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** Connections for transactions that are the engine's own. Thread-safe. */
final class OwnConnections {
    private final DataSource dataSource;
    private final OwnDatabase database;
    private volatile boolean knownUnbound;

    OwnConnections(DataSource dataSource, OwnDatabase database) {
        this.dataSource = dataSource;
        this.database = database;
    }

    /**
     * A connection without auto-commit.
     *
     * @throws BoundDataSourceException if it is in a transaction that is not ours
     * @throws OtherDatabaseException if it leads to another database
     */
    Connection open() throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            boolean autoCommit = connection.getAutoCommit();
            if (!autoCommit) {
                refuseBound(connection);
            }
            if (database.require(connection, false) && !autoCommit) {
                // What was asked is no part of what follows.
                connection.rollback();
            }
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * A connection on which each statement is a transaction.
     *
     * @throws OtherDatabaseException if it leads to another database
     */
    Connection openWithAutoCommit() throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            connection.setAutoCommit(true);
            database.require(connection, false);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Refuses a connection in a transaction that is not ours, which a commit of ours would end. A
     * pool may hand out connections without auto-commit, and with a transaction that only its own
     * test began; but never the same to two.
     */
    private void refuseBound(Connection connection) throws SQLException {
        if (knownUnbound
                || connection.unwrap(BaseConnection.class).getTransactionState()
                        == TransactionState.IDLE) {
            return;
        }
        try (Connection second = dataSource.getConnection()) {
            if (second.unwrap(BaseConnection.class) == connection.unwrap(BaseConnection.class)) {
                throw new BoundDataSourceException();
            }
        } catch (SQLException e) {
            // There is no second one to be had, so it was not the same.
        }
        knownUnbound = true;
    }
}
