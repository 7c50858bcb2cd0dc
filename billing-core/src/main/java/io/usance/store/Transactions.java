package io.usance.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.axonframework.common.lock.LockAcquisitionFailedException;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Binds one database transaction to one Axon unit of work.
 *
 * <p>Thread-safe; a unit of work belongs to the thread that started it.
 */
public final class Transactions {
    private static final int ASKED_MAX = 5;
    private static final String BOUND = "io.usance.store.connection";

    /**
     * An instance that stands still in the middle of a transaction holds locks that all others
     * need, the head of the log among them. After this time Postgres ends its session; nothing of
     * the transaction was written.
     *
     * <p>Its other transactions may wait for the same lock. They are ended before its holder is:
     * otherwise each of them, having got the lock with no client left to go on, would keep it for
     * as long again. The third setting is for one that stands still while it is being sent more
     * than its buffers hold: then it is the server who waits.
     */
    private static final String BOUND_SILENCE =
            "set local idle_in_transaction_session_timeout = 10000;"
                    + " set local lock_timeout = 9000; set local tcp_user_timeout = 10000";

    private static final int VALIDITY_TIMEOUT_SECONDS = 5;
    private static final Settings SETTINGS = new Settings().withExecuteLogging(false);

    private static final Set<String> RETRYABLE_STATES = Set.of("25P03", "25006", "55P03");
    private static final Set<String> RETRYABLE_CLASSES = Set.of("08", "40", "53", "57", "58");

    private final DataSource dataSource;

    public Transactions(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Runs {@code work} in a unit of work with one transaction, committed when it returns and
     * rolled back when it throws. Joins the unit of work already running in this thread, if any.
     *
     * @throws StoreUnavailableException if the database cannot be reached or the commit's outcome
     *     is unknown; a caller with a position must read it again
     * @throws StaleStateException if another instance has written to a stream since it was read;
     *     nothing was written
     * @throws StreamLockedException if another thread keeps a stream for too long; nothing was
     *     written
     */
    public <T extends @Nullable Object> T execute(Callable<T> work) {
        if (isBound()) {
            return call(work);
        }
        if (CurrentUnitOfWork.isStarted()) {
            // Ours would become a part of it, and its events would be written when it commits: too
            // late.
            throw new IllegalStateException(
                    "another unit of work is running in this thread; call the engine outside of it");
        }
        try (Connection connection = open()) {
            UnitOfWork<?> unitOfWork = DefaultUnitOfWork.startAndGet(null);
            unitOfWork.resources().put(BOUND, new Bound(dataSource, connection));
            unitOfWork.onCommit(u -> commit(connection));
            unitOfWork.onRollback(u -> rollback(connection));
            try {
                T result = call(work);
                unitOfWork.commit();
                return result;
            } catch (RuntimeException | Error e) {
                rollback(unitOfWork, e);
                throw e;
            }
        } catch (SQLException e) {
            throw new StoreUnavailableException(e);
        } catch (ConcurrencyException e) {
            throw new StaleStateException(e);
        } catch (LockAcquisitionFailedException e) {
            throw new StreamLockedException(e);
        }
    }

    /**
     * Asks what changes nothing. What is in memory and older than the store is loaded again, unless
     * a unit of work runs in this thread already, which has to begin again as a whole.
     *
     * @throws StaleStateException if other instances write to it faster than it can be loaded
     */
    public <T extends @Nullable Object> T ask(Callable<T> question) {
        for (int asked = 1; ; asked++) {
            try {
                return execute(question);
            } catch (StaleStateException e) {
                if (isBound() || asked == ASKED_MAX) {
                    throw e;
                }
            }
        }
    }

    /**
     * Reads many things as of one moment: what others commit meanwhile is not seen. Writes fail.
     * Within a unit of work it joins that, and sees what that sees.
     */
    public <T extends @Nullable Object> T snapshot(Callable<T> work) {
        if (isBound()) {
            return call(work);
        }
        return execute(() -> {
            query(sql -> sql.execute("set transaction isolation level repeatable read, read only"));
            return call(work);
        });
    }

    private static void rollback(UnitOfWork<?> unitOfWork, Throwable cause) {
        try {
            if (unitOfWork.isActive()) {
                unitOfWork.rollback(cause);
            }
        } catch (StoreUnavailableException e) {
            e.addSuppressed(cause);
            throw e;
        }
    }

    /**
     * Runs {@code work} as {@link #execute} would, appends its events, and rolls everything back
     * instead of committing.
     *
     * @throws RuntimeException whatever would have kept it from being committed
     */
    public void rehearse(Runnable work) {
        try {
            run(() -> {
                work.run();
                CurrentUnitOfWork.get()
                        .onPrepareCommit(u -> {
                            throw new Rehearsed();
                        });
            });
        } catch (Rehearsed e) {
            // As intended.
        }
    }

    /** Ends a rehearsal. */
    private static final class Rehearsed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Rehearsed() {
            super("rehearsed", null, false, false);
        }
    }

