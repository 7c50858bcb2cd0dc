package io.usance.chaos;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A real pool in front of which the line can be cut, at once or after some more connections. */
final class BreakableDataSource implements DataSource {
    private static final int UNBROKEN = Integer.MAX_VALUE;

    private final DataSource pool;
    private final AtomicInteger connectionsLeft = new AtomicInteger(UNBROKEN);
    private volatile Runnable beforeConnection = () -> {};

    BreakableDataSource(DataSource pool) {
        this.pool = pool;
    }

    /** From now on there are {@code connections} more, then none until {@link #heal}. */
    void breakAfter(int connections) {
        connectionsLeft.set(connections);
    }

    void heal() {
        connectionsLeft.set(UNBROKEN);
        beforeConnection = () -> {};
    }

    /** Runs, in the thread that asks, before each connection. */
    void beforeConnection(Runnable action) {
        beforeConnection = action;
    }

    @Override
    public Connection getConnection() throws SQLException {
        beforeConnection.run();
        if (connectionsLeft.get() != UNBROKEN && connectionsLeft.getAndDecrement() <= 0) {
            connectionsLeft.set(0);
            throw new SQLException("the line to the database is cut", "08001");
        }
        return pool.getConnection();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("one user only");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
        return pool.getLogWriter();
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        pool.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        pool.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return pool.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return pool.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return pool.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return pool.isWrapperFor(type);
    }
}
