package io.usance.engine;

import io.usance.store.Transactions;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Runs a host's work on the connection of a unit of work. */
final class ConnectionWork {
    private ConnectionWork() {}

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
    private static final class Carried extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final SQLException thrown;

        Carried(SQLException thrown) {
            super(thrown);
            this.thrown = thrown;
        }
    }
}
