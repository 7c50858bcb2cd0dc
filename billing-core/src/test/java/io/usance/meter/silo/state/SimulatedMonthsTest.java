package io.usance.meter.silo.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.DeliveryNotSeen;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.metering.MeteredKind;
import io.usance.period.BillingCalendar;
import io.usance.quantity.Quantity;
import io.usance.simulation.SimulatedSilo;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Months with a known truth, over eleven configurations and several seeds; {@code -Dusance.seeds=N}
 * for more of them.
 */
@Tag("slow")
class SimulatedMonthsTest {

    private static final int SEEDS = Integer.getInteger("usance.seeds", 8);
    private static final BillingCalendar DAILY =
            new BillingCalendar(ZoneId.of("Europe/Berlin"), BillingCalendar.Cycle.DAY);

    @Test
    void billsWhatWasDrawnWithinItsUncertainty() {
        Map<String, Ratios> table = new TreeMap<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            for (SimulatedSilo silo : SimulatedMonths.simulate(seed)) {
                MeteredRun run = run(silo, SimulatedMonths.MONTHLY, seed, 40, null);
                String where = "seed " + seed + " silo " + silo.siloId();
                List<PeriodClosed> closes = run.all(PeriodClosed.class);
                assertThat(closes).as(where).hasSize(1);
                table.computeIfAbsent(silo.siloId(), id -> new Ratios())
                        .add(closes.getFirst(), trueDraw(silo), where);
                if (silo.profile().dailyDraw().isZero()) {
                    assertThat(run.all(ConsumptionMetered.class)).as(where).isEmpty();
                }
                assertCounts(silo, run, where);
                assertIdentities(run, where);
            }
        }
        print("months, seeds 1 to " + SEEDS, table);
    }

    /**
     * No share of them may lie outside, as in the table of all silos: each month must be within.
     */
    @Test
    void everyMonthOfADistanceSensorIsBilledWithinItsUncertainty() {
        for (long seed = 101; seed < 101 + SEEDS; seed++) {
            SimulatedSilo silo = SimulatedMonths.distance(seed);
            MeteredRun run = run(silo, SimulatedMonths.MONTHLY, seed, 40, null);
            PeriodClosed close = run.all(PeriodClosed.class).getFirst();
            long error = Math.abs(close.consumed().minus(trueDraw(silo)).milli());
            assertThat(error)
                    .as("seed %d: billed %s, drawn %s", seed, close.consumed(), trueDraw(silo))
                    .isLessThanOrEqualTo(close.expandedUncertainty().milli());
            assertThat(close.consumed().milli()).isGreaterThan(50_000_000);
            assertThat(run.refused).doesNotContainKey(RefusalReason.UNKNOWN_CALIBRATION);
            assertIdentities(run, "seed " + seed);
        }
    }

    @Test
    void estimatesDeliveriesWhoseNoteNeverCame() {
        Map<String, Ratios> table = new TreeMap<>();
        for (long seed = 1; seed <= 2 * SEEDS; seed++) {
            SimulatedSilo silo = SimulatedMonths.withoutNotes(seed);
            MeteredRun run = run(silo, SimulatedMonths.MONTHLY, seed, 40, null);
            String where = "seed " + seed + " silo " + silo.siloId();
            table.computeIfAbsent(silo.siloId(), id -> new Ratios())
                    .add(run.all(PeriodClosed.class).getFirst(), trueDraw(silo), where);
            assertIdentities(run, where);
        }
        print("months with missing notes", table);
    }

    @Test
    void billsEveryDayWithinItsUncertaintyAndTheirSumAsWell() {
        Map<String, Ratios> table = new TreeMap<>();
        for (long seed = 1; seed <= Math.max(1, SEEDS / 4); seed++) {
            for (SimulatedSilo silo : SimulatedMonths.simulate(seed)) {
                MeteredRun run = run(silo, DAILY, seed, 40, null);
                Instant from = SimulatedMonths.FROM;
                for (PeriodClosed close : run.all(PeriodClosed.class)) {
                    String where = "seed " + seed + " " + silo.siloId() + " " + close.periodId();
                    table.computeIfAbsent(silo.siloId(), id -> new Ratios())
                            .add(close, silo.truth().drawnBetween(from, close.at()), where);
                    from = close.at();
                }
                assertThat(run.all(PeriodClosed.class)).hasSizeGreaterThanOrEqualTo(31);
                assertIdentities(run, "seed " + seed + " silo " + silo.siloId());
            }
        }
        print("days", table);
    }

    @Test
    void provisionalConsumptionNeverExceedsTruthByMoreThanTheGuard() {
        for (SimulatedSilo silo : SimulatedMonths.simulate(77)) {
            Quantity before = silo.truth().drawnUntil(SimulatedMonths.FROM);
            long[] issued = {0};
            run(
                    silo,
                    SimulatedMonths.MONTHLY,
                    77,
                    1,
                    (state, at, events) -> {
                        for (SiloEvent event : events) {
                            if (event instanceof ConsumptionMetered metered
                                    && metered.kind() == MeteredKind.PROVISIONAL) {
                                Instant clock = Instant.ofEpochMilli(state.filter().clockMs());
                                Quantity drawn = silo.truth().drawnUntil(clock).minus(before);
                                issued[0] += metered.quantity().milli();
                                assertThat(metered.quantity().milli()).isPositive();
                                assertThat(issued[0])
                                        .as("seed 77 silo %s at %s", silo.siloId(), at)
                                        .isLessThanOrEqualTo(
                                                drawn.milli() + Accounting.guardMilli(state));
                            } else if (event instanceof ConsumptionMetered trueUp) {
                                issued[0] += trueUp.quantity().milli();
                            }
                        }
                    });
        }
    }

    @Test
    void cutsOfTheSameReadingsIntoPollsGiveTheSameBill() {
        List<SimulatedSilo> silos = SimulatedMonths.simulate(5);
        for (String id : List.of("rough", "coarse", "volume")) {
            SimulatedSilo silo =
                    silos.stream().filter(s -> s.siloId().equals(id)).findFirst().orElseThrow();
            List<SiloEvent> expected = run(silo, SimulatedMonths.MONTHLY, 0, 1, null).metered();
            for (long cut = 1; cut <= 50; cut++) {
                MeteredRun run = run(silo, SimulatedMonths.MONTHLY, cut, (int) cut * 4, null);
                assertThat(run.metered()).as("seed 5 silo %s cut %d", id, cut).isEqualTo(expected);
            }
        }
    }

    @Test
    void replayEndsInTheStateTheDecisionWorkedOn() {
        for (SimulatedSilo silo : SimulatedMonths.simulate(9)) {
            MeteredRun run =
                    MeteredRun.of(silo, SimulatedMonths.MONTHLY, random(9), 60, null, true);
            SiloState replayed = SiloState.initial();
            for (SiloEvent event : run.events) {
                replayed = Metering.evolve(replayed, event);
            }
            assertThat(replayed.snapshot()).isEqualTo(run.state.snapshot());
        }
    }

    /** From the registration, and from the state at any input on the way. */
    @Test
    void whatWasMeteredFollowsFromItsInputs() {
        for (SimulatedSilo silo : SimulatedMonths.simulate(10)) {
            List<SiloEvent> events = run(silo, DAILY, 10, 60, null).events;
            assertThat(MeteringAudit.fromRegistration().check(events)).as(silo.siloId()).isEmpty();
            int from = events.size() / 2;
            while (!MeteringAudit.isInput(events.get(from))) {
                from++;
            }
            MeteringAudit before = MeteringAudit.fromRegistration();
            before.skip(events.subList(0, from));
            assertThat(
                            MeteringAudit.from(before.snapshot())
                                    .check(events.subList(from, events.size())))
                    .as("%s from event %d", silo.siloId(), from)
                    .isEmpty();
        }
    }

    /** A reading that was changed, left out or made up leads to other events than recorded. */
    @Test
    void aConsumptionThatDoesNotFollowIsFound() {
        SimulatedSilo silo = SimulatedMonths.simulate(10).getFirst();
        List<SiloEvent> events = run(silo, DAILY, 10, 60, null).events;
        int at = 0;
        while (!(events.get(at) instanceof ConsumptionMetered)) {
            at++;
        }
        ConsumptionMetered metered = (ConsumptionMetered) events.get(at);
        List<SiloEvent> more = new ArrayList<>(events);
        Quantity gram = new Quantity(1, metered.quantity().dimension());
        more.set(
                at,
                new ConsumptionMetered(
                        metered.siloId(),
                        metered.contractId(),
                        metered.periodId(),
                        metered.consumptionNo(),
                        metered.kind(),
                        metered.quantity().plus(gram),
                        metered.periodTotal().plus(gram),
                        metered.asOfSequence()));
        assertThat(MeteringAudit.fromRegistration().check(more).orElseThrow().index())
                .isEqualTo(at);
        more = new ArrayList<>(events);
        more.remove(at);
        assertThat(MeteringAudit.fromRegistration().check(more).orElseThrow().reason())
                .contains("first there follows");
    }

    @Test
    void aRestoredSnapshotBehavesAsTheStateItWasTakenOf() throws Exception {
        ObjectMapper json = new ObjectMapper();
        int largest = 0;
        for (SimulatedSilo silo : SimulatedMonths.simulate(11)) {
            MeteredRun run = run(silo, SimulatedMonths.MONTHLY, 11, 60, null);
            SiloState live = SiloState.initial();
            SiloState restored = SiloState.initial();
            for (int i = 0; i < run.events.size(); i++) {
                live = Metering.evolve(live, run.events.get(i));
                restored = Metering.evolve(restored, run.events.get(i));
                if (i % 50 == 0) {
                    String text = json.writeValueAsString(restored.snapshot());
                    largest = Math.max(largest, text.length());
                    restored = SiloState.restore(json.readValue(text, SiloSnapshot.class));
                    assertThat(restored.snapshot()).isEqualTo(live.snapshot());
                }
            }
            assertThat(restored.snapshot()).isEqualTo(run.state.snapshot());
        }
        System.out.println("largest snapshot in a month: " + largest + " bytes of JSON");
        assertThat(largest).isLessThan(16_384);
    }

    private static void assertCounts(SimulatedSilo silo, MeteredRun run, String where) {
        assertThat(run.received).isEqualTo(run.recorded + run.duplicates + run.refusals);
        assertThat(run.evidence()).isEqualTo(run.recorded);
        assertThat(run.all(DeliveryNotSeen.class)).as(where).isEmpty();
        Set<String> once = new HashSet<>();
        for (DeliveryCounted counted : run.all(DeliveryCounted.class)) {
            if (!counted.quantity().isZero()) {
                assertThat(counted.noteIds()).as(where).hasSize(1).allMatch(once::add);
            }
        }
        long due =
                silo.deliveries().stream()
                        .filter(note ->
                                note.note().deliveredAt().isAfter(SimulatedMonths.FROM)
                                        && note.note().deliveredAt().isBefore(SimulatedMonths.TO))
                        .count();
        assertThat(once).as(where).hasSizeGreaterThanOrEqualTo((int) due);
    }

    private static void assertIdentities(MeteredRun run, String where) {
        List<PeriodClosed> closes = run.all(PeriodClosed.class);
        for (int i = 0; i < closes.size(); i++) {
            PeriodClosed close = closes.get(i);
            assertThat(
                            close.opening()
                                    .plus(close.deliveries())
                                    .plus(close.adjustments())
                                    .minus(close.closing()))
                    .as(where)
                    .isEqualTo(close.consumed());
            assertThat(close.provisional().plus(close.trueUp())).isEqualTo(close.consumed());
            assertThat(sum(run, close.periodId())).isEqualTo(close.consumed().milli());
            if (i > 0) {
                assertThat(close.opening()).isEqualTo(closes.get(i - 1).closing());
            }
        }
        List<Long> numbers = new ArrayList<>();
        run.all(ConsumptionMetered.class).forEach(metered -> numbers.add(metered.consumptionNo()));
        for (int i = 0; i < numbers.size(); i++) {
            assertThat(numbers.get(i)).isEqualTo(i + 1);
        }
    }

    private static long sum(MeteredRun run, String periodId) {
        return run.all(ConsumptionMetered.class).stream()
                .filter(metered -> metered.periodId().equals(periodId))
                .mapToLong(metered -> metered.quantity().milli())
                .sum();
    }

    private static Quantity trueDraw(SimulatedSilo silo) {
        return silo.truth().drawnBetween(SimulatedMonths.FROM, SimulatedMonths.TO);
    }

    private static MeteredRun run(
            SimulatedSilo silo,
            BillingCalendar calendar,
            long cut,
            int pollMax,
            MeteredRun.@Nullable Watcher watcher) {
        return MeteredRun.of(silo, calendar, random(cut), pollMax, watcher, false);
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    private static void print(String title, Map<String, Ratios> table) {
        Ratios all = new Ratios();
        System.out.println(title + ": |billed - true| / U   n  within  worst  mean");
        table.forEach((silo, ratios) -> {
            System.out.println(ratios.line(silo));
            all.join(ratios);
        });
        System.out.println(all.line("all"));
        assertThat(all.within).isGreaterThanOrEqualTo((int) Math.ceil(all.count * 0.95));
        assertThat(all.worst).as(all.worstAt).isLessThanOrEqualTo(3);
    }

    private static final class Ratios {
        int count;
        int within;
        double worst;
        double sum;
        String worstAt = "";

        void add(PeriodClosed close, Quantity truth, String where) {
            double error = Math.abs(close.consumed().minus(truth).milli());
            double ratio = error / close.expandedUncertainty().milli();
            count++;
            within += ratio <= 1 ? 1 : 0;
            sum += ratio;
            if (ratio > worst) {
                worst = ratio;
                worstAt = where;
            }
        }

        void join(Ratios other) {
            count += other.count;
            within += other.within;
            sum += other.sum;
            if (other.worst > worst) {
                worst = other.worst;
                worstAt = other.worstAt;
            }
        }

        String line(String name) {
            return String.format(
                    Locale.ROOT,
                    "  %-14s %5d %5d  %.2f  %.3f  %s",
                    name,
                    count,
                    within,
                    worst,
                    sum / count,
                    worstAt);
        }
    }
}
