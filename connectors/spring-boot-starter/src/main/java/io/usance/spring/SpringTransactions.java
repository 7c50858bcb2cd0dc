package io.usance.spring;

import static java.util.Objects.requireNonNull;

import io.usance.host.HostTransactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.JdbcTransactionObjectSupport;
import org.springframework.jdbc.datasource.SimpleConnectionHandle;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Spring's transactions on one data source: those of {@code DataSourceTransactionManager}, {@code
 * JdbcTransactionManager}, and of {@code JpaTransactionManager} where its dialect shows the
 * connection, as Hibernate's does.
 *
 * <p>It has to be told of each transaction from its beginning, and is, by the transaction manager
 * that it was added to as a listener: {@code manager.addListener(springTransactions)}, which the
 * auto-configuration does for all of them. Only so it can write after everything else that happens
 * before the commit, JPA's own flush apart, and know that a transaction is committed while Spring
 * still calls those who wait for that. A command sent from there, a {@code
 * TransactionalEventListener} for example, has a transaction of its own.
 *
 * <p>Suspended transactions ({@code REQUIRES_NEW}), savepoints ({@code NESTED}) and scopes without
 * a transaction ({@code SUPPORTS}) are distinguished. Thread-safe.
 */
@SuppressWarnings("ReferenceEquality") // identity is what is asked for
public final class SpringTransactions implements HostTransactions, TransactionExecutionListener {
    private static final Logger LOG = LoggerFactory.getLogger(SpringTransactions.class);

    private final DataSource dataSource;
    private final Set<Running> open = ConcurrentHashMap.newKeySet();

    /**
     * @param dataSource the engine's
     * @throws SpringTransactionException if it hands out connections that are in someone else's
     *     transaction; the message says what to hand over instead
     */
    public SpringTransactions(DataSource dataSource) {
        this.dataSource = requireUnbound(requireNonNull(dataSource, "dataSource"));
    }

    private static DataSource requireUnbound(DataSource dataSource) {
        DataSource behind = dataSource;
        while (true) {
            if (behind instanceof TransactionAwareDataSourceProxy) {
                throw new SpringTransactionException(
                        "dataSource is a TransactionAwareDataSourceProxy, whose connections are in"
                                + " the caller's transaction: hand over the data source"
                                + " behind it, getTargetDataSource()");
            }
            if (behind instanceof SingleConnectionDataSource) {
                throw new SpringTransactionException(
                        "dataSource is a SingleConnectionDataSource, whose one connection all"
                                + " threads and transactions share: hand over a pool, or a data"
                                + " source that opens a connection for each transaction");
            }
            DataSource target = target(behind);
            if (target == null) {
                return dataSource;
            }
            behind = target;
        }
    }

    private static @Nullable DataSource target(DataSource dataSource) {
        return dataSource instanceof DelegatingDataSource delegating
                ? delegating.getTargetDataSource()
                : null;
    }

    /** The data source that this thread's connection is bound to, through wrappers of Spring's. */
    private static DataSource innermost(DataSource dataSource) {
        DataSource behind = dataSource;
        for (DataSource target = target(behind); target != null; target = target(behind)) {
            behind = target;
        }
        return behind;
    }

    /**
     * {@inheritDoc}
     *
     * @throws SpringTransactionException in a transaction that its manager did not tell of: writing
     *     in another would tear apart what belongs together
     */
    @Override
    public @Nullable Connection connection() {
        Running running = running();
        if (running != null && running.over) {
            if (!TransactionSynchronizationManager.isActualTransactionActive()) {
                TransactionSynchronizationManager.unbindResource(this);
            }
            return null;
        }
        if (running != null) {
            return running.connection();
        }
        if (TransactionSynchronizationManager.isActualTransactionActive() && isInTransaction()) {
            throw new SpringTransactionException(
                    "a transaction is running on the engine's data source, and the engine was not"
                            + " told that it began: add the engine's SpringTransactions to its"
                            + " transaction manager with addListener(...); or it is the one around"
                            + " a transaction of another manager: command the engine before that"
                            + " begins, or after it");
        }
        if (!TransactionSynchronizationManager.isSynchronizationActive() && isInTransaction()) {
            // Only the manager of a transaction binds a connection where nothing is synchronized.
            throw new SpringTransactionException(
                    "a transaction is running on the engine's data source, and its transaction"
                            + " manager tells no one of its end, SYNCHRONIZATION_NEVER: the engine"
                            + " cannot take part in it; call"
                            + " setTransactionSynchronization(SYNCHRONIZATION_ALWAYS) of the"
                            + " manager, or command the engine outside of the transaction");
        }
        return null;
    }

