package io.usance.meter.silo.state;

import static io.usance.meter.silo.state.SiloScenario.kg;
import static io.usance.meter.silo.state.SiloScenario.march;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.Doubt;
import io.usance.meter.silo.SiloEvent.MeteringDoubted;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.UncertaintyBudget;
import java.time.Instant;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A sensor that shows no more than 27 t of a silo of 30 t, and no less than 2 t. 40 kg are drawn
 * each hour, day and night.
 */
class SaturationTest {

    private static final int HIGHEST = 27_000;
    private static final int LOWEST = 2_000;
    private static final int PER_READING = 10;

    private final SiloScenario silo = SiloScenario.started();
    private final Random random = new Random(17);
    private long stock;

    /** As the sensor shows it until an instant. */
    private void shows(Instant until) {
        while (silo.now.isBefore(until)) {
            silo.now = silo.now.plus(SiloScenario.INTERVAL);
            stock = Math.max(0, stock - PER_READING);
            long seen = stock + Math.round(random.nextGaussian());
            long shown = Math.clamp(seen / 10 * 10, LOWEST, HIGHEST);
            silo.send(SiloScenario.reading(silo.sequence++, silo.now, Long.toString(shown)));
        }
    }

    /** Filled with a note beyond what the sensor shows; a day ends while it shows its highest. */
    @ParameterizedTest(name = "filled up to {0} kg")
    @ValueSource(longs = {28_600, 29_200, 29_900})
    void aStockAtTheHighestValueIsABoundAndTheIntervalCoversTheTruth(long full) {
        stock = 20_000;
        shows(march(3, "12:00"));
        long delivered = full - stock;
        stock = full;
        silo.note("N1", march(3, "12:00"), delivered);
        shows(march(7, "06:00"));
        long least = 96 * PER_READING * 1_000L;
        PeriodClosed closed = closed(4);
        UncertaintyBudget budget = Objects.requireNonNull(closed.budget());
        assertThat(budget.saturation()).isNotNull();
        assertThat(Objects.requireNonNull(budget.saturation())).isBetween(kg(1_500), kg(1_510));
        assertThat(Math.abs(closed.consumed().milli() - least))
                .isLessThanOrEqualTo(closed.expandedUncertainty().milli());
        assertThat(Math.abs(closed(5).consumed().milli() - least))
                .isLessThanOrEqualTo(closed(5).expandedUncertainty().milli());
        assertThat(Objects.requireNonNull(closed(2).budget()).saturation())
                .as("before it was filled")
                .isNull();
    }

    /** Drawn to empty below what the sensor shows. */
    @ParameterizedTest(name = "from {0} kg")
    @ValueSource(longs = {5_000, 5_500})
    void aStockAtTheLowestValueIsOneToo(long opening) {
        stock = opening;
        shows(march(6, "12:00"));
        PeriodClosed closed = closed(4);
        assertThat(closed.measuredClosing().milli()).isLessThanOrEqualTo(2_020_000);
        UncertaintyBudget budget = Objects.requireNonNull(closed.budget());
        assertThat(budget.saturation()).isNotNull();
        long drawn = 96 * PER_READING * 1_000L;
        assertThat(Math.abs(closed.consumed().milli() - drawn))
                .isLessThanOrEqualTo(closed.expandedUncertainty().milli());
    }

    /** Nothing moves, and every value is repeated: neither saturated nor doubtful. */
    @ParameterizedTest(name = "at {0} kg")
    @ValueSource(longs = {26_900, 28_000, 30_000})
    void aSiloThatStandsStillAtItsTopIsNotSaturated(long top) {
        still(12_000, march(3, "10:00"));
        still(top, march(6, "12:00"));
        assertThat(silo.all(PeriodClosed.class)).hasSizeGreaterThan(3);
        assertThat(silo.all(PeriodClosed.class))
                .allMatch(c -> Objects.requireNonNull(c.budget()).saturation() == null);
        assertThat(silo.all(MeteringDoubted.class))
                .extracting(MeteringDoubted::doubt)
                .doesNotContain(Doubt.SATURATED);
    }

    private void still(long level, Instant until) {
        while (silo.now.isBefore(until)) {
            silo.now = silo.now.plus(SiloScenario.INTERVAL);
            silo.send(SiloScenario.reading(silo.sequence++, silo.now, Long.toString(level)));
        }
    }

    private PeriodClosed closed(int day) {
        String id = "2026-03-%02d/".formatted(day);
        return silo.all(PeriodClosed.class).stream()
                .filter(closed -> closed.periodId().startsWith(id))
                .findFirst()
                .orElseThrow();
    }
}
