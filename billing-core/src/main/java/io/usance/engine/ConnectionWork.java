package io.usance.engine;

import io.usance.store.Transactions;
import org.jspecify.annotations.Nullable;

/** Runs a host's work on the connection of a unit of work. */
final class ConnectionWork {
    private ConnectionWork() {}

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
    private static final class Carried extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Carried(Exception cause) {
            super(cause);
        }
    }
}
