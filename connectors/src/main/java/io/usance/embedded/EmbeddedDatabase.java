package io.usance.embedded;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A real Postgres server as a child process, reachable on this machine only, superuser {@code
 * postgres} without a password.
 *
 * <p>Durable: a committed transaction survives a crash of the server and of the machine ({@code
 * fsync}, {@code synchronous_commit} and {@code full_page_writes} are on, which the library below
 * switches off by default).
 *
 * <p>Not thread-safe, except that its data sources may be used by anyone.
 */
public final class EmbeddedDatabase implements AutoCloseable {

    private static final Duration START_WAIT = Duration.ofSeconds(60);
    private static final int START_ATTEMPTS_MAX = 3;
    private static final int CONNECTIONS_MAX = 100;
    private static final int POOL_MAX = 16;
    private static final int LOG_LINES_SHOWN = 3;
    private static final Pattern DATABASE_NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    private static final Map<String, String> SERVER_SETTINGS =
            Map.of(
                    "fsync", "on",
                    "synchronous_commit", "on",
                    "full_page_writes", "on",
                    "max_connections", String.valueOf(CONNECTIONS_MAX),
                    "max_wal_size", "1GB",
                    "listen_addresses", "127.0.0.1");

    private final Path directory;
    private final boolean temporary;
    private final Map<String, String> settings;
    private final boolean portChosenFreely;
    private volatile int port;
    private volatile @Nullable EmbeddedPostgres server;
    private @Nullable HikariDataSource pool;

    private EmbeddedDatabase(
            Path directory, boolean temporary, int port, Map<String, String> settings) {
        this.directory = directory;
        this.temporary = temporary;
        this.settings = new HashMap<>(SERVER_SETTINGS);
        this.settings.putAll(settings);
        this.portChosenFreely = port == 0;
        this.port = portChosenFreely ? LocalPorts.free() : port;
    }

    /** A server on a free port whose data is deleted by {@link #close()}. */
    public static EmbeddedDatabase temporary() {
        return temporary(Map.of());
    }

    /**
     * As {@link #temporary()}, for more work than a demo.
     *
     * @param settings of {@code postgresql.conf}, by name, instead of the defaults
     */
    public static EmbeddedDatabase temporary(Map<String, String> settings) {
        return new EmbeddedDatabase(Directories.temporary("usance-postgres-"), true, 0, settings);
    }

    /**
     * A server that keeps its data.
     *
     * @param directory created if missing; holds the data in {@code data/} and the server's log
     * @param port TCP port; 0 for any free one
     */
    public static EmbeddedDatabase in(Path directory, int port) {
        return new EmbeddedDatabase(Directories.create(directory), false, port, Map.of());
    }

    /**
     * Starts the server and returns when it takes queries. Does nothing if it runs already.
     *
     * @throws EmbeddedPartException if it cannot start
     */
    public EmbeddedDatabase start() {
        for (int attempt = 1; server == null; attempt++) {
            try {
                server = startOnce();
            } catch (IOException | RuntimeException failure) {
                if (!portChosenFreely || attempt == START_ATTEMPTS_MAX || LocalPorts.isFree(port)) {
                    throw EmbeddedPartException.because(
                            "the embedded Postgres cannot start in "
                                    + directory
                                    + " on port "
                                    + port
                                    + lastLogLines(),
                            failure);
                }
                port = LocalPorts.free();
            }
        }
        return this;
    }

    private EmbeddedPostgres startOnce() throws IOException {
        if (!LocalPorts.isFree(port)) {
            throw new EmbeddedPartException("the port is taken by another process");
        }
        Redirect log = Redirect.appendTo(logFile().toFile());
        EmbeddedPostgres.Builder builder =
                EmbeddedPostgres.builder()
                        .setDataDirectory(Directories.create(directory.resolve("data")))
                        .setCleanDataDirectory(false)
                        .setPort(port)
                        .setPGStartupWait(START_WAIT)
                        .setLocaleConfig("locale", "C")
                        .setErrorRedirector(log)
                        .setOutputRedirector(log);
        settings.forEach(builder::setServerConfig);
        return builder.start();
    }

    private Path logFile() {
        return directory.resolve("postgres.log");
    }

    private String lastLogLines() {
        try {
            List<String> lines = Files.readAllLines(logFile(), StandardCharsets.UTF_8);
            int from = Math.max(0, lines.size() - LOG_LINES_SHOWN);
            return " (" + String.join("; ", lines.subList(from, lines.size())) + ")";
        } catch (IOException nothingLogged) {
            return "";
        }
    }

    public int port() {
        return port;
    }

    /** JDBC URL of the default database, user included; stays the same across a restart. */
    public String jdbcUrl() {
        return jdbcUrl("postgres");
    }

    /** JDBC URL of {@code database}, which need not exist yet. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=postgres";
    }

    /** A pool on the default database, made on first use and closed by {@link #close()}. */
    public synchronized DataSource dataSource() {
        if (pool == null) {
            pool = newPool("postgres", POOL_MAX);
        }
        return pool;
    }

    /**
     * A new pool; the caller closes it.
     *
     * @param connectionsMax the server takes at most 100 over all pools
     */
    public HikariDataSource newPool(String database, int connectionsMax) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl(database));
        config.setMaximumPoolSize(connectionsMax);
        config.setMinimumIdle(0);
        config.setPoolName("usance-" + database);
        return new HikariDataSource(config);
    }

    /**
     * Creates an empty database.
     *
     * @param name lower-case letters, digits and underscores, beginning with a letter
     * @throws EmbeddedPartException if it exists or the server is unavailable
     */
    public void createDatabase(String name) {
        if (!DATABASE_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a plain database name: " + name);
        }
        try (Connection connection = DriverManager.getConnection(jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw EmbeddedPartException.because("cannot create database " + name, e);
        }
    }

    /** Stops the server and keeps its data; {@link #start()} brings it back on the same port. */
    public void stop() {
        EmbeddedPostgres running = server;
        if (running != null) {
            server = null;
            try {
                running.close();
            } catch (IOException e) {
                throw EmbeddedPartException.because("the embedded Postgres does not stop", e);
            }
        }
    }

    /** Closes the pool, stops the server and deletes its data if it was {@link #temporary()}. */
    @Override
    public synchronized void close() {
        if (pool != null) {
            pool.close();
        }
        stop();
        if (temporary) {
            Directories.deleteQuietly(directory);
        }
    }
}
