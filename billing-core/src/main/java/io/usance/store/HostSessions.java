package io.usance.store;

import io.usance.host.HostTransactions;
import io.usance.host.HostTransactions.Open;
import io.usance.host.HostTransactions.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
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

    /**
     * The connection of the host's transaction that the calling thread is in; null without one.
     *
     * @throws BrokenTransactionException if it is closed: what follows is a part of what cannot be
     *     committed, until the host has ended that
     * @throws OtherDatabaseException if it leads to another database
     */
    @Nullable Connection connection() {
        Connection connection = host.connection();
        if (connection == null) {
            requireNoneLost();
            return null;
        }
        try {
            if (connection.isClosed()) {
                throw new BrokenTransactionException();
            }
            database.require(connection, true);
        } catch (SQLException e) {
            throw SqlFailures.of(e);
        }
        return connection;
    }

    /**
     * A host may say that the thread is in no transaction because its connection is closed. That is
     * so once the host has ended it.
     *
     * <p>Design note: one whose connection the host closed itself may never be ended; what the
     * thread sends is refused once, then, and not for ever. See {@link
     * io.usance.host.JdbcTransactions}.
     */
    private void requireNoneLost() {
        for (Map.Entry<ConnectionIdentity, Session> each : running.entrySet()) {
            Session session = each.getValue();
            if (!session.isLostHere()) {
                continue;
            }
            if (!each.getKey().isGivenBackBy(session.connection())) {
                throw new BrokenTransactionException();
            }
            running.remove(each.getKey(), session);
            session.complete(Outcome.ROLLED_BACK);
            throw EndedTransactionException.left();
        }
    }

    /**
     * That session, unless the host has begun a transaction within it, which then is the one that
     * commands belong to, or has suspended the one that it accompanies: what is sent meanwhile is
     * no part of that.
     *
     * @throws EndedTransactionException if the host has ended it in the middle of the unit of work
     * @throws BrokenTransactionException if its connection is closed
     */
    @SuppressWarnings("ReferenceEquality") // identity is what is asked for
    @Nullable Session bound(@Nullable Session session) {
        if (session == null) {
            return null;
        }
        Connection ofHost = host.connection();
        if (ofHost == null) {
            return session.isOfHost() ? suspended(session) : session;
        }
        if (session.isOver()) {
            return null;
        }
        boolean same =
                ofHost == session.connection()
                        || ConnectionIdentity.of(ofHost)
                                .equals(ConnectionIdentity.of(session.connection()));
        return same ? session : null;
    }

    private static @Nullable Session suspended(Session session) {
        if (session.isOver()) {
            throw EndedTransactionException.within();
        }
        if (session.isLeft()) {
            throw new BrokenTransactionException();
        }
        return null;
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
                        session.requireNotRolledBack();
                        session.mark();
                        return worked;
                    });
            if (session.isWritten() && !session.isOver()) {
                // Another of the host's actions before the commit asked for it, after ours.
                session.write();
            }
            return result;
        });
    }

    private Session join(ConnectionIdentity identity, Connection connection) {
        Session session = Session.on(owner, connection, new HostMark(setting));
        host.beforeCommit(() -> write(session));
        host.beforeRollback(session::noticeEnd);
        host.afterCompletion(outcome -> {
            running.remove(identity, session);
            session.complete(outcome);
        });
        host.onSavepoints(session);
        Session left = running.put(identity, session);
        if (left != null) {
            OpenTransactions.remove(left);
        }
        return session;
    }

    /** The host's transactions, of all threads. */
    List<Open> open() {
        return host.open();
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
