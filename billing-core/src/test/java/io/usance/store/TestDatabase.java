package io.usance.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** One real Postgres per test JVM, a fresh migrated database per call. */
public final class TestDatabase {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private TestDatabase() {}

    private static final class Server {
        static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .setServerConfig("max_connections", "60")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "the test Postgres cannot start: " + e.getMessage(), e);
            }
        }
    }

    /** An empty database with the current schema. */
    public static HikariDataSource fresh() {
        HikariDataSource dataSource = empty();
        Schema.migrate(dataSource, null);
        return dataSource;
    }

    /** A database without any schema. */
    public static HikariDataSource empty() {
        String name = "t" + COUNT.incrementAndGet();
        try (Connection connection = Server.POSTGRES.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "the test Postgres refuses a database: " + e.getMessage(), e);
        }
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(Server.POSTGRES.getJdbcUrl("postgres", name));
        config.setMaximumPoolSize(8);
        return new HikariDataSource(config);
    }
}
