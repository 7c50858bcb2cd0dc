package io.usance.meter.silo.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.Reading;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.SiloEvent.ReadingSetAside;
import io.usance.meter.silo.SiloEvent.ReadingsRecorded;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.Decision;
import io.usance.period.BillingCalendar;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Counters that restart and wrap, under resends and replays: each reading once, and the bill right.
 */
class CounterLivesTest {

    private static final int LIVES = Integer.getInteger("usance.counter.lives", 20);
    private static final int POLL_MAX = 40;

    /** Lives that are cut into other polls as well, with the same outcome. */
    private static final int CUT_OTHERWISE = 5;

    private final List<SiloEvent> events = new ArrayList<>();
    private int duplicates;
    private int received;
    private final List<Decision.Refusal> refusals = new ArrayList<>();
    private SiloState state = SiloState.initial();

    @ParameterizedTest
    @EnumSource(CounterLife.Kind.class)
    void takesEachReadingOnceAndBillsTheTruth(CounterLife.Kind kind) {
        int within = 0;
        double worst = 0;
        for (long seed = 1; seed <= LIVES; seed++) {
            String where = kind + " seed " + seed;
            CounterLife life = new CounterLife(kind, seed);
            run(life, kind, seed);
            assertThat(refusals).as(where).isEmpty();
            assertThat(all(ReadingSetAside.class)).as(where).isEmpty();
            assertThat(recorded()).as(where).isEqualTo(life.originals);
            assertThat(duplicates).as(where).isEqualTo(life.arrivals.size() - life.originals);
            assertThat(received).as(where).isEqualTo(recorded() + duplicates);
            PeriodClosed closed = all(PeriodClosed.class).getFirst();
            double error = closed.consumed().milli() / 1e3 - life.drawnKg;
            double ratio = Math.abs(error) / (closed.expandedUncertainty().milli() / 1e3);
            assertThat(closed.expandedUncertainty().milli()).as(where).isLessThan(1_500_000);
            within += ratio <= 1 ? 1 : 0;
            worst = Math.max(worst, ratio);
            SiloState replayed = SiloState.initial();
            for (SiloEvent event : events) {
                replayed = Metering.evolve(replayed, event);
            }
            assertThat(replayed.snapshot()).as(where).isEqualTo(state.snapshot());
            if (seed <= CUT_OTHERWISE) {
                run(life, kind, seed + 1_000);
                assertThat(all(PeriodClosed.class).getFirst()).as(where).isEqualTo(closed);
                assertThat(state.filter().nextSequence())
                        .as(where)
                        .isEqualTo(replayed.filter().nextSequence());
            }
        }
        System.out.printf(
                "counter %s, seeds 1 to %d: %d within, worst %.2f%n", kind, LIVES, within, worst);
        assertThat(within).isEqualTo(LIVES);
    }

    private void run(CounterLife life, CounterLife.Kind kind, long seed) {
        events.clear();
        refusals.clear();
        duplicates = 0;
        received = 0;
        state = SiloState.initial();
        SensorSpec sensor =
                new SensorSpec(
                        "sensor-1",
                        SiloScenario.kg(10),
                        SiloScenario.kg(10),
                        0,
                        null,
                        kind.declared());
        SiloSpec spec =
                new SiloSpec(
                        "silo-1",
                        "granulate",
                        SiloScenario.kg(30_000),
                        null,
                        sensor,
                        SiloScenario.kg(300));
        Instant at = CounterLife.FROM.minusSeconds(80_000);
        BillingCalendar months = new BillingCalendar(ZoneId.of("UTC"), BillingCalendar.Cycle.MONTH);
        apply(new SiloCommand.RegisterSilo(spec, at));
        apply(new SiloCommand.AssignContract("silo-1", "contract-1", months, CounterLife.FROM, at));
        RandomGenerator cuts = RandomGeneratorFactory.of("L64X128MixRandom").create(-seed);
        List<CounterLife.Arrival> all = life.arrivals;
        for (int from = 0; from < all.size(); ) {
            int to = Math.min(all.size(), from + 1 + cuts.nextInt(POLL_MAX));
            List<Reading> poll =
                    all.subList(from, to).stream().map(CounterLife.Arrival::reading).toList();
            Decision<SiloEvent> decision =
                    apply(new SiloCommand.RecordReadings("silo-1", poll, all.get(to - 1).at()));
            duplicates += decision.duplicates();
            received += poll.size();
            refusals.addAll(decision.refusals());
            from = to;
        }
        // No delivery has a note, and the last is waited for no longer.
        apply(new SiloCommand.ClosePeriod("silo-1", "2026-02-01/2026-03-01", all.getLast().at()));
    }

    private Decision<SiloEvent> apply(SiloCommand command) {
        Decision<SiloEvent> decision = Metering.decide(state, command);
        for (SiloEvent event : decision.events()) {
            state = Metering.evolve(state, event);
        }
        events.addAll(decision.events());
        return decision;
    }

    private int recorded() {
        return all(ReadingsRecorded.class).stream().mapToInt(e -> e.readings().size()).sum();
    }

    private <E extends SiloEvent> List<E> all(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
