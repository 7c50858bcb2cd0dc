package io.usance.benchmarks.load;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.usance.engine.BillingEngine;
import io.usance.kafka.Topics;
import io.usance.record.silo.SiloInput;
import io.usance.service.UsanceService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * One of several instances of the service, as a process of its own: this class is its {@code main},
 * and the handle that the rig has of it. It ends with its standard input.
 */
public final class LoadInstance implements AutoCloseable {
    private static final int CONNECTIONS_MAX = 16;
    private static final String READY = "ready";
    private static final Pattern REFUSED =
            Pattern.compile(
                    "another instance has moved it|another instance wrote to it|another writer appended");

    private final Process process;
    private final Path log;

    private LoadInstance(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(args[2]);
        config.setMaximumPoolSize(CONNECTIONS_MAX);
        Properties client = new Properties();
        client.put("bootstrap.servers", args[0]);
        client.put("group.id", args[1] + "usance");
        // Instances are stopped while the backlog is fed, and stay members of their group.
        client.put("session.timeout.ms", "600000");
        client.put("max.poll.interval.ms", "600000");
        BillingEngine engine =
                BillingEngine.builder(new HikariDataSource(config))
                        .aggregatesCachedMax(Integer.parseInt(args[4]))
                        .readingAhead()
                        .build();
        try (UsanceService service =
                LoadSite.service(
                        client, Topics.withPrefix(args[1]), Integer.parseInt(args[3]), engine)) {
            System.out.println(READY);
            while (System.in.read() >= 0 && service.failure().isEmpty()) {
                // Nothing is sent; the end of the input is the end.
            }
        }
        System.exit(0);
    }

    /** Starts one and waits until its roles have been started. */
    static LoadInstance start(LoadSite site, int partitions, int silosCachedMax)
            throws IOException {
        Path log = Files.createTempFile("usance-load-instance", ".log");
        log.toFile().deleteOnExit();
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-XX:+UseParallelGC",
                                        "-Xmx2g",
                                        "-Dorg.jooq.no-logo=true",
                                        "-Dorg.jooq.no-tips=true",
                                        "-Dusance.log.level=info",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        LoadInstance.class.getName(),
                                        site.kafka.bootstrapServers(),
                                        site.topics
                                                .inbound(SiloInput.READINGS)
                                                .replace("usance.readings", ""),
                                        site.jdbcUrl() + "&ApplicationName=instance",
                                        Integer.toString(partitions),
                                        Integer.toString(silosCachedMax)))
                        .redirectError(Redirect.to(log.toFile()))
                        .start();
        LoadInstance instance = new LoadInstance(process, log);
        for (String line = process.inputReader().readLine();
                !READY.equals(line);
                line = process.inputReader().readLine()) {
            if (line == null) {
                throw new IllegalStateException("an instance did not start: " + instance.log());
            }
        }
        return instance;
    }

    /** SIGSTOP. */
    void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** SIGCONT. */
    void thaw() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        String pid = Long.toString(process.pid());
        if (new ProcessBuilder("kill", signal, pid).start().waitFor() != 0) {
            throw new IllegalStateException("an instance has ended: " + log());
        }
    }

    void requireAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException("an instance has ended: " + log());
        }
    }

    double cpuSeconds() {
        return CpuUse.ofProcess(process.pid());
    }

    /** Units of work that were rolled back because another instance was faster, so far. */
    long refused() {
        return REFUSED.matcher(log()).results().count();
    }

    private String log() {
        try {
            return Files.readString(log, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
