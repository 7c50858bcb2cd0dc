package io.usance.store;

import io.usance.store.StreamLocks.Holder;
import io.usance.store.StreamLocks.StreamLock;
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
import org.postgresql.PGConnection;

/**
 * The threads that wait for streams, of all engines of this JVM: a circle may go through several.
 */
final class Waiters {
    /**
     * The sessions that one waits for in Postgres, and those that these wait for; and which of them
     * is the one that asks.
     */
    private static final String BLOCKERS =
            """
            with recursive waiting (pid) as (
                select unnest(pg_blocking_pids(?))
                union
                select unnest(pg_blocking_pids(waiting.pid)) from waiting)
            select pid, pid = pg_backend_pid() from waiting\
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
        return leadsBack(waiter, holder -> List.of());
    }

    static void remove(Waiter waiter) {
        ALL.remove(waiter.thread());
    }

    /**
     * As {@link #isCircle}, of waits in Postgres as well. Those are seen on the connection of the
     * transaction that holds a stream, if its driver's connection can be got at.
     */
    static boolean isCircleWithPostgres(Waiter waiter) {
        Connection connection = waiter.connection();
        if (connection == null) {
            return leadsBack(waiter, holder -> List.of());
        }
        return leadsBack(waiter, holder -> blockers(connection, holder));
    }

    private interface Blockers {
        /** The threads whose transactions a holder of a stream waits for in Postgres. */
        List<Backend> of(Holder holder);
    }

    /**
     * A session of Postgres.
     *
     * @param isOurs of the transaction that asks
     */
    private record Backend(int pid, boolean isOurs) {}

    private static boolean leadsBack(Waiter waiter, Blockers blockers) {
        Deque<StreamLock> next = new ArrayDeque<>(List.of(waiter.lock()));
        Set<Thread> seen = new HashSet<>();
        while (!next.isEmpty()) {
            Holder holder = next.poll().holder;
            if (holder == null || !seen.add(holder.thread())) {
                continue;
            }
            if (holder.thread() == waiter.thread()) {
                return true;
            }
            Waiter waits = ALL.get(holder.thread());
            if (waits != null) {
                next.add(waits.lock());
            }
            for (Backend session : blockers.of(holder)) {
                if (session.isOurs()) {
                    return true;
                }
                ALL.values().stream()
                        .filter(other -> pid(other.connection()) == session.pid())
                        .forEach(other -> next.add(other.lock()));
            }
        }
        return false;
    }

    private static List<Backend> blockers(Connection asking, Holder holder) {
        int pid = pid(holder.connection());
        List<Backend> found = new ArrayList<>();
        if (pid == 0) {
            return found;
        }
        try (PreparedStatement statement = asking.prepareStatement(BLOCKERS)) {
            statement.setInt(1, pid);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(new Backend(rows.getInt(1), rows.getBoolean(2)));
                }
            }
        } catch (SQLException e) {
            // What is wrong with the connection is told by what it is needed for.
            return List.of();
        }
        return found;
    }

    /** What Postgres calls the session of a connection; 0 if that cannot be known. */
    private static int pid(@Nullable Connection connection) {
        try {
            return connection == null ? 0 : connection.unwrap(PGConnection.class).getBackendPID();
        } catch (SQLException e) {
            return 0;
        }
    }
}
