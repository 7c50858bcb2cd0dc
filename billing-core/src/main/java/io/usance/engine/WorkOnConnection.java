package io.usance.engine;

import io.usance.store.Transactions;
import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/**
 * What is done in a unit of work with its connection.
 *
 * @param <T> what comes of it
 * @param <X> what it may throw
 */
@FunctionalInterface
public interface WorkOnConnection<T extends @Nullable Object, X extends Exception> {

    /**
     * @param connection of the transaction, in the same database as the engine's schema
     */
    T on(Connection connection) throws X;

    /** Runs it in a unit of work. */
    @SuppressWarnings("unchecked") // What is carried was thrown by the work.
    static <T extends @Nullable Object, X extends Exception> T run(
            Transactions transactions, WorkOnConnection<T, X> work) throws X {
        try {
            return transactions.nested(() -> {
                try {
                    return work.on(transactions.guarded());
                } catch (RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new Carried(e);
                }
            });
        } catch (Carried e) {
            throw (X) e.getCause();
        }
    }

    /** Carries a checked exception through the engine. */
    final class Carried extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Carried(Exception cause) {
            super(cause);
        }
    }
}
