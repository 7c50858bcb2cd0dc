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
        Budget budget = Budget.of(silo(percent), ledger, closing, 0, 0);
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
        Budget budget = Budget.of(silo(BigDecimal.ONE), ledger, closing, 60_000, 0);
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
        Budget budget = Budget.of(silo(BigDecimal.ZERO), ledger, closing, 0, 0);
        assertThat(budget.deliveries()).isEqualTo(6_000);
        assertThat(budget.expanded()).isEqualTo(41_000 + 25_000);
    }

    /**
     * Nothing that is not there is drawn. In kilograms, of 30 t; the uncertainty of each as a
     * bound.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // case, opening and U, delivered and U, measured and U, expanded uncertainty
        "what can be is left, 20000, 100, 5000, 50, 21000, 100, 250",
        "a stock is within the silo, 2000, 90000, 0, 0, 2000, 0, 28000",
        "no less than nothing, 20000, 0, 0, 0, 19000, 90000, 19000",
        "or all of it, 20000, 0, 0, 0, 2000, 90000, 18000",
        "both ends, 15000, 90000, 0, 0, 15000, 90000, 30000",
        "and what was delivered, 15000, 90000, 10000, 4000, 15000, 90000, 34000",
        "a stock below zero, -200, 90000, 0, 0, -300, 90000, 30200"
    })
    void physicsLeavesNoMore(
            String name,
            long opening,
            long openingU,
            long delivered,
            long deliveredU,
            long measured,
            long measuredU,
            long expanded) {
        Ledger ledger =
                Ledger.EMPTY
                        .opened(1000 * opening, 1000 * openingU, Shares.NONE, 0)
                        .delivered(1000 * delivered, 1000 * deliveredU, 1000 * delivered, false);
        Stock closing =
                new Stock(1000 * measured, 1000 * measuredU, new Shares(0, 0, 1000 * measuredU));
        SiloSpec silo = silo(BigDecimal.ZERO);
        Budget whole = Budget.of(silo, ledger, closing, 0, 0);
        Budget bounded = whole.within(Bounds.of(silo, ledger, closing, whole, 0));
        assertThat(bounded.expanded()).isBetween(1000 * expanded, 1000 * expanded + 10);
        assertThat(bounded.deliveries() + bounded.interpolation())
                .as("its parts")
                .isBetween(1000 * expanded, 1000 * expanded + 10);
    }

    @Test
    void beyondWhatTheSensorShowsIsAPartOfItsOwn() {
        Ledger ledger = Ledger.EMPTY.opened(20_000_000, 0, Shares.NONE, 0);
        Stock closing = new Stock(28_000_000, 0, Shares.NONE);
        Budget budget = Budget.of(silo(BigDecimal.ZERO), ledger, closing, 0, 2_000_000);
        assertThat(budget.expanded()).isEqualTo(2_000_000);
        assertThat(budget.told(0, Dimension.MASS).saturation()).isEqualTo(milli(1_000_000));
        Budget none = Budget.of(silo(BigDecimal.ZERO), ledger, closing, 0, 0);
        assertThat(none.told(0, Dimension.MASS).saturation()).isNull();
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
