package io.usance.chaos;

import io.usance.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What can go wrong with a Postgres that stays where it is.
 *
 * <p>Design note: a disk is full by a quota on the server's processes, the limit of a file's size
 * ({@code RLIMIT_FSIZE}). It can be set on, and taken from, a running process by its owner;
 * mounting a small file system needs root, or a kernel that lets others mount. Postgres ignores the
 * signal that goes with it, so a write beyond the limit fails ({@code EFBIG}) where on a full disk
 * it would fail with {@code ENOSPC}: a table that cannot be extended is an error of the statement,
 * and a write-ahead log that cannot be written ends the server, which does not get up again before
 * there is room. The first comes with SQL state XX000 instead of 53100, as it does with a quota of
 * the file system; that is the harder case, for it does not say that another attempt may help.
 */
final class BrokenDatabase {
    /**
     * The write-ahead log comes in files of 16 MiB, which must stay writable while the events'
     * table, made larger than that, cannot grow.
     */
    private static final long LOG_FILE_BYTES = 16L << 20;

    private static final long HALF_A_PAGE = 4_096;

    /** All of a write-ahead log's file but its first page is beyond this. */
    private static final long NEARLY_NOTHING = 8_192;

    private static final int ROW_CHARS = 1_800;
    private static final String NO_ROOM = "could not extend file";
    private static final Duration EFFECT_MAX = Duration.ofSeconds(60);
    private static final long POLL_MS = 20;

    private final EmbeddedDatabase database;
    private final Path directory;

    /**
     * @param directory of the database, with {@code data/} and {@code postgres.log}
     */
    BrokenDatabase(EmbeddedDatabase database, Path directory) {
        this.database = database;
        this.directory = directory;
    }

    /**
     * Makes the events' table larger than a file of the write-ahead log, by an insert that is not
     * committed; its room is not given back, for there is no vacuum.
     */
    void makeRoomCountable(String jdbcUrl) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement()) {
            statement.execute("alter system set autovacuum = off");
            statement.execute("select pg_reload_conf()");
            connection.setAutoCommit(false);
            statement.execute(
                    "insert into usance.domain_event (position, event_id, stream_id, sequence, recorded_at,"
                            + " payload_type, payload) select -n, '', '', -n, now(), '', repeat('x', "
                            + ROW_CHARS
                            + ") from generate_series(1, "
                            + LOG_FILE_BYTES / ROW_CHARS
                            + ") n");
            connection.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException("the table of events cannot be made larger", e);
        }
    }

    /**
     * Ends all sessions with this application name.
     *
     * @return how many
     */
    int endSessions(String applicationName) {
        return Math.toIntExact(
                number(
                        database.jdbcUrl(),
                        "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                                + " where application_name = '"
                                + applicationName
                                + "'"));
    }

    /**
     * Kills one of the server's processes, as the kernel does when memory runs out. The server ends
     * all sessions, since they may have seen damaged memory, and recovers from its log. Returns
     * when it has ended this one.
     */
    void crash() throws InterruptedException {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = connection.createStatement()) {
            ResultSet row =
                    statement.executeQuery(
                            "select pid from pg_stat_activity where backend_type = 'walwriter'");
            row.next();
            ProcessHandle.of(row.getLong(1)).orElseThrow().destroyForcibly();
            long deadlineNs = System.nanoTime() + EFFECT_MAX.toNanos();
            while (System.nanoTime() < deadlineNs) {
                statement.execute("select 1");
                Thread.sleep(POLL_MS);
            }
        } catch (SQLException crashed) {
            return;
        }
        throw new AssertionError("the server lost a process and goes on");
    }

    /** For a while, the table of events cannot grow; begins when that was felt. */
    void fillDisk(String jdbcUrl, Duration length) throws InterruptedException, IOException {
        long bytes = number(jdbcUrl, "select pg_relation_size('usance.domain_event')");
        if (bytes <= LOG_FILE_BYTES) {
            throw new IllegalStateException("the table of events is too small: " + bytes);
        }
        long said = Files.size(log());
        limitFiles(Optional.of(bytes + HALF_A_PAGE));
        try {
            long deadlineNs = System.nanoTime() + EFFECT_MAX.toNanos();
            while (!saysThatRoomIsMissing(said)) {
                if (System.nanoTime() > deadlineNs) {
                    throw new AssertionError("nothing was too large for a full disk");
                }
                Thread.sleep(POLL_MS);
            }
            Thread.sleep(length.toMillis());
        } finally {
            limitFiles(Optional.empty());
        }
    }

    /** The write-ahead log cannot be written until the server has given up and is started again. */
    void fillLogDisk(Duration away) throws InterruptedException {
        ProcessHandle server = server();
        limitFiles(Optional.of(NEARLY_NOTHING));
        long deadlineNs = System.nanoTime() + EFFECT_MAX.toNanos();
        while (server.isAlive()) {
            if (System.nanoTime() > deadlineNs) {
                throw new AssertionError("the server runs on without its log");
            }
            Thread.sleep(POLL_MS);
        }
        database.stop();
        Thread.sleep(away.toMillis());
        database.start();
    }

    private Path log() {
        return directory.resolve("postgres.log");
    }

    /**
     * @param before bytes of the log that do not count
     */
    private boolean saysThatRoomIsMissing(long before) throws IOException {
        try (InputStream log = Files.newInputStream(log())) {
            log.skipNBytes(before);
            return new String(log.readAllBytes(), StandardCharsets.UTF_8).contains(NO_ROOM);
        }
    }

    /** Of all processes of the server, and of those it starts from now on; empty for no limit. */
    private void limitFiles(Optional<Long> bytes) throws InterruptedException {
        ProcessHandle server = server();
        String soft = bytes.map(b -> Long.toString(b)).orElse("unlimited");
        // The server first: what it starts meanwhile has its limit.
        limitFiles(server, soft);
        for (ProcessHandle session : server.children().toList()) {
            limitFiles(session, soft);
        }
    }

    private static void limitFiles(ProcessHandle process, String soft) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("prlimit", "--pid"));
        command.add(Long.toString(process.pid()));
        command.add("--fsize=" + soft + ":");
        try {
            Process prlimit = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said =
                    new String(prlimit.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (prlimit.waitFor() != 0 && process.isAlive()) {
                throw new IllegalStateException(String.join(" ", command) + ": " + said);
            }
        } catch (IOException e) {
            throw new IllegalStateException("prlimit, of util-linux, cannot be run", e);
        }
    }

    private ProcessHandle server() {
        try {
            String pid =
                    Files.readAllLines(directory.resolve("data").resolve("postmaster.pid"))
                            .getFirst()
                            .strip();
            return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long number(String jdbcUrl, String query) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException("Postgres does not answer: " + query, e);
        }
    }
}
