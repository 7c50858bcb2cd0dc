package io.usance.store;

import io.usance.host.HostTransactions.Open;
import io.usance.store.StreamLocks.Holder;
import io.usance.store.StreamLocks.StreamLock;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.util.HostSpec;

/**
 * The threads that wait for streams, of all engines of this JVM: a circle may go through several.
 *
 * <p>A thread waits for another if that has the stream, or if Postgres makes one of its
 * transactions wait for one of the other's; for the whole thread stands still meanwhile, with those
 * that are suspended as well.
 */
final class Waiters {
    /**
     * The sessions that these wait for in Postgres, and those that they wait for in turn; and which
     * of them is the one that asks. A prepared transaction has the number 0, and no thread.
     */
    private static final String BLOCKERS =
            """
            with recursive waiting (pid) as (
                select unnest(pg_blocking_pids(asked.pid)) from unnest(?) as asked (pid)
                union
                select unnest(pg_blocking_pids(waiting.pid)) from waiting)
            select pid, pid = pg_backend_pid() from waiting where pid <> 0\
            """;

    private static final Map<Thread, Waiter> ALL = new ConcurrentHashMap<>();

    private Waiters() {}

    /**
     * A thread that waits for a stream.
     *
     * @param connection of the transaction it waits in; null if it is in none
     */
    record Waiter(Thread thread, @Nullable Connection connection, StreamLock lock) {}

    /**
     * Notes a thread that begins to wait. Of several that close a circle at once the last is told.
     *
     * @return true if it would wait for itself
     */
    static synchronized boolean isCircle(Waiter waiter) {
        ALL.put(waiter.thread(), waiter);
        return leadsBack(waiter, thread -> List.of());
    }

    static void remove(Waiter waiter) {
        ALL.remove(waiter.thread());
    }

    /**
     * As {@link #isCircle}, of waits in Postgres as well. Those are seen where connections can be
     * unwrapped to the driver's.
     *
     * @param ofHost the transactions that the host says are open
     * @throws io.usance.failure.UsanceException if Postgres cannot be asked: the transaction that
     *     waits is lost then
     */
    static boolean isCircleWithPostgres(Waiter waiter, List<Open> ofHost) {
        Connection asking = waiter.connection();
        if (asking == null) {
            return leadsBack(waiter, thread -> List.of());
        }
        Backends backends = new Backends(OpenTransactions.with(ofHost));
        return leadsBack(waiter, thread -> blockers(waiter, asking, thread, backends));
    }

    private interface Blockers {
        /** The threads that a thread's transactions wait for in Postgres. */
        List<Thread> of(Thread thread);
    }

    private static boolean leadsBack(Waiter waiter, Blockers blockers) {
        Deque<Thread> next = new ArrayDeque<>();
        addHolder(next, waiter);
        Set<Thread> seen = new HashSet<>();
        while (!next.isEmpty()) {
            Thread thread = next.poll();
            if (thread == waiter.thread()) {
                return true;
            }
            if (seen.add(thread)) {
                addHolder(next, ALL.get(thread));
                next.addAll(blockers.of(thread));
            }
        }
        return false;
    }

    private static void addHolder(Deque<Thread> next, @Nullable Waiter waiter) {
        Holder holder = waiter == null ? null : waiter.lock().holder;
        if (holder != null) {
            next.add(holder.thread());
        }
    }

    private static List<Thread> blockers(
            Waiter waiter, Connection asking, Thread thread, Backends backends) {
        HostSpec server = Backends.server(asking);
        List<Integer> pids = backends.of(thread, server);
        List<Thread> found = new ArrayList<>();
        if (pids.isEmpty()) {
            return found;
        }
        try (PreparedStatement statement = asking.prepareStatement(BLOCKERS)) {
            Array asked = asking.createArrayOf("int4", pids.toArray());
            statement.setArray(1, asked);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (rows.getBoolean(2)) {
                        found.add(waiter.thread());
                    } else {
                        found.addAll(backends.threads(rows.getInt(1), server));
                    }
                }
            }
        } catch (SQLException e) {
            throw SqlFailures.of(e);
        }
        return found;
    }

    /**
     * What Postgres calls the sessions of open transactions: a number, which another server may use
     * as well.
     */
    private record Backends(List<Open> open) {

        /** Where a connection leads to; null if that cannot be known. */
        static @Nullable HostSpec server(Connection connection) {
            try {
                return connection.unwrap(BaseConnection.class).getQueryExecutor().getHostSpec();
            } catch (SQLException e) {
                return null;
            }
        }

        private static boolean isOn(@Nullable HostSpec server, Connection connection) {
            return server != null && server.equals(server(connection));
        }

        /** Null if it cannot be known. */
        private static @Nullable Integer pid(Connection connection) {
            try {
                return connection.unwrap(BaseConnection.class).getBackendPID();
            } catch (SQLException e) {
                return null;
            }
        }

        /** The sessions of a thread's transactions on a server. */
        List<Integer> of(Thread thread, @Nullable HostSpec server) {
            List<Integer> pids = new ArrayList<>();
            for (Open each : open) {
                Integer pid = each.thread() == thread ? pid(each.connection()) : null;
                if (pid != null && pid != 0 && isOn(server, each.connection())) {
                    pids.add(pid);
                }
            }
            return pids;
        }

        /** The threads of whose transactions this is the session. */
        List<Thread> threads(int pid, @Nullable HostSpec server) {
            return open.stream()
                    .filter(each ->
                            Integer.valueOf(pid).equals(pid(each.connection()))
                                    && isOn(server, each.connection()))
                    .map(Open::thread)
                    .toList();
        }
    }
}
