package io.usance.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Set;

/** A connection that takes part in a transaction without being able to end it. */
final class GuardedConnection {
    private static final Set<String> ENDING =
            Set.of(
                    "commit",
                    "close",
                    "abort",
                    "setAutoCommit",
                    "setTransactionIsolation",
                    "setReadOnly");

    private GuardedConnection() {}

    static Connection of(Connection connection) {
        return (Connection)
                Proxy.newProxyInstance(
                        GuardedConnection.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (proxy, method, arguments) -> invoke(connection, method, arguments));
    }

    private static Object invoke(Connection connection, Method method, Object[] arguments)
            throws Throwable {
        boolean ends =
                ENDING.contains(method.getName())
                        || method.getName().equals("rollback")
                                && !(arguments != null && arguments[0] instanceof Savepoint);
        if (ends) {
            throw new SQLException(
                    method.getName()
                            + " is not for this connection: its transaction ends with the unit of"
                            + " work; to roll it back, throw");
        }
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
