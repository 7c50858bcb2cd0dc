package io.usance.store;

import io.usance.host.HostTransactions.SavepointListener;
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
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static final Pattern SAVEPOINT =
            Pattern.compile("(?i)\\s*savepoint\\s+(\\w+)\\s*;?\\s*");

    private static final Pattern ROLLBACK_TO =
            Pattern.compile(
                    "(?i)\\s*rollback(?:\\s+(?:work|transaction))?\\s+to(?:\\s+savepoint)?"
                            + "\\s+(\\w+)\\s*;?\\s*");

    private final Connection connection;
    private final String advice;
    private final SavepointListener savepoints;
    private final Connection guarded;

    /** What stands for the savepoints that were set by SQL. */
    private final Map<String, Object> named = new HashMap<>();

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
        requireNoEnd(given);
        if (called.startsWith("prepare") && rolledBackTo(given) != null) {
            throw refused("to prepare \"" + given[0] + "\"");
        }
        Object result = call(connection, method, given);
        if (result instanceof Savepoint savepoint) {
            savepoints.set(savepoint);
        } else if (called.equals("rollback")) {
            savepoints.rolledBackTo(given[0]);
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

    private void requireNoEnd(Object[] given) throws SQLException {
        if (given.length > 0 && given[0] instanceof String sql && TransactionControl.isIn(sql)) {
            throw refused("\"" + sql.strip() + "\"");
        }
    }

    /** The savepoint that SQL is about to roll back to; null if it is about something else. */
    private @Nullable Object rolledBackTo(Object[] given) throws SQLException {
        if (given.length == 0 || !(given[0] instanceof String sql)) {
            return null;
        }
        Matcher matcher = ROLLBACK_TO.matcher(sql);
        if (!matcher.matches()) {
            return null;
        }
        Object savepoint = named.get(matcher.group(1).toLowerCase(Locale.ROOT));
        if (savepoint == null) {
            throw new SQLException(
                    "\"%s\" is refused: no such savepoint was set by a statement of its own; use setSavepoint() and rollback(savepoint)"
                            .formatted(sql.strip()),
                    INVALID_TERMINATION);
        }
        return savepoint;
    }

    private void setBySql(Object[] given) {
        if (given.length > 0 && given[0] instanceof String sql) {
            Matcher matcher = SAVEPOINT.matcher(sql);
            if (matcher.matches()) {
                Object savepoint = new Object();
                named.put(matcher.group(1).toLowerCase(Locale.ROOT), savepoint);
                savepoints.set(savepoint);
            }
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
            requireNoEnd(given);
            Object before = rolledBackTo(given);
            Object result = call(behind, method, given);
            if (before == null) {
                setBySql(given);
            } else {
                savepoints.rolledBackTo(before);
            }
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
