package io.usance.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.store.KilledProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host is killed twenty times while it handles, and its table has each event once. */
@Tag("slow")
class KilledHostTest {
    private static final int KILLS = 20;
    private static final int CONTRACTS = 7;
    private static final int EVENTS = 400 * CONTRACTS;
    private static final long SEED = 16;

    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit gives it one
    KilledHostTest() {}

    @Test
    void eachEventIsBookedOnceOverTwentyKills() throws Exception {
        Random random = new Random(SEED);
        try (Host host = new Host()) {
            String[] ids = new String[EVENTS];
            Arrays.setAll(ids, i -> "c-" + i % CONTRACTS);
            host.record(ids);
            int between = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                long last = handledUntilKilled(host, 1 + random.nextInt(60));
                if (!host.bookedPositions().contains(last)) {
                    between++;
                }
            }
            assertThat(between).as("kills between a handler and its commit").isPositive();
            assertThat(host.bookedOf(BookingProcess.POISONED)).isEmpty();

            Subscription subscription = host.booking();
            subscription.retry(BookingProcess.POISONED);
            assertThat(subscription.catchUp(Duration.ofMinutes(5)).complete()).isTrue();
            assertThat(host.bookedPositions())
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.rangeClosed(1, EVENTS).boxed().toList());
            IntStream.range(0, CONTRACTS)
                    .forEach(i ->
                            assertThat(host.bookedOf("c-" + i))
                                    .as("in order")
                                    .containsExactlyElementsOf(
                                            LongStream.rangeClosed(1, EVENTS / CONTRACTS)
                                                    .boxed()
                                                    .toList()));
        }
    }

    /** Position of the last event it said it had handled. */
    private long handledUntilKilled(Host host, int handled) throws Exception {
        return Long.parseLong(
                KilledProcess.run(
                                BookingProcess.class,
                                directory.resolve("output"),
                                handled,
                                host.dataSource.getJdbcUrl())
                        .getLast());
    }
}
