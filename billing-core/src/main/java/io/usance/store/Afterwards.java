package io.usance.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What hosts' transactions left to be done, until there is a connection for it. Thread-safe.
 *
 * <p>When a host says that its transaction is over, its connection is of no use any more and may
 * not be back in the pool: waiting for another would be waiting for ourselves, if the pool has one.
 */
final class Afterwards {
    private static final Logger LOG = LoggerFactory.getLogger(Afterwards.class);

    /** What is left undone beyond that costs time when it is missed, never a result. */
    private static final int WAITING_MAX = 1_000;

    private final Deque<Runnable> waiting = new ArrayDeque<>();

    synchronized void add(Runnable action) {
        if (waiting.size() == WAITING_MAX) {
            waiting.remove();
        }
        waiting.add(action);
    }

    private synchronized @Nullable Runnable next() {
        return waiting.poll();
    }

    /** Does all of it, the oldest first; a failure is logged. */
    void run() {
        for (Runnable action = next(); action != null; action = next()) {
            attempt(action);
        }
    }

    /** As {@link #run}, in a transaction that goes on in order whatever fails. */
    void runOn(Connection connection) {
        for (Runnable action = next(); action != null; action = next()) {
            Runnable one = action;
            attempt(() -> apart(connection, one));
        }
    }

    private static void attempt(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.warn("what a transaction left to be done was not done: {}", e.getMessage());
        }
    }

    private static void apart(Connection connection, Runnable action) {
        try {
            Savepoint before = connection.setSavepoint();
            try {
                action.run();
            } catch (RuntimeException e) {
                connection.rollback(before);
                throw e;
            }
            release(connection, before);
        } catch (SQLException e) {
            throw new StoreUnavailableException(e);
        }
    }

    /** An action that kept its failure to itself may have left the transaction aborted. */
    private static void release(Connection connection, Savepoint before) throws SQLException {
        try {
            connection.releaseSavepoint(before);
        } catch (SQLException e) {
            connection.rollback(before);
        }
    }
}
