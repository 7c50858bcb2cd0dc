package io.usance.benchmarks.load;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.embedded.EmbeddedDatabase;
import io.usance.engine.BillingEngine;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.state.Metering;
import io.usance.meter.silo.state.SiloAggregate;
import io.usance.meter.silo.state.SiloState;
import io.usance.metering.Decision;
import io.usance.quantity.UnitOfMeasure;
import io.usance.store.RecordedEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * One reading that comes late to a silo with a million events, beside working out the silo's state
 * from all of them.
 */
final class LateReading {
    private static final int EVENTS = 1_000_000;
    private static final int PER_TRANSACTION = 5_000;
    private static final int ROUNDS = 11;
    private static final int LATE_BY = 20;
    private static final int PAGE = 10_000;
    private static final int COMPARED = 200;
    private static final int EVERY_S = 2;
    private static final String SILO = Workload.siloId(0);

    private LateReading() {}

    /**
     * @param lateMs one late reading with its commit, median, the silo in memory
     * @param loadedMs the same, the silo loaded from its snapshot first
     * @param replayMs all events read and evolved
     */
    record Cost(double lateMs, double loadedMs, double replayMs, long events) {}

    static Cost measure(EmbeddedDatabase server) {
        server.createDatabase("late");
        try (HikariDataSource pool = server.newPool("late", 2)) {
            BillingEngine engine = BillingEngine.builder(pool).build();
            new Workload(10, 0, 1).setUp(engine);
            for (int from = 0; from < EVENTS; from += PER_TRANSACTION) {
                int first = from;
                engine.internals()
                        .transactions()
                        .run(() -> {
                            for (int no = first; no < first + PER_TRANSACTION; no++) {
                                engine.handle(command(no));
                            }
                        });
            }
            int next = EVENTS;
            double[] late = new double[ROUNDS];
            double[] loaded = new double[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                next = late(engine, next, false, late, i);
                next = late(engine, next, true, loaded, i);
            }
            long startNs = System.nanoTime();
            SiloState replayed = replay(engine);
            double replayMs = (System.nanoTime() - startNs) / 1e6;
            long events = next + 2L;
            requireSame(engine, replayed, next);
            Arrays.sort(late);
            Arrays.sort(loaded);
            return new Cost(late[ROUNDS / 2], loaded[ROUNDS / 2], replayMs, events);
        }
    }

    /** Leaves one out, goes on, and then hands it in. */
    private static int late(BillingEngine engine, int from, boolean load, double[] ms, int round) {
        for (int no = from + 1; no <= from + LATE_BY; no++) {
            engine.handle(command(no));
        }
        if (load) {
            engine.internals().evictCached();
        }
        long startNs = System.nanoTime();
        Decision<SiloEvent> decision = engine.handle(command(from));
        ms[round] = (System.nanoTime() - startNs) / 1e6;
        if (decision.recorded() != 1) {
            throw new IllegalStateException("the late reading was not recorded: " + decision);
        }
        return from + LATE_BY + 1;
    }

    private static RecordReadings command(int no) {
        Instant sampledAt = Workload.FROM.plusSeconds((long) (no + 1) * EVERY_S);
        Reading reading =
                new Reading(
                        "radar",
                        no + 1,
                        null,
                        sampledAt,
                        ReadingKind.MASS,
                        BigDecimal.valueOf(55_000L - no / 50 + no * 7_919L % 20),
                        UnitOfMeasure.KILOGRAM,
                        null);
        return new RecordReadings(SILO, List.of(reading), sampledAt.plusSeconds(1));
    }

    private static SiloState replay(BillingEngine engine) {
        SiloState state = SiloState.initial();
        long sequence = -1;
        List<RecordedEvent> page;
        do {
            page = engine.internals().log().stream(SiloAggregate.streamId(SILO), sequence, PAGE);
            for (RecordedEvent event : page) {
                state = Metering.evolve(state, (SiloEvent) event.payload());
                sequence = event.sequence();
            }
        } while (!page.isEmpty());
        return state;
    }

    /** From the same state the same is decided from now on. */
    private static void requireSame(BillingEngine engine, SiloState replayed, int from) {
        SiloState state = replayed;
        for (int no = from; no < from + COMPARED; no++) {
            List<SiloEvent> expected = engine.handle(command(no)).events();
            List<SiloEvent> found = Metering.decide(state, command(no)).events();
            if (!found.equals(expected)) {
                throw new IllegalStateException("replayed: " + found + ", live: " + expected);
            }
            for (SiloEvent event : found) {
                state = Metering.evolve(state, event);
            }
        }
    }
}
