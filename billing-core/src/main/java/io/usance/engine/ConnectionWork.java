package io.usance.engine;

import io.usance.store.GuardedConnection;
import io.usance.store.Transactions;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Runs a host's work on the connection of a unit of work. */
final class ConnectionWork {
    private static final String ADVICE =
            "the transaction ends with the unit of work; to roll it back, throw";

    private ConnectionWork() {}

    static <T extends @Nullable Object> T run(Transactions transactions, WorkOnConnection<T> work)
            throws SQLException {
        try {
            return transactions.nested(() -> transactions.atomically(() -> on(transactions, work)));
        } catch (Carried e) {
            throw e.thrown;
        }
    }

    private static <T extends @Nullable Object> T on(
            Transactions transactions, WorkOnConnection<T> work) {
        GuardedConnection guarded = transactions.guarded(ADVICE);
        try {
            return work.on(guarded.connection());
        } catch (SQLException e) {
            throw new Carried(e);
        } finally {
            guarded.end();
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
