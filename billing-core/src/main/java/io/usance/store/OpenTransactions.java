package io.usance.store;

import io.usance.host.HostTransactions.Open;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The transactions that are not over, of all engines of this JVM, and whose thread each is: a
 * thread has several when one is begun within another, or while another is suspended. Thread-safe.
 */
final class OpenTransactions {
    private static final Set<Session> SESSIONS = ConcurrentHashMap.newKeySet();

    private OpenTransactions() {}

    static void add(Session session) {
        SESSIONS.add(session);
    }

    static void remove(Session session) {
        SESSIONS.remove(session);
    }

    /** Those that an engine accompanies, and those that a host says it has. */
    static List<Open> with(List<Open> ofHost) {
        SESSIONS.removeIf(Session::isLeft);
        List<Open> all = new ArrayList<>(ofHost);
        SESSIONS.forEach(session -> all.add(new Open(session.thread(), session.connection())));
        return all;
    }
}
