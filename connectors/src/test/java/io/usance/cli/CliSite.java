package io.usance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.usance.embedded.SharedParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A directory with a configuration for a real database, and the commands that are run on it. */
public final class CliSite implements AutoCloseable {
    private static final int CONNECTIONS = 4;

    private final Path directory;
    private final String config;
    private final @Nullable HikariDataSource pool;

    private CliSite(Path directory, String config, @Nullable HikariDataSource pool) {
        this.directory = directory;
        this.config = config;
        this.pool = pool;
    }

    /** With a database of its own, for an engine beside the commands. */
    public static CliSite create(Path directory) throws IOException {
        String name = SharedParts.uniqueName();
        SharedParts.database().createDatabase(name);
        HikariConfig settings = new HikariConfig();
        settings.setJdbcUrl(SharedParts.database().jdbcUrl(name));
        settings.setMaximumPoolSize(CONNECTIONS);
        return new CliSite(directory, config(directory, name, ""), new HikariDataSource(settings));
    }

    /**
     * On a database that is there.
     *
     * @param more lines of the configuration besides, each with its end
     */
    public static CliSite on(Path directory, String database, String more) throws IOException {
        return new CliSite(directory, config(directory, database, more), null);
    }

    private static String config(Path directory, String database, String more) throws IOException {
        Files.writeString(directory.resolve("master-data.json"), "{\"silos\":[],\"contracts\":[]}");
        String text =
                """
                kafka: {properties: {bootstrap.servers: 'nowhere:9092'}}
                postgres: {url: 'jdbc:postgresql://127.0.0.1:%d/%s', user: postgres}
                masterData: master-data.json
                """
                        .formatted(SharedParts.database().port(), database);
        return Files.writeString(directory.resolve("usance.yaml"), text + more).toString();
    }

    /** The database. */
    public DataSource pool() {
        if (pool == null) {
            throw new IllegalStateException("the database is another's");
        }
        return pool;
    }

    /** Writes a file of the directory, and returns its path. */
    public String file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    /** Runs a command with the configuration. */
    public CliRun run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", config));
        return CliRun.of(all.toArray(String[]::new));
    }

    /** One that succeeded, without a word on stderr. */
    public static CliRun good(CliRun run) {
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        return run;
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.close();
        }
    }
}
