package io.usance.store;

import io.usance.failure.WorkFailedException;
import io.usance.host.HostTransactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/**
 * Binds one database transaction to one Axon unit of work: a transaction of its own, or the one of
 * the host that the calling thread is in.
 *
 * <p>Thread-safe; a unit of work belongs to the thread that started it.
 */
public final class Transactions {
    private static final int ASKED_MAX = 5;

    private final DataSource dataSource;
    private final OwnDatabase database;
    private final OwnConnections connections;
    private final Statements statements;
    private final HostSessions hosts;
    private final Afterwards afterwards = new Afterwards();

    /** Transactions of its own only, on the tables of the schema {@code usance}. */
    public Transactions(DataSource dataSource) {
        this(dataSource, HostTransactions.none());
    }

    /** On the tables of the schema {@code usance}. */
    public Transactions(DataSource dataSource, HostTransactions host) {
        this(dataSource, SchemaName.USANCE, host);
    }

    /**
     * @param schema where the tables are
     * @param host whose transactions are joined when the calling thread is in one
     */
    public Transactions(DataSource dataSource, SchemaName schema, HostTransactions host) {
        this.dataSource = dataSource;
        this.database = new OwnDatabase(schema);
        this.connections = new OwnConnections(dataSource, database);
        this.statements = new Statements(schema);
        this.hosts = new HostSessions(this, host, database, afterwards);
    }

    /**
     * Takes the database that the data source leads to now for the engine's, so that connections to
     * another are refused.
     *
     * @throws StoreUnavailableException if it cannot be reached
     */
    public void learnDatabase() {
        try (Connection connection = connections.openWithAutoCommit()) {
            database.learn(connection);
        } catch (SQLException e) {
            throw SqlFailures.of(e);
        }
    }

    /** Where the tables are. */
    public SchemaName schema() {
        return statements.schema();
    }

    /**
     * Runs {@code work} in a unit of work with one transaction, committed when it returns and
     * rolled back when it throws. Joins the unit of work already running in this thread, if any;
     * else the host's transaction, if the thread is in one, which then commits or rolls back what
     * the work brought.
     *
     * @throws StoreUnavailableException if the database cannot be reached or the commit's outcome
     *     is unknown; a caller with a position must read it again
     * @throws StaleStateException if another instance has written to a stream since it was read;
     *     nothing was written
     * @throws StreamLockedException if another thread keeps a stream for too long; nothing was
     *     written
     */
    public <T extends @Nullable Object> T execute(Callable<T> work) {
        return execute(work, false);
    }

    /**
     * @param ofCaller if the work is a caller's, who may take any time before anything is written
     */
    private <T extends @Nullable Object> T execute(Callable<T> work, boolean ofCaller) {
        return inOwnWords(() -> {
            if (isBound()) {
                return call(work);
            }
            Connection ofHost = hosts.connection();
            return ofHost == null ? alone(work, ofCaller) : hosts.joined(ofHost, work);
        });
    }

    /** Axon's exceptions reach no caller, within a unit of work neither. */
    static <T extends @Nullable Object> T inOwnWords(Callable<T> work) {
        try {
            return call(work);
        } catch (ConcurrencyException e) {
            throw new StaleStateException(e);
        }
    }

    private <T extends @Nullable Object> T alone(Callable<T> work, boolean ofCaller) {
        afterwards.run();
        Session session;
        T result;
        try (Connection connection = connections.open()) {
            session = Session.on(this, connection, null);
            if (!ofCaller) {
                session.boundSilence();
            }
            UnitOfWork<?> root = session.root();
            root.onPrepareCommit(u -> session.write());
            root.onCommit(u -> SqlFailures.commit(connection));
            root.onRollback(u -> SqlFailures.rollback(connection));
            result = session.run(work);
        } catch (SQLException e) {
            throw new StoreUnavailableException(e);
        }
        session.tellOver();
        return result;
    }

    /**
     * Bounds how long others can be kept waiting by what the running transaction is about to write,
     * should this instance stand still.
     */
    void boundSilence() {
        Session session = Session.current(this);
        if (session != null && !session.isOfHost()) {
            session.boundSilence();
        }
    }

    /**
     * As {@link #execute}, and again from the beginning as long as other writers are faster; in a
     * host's transaction, or within a unit of work that runs, once only.
     *
     * @param work may run several times
     * @throws io.usance.failure.ConflictException if others have been faster for some seconds
     */
    public <T extends @Nullable Object> T retrying(Callable<T> work) {
        return retrying(work, false);
    }

