package io.usance.meter.silo.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.metering.MeteredKind;
import io.usance.simulation.SiloSimulator;
import io.usance.simulation.SimulatedSilo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * 200 months over ten configurations, with known truth. {@code -Dusance.seed=N} repeats the ten
 * months of one seed, {@code -Dusance.seeds=N} takes that many.
 */
@Tag("slow")
class TenPlantsTest {

    private static final int SEEDS = Integer.getInteger("usance.seeds", 20);
    private static final double WITHIN_SHARE = 0.95;
    private static final double WORST_RATIO = 3;
    private static final int POLL_MAX = 90;

    private static final class Figures {
        final String name;
        int months;
        int within;
        int deliveries;
        double worst;
        double sum;
        double uncertain;
        double billed;
        String worstAt = "";

        Figures(String name) {
            this.name = name;
        }

        void add(PeriodClosed close, double ratio, String where) {
            months++;
            uncertain += close.expandedUncertainty().milli();
            billed += close.consumed().milli();
            within += ratio <= 1 ? 1 : 0;
            sum += ratio;
            if (ratio > worst) {
                worst = ratio;
                worstAt = where;
            }
        }

        String line() {
            return String.format(
                    Locale.ROOT,
                    "  %-16s %6d %6d %7.2f %6.2f %8.1f %10d  %s",
                    name,
                    months,
                    within,
                    worst,
                    sum / months,
                    billed == 0 ? 0 : 100 * uncertain / billed,
                    deliveries,
                    worstAt);
        }
    }

    private final List<String> problems = new ArrayList<>();

    @Test
    void billsWhatWasDrawn() {
        Long one = Long.getLong("usance.seed");
        long[] seeds = one == null ? LongStream.rangeClosed(1, SEEDS).toArray() : new long[] {one};
        List<Figures> table = new ArrayList<>();
        Figures all = new Figures("all");
        for (TenPlants.Configuration configuration : TenPlants.all()) {
            Figures figures = new Figures(configuration.name());
            for (long seed : seeds) {
                try {
                    month(configuration, seed, figures, all);
                } catch (AssertionError e) {
                    problems.add(String.valueOf(e.getMessage()));
                }
            }
            table.add(figures);
        }
        System.out.println("seeds " + seeds[0] + " to " + seeds[seeds.length - 1]);
        System.out.println(
                "  configuration    months within worst/U mean/U U/billed% deliveries  worst of");
        table.forEach(figures -> System.out.println(figures.line()));
        System.out.println(all.line());
        assertThat(problems).isEmpty();
        assertThat((double) all.within / all.months).isGreaterThanOrEqualTo(WITHIN_SHARE);
        assertThat(all.worst).as(all.worstAt).isLessThanOrEqualTo(WORST_RATIO);
    }

    private static void month(
            TenPlants.Configuration configuration, long seed, Figures figures, Figures all) {
        String where = "seed " + seed + " " + configuration.name();
        SensorWork.Worked worked = configuration.month(seed);
        SimulatedSilo silo = worked.silo();
        DeliveryCheck deliveries = new DeliveryCheck(silo, where);
        ProvisionalCheck provisional = new ProvisionalCheck(silo, where);
        MeteredRun run =
                run(
                        worked,
                        seed,
                        1,
                        (state, at, events) -> {
                            deliveries.watch(state, events);
                            provisional.watch(state, events);
                        });
        assertThat(run.all(PeriodClosed.class)).as(where).hasSize(1);
        PeriodClosed close = run.all(PeriodClosed.class).getFirst();
        long truth = silo.truth().drawnBetween(SimulatedMonths.FROM, SimulatedMonths.TO).milli();
        double error = Math.abs(close.consumed().milli() - truth);
        double ratio = error / close.expandedUncertainty().milli();
        if (silo.profile().dailyDraw().isZero()) {
            assertThat(run.all(ConsumptionMetered.class)).as(where).isEmpty();
            assertThat(close.consumed().isZero()).as(where).isTrue();
        }
        figures.add(close, ratio, where);
        all.add(close, ratio, where);
        int found = deliveries.check(run);
        figures.deliveries += found;
        all.deliveries += found;
        assertThat(run(worked, seed, POLL_MAX, null).metered())
                .as(where + " in other polls")
                .isEqualTo(run.metered());
    }

    /** Each step goes forward and stays below the truth of its period plus the guard. */
    private record ProvisionalCheck(SimulatedSilo silo, String where, long[] total) {

        ProvisionalCheck(SimulatedSilo silo, String where) {
            this(silo, where, new long[1]);
        }

        void watch(SiloState state, List<SiloEvent> events) {
            for (SiloEvent event : events) {
                if (event instanceof PeriodClosed) {
                    total[0] = 0;
                } else if (event instanceof ConsumptionMetered metered
                        && metered.kind() == MeteredKind.PROVISIONAL) {
                    assertThat(metered.quantity().milli()).as(where).isPositive();
                    total[0] += metered.quantity().milli();
                    assertThat(metered.periodTotal().milli()).as(where).isEqualTo(total[0]);
                    Instant clock = Instant.ofEpochMilli(state.filter().clockMs());
                    Instant start = Instant.ofEpochMilli(state.contract().periodStartMs());
                    assertThat(total[0])
                            .as("%s provisional at %s", where, clock)
                            .isLessThanOrEqualTo(
                                    silo.truth().drawnBetween(start, clock).milli()
                                            + Accounting.guardMilli(state));
                }
            }
        }
    }

    private static MeteredRun run(
            SensorWork.Worked worked,
            long seed,
            int pollMax,
            MeteredRun.@Nullable Watcher watcher) {
        MeteredRun run =
                MeteredRun.of(
                        worked.silo(),
                        SimulatedMonths.MONTHLY,
                        RandomGeneratorFactory.of("L64X128MixRandom").create(seed),
                        pollMax,
                        watcher,
                        false,
                        worked.change());
        // Groups of five readings six hours apart, or an outage, may end behind the last reading.
        if (run.all(PeriodClosed.class).isEmpty()) {
            Instant end = SimulatedMonths.TO.plus(SiloSimulator.TAIL);
            run.apply(
                    end,
                    new SiloCommand.ClosePeriod(
                            worked.silo().siloId(), run.state.contract().period().id(), end));
        }
        return run;
    }
}