    /** A lease of this name, not taken yet. It keeps one connection while it is held. */
    public Lease lease(String name) {
        return new Lease(dataSource, name);
    }

    /** As {@link #execute(Callable)}, for work without a result. */
    public void run(Runnable work) {
        execute(() -> {
            work.run();
            return Boolean.TRUE;
        });
    }

    /**
     * Queries on the running transaction, or on a connection of its own with auto-commit if there
     * is none.
     */
    <T extends @Nullable Object> T query(Function<DSLContext, T> query) {
        try {
            if (isBound()) {
                return query.apply(dsl(bound()));
            }
            try (Connection connection = dataSource.getConnection()) {
                connection.setAutoCommit(true);
                return query.apply(dsl(connection));
            }
        } catch (SQLException e) {
            throw new StoreUnavailableException(e);
        } catch (DataAccessException e) {
            throw isOutage(e) ? new StoreUnavailableException(e) : e;
        } catch (AssertionError e) {
            // With assertions on, the driver asserts that a connection that broke in a batch can
            // still be asked.
            if (isBound() && isBroken(bound())) {
                throw new StoreUnavailableException(e);
            }
            throw e;
        }
    }

    private static boolean isBroken(Connection connection) {
        try {
            return connection.isClosed() || !connection.isValid(VALIDITY_TIMEOUT_SECONDS);
        } catch (SQLException e) {
            return true;
        }
    }

    /** For read models and queries in other packages; same rules as a query of the store itself. */
    public <T extends @Nullable Object> T read(Function<DSLContext, T> query) {
        return query(query);
    }

    /**
     * Writes outside the unit of work's outcome: on its connection after it has committed,
     * otherwise on its own. Used for snapshots, which are taken when the events they contain are
     * durable.
     */
    void writeAside(Consumer<DSLContext> write) {
        try {
            if (isBound()
                    && CurrentUnitOfWork.get().root().phase().isAfter(UnitOfWork.Phase.COMMIT)) {
                dsl(bound()).execute(BOUND_SILENCE);
                write.accept(dsl(bound()));
                commit(bound());
            } else {
                try (Connection connection = dataSource.getConnection()) {
                    connection.setAutoCommit(true);
                    write.accept(dsl(connection));
                }
            }
        } catch (SQLException e) {
            throw new StoreUnavailableException(e);
        } catch (DataAccessException e) {
            throw isOutage(e) ? new StoreUnavailableException(e) : e;
        }
    }

    /**
     * What another attempt may cure: connection trouble (08, or no state at all, as pools give of a
     * connection they dropped), an ended session (25P03), a standby that has not taken over yet
     * (25006), deadlocks (40), lack of resources (53), locks not to be had (55P03), an operator's
     * intervention (57), an I/O error of the server (58).
     */
    private static boolean isOutage(DataAccessException e) {
        SQLException cause = e.getCause(SQLException.class);
        if (cause == null) {
            return false;
        }
        String state = cause.getSQLState();
        return state == null
                || RETRYABLE_STATES.contains(state)
                || RETRYABLE_CLASSES.contains(state.substring(0, Math.min(2, state.length())));
    }

    /** A unit of work on another database is not ours. */
    private boolean isBound() {
        return CurrentUnitOfWork.isStarted()
                && CurrentUnitOfWork.get().root().resources().get(BOUND) instanceof Bound bound
                && bound.dataSource() == dataSource;
    }

    private static Connection bound() {
        Object bound = CurrentUnitOfWork.get().root().resources().get(BOUND);
        return ((Bound) Objects.requireNonNull(bound)).connection();
    }

    private record Bound(DataSource dataSource, Connection connection) {}

    private Connection open() throws SQLException {
        Connection connection = dataSource.getConnection();
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(BOUND_SILENCE);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static DSLContext dsl(Connection connection) {
        return DSL.using(connection, SQLDialect.POSTGRES, SETTINGS);
    }

    private static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new StoreUnavailableException(e);
        }
    }

    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            throw new StoreUnavailableException(e);
        }
    }

    private static <T extends @Nullable Object> T call(Callable<T> work) {
        try {
            return work.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