    private @Nullable Running running() {
        return (Running) TransactionSynchronizationManager.getResource(this);
    }

    /** A connection may be bound without a transaction, so that it is taken from the pool once. */
    private boolean isInTransaction() {
        ConnectionHolder holder = bound();
        try {
            return holder != null
                    && holder.getConnectionHandle() != null
                    && !holder.getConnection().getAutoCommit();
        } catch (SQLException e) {
            return true;
        }
    }

    private @Nullable ConnectionHolder bound() {
        if (TransactionSynchronizationManager.getResource(dataSource)
                instanceof ConnectionHolder holder) {
            return holder;
        }
        DataSource ours = innermost(dataSource);
        return TransactionSynchronizationManager.getResourceMap().entrySet().stream()
                .filter(each ->
                        each.getKey() instanceof DataSource other && innermost(other) == ours)
                .map(each -> each.getValue())
                .filter(ConnectionHolder.class::isInstance)
                .map(ConnectionHolder.class::cast)
                .findFirst()
                .orElse(null);
    }

    @Override
    public void beforeCommit(Runnable action) {
        required().addBeforeCommit(action);
    }

    @Override
    public void afterCompletion(Consumer<Outcome> action) {
        required().afterCompletion.add(action);
    }

    /** What is to be told of them, their manager is. */
    @Override
    public void accompanied() {}

    @Override
    public void beforeRollback(Runnable action) {
        required().beforeRollback.add(action);
    }

    @Override
    public void onSavepoints(SavepointListener listener) {
        required().savepointListeners.add(listener);
    }

    private Running required() {
        Running running = running();
        if (running == null || running.over) {
            throw new IllegalStateException("this thread is in no transaction of Spring's");
        }
        return running;
    }

    /** For the transaction manager: a transaction has begun. */
    @Override
    public void afterBegin(TransactionExecution transaction, @Nullable Throwable beginFailure) {
        if (beginFailure != null
                || !(transaction instanceof DefaultTransactionStatus status)
                || !status.isNewTransaction()
                || !status.isNewSynchronization()) {
            return;
        }
        ConnectionHolder holder = bound();
        // Of another manager's transaction, within one on our data source, the connection is not.
        if (holder != null
                && status.getTransaction() instanceof JdbcTransactionObjectSupport object
                && object.hasConnectionHolder()
                && object.getConnectionHolder() == holder) {
            Running running = new Running(transaction, holder);
            if (holder.getConnectionHandle() instanceof SimpleConnectionHandle) {
                // JPA's may take its connection from the pool later, or never.
                running.connection();
            }
            TransactionSynchronizationManager.unbindResourceIfPossible(this);
            TransactionSynchronizationManager.registerSynchronization(running);
            TransactionSynchronizationManager.bindResource(this, running);
            // What threads have left that are gone, no one ends.
            open.removeIf(each -> !each.thread.isAlive());
            open.add(running);
        }
    }

    /** Suspended ones included; of JPA's, those whose connection was asked for. */
    @Override
    public List<Open> open() {
        List<Open> found = new ArrayList<>();
        for (Running each : open) {
            Connection connection = each.connection;
            if (connection != null) {
                found.add(new Open(each.thread, connection));
            }
        }
        return found;
    }

    /** For the transaction manager: all else that happens before the commit has happened. */
    @Override
    public void beforeCommit(TransactionExecution transaction) {
        Running running = running();
        if (running != null && running.transaction == transaction) {
            running.write();
        }
    }

    /**
     * For the transaction manager, which rolls back whatever this makes of it; an exception would
     * keep it from that.
     */
    @Override
    public void beforeRollback(TransactionExecution transaction) {
        Running running = running();
        if (running != null && running.transaction == transaction) {
            for (Runnable action : running.beforeRollback) {
                try {
                    action.run();
                } catch (RuntimeException e) {
                    LOG.error("a transaction was to be rolled back: {}", e.getMessage());
                }
            }
        }
    }

    @Override
    public void afterCommit(TransactionExecution transaction, @Nullable Throwable commitFailure) {
        forget(transaction);
    }

