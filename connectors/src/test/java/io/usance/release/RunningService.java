package io.usance.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** {@code usance run} as a process of its own. */
final class RunningService implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int ENDED_BY_SIGTERM = 143;
    private static final long POLL_MS = 100;

    private final Process process;
    private final Path output;

    private RunningService(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts it; what it says goes to a file beside its configuration. */
    static RunningService start(Path config) throws IOException {
        Path output = config.resolveSibling("output");
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        "io.usance.cli.Main",
                                        "run",
                                        "--config",
                                        config.toString()))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        return new RunningService(process, output);
    }

    /** Waits until it holds, as long as the service lives. */
    void await(String what, BooleanSupplier condition) throws IOException, InterruptedException {
        long deadlineNs = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(process.isAlive() && System.nanoTime() < deadlineNs)
                    .as("waits for %s: %s", what, Files.readString(output))
                    .isTrue();
            Thread.sleep(POLL_MS);
        }
    }

    /** Has it end as an operator would. */
    void stop() throws IOException, InterruptedException {
        process.destroy();
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isEqualTo(ENDED_BY_SIGTERM);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
