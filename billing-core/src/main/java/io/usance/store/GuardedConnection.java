package io.usance.store;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a running transaction as work sees it that is not the engine's: for reading and
 * writing, and for savepoints of its own. Beginning and ending the transaction is refused, on the
 * connection and as SQL.
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

    /** Statements that begin or end a transaction; rolling back to a savepoint does not. */
    private static final Pattern ENDS_TRANSACTION =
            Pattern.compile(
                    "(?is)(?>\\s|;|--[^\\n]*(?:\\n|$)|/\\*.*?\\*/)*+"
                            + "(?:commit|end|abort|begin|start\\s+transaction|prepare\\s+transaction"
                            + "|rollback(?!(?:\\s+(?:work|transaction))?\\s+to\\b))\\b");

    private final Connection connection;
    private final String advice;
    private final Connection guarded;
    private boolean over;

    private GuardedConnection(Connection connection, String advice) {
        this.connection = connection;
        this.advice = advice;
        this.guarded = proxy(Connection.class, this);
    }

    /**
     * Guards a connection.
     *
     * @param advice what ends the transaction instead, for the message of a refusal
     */
    public static GuardedConnection of(Connection connection, String advice) {
        return new GuardedConnection(connection, advice);
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
        Object result = call(connection, method, given);
        return result instanceof Statement statement
                ? proxy(method.getReturnType(), new GuardedStatement(statement))
                : result;
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
        throw new SQLException(
                "the work that was given this connection is done; use it within that only",
                NO_CONNECTION);
    }

    private SQLException refused(String what) {
        return new SQLException("%s is refused: %s".formatted(what, advice), INVALID_TERMINATION);
    }

    private void requireNoEnd(Object[] given) throws SQLException {
        if (given.length > 0
                && given[0] instanceof String sql
                && ENDS_TRANSACTION.matcher(sql).lookingAt()) {
            throw refused("\"" + sql.strip() + "\"");
        }
    }

    /** A statement: its SQL ends no transaction, and the connection it leads to is the guarded. */
    private final class GuardedStatement implements InvocationHandler {
        private final Statement statement;

        private GuardedStatement(Statement statement) {
            this.statement = statement;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
                throws Throwable {
            Object[] given = arguments == null ? new Object[0] : arguments;
            if (method.getDeclaringClass() == Object.class) {
                return method.getName().equals("equals")
                        ? proxy == given[0]
                        : call(statement, method, given);
            }
            if (method.getName().equals("getConnection")) {
                return guarded;
            }
            if (method.getName().startsWith("execute") || method.getName().equals("addBatch")) {
                requireNoEnd(given);
            }
            return call(statement, method, given);
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
