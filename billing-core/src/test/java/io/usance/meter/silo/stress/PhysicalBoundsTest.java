package io.usance.meter.silo.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.Doubt;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.UncertaintyBudget;
import io.usance.quantity.Quantity;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a month was like, what is printed of it can be. Kilograms, of a silo of 30 t. */
class PhysicalBoundsTest {

    private static final int SEEDS = 12;
    private static final long CAPACITY = Math.round(RoughSilo.CAPACITY);

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "13 t a day, 2 readings",
                "1 a day",
                "20 t a day",
                "fill and draw",
                "drawn to empty",
                "saturating at 85 %",
                "zeros"
            })
    void stocksAndUncertaintiesCanBe(String name) {
        RoughKind kind =
                RoughKind.all().stream().filter(k -> k.name.equals(name)).findFirst().orElseThrow();
        for (long seed = 7_001; seed < 7_001 + SEEDS; seed++) {
            MeteredMonth metered = MeteredMonth.of(RoughSilo.month(kind, false, seed));
            PeriodClosed closed =
                    metered.events().stream()
                            .filter(PeriodClosed.class::isInstance)
                            .map(PeriodClosed.class::cast)
                            .findFirst()
                            .orElseThrow();
            holds(metered, closed, name + ", seed " + seed);
        }
    }

    private static void holds(MeteredMonth metered, PeriodClosed closed, String month) {
        if (!metered.doubts().contains(Doubt.IMPOSSIBLE_STOCK.name())) {
            assertThat(kg(closed.closing()))
                    .as("%s: closing", month)
                    .isBetween(-CAPACITY / 100, CAPACITY + CAPACITY / 100);
        }
        long estimates = 0;
        for (var event : metered.events()) {
            if (event instanceof DeliveryCounted counted) {
                assertThat(kg(counted.quantity()))
                        .as("%s: a lorry for this silo", month)
                        .isLessThan(3 * CAPACITY);
                estimates += kg(counted.levelUncertainty());
            }
        }
        long carried = kg(closed.closing()) - kg(closed.measuredClosing());
        assertThat(kg(closed.expandedUncertainty()))
                .as("%s: uncertainty", month)
                .isLessThanOrEqualTo(2 * CAPACITY + estimates + Math.abs(carried));
        UncertaintyBudget budget = Objects.requireNonNull(closed.budget());
        long expanded = 2 * budget.combined().milli() + budget.otherPeriods().milli();
        assertThat(closed.expandedUncertainty().milli())
                .as("%s: as it is made up", month)
                .isBetween(expanded - 2, expanded + 2);
    }

    private static long kg(Quantity quantity) {
        return quantity.milli() / 1_000;
    }
}
