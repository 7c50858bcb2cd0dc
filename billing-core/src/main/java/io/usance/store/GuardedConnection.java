package io.usance.store;

import io.usance.host.HostTransactions.SavepointListener;
import io.usance.store.TransactionControl.Kind;
import io.usance.store.TransactionControl.OfSavepoint;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a running transaction as work sees it that is not the engine's: for reading and
 * writing, and for savepoints of its own. Beginning and ending the transaction is refused, on the
 * connection, on those that its statements, results and meta data lead to, and as SQL.
 *
 * <p>It keeps such work from mistakes. One that unwraps the driver's connection can still end the
 * transaction.
 */
public final class GuardedConnection implements InvocationHandler {
    /** SQLSTATE: the transaction cannot be ended here. */
    private static final String INVALID_TERMINATION = "2D000";

    /** SQLSTATE: the connection does not exist. */
    private static final String NO_CONNECTION = "08003";

    private static final Set<String> REFUSED =
            Set.of(
                    "commit",
                    "close",
                    "abort",
                    "setAutoCommit",
                    "setTransactionIsolation",
                    "setReadOnly");

    /** What executes a text and says so by returning. */
    private static final Set<String> EXECUTES =
            Set.of("execute", "executeUpdate", "executeLargeUpdate");

    private final Connection connection;
    private final String advice;
    private final SavepointListener savepoints;
    private final Connection guarded;

    private final SavepointStack stack = new SavepointStack();
    private boolean over;

    private GuardedConnection(Connection connection, String advice, SavepointListener savepoints) {
        this.connection = connection;
        this.advice = advice;
        this.savepoints = savepoints;
        this.guarded = proxy(Connection.class, this);
    }

    /**
     * Guards a connection.
     *
     * @param advice what ends the transaction instead, for the message of a refusal
     * @param savepoints told of those that the work sets on the connection
     */
    static GuardedConnection of(
            Connection connection, String advice, SavepointListener savepoints) {
        return new GuardedConnection(connection, advice, savepoints);
    }

    /** What the work gets. */
    public Connection connection() {
        return guarded;
    }

    /** The work is done; the connection is of no use to it any more. */
    public void end() {
        over = true;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
            throws Throwable {
        String called = method.getName();
        Object[] given = arguments == null ? new Object[0] : arguments;
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(proxy, called, given);
        }
        if (over) {
            return ended(called);
        }
        if (REFUSED.contains(called) || (called.equals("rollback") && given.length == 0)) {
            throw refused(called + "()");
        }
        if (called.equals("unwrap") && given[0] == Connection.class) {
            return guarded;
        }
        if (called.startsWith("prepare")) {
            allowed(given, false);
        }
        Object result = call(connection, method, given);
        if (result instanceof Savepoint savepoint) {
            stack.set(given.length > 0 ? (String) given[0] : null, savepoint);
            savepoints.set(savepoint);
        } else if (called.equals("rollback")) {
            stack.wentBackTo(given[0]);
            savepoints.rolledBackTo(given[0]);
        } else if (called.equals("releaseSavepoint")) {
            stack.released(given[0]);
        }
        return called.equals("unwrap") ? result : guarded(result, null);
    }

