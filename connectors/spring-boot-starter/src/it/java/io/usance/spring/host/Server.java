package io.usance.spring.host;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** A real Postgres, one per JVM, with a new database for each application. */
final class Server {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final EmbeddedPostgres POSTGRES = start();

    private Server() {}

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder().setServerConfig("max_connections", "60").start();
        } catch (IOException e) {
            throw new UncheckedIOException("the test Postgres cannot start: " + e.getMessage(), e);
        }
    }

    /** The URL of a new database. */
    static String newDatabase() {
        String name = "host" + COUNT.incrementAndGet();
        try (Connection connection = POSTGRES.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return POSTGRES.getJdbcUrl("postgres", name);
    }
}
