package io.usance.meter.silo.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.failure.InvalidInputException;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be declared of a sensor's accuracy, and its limit in thousandths. */
class SensorAccuracyTest {

    @ParameterizedTest
    @CsvSource({
        // percent, capacity in thousandths, limit
        "1, 30000000, 300000",
        "0.5, 30000000, 150000",
        "0.001, 30000001, 301",
        "20, 5, 1"
    })
    void aPercentageIsOfTheCapacityAndRoundedUp(BigDecimal percent, long capacity, long limit) {
        SensorAccuracy accuracy = SensorAccuracy.ofSpan(percent);
        assertThat(accuracy.limitMilli(new Quantity(capacity, Dimension.MASS))).isEqualTo(limit);
    }

    @Test
    void aQuantityIsTheLimit() {
        SensorAccuracy accuracy = of(null, kg(150), SensorAccuracy.Source.DATA_SHEET, null, null);
        assertThat(accuracy.limitMilli(kg(30_000))).isEqualTo(150_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "| | DATA_SHEET | | | either percentOfSpan or quantity, not neither",
                "1 | 150 | DATA_SHEET | | | either percentOfSpan or quantity, not both",
                "0 | | DATA_SHEET | | | percentOfSpan is 0; write more than 0 and at most 20",
                "20.1 | | DATA_SHEET | | | percentOfSpan is 20.1; write more than 0 and at most 20",
                "1E-999999999 | | DATA_SHEET | | | with up to 6 decimals",
                "1E+999999999 | | DATA_SHEET | | | percentOfSpan is 1E+999999999; write",
                "| 0 | DATA_SHEET | | | the accuracy is 0.000 kg; write more than zero",
                "1 | | CALIBRATION_CERTIFICATE | | 2026-01-12 | needs its number as reference",
                "1 | | CALIBRATION_CERTIFICATE | D-K-1 | | as reference, and its date",
                "1 | | | | | needs its source: DATA_SHEET or CALIBRATION_CERTIFICATE"
            })
    void whatSaysTooLittleOrCannotBeIsRefused(
            @Nullable BigDecimal percent,
            @Nullable Long kilograms,
            SensorAccuracy.@Nullable Source source,
            @Nullable String reference,
            @Nullable LocalDate date,
            String said) {
        Quantity quantity = kilograms == null ? null : kg(kilograms);
        assertThatThrownBy(() -> of(percent, quantity, source, reference, date))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said);
    }

    @Test
    void aBuilderNamesAnAccuracyInAnotherDimension() {
        Quantity litres = new Quantity(150_000, Dimension.VOLUME);
        SiloSpecBuilder silo =
                SiloSpec.builder("silo-1")
                        .material("PVC")
                        .capacity(kg(30_000))
                        .sensor("s-1")
                        .accuracy(of(null, litres, SensorAccuracy.Source.DATA_SHEET, null, null))
                        .step(kg(300));
        assertThatThrownBy(silo::build)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("accuracy")
                .hasMessageContaining("150.000 L");
    }

    // A document, and Java without null checks, may leave out what is needed.
    @SuppressWarnings("NullAway")
    private static SensorAccuracy of(
            @Nullable BigDecimal percent,
            @Nullable Quantity quantity,
            SensorAccuracy.@Nullable Source source,
            @Nullable String reference,
            @Nullable LocalDate date) {
        return new SensorAccuracy(percent, quantity, source, reference, date);
    }

    private static Quantity kg(long kilograms) {
        return new Quantity(1000 * kilograms, Dimension.MASS);
    }
}
