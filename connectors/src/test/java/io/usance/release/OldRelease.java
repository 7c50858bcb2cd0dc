package io.usance.release;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.usance.embedded.SharedParts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.postgresql.PGConnection;

/**
 * A database as release fc54b90 left it, and the files it wrote beside it; README.md in their
 * directory says what they are.
 */
final class OldRelease implements AutoCloseable {
    /** The files. */
    static final Path DIRECTORY = Path.of("src/test/resources/io/usance/release/fc54b90");

    /** What the read models were. */
    static final List<String> READ_MODELS =
            List.of(
                    "silo_period",
                    "silo_activity",
                    "contract",
                    "contract_period",
                    "settlement",
                    "batch",
                    "quarantine");

    private static final Map<String, String> TABLES_RENAMED =
            Map.of("silo_period", "meter_period", "silo_activity", "meter_activity");

    private static final Path TABLES = DIRECTORY.resolve("tables");
    private static final String SCHEMA_VERSION = "7";
    private static final String MIGRATIONS = "classpath:io/usance/store/migration";
    private static final String HISTORY = "usance_schema_history";
    private static final int CONNECTIONS_MAX = 6;

    final String jdbcUrl;
    final HikariDataSource pool;

    private OldRelease(String jdbcUrl) {
        this.jdbcUrl = jdbcUrl;
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setMaximumPoolSize(CONNECTIONS_MAX);
        config.setMinimumIdle(0);
        pool = new HikariDataSource(config);
    }

    /** Its database in one of its own: that release's schema, then its rows. */
    static OldRelease restored() throws IOException, SQLException {
        String jdbcUrl = SharedParts.newDatabase();
        Flyway.configure(OldRelease.class.getClassLoader())
                .dataSource(jdbcUrl, null, null)
                .locations(MIGRATIONS)
                .table(HISTORY)
                .target(SCHEMA_VERSION)
                .load()
                .migrate();
        try (Connection connection = DriverManager.getConnection(jdbcUrl)) {
            for (Path file : tables()) {
                copyIn(connection, nameOf(file), file);
            }
        }
        return new OldRelease(jdbcUrl);
    }

    /** Its log's private key, which is no secret: PKCS#8 of 32 bytes 0x2a. */
    static String logKeyPem() {
        return Base64.getEncoder()
                .encodeToString(
                        HexFormat.of()
                                .parseHex("302e020100300506032b657004220420" + "2a".repeat(32)));
    }

    private static List<Path> tables() throws IOException {
        try (Stream<Path> files = Files.list(TABLES)) {
            return files.sorted().toList();
        }
    }

    private static String nameOf(Path file) {
        return file.getFileName().toString().replace(".copy", "");
    }

    private static void copyIn(Connection connection, String table, Path file)
            throws IOException, SQLException {
        try (Statement statement = connection.createStatement();
                InputStream rows = Files.newInputStream(file)) {
            statement.execute("truncate table " + table);
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy " + table + " from stdin (format text, header match)", rows);
        }
    }

    /** A table's rows as they were then, its columns first. */
    static String then(String table) throws IOException {
        return Files.readString(TABLES.resolve(table + ".copy"));
    }

    /** Its rows now, in the columns of then. */
    String now(String table) throws IOException, SQLException {
        String columns =
                Stream.of(then(table).lines().findFirst().orElseThrow().split("\t"))
                        .map(OldRelease::renamed)
                        .collect(Collectors.joining(", "));
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement()) {
            statement.execute("set timezone to 'UTC'");
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut(
                            "copy (select %s from %s order by 1, 2) to stdout (format text, header true)"
                                    .formatted(columns, TABLES_RENAMED.getOrDefault(table, table)),
                            rows);
        }
        return rows.toString(StandardCharsets.UTF_8);
    }

    private static String renamed(String column) {
        return column.equals("silo_id") ? "meter_id as silo_id" : column;
    }

    /** The first column of every row. */
    List<String> query(String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    int update(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
