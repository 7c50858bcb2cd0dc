package io.usance.store;

import io.usance.host.HostTransactions.Outcome;
import io.usance.host.HostTransactions.SavepointListener;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One database transaction and what is in memory of it: Axon's root unit of work.
 *
 * <p>The unit of work is the thread's current one only while the engine is at work. In a host's
 * transaction it is set aside between two calls, so that another transaction, which may suspend the
 * first, does not become a part of it; likewise those of others are set aside meanwhile. Every call
 * is a nested unit of work of its own: if it fails, what it did in memory is undone, whatever the
 * caller makes of the failure.
 */
final class Session implements SavepointListener {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

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
    static final String BOUND_SILENCE =
            "set local idle_in_transaction_session_timeout = 10000;"
                    + " set local lock_timeout = 9000; set local tcp_user_timeout = 10000";

    private static final String SESSION = "io.usance.store.session";

    private final Transactions owner;
    private final Connection connection;
    private final @Nullable HostMark mark;
    private final Thread thread = Thread.currentThread();
    private final UndoableUnitOfWork root = new UndoableUnitOfWork();
    private final List<Runnable> beforeCommit = new ArrayList<>();

    /** How to undo what was done in memory, the last first; recorded only if it may be needed. */
    private final List<Runnable> undo = new ArrayList<>();

    private final Map<Object, Point> savepoints = new IdentityHashMap<>();
    private final List<Runnable> onceOver = new ArrayList<>();
    private int partsRunning;
    private int entered;

    /** How a host's transaction ended; null while it runs. */
    private @Nullable Outcome outcome;

    private boolean settled;
    private boolean toldSince;
    private boolean written;
    private boolean silenceBound;

    private Session(Transactions owner, Connection connection, @Nullable HostMark mark) {
        this.owner = owner;
        this.connection = connection;
        this.mark = mark;
    }

    /**
     * What is to be undone after a savepoint was set.
     *
     * @param told as {@link HostMark#told}
     */
    private record Point(int undo, int told) {}

    /**
     * Begins to accompany a transaction on this connection; does not enter it.
     *
     * @param mark of a host's transaction; null for one of our own
     */
    static Session on(Transactions owner, Connection connection, @Nullable HostMark mark) {
        Session session = new Session(owner, connection, mark);
        Deque<UnitOfWork<?>> others = setAside();
        try {
            session.root.start();
            CurrentUnitOfWork.clear(session.root);
        } finally {
            putBack(others);
        }
        session.root.resources().put(SESSION, session);
        OpenTransactions.add(session);
        return session;
    }

    /** The session that this thread is in; null if it is in none of this owner's. */
    static @Nullable Session current(Transactions owner) {
        return CurrentUnitOfWork.isStarted()
                        && CurrentUnitOfWork.get().root().resources().get(SESSION)
                                instanceof Session session
                        && session.owner == owner
                ? session
                : null;
    }

    /**
     * Has an action run when the running transaction is committed, if there is one and it is not a
     * host's: a host may undo what was appended by a savepoint, and commit then.
     */
    static void afterOwnCommit(Transactions owner, Runnable action) {
        Session session = current(owner);
        if (session != null && !session.isOfHost()) {
            session.root.afterCommit(u -> action.run());
        }
    }

    Connection connection() {
        return connection;
    }

    Thread thread() {
        return thread;
    }

    /** The connection for work that is not the engine's. */
    GuardedConnection guarded(String advice) {
        return GuardedConnection.of(connection, advice, this);
    }

    /** True if the transaction is a host's, to be ended by it alone. */
    boolean isOfHost() {
        return mark != null;
    }

    /**
     * True if a transaction on this connection is another one: this one's was closed or is another
     * thread's, and what it had begun was never ended.
     */
    @SuppressWarnings("ReferenceEquality") // identity is what is asked for
    boolean isLeftFor(Connection other) {
        return thread != Thread.currentThread() || (other != connection && isLeft());
    }

    /** True if the calling thread began this, and its connection is closed since. */
    boolean isLostHere() {
        return thread == Thread.currentThread() && isLeft();
    }

