package io.usance.engine;

import io.usance.store.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What is done in a unit of work with its connection.
 *
 * <p>Design note: it had a parameter for what it may throw, which Java infers and Kotlin cannot.
 *
 * @param <T> what comes of it
 */
@FunctionalInterface
public interface WorkOnConnection<T extends @Nullable Object> {

    /**
     * @param connection of the transaction, in the same database as the engine's schema
     */
    T on(Connection connection) throws SQLException;

    /** Runs it in a unit of work. */
    static <T extends @Nullable Object> T run(Transactions transactions, WorkOnConnection<T> work)
            throws SQLException {
        try {
            return transactions.nested(() -> {
                try {
                    return work.on(transactions.guarded());
                } catch (SQLException e) {
                    throw new Carried(e);
                }
            });
        } catch (Carried e) {
            throw e.thrown;
        }
    }

    /** Carries what the work threw through the engine. */
    final class Carried extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final SQLException thrown;

        private Carried(SQLException thrown) {
            super(thrown);
            this.thrown = thrown;
        }
    }
}
