package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.store.KilledProcess;
import io.usance.store.TestDatabase;
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
                KilledProcess.run(
                        HostProcess.class,
                        directory.resolve("output"),
                        1 + random.nextInt(80),
                        dataSource.getJdbcUrl(),
                        Long.toString(SEED + 100 * kill));
            }
            assertThat(plant.hostRows()).isGreaterThan(KILLS).isEqualTo(plant.readingsRecorded());
            plant.assertLoadable(HostProcess.SILOS, 3_000);
        }
    }
}
