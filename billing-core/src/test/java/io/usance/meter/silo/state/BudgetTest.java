package io.usance.meter.silo.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.UncertaintyBudget;
import io.usance.meter.silo.filter.Shares;
import io.usance.meter.silo.filter.Stock;
import io.usance.meter.silo.spec.SensorAccuracy;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The uncertainty budget of a balance, by hand: a silo of 30 t, in thousandths of a kilogram. */
class BudgetTest {
    private static final long CAPACITY = 30_000_000;

    /** √(300000² / 3) = 173205.08; a scale error has the same part of what the level says. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // case, percent, opening, weighed, estimated, measured, standard uncertainty
        "nothing drawn: the drift, 1, 20000000, 0, 0, 20000000, 173206",
        "a weighed lot and as much drawn: the drift, 1, 20000000, 22000000, 0, 20000000, 173206",
        "a third of the span by the level, 1, 20000000, 0, 0, 10000000, 182575",
        "the same filled up, 1, 10000000, 22000000, 0, 20000000, 182575",
        "three spans by the level, 1, 20000000, 0, 90000000, 20000000, 547726",
        "half the limit is half of it, 0.5, 20000000, 0, 90000000, 20000000, 273863",
        "not declared, 0, 20000000, 0, 90000000, 20000000, 0"
    })
    void anOffsetCancelsAScaleErrorActsOnTheDifferenceAndADriftOnAll(
            String name,
            BigDecimal percent,
            long opening,
            long weighed,
            long estimated,
            long measured,
            long standard) {
        Ledger ledger =
                Ledger.EMPTY
                        .opened(opening, 0, Shares.NONE, 0)
                        .delivered(weighed, 0, 0, false)
                        .delivered(estimated, 0, estimated, false);
        Stock closing = new Stock(measured, 0, Shares.NONE);
        Budget budget = Budget.of(silo(percent), ledger, closing, 0);
        assertThat(budget.accuracy()).isBetween(standard, standard + 2);
        assertThat(budget.expanded()).isEqualTo(2 * budget.accuracy());
    }

    @Test
    void whatIsMostlyBoundsIsAddedAndTheAccuracyIsARootOfSquares() {
        Ledger ledger =
                Ledger.EMPTY
                        .opened(20_000_000, 35_000, new Shares(20_000, 5_000, 10_000), 0)
                        .delivered(22_000_000, 22_000, 0, false)
                        .adjusted(-50_000, 8_000);
        Stock closing = new Stock(19_950_000, 65_000, new Shares(20_000, 5_000, 40_000));
        Budget budget = Budget.of(silo(BigDecimal.ONE), ledger, closing, 60_000);
        // √((40 + 10 + 30 + 30 + 50)² + (2 · 173.206)²) = 381.577…, rounded up
        assertThat(budget.expanded()).isEqualTo(381_578);
        assertThat(budget.told(1_000, Dimension.MASS))
                .isEqualTo(
                        new UncertaintyBudget(
                                milli(20_000),
                                milli(5_000),
                                milli(173_206),
                                milli(15_000),
                                milli(15_000),
                                milli(25_000),
                                milli(190_789),
                                milli(1_000)));
    }

    @Test
    void aStockThatWasCarriedHasWhatWasDeliveredSince() {
        Ledger ledger =
                Ledger.EMPTY.opened(20_000_000, 41_000, new Shares(20_000, 5_000, 10_000), 0);
        Stock closing = new Stock(20_000_000, 25_000, new Shares(20_000, 5_000, 0));
        Budget budget = Budget.of(silo(BigDecimal.ZERO), ledger, closing, 0);
        assertThat(budget.deliveries()).isEqualTo(6_000);
        assertThat(budget.expanded()).isEqualTo(41_000 + 25_000);
    }

    private static SiloSpec silo(BigDecimal percent) {
        return SiloSpec.builder("silo-1")
                .material("PVC")
                .capacity(milli(CAPACITY))
                .sensor("s-1")
                .accuracy(accuracy(percent))
                .step(milli(300_000))
                .build();
    }

    private static @Nullable SensorAccuracy accuracy(BigDecimal percent) {
        return percent.signum() == 0 ? null : SensorAccuracy.ofSpan(percent);
    }

    private static Quantity milli(long milli) {
        return new Quantity(milli, Dimension.MASS);
    }
}