    /** True if this can never be committed: the connection is closed, or the thread has ended. */
    boolean isLeft() {
        try {
            return !thread.isAlive() || connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }

    /** Something was staged that is to be written before the commit. */
    void told() {
        toldSince = true;
    }

    /**
     * Marks in a host's transaction that the engine was told something.
     *
     * @throws EndedTransactionException if the transaction was ended since the last time
     */
    void mark() {
        if (mark != null && toldSince && !isOver()) {
            try {
                mark.count(connection);
            } catch (SQLException e) {
                throw SqlFailures.of(e);
            }
            toldSince = false;
        }
    }

    UnitOfWork<?> root() {
        return root;
    }

    /** Runs work with the root as the thread's unit of work. */
    <T extends @Nullable Object> T enter(Callable<T> work) {
        Deque<UnitOfWork<?>> others = setAside();
        CurrentUnitOfWork.set(root);
        entered++;
        try {
            return Transactions.call(work);
        } finally {
            CurrentUnitOfWork.ifStarted(current -> {
                if (current == root) {
                    CurrentUnitOfWork.clear(root);
                }
            });
            putBack(others);
            entered--;
            settle();
        }
    }

    /** Runs work whose failure undoes all that it did in memory, and nothing else. Within. */
    <T extends @Nullable Object> T part(Callable<T> work) {
        UndoableUnitOfWork part = new UndoableUnitOfWork();
        part.start();
        int before = undo.size();
        partsRunning++;
        try {
            T result = Transactions.call(work);
            part.commit();
            onUndo(part::undo);
            return result;
        } catch (RuntimeException | Error e) {
            if (part.phase().isBefore(UnitOfWork.Phase.ROLLBACK)) {
                part.rollback(e);
            }
            undoTo(before);
            throw e;
        } finally {
            partsRunning--;
            if (!records()) {
                undo.clear();
            }
        }
    }

    /** As {@link #part}, and what the work wrote to the database is undone as well. */
    <T extends @Nullable Object> T partWithRows(Callable<T> work) throws SQLException {
        Savepoint before = connection.setSavepoint();
        boolean bound = silenceBound;
        try {
            T result = part(work);
            requireNotRolledBack();
            if (!isOver()) {
                connection.releaseSavepoint(before);
            }
            return result;
        } catch (RuntimeException | Error e) {
            rollBackTo(before, e);
            // Settings of a transaction are undone like rows.
            silenceBound = bound;
            throw e;
        }
    }

    private void rollBackTo(Savepoint before, Throwable cause) {
        if (isOver()) {
            return;
        }
        try {
            connection.rollback(before);
        } catch (SQLException broken) {
            cause.addSuppressed(broken);
        }
    }

    /** Ends a transaction of our own: committed with what it returns, or rolled back. */
    <T extends @Nullable Object> T run(Callable<T> work) {
        return enter(() -> {
            try {
                T result = Transactions.call(work);
                root.commit();
                return result;
            } catch (RuntimeException | Error e) {
                rollback(e);
                throw e;
            } finally {
                OpenTransactions.remove(this);
            }
        });
    }

    private void rollback(Throwable cause) {
        try {
            if (root.isActive()) {
                root.rollback(cause);
            } else if (cause instanceof Error) {
                // In the commit; Axon then tells no one that nothing was committed.
                root.undo();
            }
        } catch (StoreUnavailableException e) {
            e.addSuppressed(cause);
            throw e;
        }
    }

    /** True if what is done in memory now may have to be undone without the transaction's end. */
    boolean records() {
        return mark != null || partsRunning > 0;
    }

    /** Says how to undo what was just done in memory; kept only if {@link #records()}. */
    void onUndo(Runnable action) {
        if (records()) {
            undo.add(action);
        }
    }

    private void undoTo(int size) {
        while (undo.size() > size) {
            undo.removeLast().run();
        }
    }

    @Override
    public void set(Object savepoint) {
        savepoints.put(savepoint, new Point(undo.size(), mark == null ? 0 : mark.told()));
    }

    @Override
    public void rolledBackTo(Object savepoint) {
        Point before = savepoints.getOrDefault(savepoint, new Point(0, 0));
        enter(() -> {
            undoTo(before.undo());
            return Boolean.TRUE;
        });
        if (mark != null) {
            mark.backTo(before.told());
        }
        silenceBound = false;
        if (written) {
            // It has undone what was written; what was staged before it is to be committed.
            owner.hosts().write(this);
        }
    }

    /** Has an action run when the transaction is about to be committed. */
    void beforeCommit(Runnable action) {
        beforeCommit.add(action);
    }

    /** True if there is something to do before the commit. */
    boolean hasWork() {
        return !beforeCommit.isEmpty();
    }

    /**
     * Bounds how long this transaction can keep others waiting, should this instance stand still.
     */
    void boundSilence() {
        if (silenceBound) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(BOUND_SILENCE);
        } catch (SQLException e) {
            throw SqlFailures.of(e);
        }
        silenceBound = true;
    }

