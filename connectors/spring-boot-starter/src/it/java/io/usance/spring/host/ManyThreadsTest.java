package io.usance.spring.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Eight threads for a quarter of a minute, a third of their transactions rolled back, stages and
 * all: what the host has is what the engine has. {@code -Dusance.threads.seconds=…} for longer.
 */
@Tag("slow")
class ManyThreadsTest {
    private static final Duration FOR =
            Duration.ofSeconds(Integer.getInteger("usance.threads.seconds", 15));

    @ParameterizedTest
    @MethodSource("io.usance.spring.host.Hosts#running")
    void rowsAreReadings(Hosts kind) throws Exception {
        long seed = System.nanoTime();
        try (Host host = kind.start(Server.newDatabase())) {
            ManyThreads.prepare(host);
            ManyThreads threads = new ManyThreads(host, () -> {});
            long end = System.nanoTime() + FOR.toNanos();
            threads.run(seed, () -> System.nanoTime() < end);
            System.out.printf(
                    "%s: %d transactions, %d committed, seed %d%n",
                    kind, threads.sent(), threads.committed(), seed);
            assertThat(threads.assertWhole())
                    .as("rows, seed %d", seed)
                    .isPositive()
                    .isEqualTo(threads.committed());
        }
    }
}
