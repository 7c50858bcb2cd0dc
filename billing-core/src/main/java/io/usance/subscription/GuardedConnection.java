package io.usance.subscription;

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
 * The connection of a running transaction as a handler sees it: for reading and writing, and for
 * savepoints of its own. Beginning and ending the transaction is refused, on the connection and as
 * SQL; once the handler has returned, everything is.
 *
 * <p>It keeps a handler from mistakes. One that unwraps the driver's connection can still end the
 * transaction; that is noticed when it returns.
 */
final class GuardedConnection implements InvocationHandler {
    /** SQLSTATE: the transaction cannot be ended here. */
    private static final String INVALID_TERMINATION = "2D000";

    /** SQLSTATE: the connection does not exist. */
    private static final String NO_CONNECTION = "08003";

    private static final Set<String> REFUSED = Set.of("commit", "close", "abort", "setAutoCommit");

    /** Statements that begin or end a transaction; rolling back to a savepoint does not. */
    private static final Pattern ENDS_TRANSACTION =
            Pattern.compile(
                    "(?is)(?>\\s|;|--[^\\n]*(?:\\n|$)|/\\*.*?\\*/)*+"
                            + "(?:commit|end|abort|begin|start\\s+transaction|prepare\\s+transaction"
                            + "|rollback(?!(?:\\s+(?:work|transaction))?\\s+to\\b))\\b");

    private final Connection connection;
    private final Connection guarded;
    private boolean over;

    private GuardedConnection(Connection connection) {
        this.connection = connection;
        this.guarded = proxy(Connection.class, this);
    }

    static GuardedConnection of(Connection connection) {
        return new GuardedConnection(connection);
    }

    /** What the handler gets. */
    Connection forHandler() {
        return guarded;
    }

    /** The handler has returned; what it kept is of no use any more. */
    void end() {
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
            default -> "the connection of a subscription's transaction";
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
                "the handler that was given this connection has returned; use the connection of the"
                        + " delivery within its handler only",
                NO_CONNECTION);
    }

    private static SQLException refused(String what) {
        return new SQLException(
                "%s is refused: what the handler writes is committed by the subscription, together with its position; return from the handler to commit, throw to roll back"
                        .formatted(what),
                INVALID_TERMINATION);
    }

    private static void requireNoEnd(Object[] given) throws SQLException {
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