    @Override
    public void afterRollback(
            TransactionExecution transaction, @Nullable Throwable rollbackFailure) {
        forget(transaction);
    }

    /** Until now those who waited for the end were to be told that the transaction is over. */
    private void forget(TransactionExecution transaction) {
        Running running = running();
        if (running != null && running.transaction == transaction) {
            TransactionSynchronizationManager.unbindResource(this);
        }
    }

    /** One transaction, from its beginning to its end. Belongs to one thread. */
    private final class Running implements TransactionSynchronization {
        private final Thread thread = Thread.currentThread();
        private final TransactionExecution transaction;
        private final ConnectionHolder holder;
        private final List<Runnable> beforeCommit = new ArrayList<>();
        private final List<Runnable> beforeRollback = new ArrayList<>();
        private final List<Consumer<Outcome>> afterCompletion = new ArrayList<>();
        private final List<SavepointListener> savepointListeners = new ArrayList<>();

        /** Savepoints that Spring was about to go back to, after the engine had written. */
        private final List<Object> goingBackTo = new ArrayList<>();

        /** Other threads ask for it. */
        private volatile @Nullable Connection connection;

        private boolean written;
        private boolean over;

        Running(TransactionExecution transaction, ConnectionHolder holder) {
            this.transaction = transaction;
            this.holder = holder;
        }

        Connection connection() {
            tellGoneBack();
            Connection known = connection;
            if (known == null) {
                known = holder.getConnection();
                connection = known;
            }
            return known;
        }

        /** What comes after all the others, as from JPA's flush, is not to be left out. */
        void addBeforeCommit(Runnable action) {
            tellGoneBack();
            beforeCommit.add(action);
            if (written) {
                action.run();
            }
        }

        void write() {
            tellGoneBack();
            // By index: one of them may add others.
            for (int i = 0; i < beforeCommit.size(); i++) {
                beforeCommit.get(i).run();
            }
            written = true;
        }

        /** Before those of the application: to them the transaction is to be over. */
        @Override
        public int getOrder() {
            return Ordered.HIGHEST_PRECEDENCE;
        }

        @Override
        public void suspend() {
            TransactionSynchronizationManager.unbindResource(SpringTransactions.this);
        }

        @Override
        public void resume() {
            TransactionSynchronizationManager.bindResource(SpringTransactions.this, this);
        }

        @Override
        public void savepoint(Object savepoint) {
            tellGoneBack();
            savepointListeners.forEach(listener -> listener.set(savepoint));
        }

        /**
         * Spring says so before it does it, and says nothing after. An engine that has written may
         * have to write once more, which would be undone then: it is told with the next that
         * happens. Before that there is only memory to be undone, and that at once.
         */
        @Override
        public void savepointRollback(Object savepoint) {
            if (written) {
                goingBackTo.add(savepoint);
            } else {
                savepointListeners.forEach(listener -> listener.rolledBackTo(savepoint));
            }
        }

        private void tellGoneBack() {
            if (goingBackTo.isEmpty()) {
                return;
            }
            List<Object> goneBackTo = List.copyOf(goingBackTo);
            goingBackTo.clear();
            for (Object savepoint : goneBackTo) {
                savepointListeners.forEach(listener -> listener.rolledBackTo(savepoint));
            }
        }

        /**
         * The engine's memory follows now: commands that the application sends from its own
         * synchronizations are not to be decided on what was before.
         */
        @Override
        public void afterCommit() {
            complete(Outcome.COMMITTED);
        }

        @Override
        public void afterCompletion(int status) {
            complete(
                    switch (status) {
                        case STATUS_COMMITTED -> Outcome.COMMITTED;
                        case STATUS_ROLLED_BACK -> Outcome.ROLLED_BACK;
                        default -> Outcome.UNKNOWN;
                    });
        }

        private void complete(Outcome outcome) {
            if (!over) {
                over = true;
                open.remove(this);
                tell(0, known(outcome));
            }
        }

        /** What was undone after all was written cannot be written once more. */
        private Outcome known(Outcome outcome) {
            if (outcome != Outcome.COMMITTED || goingBackTo.isEmpty()) {
                return outcome;
            }
            LOG.error(
                    "a transaction went back to a savepoint after the engine had written, as the"
                            + " last thing before its commit: what the engine was told in it may be"
                            + " lost. Go back to savepoints before the commit begins");
            return Outcome.UNKNOWN;
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
    }
}
