package io.usance.meter.silo.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.filter.Shares;
import io.usance.meter.silo.filter.Stock;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stock bridge of a closed period, in kg: what is consumed, trued up and carried. */
class ClosingTest {
    private static final SiloSpec SILO =
            SiloSpec.builder("silo-1")
                    .material("PVC")
                    .capacity(kg(80_000))
                    .sensor("s-1")
                    .step(kg(1_000))
                    .build();

    private static Quantity kg(long kilograms) {
        return new Quantity(1000 * kilograms, Dimension.MASS);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // case, opening, deliveries, adjustments, measured, issued, U each: consumed, true-up, book
        "worked bridge, 41250, 48180, 0, 38905, 50490, 10, 50525, 35, 38905",
        "sensor shows 3 t less, 41250, 48180, -3000, 35905, 50490, 10, 50525, 35, 35905",
        "note of a closed period, 41250, 48180, 120, 38905, 50490, 10, 50645, 155, 38905",
        "issued too much, 41250, 48180, 0, 38950, 50490, 10, 50480, -10, 38950",
        "nothing drawn, 41250, 0, 0, 41250, 0, 10, 0, 0, 41250",
        "within its uncertainty, 41250, 0, 0, 41230, 0, 10, 0, 0, 41250",
        "adjusted within its uncertainty, 41250, 0, -3000, 38230, 0, 10, 0, 0, 38250",
        "negative beyond it, 41250, 0, 0, 42000, 0, 10, 0, 0, 41250",
        "negative after an instalment, 41250, 0, 0, 42000, 500, 10, 500, 0, 40750",
        "too little for a delivery, 41250, 0, 0, 41360, 0, 10, 0, 0, 41250",
        "the same after an instalment, 41250, 0, 0, 41360, 500, 10, 0, -500, 41250",
        "as much as the silo holds, 60000, 20000, 0, 69000, 0, 3000, 0, 0, 80000",
        "more than it holds is not carried, 60001, 20000, 0, 69001, 0, 3000, 11000, 11000, 69001"
    })
    void balances(
            String name,
            long opening,
            long deliveries,
            long adjustments,
            long measured,
            long issued,
            long uncertainty,
            long consumed,
            long trueUp,
            long book) {
        Ledger ledger =
                Ledger.EMPTY
                        .opened(1000 * opening, 1000 * uncertainty, Shares.NONE, 0)
                        .delivered(1000 * deliveries, 1000 * uncertainty, 0, false)
                        .adjusted(1000 * adjustments, 1000 * uncertainty)
                        .issued(1, 1000 * issued);
        Stock stock = new Stock(1000 * measured, 1000 * uncertainty, Shares.NONE);
        Closing closing =
                Closing.of(
                        Closing.Limits.of(SILO),
                        ledger,
                        stock,
                        Budget.of(SILO, ledger, stock, 0, 0).expanded());
        assertThat(closing.consumed()).isEqualTo(1000 * consumed);
        assertThat(closing.trueUp()).isEqualTo(1000 * trueUp);
        assertThat(closing.closing()).isEqualTo(1000 * book);
        assertThat(1000 * (opening + deliveries + adjustments) - closing.closing())
                .as("opening + deliveries + adjustments - closing = consumed")
                .isEqualTo(closing.consumed());
        assertThat(1000 * issued + closing.trueUp()).isEqualTo(closing.consumed());
        assertThat(closing.uncertainty()).isGreaterThanOrEqualTo(4 * 1000 * uncertainty);
    }
}