    private <T extends @Nullable Object> T retrying(Callable<T> work, boolean ofCaller) {
        Patience patience = new Patience();
        // Asked before: a transaction that was lost meanwhile is not gone on with outside of it.
        boolean within = isInTransaction();
        while (true) {
            try {
                return execute(work, ofCaller);
            } catch (StaleStateException | StreamLockedException e) {
                if (within || !patience.waited(e)) {
                    throw e;
                }
            }
        }
    }

    /**
     * Runs {@code work} as one whole within the unit of work that runs: if it fails, nothing of it
     * remains in memory, and the caller may go on. Without one it is as {@link #retrying}.
     */
    public <T extends @Nullable Object> T atomically(Callable<T> work) {
        Session running = bound();
        return running == null ? retrying(work) : inOwnWords(() -> running.part(work));
    }

    /** As {@link #atomically}, and rows that the work wrote are undone with it. */
    public <T extends @Nullable Object> T nested(Callable<T> work) {
        return isBound() ? withSavepoint(work) : retrying(() -> withSavepointInHosts(work), true);
    }

    /**
     * As {@link #execute}, for work that writes rows as well as events: within a unit of work or a
     * host's transaction both are undone if it fails, and the caller may go on.
     */
    public <T extends @Nullable Object> T withRows(Callable<T> work) {
        return isBound() ? withSavepoint(work) : execute(() -> withSavepointInHosts(work));
    }

    private <T extends @Nullable Object> T withSavepointInHosts(Callable<T> work) {
        return Session.required(this).isOfHost() ? withSavepoint(work) : call(work);
    }

    private <T extends @Nullable Object> T withSavepoint(Callable<T> work) {
        try {
            return Session.required(this).partWithRows(work);
        } catch (SQLException e) {
            throw SqlFailures.of(e);
        }
    }

    /**
     * The connection of the running transaction for work that is not the engine's: it can neither
     * end nor close it. Savepoints of that work undo what it told the engine, if it runs {@link
     * #atomically}. Within.
     *
     * @param advice how the transaction is ended, for the message of a refusal
     */
    public GuardedConnection guarded(String advice) {
        return Session.required(this).guarded(advice);
    }

    /** Says that something was staged for the running transaction. Within. */
    public void told() {
        Session.required(this).told();
    }

    /** Says how to undo what was just done in memory, for {@link #atomically}. Within. */
    public void onUndo(Runnable action) {
        Session.required(this).onUndo(action);
    }

    /** True if {@link #onUndo} is of use just now. Within. */
    public boolean recordsUndo() {
        return Session.required(this).records();
    }

    /**
     * Has an action run that writes when the running transaction is about to be committed. Within.
     *
     * @throws ReadOnlyTransactionException if it cannot write
     */
    public void beforeCommit(Runnable action) {
        Session session = Session.required(this);
        try {
            if (session.connection().isReadOnly()) {
                throw new ReadOnlyTransactionException();
            }
        } catch (SQLException e) {
            throw new StoreUnavailableException(e);
        }
        session.beforeCommit(action);
    }

    /**
     * Has an action that is of use but not necessary, such as storing a snapshot, run now that the
     * transaction is committed; if it was a host's, whose connection is of no use any more, before
     * the next transaction.
     */
    public void afterwards(Runnable action) {
        if (Session.required(this).isOfHost()) {
            afterwards.add(action);
        } else {
            action.run();
        }
    }

    /**
     * Has an action run when the running transaction is committed, and this thread is in it no
     * more: it may send commands. It must not throw. Within.
     */
    public void onceOver(Runnable action) {
        Session.required(this).onceOver(action);
    }

    /**
     * Runs work for the transaction that the thread is in, a unit of work's or the host's.
     *
     * @throws NoTransactionException if it is in none; {@code what} names the work in it
     */
    public void within(String what, Runnable work) {
        if (!isInTransaction()) {
            throw new NoTransactionException(what);
        }
        run(work);
    }

