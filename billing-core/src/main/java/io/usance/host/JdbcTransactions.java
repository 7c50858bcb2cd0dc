package io.usance.host;

import static io.usance.failure.Checks.given;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions of a host that handles its JDBC connections itself:
 *
 * <pre>{@code
 * try (Connection connection = dataSource.getConnection();
 *         JdbcTransactions.Transaction transaction = transactions.begin(connection)) {
 *     insertDelivery(connection);
 *     engine.handle(command);
 *     transaction.commit();
 * }
 * }</pre>
 *
 * <p>A transaction that is closed without a commit is rolled back. One begun within another, on a
 * connection of its own, is independent of it. End it by its own methods: what is ended on the
 * connection, or as SQL, is no part of it any more, and the engine refuses to go on. Thread-safe; a
 * transaction belongs to the thread that began it.
 *
 * <p>Design note: a thread whose connection broke still believes in its transaction, perhaps for
 * many commands, each of which would be recorded without the rest. So the engine refuses all of
 * them until the transaction is ended or another begun. A thread that closed its connection has
 * left, and may never begin another: it is refused once, in case it meant to go on, and is free
 * then; for ever would punish what a pool's thread does next for what it did before. The two are
 * distinguished by the driver's connection, which a pool keeps open. Without a pool they look
 * alike, and a connection that is closed counts as one that broke.
 */
