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
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
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
    private static final String BOUND = "io.usance.store.connection";

    /**
     * An instance that stands still in the middle of a transaction holds locks that all others need, the head of the log
     * among them. After this time Postgres ends its session; nothing of the transaction was written.
     */
    private static final String BOUND_SILENCE = "set local idle_in_transaction_session_timeout = 10000";

    private static final Settings SETTINGS = new Settings().withExecuteLogging(false);

    private static final Set<String> RETRYABLE_CLASSES = Set.of("08", "40", "53", "57", "58");

    private final DataSource dataSource;

    public Transactions(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Runs {@code work} in a unit of work with one transaction, committed when it returns and rolled back when it throws.
     * Joins the unit of work already running in this thread, if any.
     *
     * @throws StoreUnavailableException if the database cannot be reached or the commit's outcome is unknown; whoever has
     *     a position must read it again
     */
    public <T extends @Nullable Object> T execute(Callable<T> work) {
        if (isBound()) {
            return call(work);
        }
        try (Connection connection = open()) {
            UnitOfWork<?> unitOfWork = DefaultUnitOfWork.startAndGet(null);
            unitOfWork.resources().put(BOUND, connection);
            unitOfWork.onCommit(u -> commit(connection));
            unitOfWork.onRollback(u -> rollback(connection));
            try {
                T result = call(work);
                unitOfWork.commit();
                return result;
            } catch (RuntimeException | Error e) {
                if (unitOfWork.isActive()) {
                    unitOfWork.rollback(e);
                }
                throw e;
            }
        } catch (SQLException e) {
            throw new StoreUnavailableException(e);
        }
    }

    /** A lease of this name, not taken yet. It keeps one connection while it is held. */
    public Lease lease(String name) {
        return new Lease(dataSource, name);
    }

    /** As {@link #execute(Callable)}, for work without a result. */
    public void run(Runnable work) {
        execute(
                () -> {
                    work.run();
                    return Boolean.TRUE;
                });
    }

    /** Queries on the running transaction, or on a connection of its own with auto-commit if there is none. */
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
        }
    }

    /** For read models and queries in other packages; same rules as a query of the store itself. */
    public <T extends @Nullable Object> T read(Function<DSLContext, T> query) {
        return query(query);
    }

    /**
     * Writes outside the unit of work's outcome: on its connection after it has committed, otherwise on its own. Used for
     * snapshots, which are taken when the events they contain are durable.
     */
    void writeAside(Consumer<DSLContext> write) {
        if (isBound() && CurrentUnitOfWork.get().root().phase().isAfter(UnitOfWork.Phase.COMMIT)) {
            dsl(bound()).execute(BOUND_SILENCE);
            write.accept(dsl(bound()));
            commit(bound());
        } else {
            try (Connection connection = dataSource.getConnection()) {
                connection.setAutoCommit(true);
                write.accept(dsl(connection));
            } catch (SQLException e) {
                throw new StoreUnavailableException(e);
            }
        }
    }

    /**
     * What another attempt may cure: connection trouble (08, or no state at all, as pools give), an ended session (25P03),
     * deadlocks (40), lack of resources (53), locks not to be had (55P03), a server shutting down or a statement cancelled
     * (57), the server's disk (58).
     */
    private static boolean isOutage(DataAccessException e) {
        String state = e.sqlState();
        return state == null
                || state.equals("25P03")
                || state.equals("55P03")
                || RETRYABLE_CLASSES.contains(state.substring(0, 2));
    }

    private static boolean isBound() {
        return CurrentUnitOfWork.isStarted()
                && CurrentUnitOfWork.get().root().resources().containsKey(BOUND);
    }

    private static Connection bound() {
        return (Connection) Objects.requireNonNull(CurrentUnitOfWork.get().root().resources().get(BOUND));
    }

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
