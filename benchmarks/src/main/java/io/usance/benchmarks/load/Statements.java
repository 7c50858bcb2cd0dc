package io.usance.benchmarks.load;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.embedded.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Where Postgres spends its time, by {@code pg_stat_statements}. */
final class Statements {
    private static final int SHOWN = 14;
    private static final int TEXT_MAX = 110;

    private Statements() {}

    /** Restarts the server with the extension on. */
    static void watch(EmbeddedDatabase server) throws SQLException {
        execute(server, "alter system set shared_preload_libraries = 'pg_stat_statements'");
        server.stop();
        server.start();
        execute(server, "create extension if not exists pg_stat_statements");
    }

    static void reset(EmbeddedDatabase server) throws SQLException {
        execute(server, "select pg_stat_statements_reset()");
    }

    private static void execute(EmbeddedDatabase server, String sql) throws SQLException {
        try (HikariDataSource pool = server.newPool("postgres", 1);
                Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static void print(EmbeddedDatabase server) throws SQLException {
        try (HikariDataSource pool = server.newPool("postgres", 1);
                Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "select total_exec_time / 1000, calls, rows, wal_bytes / 1e6, query"
                                        + " from pg_stat_statements order by 1 desc limit "
                                        + SHOWN)) {
            System.out.println("      s     calls       rows  WAL MB  statement");
            while (rows.next()) {
                String text = rows.getString(5).replaceAll("\\s+", " ");
                System.out.printf(
                        "%7.2f %9d %10d %7.1f  %s%n",
                        rows.getDouble(1),
                        rows.getLong(2),
                        rows.getLong(3),
                        rows.getDouble(4),
                        text.substring(0, Math.min(TEXT_MAX, text.length())));
            }
        }
    }
}
