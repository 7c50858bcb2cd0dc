package io.usance.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A running {@link ServiceProcess}, seen from the test: it can be killed, frozen and thawed. */
final class Instance implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(180);
    private static final Duration STOP_MAX = Duration.ofSeconds(30);
    private static final List<String> JVM =
            List.of(
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xshare:auto",
                    "-Xmx512m",
                    "-Dorg.jooq.no-logo=true",
                    "-Dorg.jooq.no-tips=true",
                    "-Dusance.log.level=info",
                    "--enable-native-access=ALL-UNNAMED");

    private final Process process;
    private final Path log;
    private final CountDownLatch ready = new CountDownLatch(1);

    private Instance(Process process, Path log) {
        this.process = process;
        this.log = log;
        Thread.ofPlatform().daemon().name("instance-output").start(this::readOutput);
    }

    /**
     * Starts an instance and returns at once.
     *
     * @param jvm more options of the JVM
     */
    static Instance start(ServiceProcess.Settings settings, String... jvm) {
        try {
            Path log = Files.createTempFile("usance-instance", ".log");
            log.toFile().deleteOnExit();
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(JVM);
            command.addAll(Arrays.asList(jvm));
            command.addAll(
                    List.of(
                            "-cp",
                            System.getProperty("java.class.path"),
                            ServiceProcess.class.getName()));
            command.addAll(Arrays.asList(settings.arguments()));
            return new Instance(
                    new ProcessBuilder(command).redirectError(Redirect.to(log.toFile())).start(),
                    log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readOutput() {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(ServiceProcess.READY)) {
                    ready.countDown();
                }
            }
        } catch (IOException e) {
            // It was killed.
        }
    }

    /** Waits until all roles have been started. */
    Instance awaitReady() throws InterruptedException {
        for (long waitedMs = 0; !ready.await(100, TimeUnit.MILLISECONDS); waitedMs += 100) {
            if (!process.isAlive() || waitedMs > START_MAX.toMillis()) {
                throw new IllegalStateException("the instance did not start: " + log());
            }
        }
        return this;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGTERM: it ends in its own time, which is limited. */
    void stop() throws InterruptedException {
        // Not destroy(): that closes the standard input as well, with which it ends at once.
        signal("-TERM");
        if (!process.waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("the instance did not stop: " + log());
        }
    }

    /** SIGKILL: it has no chance to tidy up. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGSTOP: it stands still wherever it is, its connections stay open. */
    void freeze() {
        signal("-STOP");
    }

    /** SIGCONT: it goes on as if no time had passed. */
    void thaw() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            int code =
                    new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                            .start()
                            .waitFor();
            if (code != 0) {
                throw new IllegalStateException(
                        "kill " + signal + " " + process.pid() + " ended with " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** What it has logged so far. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