    private static Object ofObject(Object proxy, String called, Object[] given) {
        return switch (called) {
            case "equals" -> proxy == given[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "the connection of a running transaction";
        };
    }

    private static Object ended(String called) throws SQLException {
        if (called.equals("isClosed")) {
            return true;
        }
        if (called.equals("isValid")) {
            return false;
        }
        throw over();
    }

    private static SQLException over() {
        return new SQLException(
                "the work that was given this connection is done; use it within that only",
                NO_CONNECTION);
    }

    private SQLException refused(String what) {
        return new SQLException("%s is refused: %s".formatted(what, advice), INVALID_TERMINATION);
    }

    /**
     * Refuses a text that begins or ends a transaction, or goes back to a savepoint in a way that
     * cannot be followed.
     *
     * @param now if it is executed now and alone, so that what it does to savepoints is seen
     * @return the statement about a savepoint that it is; null if it is about something else
     */
    private @Nullable OfSavepoint allowed(Object[] given, boolean now) throws SQLException {
        if (given.length == 0 || !(given[0] instanceof String sql)) {
            return null;
        }
        TransactionControl control = TransactionControl.of(sql);
        if (control.ends()) {
            throw refused("\"" + sql.strip() + "\"");
        }
        OfSavepoint alone = now ? control.alone() : null;
        if (alone != null && alone.name() != null) {
            return alone;
        }
        if (control.goesBack()) {
            throw refusedToGoBack(
                    sql,
                    "call the connection's rollback(savepoint) with what setSavepoint() returned, or"
                            + " execute \"rollback to ...\" as a statement of its own");
        }
        control.ofSavepoints().forEach(each -> stack.isUnsure(each.name()));
        return null;
    }

    private static SQLException refusedToGoBack(String sql, String instead) {
        return new SQLException(
                "\"%s\" is refused: %s".formatted(sql.strip(), instead), INVALID_TERMINATION);
    }

    /** The savepoint that SQL is about to go back to; null if it is about something else. */
    private @Nullable Object goneBackTo(@Nullable OfSavepoint statement, Object[] given)
            throws SQLException {
        if (statement == null || statement.kind() != Kind.ROLLBACK_TO) {
            return null;
        }
        String name = statement.name();
        Object savepoint = name == null ? null : stack.named(name);
        if (savepoint == null) {
            throw refusedToGoBack(
                    (String) given[0],
                    "no such savepoint was set by a statement of its own; use setSavepoint() and"
                            + " rollback(savepoint)");
        }
        return savepoint;
    }

    private void follow(@Nullable OfSavepoint statement, @Nullable Object goneBackTo) {
        if (goneBackTo != null) {
            stack.wentBackTo(goneBackTo);
            savepoints.rolledBackTo(goneBackTo);
        } else if (statement != null && statement.kind() == Kind.SET) {
            Object savepoint = new Object();
            stack.set(statement.name(), savepoint);
            savepoints.set(savepoint);
        } else if (statement != null) {
            stack.releasedNamed(statement.name());
        }
    }

    /**
     * What leads back to the connection, guarded as well; anything else as it is.
     *
     * @param from the guarded statement that it came from, if any
     */
    private @Nullable Object guarded(@Nullable Object result, @Nullable Object from) {
        return switch (result) {
            case CallableStatement one -> proxy(CallableStatement.class, new Guarded(one, from));
            case PreparedStatement one -> proxy(PreparedStatement.class, new Guarded(one, from));
            case Statement one -> proxy(Statement.class, new Guarded(one, from));
            case ResultSet one -> proxy(ResultSet.class, new Guarded(one, from));
            case DatabaseMetaData one -> proxy(DatabaseMetaData.class, new Guarded(one, from));
            case null, default -> result;
        };
    }

    /** A statement, a result or meta data: its SQL ends no transaction. */
    private final class Guarded implements InvocationHandler {
        private final Object behind;
        private final @Nullable Object from;

        private Guarded(Object behind, @Nullable Object from) {
            this.behind = behind;
            this.from = from;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
                throws Throwable {
            Object[] given = arguments == null ? new Object[0] : arguments;
            String called = method.getName();
            if (method.getDeclaringClass() == Object.class) {
                return called.equals("equals") ? proxy == given[0] : call(behind, method, given);
            }
            if (over && !called.equals("close") && !called.equals("isClosed")) {
                throw over();
            }
            if (called.equals("getConnection")) {
                return guarded;
            }
            if (called.equals("getStatement") && from != null) {
                return from;
            }
            if (called.equals("unwrap")) {
                return ((Class<?>) given[0]).isInstance(proxy)
                        ? proxy
                        : call(behind, method, given);
            }
            if (behind instanceof Statement
                    && (called.startsWith("execute") || called.equals("addBatch"))) {
                return executed(proxy, method, given);
            }
            return guarded(call(behind, method, given), behind instanceof Statement ? proxy : null);
        }

        private @Nullable Object executed(Object proxy, Method method, Object[] given)
                throws Throwable {
            OfSavepoint statement = allowed(given, EXECUTES.contains(method.getName()));
            Object goneBackTo = goneBackTo(statement, given);
            Object result = call(behind, method, given);
            follow(statement, goneBackTo);
            return guarded(result, proxy);
        }
    }

    private static @Nullable Object call(Object target, Method method, Object[] given)
            throws Throwable {
        try {
            return method.invoke(target, given);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(
                        GuardedConnection.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
