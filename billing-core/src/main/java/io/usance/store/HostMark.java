package io.usance.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How often the engine was told something in a host's transaction, counted here and in a setting of
 * the transaction. Postgres undoes the setting with all else when the transaction ends or is rolled
 * back to a savepoint; if that happened past the host's transaction manager, the two differ.
 *
 * <p>Design note: a savepoint of the engine's own would be lost as well, but only if the host's is
 * older, and it would make a subtransaction of all that follows. The setting is counted up by
 * Postgres, so that nothing written later hides what was lost. It costs one statement for each call
 * that is told something; it is read together with the settings made before the engine writes.
 */
final class HostMark {
    private static final AtomicLong OWNERS = new AtomicLong();

    private final String setting;
    private int told;
    private boolean lost;

    /**
     * @param setting of {@link #newSetting}
     */
    HostMark(String setting) {
        this.setting = setting;
    }

    /** A name of an engine's own; a server session remembers each name it ever heard. */
    static String newSetting() {
        return "usance_host.engine_" + OWNERS.incrementAndGet();
    }

    /** Number of calls so far. */
    int told() {
        return told;
    }

    /** True if there is something to look after. */
    boolean isSet() {
        return lost || told > 0;
    }

    /** True if it was found, and said, that the transaction was ended. */
    boolean isLost() {
        return lost;
    }

    /** The transaction was rolled back to where it had been told so often, and says so. */
    void backTo(int told) {
        this.told = told;
    }

    /**
     * Counts one more.
     *
     * @throws EndedTransactionException if one before is lost
     */
    void count(Connection connection) throws SQLException {
        String counted =
                read(
                        connection,
                        "select set_config('%1$s', (coalesce(nullif(current_setting('%1$s', true), ''), '0')::int + 1)::text, true)"
                                .formatted(setting));
        told++;
        compare(counted);
    }

    /**
     * Sees that all are there.
     *
     * @param settings statements to execute before, in the same message
     * @throws EndedTransactionException if one is lost
     */
    void require(Connection connection, String settings) throws SQLException {
        compare(
                read(
                        connection,
                        settings
                                + "select coalesce(nullif(current_setting('%s', true), ''), '0')"
                                        .formatted(setting)));
    }

    private void compare(String counted) {
        lost |= !counted.equals(Integer.toString(told));
        if (lost) {
            throw EndedTransactionException.onConnection();
        }
    }

    /** The first row of the statement that has one. */
    private static String read(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean isResult = statement.execute(sql);
            while (!isResult && statement.getUpdateCount() >= 0) {
                isResult = statement.getMoreResults();
            }
            try (ResultSet row = statement.getResultSet()) {
                row.next();
                return row.getString(1);
            }
        }
    }
}
