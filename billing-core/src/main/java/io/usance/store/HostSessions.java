package io.usance.store;

import io.usance.host.HostTransactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The transactions of hosts that commands were sent in and that are not over. Thread-safe. */
final class HostSessions {
    private final Transactions owner;
    private final HostTransactions host;
    private final OwnDatabase database;
    private final Afterwards afterwards;
    private final String setting = HostMark.newSetting();
    private final Map<ConnectionIdentity, Session> running = new ConcurrentHashMap<>();

    HostSessions(
            Transactions owner,
            HostTransactions host,
            OwnDatabase database,
            Afterwards afterwards) {
        this.owner = owner;
        this.host = host;
        this.database = database;
        this.afterwards = afterwards;
    }

    /** The connection of the host's transaction that the calling thread is in; null without one. */
    @Nullable Connection connection() {
        return host.connection();
    }

    /**
     * That session, unless the host has begun a transaction within it, which then is the one that
     * commands belong to, or has suspended the one that it accompanies: what is sent meanwhile is
     * no part of that.
     */
    @SuppressWarnings("ReferenceEquality") // identity is what is asked for
    @Nullable Session bound(@Nullable Session session) {
        if (session == null) {
            return null;
        }
        Connection ofHost = host.connection();
        if (ofHost == null) {
            return session.isOfHost() ? null : session;
        }
        boolean same =
                ofHost == session.connection()
                        || ConnectionIdentity.of(ofHost)
                                .equals(ConnectionIdentity.of(session.connection()));
        return same ? session : null;
    }

    /** Runs work as a part of the host's transaction on this connection. */
    <T extends @Nullable Object> T joined(Connection connection, Callable<T> work) {
        ConnectionIdentity identity = ConnectionIdentity.of(connection);
        Session known = running.get(identity);
        Session session =
                known == null || known.isLeftFor(connection) ? join(identity, connection) : known;
        return session.enter(() -> {
            T result =
                    session.part(() -> {
                        T worked = Transactions.call(work);
                        session.mark();
                        return worked;
                    });
            if (session.isWritten()) {
                // Another of the host's actions before the commit asked for it, after ours.
                session.write();
            }
            return result;
        });
    }

    private Session join(ConnectionIdentity identity, Connection connection) {
        try {
            database.require(connection, true);
        } catch (SQLException e) {
            throw SqlFailures.of(e);
        }
        Session session = Session.on(owner, connection, new HostMark(setting));
        host.beforeCommit(() -> write(session));
        host.beforeRollback(session::noticeEnd);
        host.afterCompletion(outcome -> {
            running.remove(identity, session);
            session.complete(outcome);
        });
        host.onSavepoints(session);
        running.put(identity, session);
        return session;
    }

    /** Writes what a host's transaction is to be committed with. */
    void write(Session session) {
        Transactions.inOwnWords(() ->
                session.enter(() -> {
                    session.requireGoingOn();
                    if (session.hasWork()) {
                        afterwards.runOn(session.connection());
                    }
                    session.write();
                    return Boolean.TRUE;
                }));
    }
}