    /**
     * Sees that a host's transaction is still the one that the engine was told something in.
     *
     * @throws EndedTransactionException if it is not
     */
    void requireGoingOn() {
        if (mark == null || !mark.isSet()) {
            return;
        }
        try {
            mark.require(connection, silenceBound ? "" : BOUND_SILENCE + "; ");
        } catch (SQLException e) {
            throw SqlFailures.of(e);
        }
        silenceBound = true;
    }

    /** As {@link #requireGoingOn}, before a rollback, which needs no transaction in order. */
    void noticeEnd() {
        if (mark == null || !mark.isSet() || mark.isLost() || isLeft()) {
            return;
        }
        try {
            mark.require(connection, "");
        } catch (SQLException e) {
            // Aborted or broken: it is rolled back in any case.
            LOG.debug("the state of a transaction before its rollback is not known", e);
        }
    }

    /** True if the actions before the commit have run: what follows needs them once more. */
    boolean isWritten() {
        return written;
    }

    /** Runs the actions before the commit. Within. */
    void write() {
        if (hasWork()) {
            boundSilence();
        }
        // By index: one of them may add others.
        for (int i = 0; i < beforeCommit.size(); i++) {
            beforeCommit.get(i).run();
        }
        written = true;
    }

    /** Has an action run when the transaction is committed and this thread is in it no more. */
    void onceOver(Runnable action) {
        onceOver.add(action);
    }

    /**
     * Runs what was to be run when the transaction is committed and over. Not within: commands sent
     * from there have transactions of their own.
     */
    void tellOver() {
        onceOver.forEach(Runnable::run);
    }

    /**
     * The host's transaction is over; what is in memory follows its outcome. A host may end it in
     * the middle of a unit of work, which then ends first.
     */
    void complete(Outcome ended) {
        if (outcome == null) {
            outcome = ended;
            settle();
        }
    }

    /** True if the host's transaction is over, though work in it may still run. */
    boolean isOver() {
        return outcome != null;
    }

    /**
     * Refuses what was done in a transaction that was rolled back meanwhile.
     *
     * @throws EndedTransactionException if it was
     */
    void requireNotRolledBack() {
        if (outcome != null && outcome != Outcome.COMMITTED) {
            throw EndedTransactionException.within();
        }
    }

    private void settle() {
        if (outcome == null || settled || entered > 0) {
            return;
        }
        settled = true;
        OpenTransactions.remove(this);
        boolean committed = outcome == Outcome.COMMITTED;
        if (committed && !written && !beforeCommit.isEmpty()) {
            LOG.error(
                    "a host's transaction was committed without a word before the commit: what the"
                            + " engine was told in it is lost; see HostTransactions.beforeCommit");
            committed = false;
        }
        boolean keep = committed;
        enter(() -> {
            if (keep) {
                root.commit();
            } else {
                root.rollback();
            }
            return Boolean.TRUE;
        });
        if (keep) {
            tellOver();
        }
    }

    static Session required(Transactions owner) {
        return Objects.requireNonNull(current(owner), "no unit of work is running");
    }

    private static Deque<UnitOfWork<?>> setAside() {
        Deque<UnitOfWork<?>> others = new ArrayDeque<>(0);
        while (CurrentUnitOfWork.isStarted()) {
            UnitOfWork<?> other = CurrentUnitOfWork.get();
            others.push(other);
            CurrentUnitOfWork.clear(other);
        }
        return others;
    }

    private static void putBack(Deque<UnitOfWork<?>> others) {
        others.forEach(CurrentUnitOfWork::set);
    }
}