    /**
     * Refuses what runs in transactions of its own, if the thread is in one of the host's.
     *
     * @param what names it, for the message
     */
    public void requireAlone(String what) {
        Session session = bound();
        if (session == null ? hosts.connection() != null : session.isOfHost()) {
            throw new RunningTransactionException(what);
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
     * Within a unit of work or a host's transaction it joins that, and sees what that sees.
     *
     * @param work runs again if what is in memory is older than the store, as for {@link #ask}
     */
    public <T extends @Nullable Object> T snapshot(Callable<T> work) {
        if (isInTransaction()) {
            return execute(work);
        }
        return ask(() -> {
            query(sql -> sql.execute("set transaction isolation level repeatable read, read only"));
            return call(work);
        });
    }

    /**
     * Runs {@code work} as {@link #execute} would, appends its events, and rolls everything back
     * instead of committing. In a transaction of its own.
     *
     * @throws RuntimeException whatever would have kept it from being committed
     */
    public void rehearse(Runnable work) {
        requireAlone("a rehearsal");
        try {
            run(() -> {
                work.run();
                Session.required(this)
                        .root()
                        .onPrepareCommit(u -> {
                            throw new Rehearsed();
                        });
            });
        } catch (Rehearsed e) {
            // As intended.
        }
    }

    /** A lease of this name, not taken yet. It keeps one connection while it is held. */
    public Lease lease(String name) {
        return new Lease(dataSource, schema(), name);
    }

    /** As {@link #execute(Callable)}, for work without a result. */
    public void run(Runnable work) {
        execute(() -> {
            work.run();
            return Boolean.TRUE;
        });
    }

    /**
     * Queries on the running transaction, the host's included, or on a connection of its own with
     * auto-commit if there is none.
     */
    <T extends @Nullable Object> T query(Function<DSLContext, T> query) {
        Connection running = running();
        try {
            if (running != null) {
                return query.apply(dsl(running));
            }
            try (Connection connection = connections.openWithAutoCommit()) {
                return query.apply(dsl(connection));
            }
        } catch (SQLException e) {
            throw new StoreUnavailableException(e);
        } catch (DataAccessException e) {
            throw SqlFailures.translated(e);
        } catch (AssertionError e) {
            // With assertions on, the driver asserts that a connection that broke in a batch can
            // still be asked.
            if (running != null && SqlFailures.isBroken(running)) {
                throw new StoreUnavailableException(e);
            }
            throw e;
        }
    }

    private @Nullable Connection running() {
        Session session = bound();
        return session == null ? hosts.connection() : session.connection();
    }

    /** For read models and queries in other packages; same rules as a query of the store itself. */
    public <T extends @Nullable Object> T read(Function<DSLContext, T> query) {
        return query(query);
    }

    /**
     * Executes a statement for each of these sets of values, sent together.
     *
     * <p>Design note: jOOQ would also take a list of queries, but put their values into the text,
     * where a {@code usance.} in one of them would be taken for the schema.
     */
    public void forEach(String statement, List<@Nullable Object[]> sets) {
        if (!sets.isEmpty()) {
            query(sql -> sql.batch(statement, sets.toArray(Object[][]::new)).execute());
        }
    }

    /**
     * Writes outside the unit of work's outcome: on its connection after it has committed, on a
     * host's before it has written anything, otherwise on its own. Used for snapshots, which are
     * taken when the events they contain are durable.
     */
    void writeAside(Consumer<DSLContext> write) {
        Session session = Session.current(this);
        try {
            if (session != null && session.isOfHost()) {
                write.accept(dsl(session.connection()));
            } else if (session != null && session.root().phase().isAfter(UnitOfWork.Phase.COMMIT)) {
                dsl(session.connection()).execute(Session.BOUND_SILENCE);
                write.accept(dsl(session.connection()));
                SqlFailures.commit(session.connection());
            } else {
                try (Connection connection = connections.openWithAutoCommit()) {
                    write.accept(dsl(connection));
                }
            }
        } catch (SQLException e) {
            throw new StoreUnavailableException(e);
        } catch (DataAccessException e) {
            throw SqlFailures.translated(e);
        }
    }

    /** The sessions of hosts' transactions. */
    HostSessions hosts() {
        return hosts;
    }

    private boolean isBound() {
        return bound() != null;
    }

    /** True if the thread is in a transaction, the engine's or the host's. */
    private boolean isInTransaction() {
        return isBound() || hosts.connection() != null;
    }

    /**
     * The session that this thread's commands belong to; null if none runs, or the host has begun a
     * transaction within it, which then is the one that they belong to, or has suspended the one
     * that it accompanies: what is sent meanwhile is no part of that.
     */
    private @Nullable Session bound() {
        return hosts.bound(Session.current(this));
    }

    private DSLContext dsl(Connection connection) {
        return statements.on(connection);
    }

    /** Calls work; a checked exception of it is told as such. */
    public static <T extends @Nullable Object> T call(Callable<T> work) {
        try {
            return work.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new WorkFailedException(e);
        }
    }
}
