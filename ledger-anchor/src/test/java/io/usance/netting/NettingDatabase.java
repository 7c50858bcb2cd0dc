package io.usance.netting;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** One real Postgres per test JVM, an empty database per call. */
public final class NettingDatabase {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private NettingDatabase() {}

    private static final class Server {
        static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder().setServerConfig("fsync", "on").start();
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "the test Postgres cannot start: " + e.getMessage(), e);
            }
        }
    }

    /** A pool on an empty database; the caller closes it. */
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
        config.setMaximumPoolSize(4);
        return new HikariDataSource(config);
    }
}