public final class JdbcTransactions implements HostTransactions {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcTransactions.class);

    private final ThreadLocal<Deque<Transaction>> running =
            ThreadLocal.withInitial(ArrayDeque::new);
    private final Set<Transaction> open = ConcurrentHashMap.newKeySet();
    private volatile boolean accompanied;

    /**
     * Begins a transaction on a connection of the engine's database, and turns its auto-commit off
     * until it ends.
     *
     * @throws SQLException if the connection refuses
     * @throws IllegalStateException if this thread has begun one on that connection already, or no
     *     engine takes part in these transactions
     */
    public Transaction begin(Connection connection) throws SQLException {
        given(connection, "begin.connection");
        if (!accompanied) {
            throw new IllegalStateException(
                    "no engine takes part in these transactions, so what it is told in them would"
                            + " not be a part of them: hand them to its builder before the first"
                            + " begins, with hostTransactions(...)");
        }
        Deque<Transaction> begun = begun();
        if (begun.stream().anyMatch(transaction -> transaction.connection == connection)) {
            throw new IllegalStateException(
                    "a transaction is running on this connection; set a savepoint in it, or begin"
                            + " another on a connection of its own");
        }
        Transaction transaction = new Transaction(connection, connection.getAutoCommit());
        connection.setAutoCommit(false);
        begun.push(transaction);
        // What threads have left that are gone, no one ends.
        open.removeIf(each -> !each.thread.isAlive());
        open.add(transaction);
        return transaction;
    }

    /**
     * {@inheritDoc} The connection of the newest transaction even if it broke: until that is ended,
     * or another begun, nothing may be taken for what has no transaction.
     *
     * @throws io.usance.failure.RefusedException once, if the host closed the connection and not
     *     the transaction
     */
    @Override
    public @Nullable Connection connection() {
        accompanied();
        Transaction newest = running.get().peek();
        if (newest == null) {
            running.remove();
            return null;
        }
        if (newest.isClosedByHost()) {
            newest.abandon();
            throw new LeftTransactionException();
        }
        return newest.connection;
    }

    /** The transactions of this thread, the last begun first, without those it left. */
    private Deque<Transaction> begun() {
        Deque<Transaction> begun = running.get();
        while (!begun.isEmpty() && begun.peek().isClosed()) {
            begun.peek().abandon();
        }
        return begun;
    }

    @Override
    public void beforeCommit(Runnable action) {
        given(action, "beforeCommit.action");
        current().beforeCommit.add(action);
    }

    @Override
    public void afterCompletion(Consumer<Outcome> action) {
        given(action, "afterCompletion.action");
        current().afterCompletion.add(action);
    }

    @Override
    public void beforeRollback(Runnable action) {
        given(action, "beforeRollback.action");
        current().beforeRollback.add(action);
    }

    @Override
    public void accompanied() {
        if (!accompanied) {
            accompanied = true;
        }
    }

    @Override
    public void onSavepoints(SavepointListener listener) {
        given(listener, "onSavepoints.listener");
        current().savepointListeners.add(listener);
    }

    @Override
    public List<Open> open() {
        return open.stream().map(each -> new Open(each.thread, each.connection)).toList();
    }

    private Transaction current() {
        Transaction transaction = running.get().peek();
        if (transaction == null) {
            throw new IllegalStateException("no transaction is running in this thread");
        }
        return transaction;
    }

    /** A running transaction. Not thread-safe. */
    public final class Transaction implements AutoCloseable {
        private final Thread thread = Thread.currentThread();
        private final Connection connection;
        private final @Nullable BaseConnection driver;
        private final boolean autoCommit;
        private final List<Runnable> beforeCommit = new ArrayList<>();
        private final List<Runnable> beforeRollback = new ArrayList<>();
        private final List<Consumer<Outcome>> afterCompletion = new ArrayList<>();
        private final List<SavepointListener> savepointListeners = new ArrayList<>();
        private boolean over;

        private Transaction(Connection connection, boolean autoCommit) {
            this.connection = connection;
            this.driver = driverOf(connection);
            this.autoCommit = autoCommit;
        }

        private static @Nullable BaseConnection driverOf(Connection connection) {
            try {
                return connection.unwrap(BaseConnection.class);
            } catch (SQLException e) {
                return null;
            }
        }

        /** Its connection broke or was closed: what was written is rolled back, or soon is. */
        private boolean isClosed() {
            try {
                return connection.isClosed();
            } catch (SQLException e) {
                return true;
            }
        }

        /**
         * The host has closed its connection, and the pool has it back: it is done with it, though
         * it did not say so. In a transaction it may be on its way to be closed because it broke.
         */
        private boolean isClosedByHost() {
            try {
                return isClosed()
                        && driver != null
                        && driver != connection
                        && !driver.isClosed()
                        && driver.getTransactionState() == TransactionState.IDLE;
            } catch (SQLException e) {
                return false;
            }
        }

        /** Ends what the host did not, so that nothing more is taken for a part of it. */
        private void abandon() {
            LOG.error(
                    "a transaction was begun and never ended, though its connection is closed; what"
                            + " was sent in it is not recorded. Close it, by try-with-resources");
            over = true;
            open.remove(this);
            running.get().pop();
            tell(0, Outcome.ROLLED_BACK);
        }

        /** Sets a savepoint. */
        public Savepoint savepoint() throws SQLException {
            requireCurrent();
            Savepoint savepoint = connection.setSavepoint();
            savepointListeners.forEach(listener -> listener.set(savepoint));
            return savepoint;
        }

        /** Undoes what the host wrote and what the engine was told since a savepoint. */
        public void rollbackTo(Savepoint savepoint) throws SQLException {
            given(savepoint, "rollbackTo.savepoint");
            requireCurrent();
            connection.rollback(savepoint);
            savepointListeners.forEach(listener -> listener.rolledBackTo(savepoint));
        }

        /**
         * Commits what the host wrote and what the engine was told.
         *
         * @throws SQLException if the database did not commit; nothing is written then, unless the
         *     connection broke meanwhile
         * @throws RuntimeException what kept the engine's part from being written; the whole
         *     transaction is rolled back
         */
        public void commit() throws SQLException {
            requireCurrent();
            try {
                // By index: one of them may add others.
                for (int i = 0; i < beforeCommit.size(); i++) {
                    beforeCommit.get(i).run();
                }
            } catch (RuntimeException | Error e) {
                rollBackAfter(e);
                throw e;
            }
            try {
                connection.commit();
            } catch (SQLException e) {
                end(Outcome.UNKNOWN, isRolledBack(e));
                throw e;
            }
            end(Outcome.COMMITTED, true);
        }

        /** Whatever the commit was, no transaction may be left open. */
        private boolean isRolledBack(SQLException failure) {
            try {
                connection.rollback();
                return true;
            } catch (SQLException e) {
                failure.addSuppressed(e);
                return false;
            }
        }

        private void rollBackAfter(Throwable cause) {
            try {
                rollback();
            } catch (SQLException e) {
                cause.addSuppressed(e);
            }
        }

        /**
         * Rolls back what the host wrote and what the engine was told.
         *
         * @throws RuntimeException if the transaction was ended on its connection before: what the
         *     host wrote may be committed, what the engine was told is not
         */
        public void rollback() throws SQLException {
            requireCurrent();
            RuntimeException ended = endedBefore();
            boolean rolledBack = false;
            try {
                connection.rollback();
                rolledBack = true;
            } catch (SQLException e) {
                if (ended == null) {
                    throw e;
                }
                ended.addSuppressed(e);
            } finally {
                // If that failed, the session is gone, and the transaction with it.
                end(Outcome.ROLLED_BACK, rolledBack);
            }
            if (ended != null) {
                throw ended;
            }
        }

        /** What an engine has to say of that; null if nothing. */
        private @Nullable RuntimeException endedBefore() {
            RuntimeException ended = null;
            for (Runnable action : beforeRollback) {
                try {
                    action.run();
                } catch (RuntimeException e) {
                    ended = e;
                }
            }
            return ended;
        }

        /** Rolls back if nothing else has ended it. */
        @Override
        public void close() throws SQLException {
            if (!over) {
                rollback();
            }
        }

        /**
         * @param idle true if the connection is in no transaction any more; to turn on auto-commit
         *     would commit one
         */
        private void end(Outcome outcome, boolean idle) throws SQLException {
            over = true;
            open.remove(this);
            running.get().pop();
            try {
                tell(0, outcome);
            } finally {
                if (idle && !connection.isClosed()) {
                    connection.setAutoCommit(autoCommit);
                }
            }
        }

        /** All of them, whatever one throws: an engine that is not told keeps its locks. */
        private void tell(int from, Outcome outcome) {
            if (from < afterCompletion.size()) {
                try {
                    afterCompletion.get(from).accept(outcome);
                } finally {
                    tell(from + 1, outcome);
                }
            }
        }

        private void requireCurrent() {
            if (over) {
                throw new IllegalStateException("this transaction is over");
            }
            Deque<Transaction> begun = running.get();
            while (begun.contains(this) && begun.peek() != this && begun.peek().isClosed()) {
                begun.peek().abandon();
            }
            if (begun.peek() != this) {
                throw new IllegalStateException(
                        "another transaction was begun in this one and is not over, or this thread"
                                + " did not begin it");
            }
        }
    }
}
