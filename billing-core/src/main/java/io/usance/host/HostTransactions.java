package io.usance.host;

import static io.usance.failure.Checks.given;

import java.sql.Connection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of a host, for an engine that takes part in them: what the host wrote and what
 * the engine was told is committed together or rolled back together.
 *
 * <p>Three methods are to be implemented; each speaks of the transaction that the calling thread is
 * in. The engine writes nothing before {@link #beforeCommit}: an append holds the head of the log
 * until the commit, and all other writers wait for it. What it keeps in memory follows {@link
 * #afterCompletion}.
 *
 * <p>Ready adapters: {@link JdbcTransactions}, and one for Spring's transaction managers in the
 * Spring Boot starter. Implementations are thread-safe.
 */
public interface HostTransactions {

    /** How a transaction ended. */
    enum Outcome {
        COMMITTED,
        ROLLED_BACK,

        /** The connection broke during the commit, for example. */
        UNKNOWN
    }

    /**
     * The connection of the transaction that this thread is in, on the engine's database; null if
     * it is in none. The same connection of the driver throughout a transaction, in whatever
     * wrapper. The engine neither commits, rolls back nor closes it.
     *
     * <p>A transaction whose connection broke is not over: its thread is still in it until the host
     * ends it, and what it sends is refused, for it could only be recorded without the rest. Answer
     * with the broken connection, not with null.
     */
    @Nullable Connection connection();

    /**
     * Has an action run when this thread's transaction is about to be committed, as late as
     * possible; not if it is rolled back. If it throws, the transaction must be rolled back.
     */
    void beforeCommit(Runnable action);

    /**
     * Has an action run when this thread's transaction is over, in this thread. It is called once,
     * whatever the outcome and whatever others throw, and must not use the connection; {@link
     * #connection} does not give that any more by then.
     */
    void afterCompletion(Consumer<Outcome> action);

    /**
     * Has an action run when this thread's transaction is about to be rolled back and its
     * connection can still be used. If it throws, the transaction was ended on its connection, and
     * not through the host: it is to be rolled back all the same, and the host is to be told. A
     * host need not implement it; what was ended so is noticed at its commit only, then.
     */
    default void beforeRollback(Runnable action) {}

    /**
     * An engine was built that takes part in these transactions. One that hands on what another
     * does need not hand on this: asking the other for its connection says the same.
     */
    default void accompanied() {
        connection();
    }

    /**
     * Has a listener told of savepoints of this thread's transaction. A host without savepoints
     * need not implement it; one that uses them and does not say so here must not roll back to a
     * savepoint what the engine was told since.
     */
    default void onSavepoints(SavepointListener listener) {}

    /**
     * The transactions of all threads that have begun and are not over, those included that are
     * suspended or have another begun in them. By these it is found that threads wait for each
     * other in a circle. A host need not implement it: a circle through a transaction in which the
     * engine was told nothing ends when {@code EngineBuilder.waitMax} is over, then. Called by any
     * thread.
     */
    default List<Open> open() {
        return List.of();
    }

    /** No host, or one without transactions. */
    static HostTransactions none() {
        return NoTransactions.INSTANCE;
    }

    /**
     * A transaction that is not over.
     *
     * @param thread that began it
     * @param connection of it; asked for what it is called only
     */
    record Open(Thread thread, Connection connection) {
        public Open {
            given(thread, "open.thread");
            given(connection, "open.connection");
        }
    }

    /** Told of the savepoints of one transaction. */
    interface SavepointListener {
        /** A savepoint was set; what follows can be undone by it. */
        void set(Object savepoint);

        /**
         * The transaction was rolled back to a savepoint, in the database before it is told here;
         * one never heard of is the beginning.
         */
        void rolledBackTo(Object savepoint);
    }
}
