package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.store.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host with the engine in it is killed twenty times, and both have the same readings. */
@Tag("slow")
class KilledEngineTest {
    private static final int KILLS = 20;
    private static final long SEED = 20261130;

    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit gives it one
    KilledEngineTest() {}

    @Test
    void theHostsRowsAreTheReadingsRecorded() throws Exception {
        Random random = new Random(SEED);
        try (HikariDataSource dataSource = TestDatabase.empty()) {
            HostPlant plant = new HostPlant(dataSource);
            plant.createHostTable();
            plant.silos(HostProcess.SILOS);
            for (int kill = 0; kill < KILLS; kill++) {
                runUntilKilled(dataSource.getJdbcUrl(), SEED + 100 * kill, 1 + random.nextInt(80));
            }
            assertThat(plant.hostRows()).isGreaterThan(KILLS).isEqualTo(plant.readingsRecorded());
            plant.assertLoadable(HostProcess.SILOS, 3_000);
        }
    }

    private void runUntilKilled(String url, long seed, int transactions) throws Exception {
        Path output = directory.resolve("output");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                                "-cp",
                                System.getProperty("java.class.path"),
                                HostProcess.class.getName(),
                                url,
                                Long.toString(seed))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            while (Files.readAllLines(output).size() < transactions) {
                assertThat(process.isAlive()).as("it runs").isTrue();
                Thread.sleep(1);
            }
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }
}
