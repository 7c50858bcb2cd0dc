package io.usance.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

    @ParameterizedTest
    @CsvSource({
        // value, unit, text in the base unit
        "1, g, 0.001 kg",
        "24350, kg, 24350.000 kg",
        "24.350, t, 24350.000 kg",
        "1, [lb_av], 0.454 kg",
        "1000, [lb_av], 453.592 kg",
        "1, mL, 0.001 L",
        "9915.4, L, 9915.400 L",
        "1, hL, 100.000 L",
        "63.0871, m3, 63087.100 L",
        "-0.035, t, -35.000 kg",
        "0, t, 0.000 kg",
        "1E+1, t, 10000.000 kg",
        // half-even at a thousandth
        "0.0005, kg, 0.000 kg",
        "0.0015, kg, 0.002 kg",
        "0.0025, kg, 0.002 kg",
        "-0.0015, kg, -0.002 kg",
        "10000000, t, 10000000000.000 kg",
        "1, dt, 100.000 kg",
        "1, [ston_av], 907.185 kg",
        "1, [lton_av], 1016.047 kg",
        "1, [gal_us], 3.785 L",
        "1000, [gal_us], 3785.412 L",
        "212.4, h, 764640.000 s",
        "25, h, 90000.000 s",
        "0.5, min, 30.000 s",
        "1, d, 86400.000 s",
        "181349, 1, 181349.000 1",
        "12.5, {part}, 12.500 1",
        "41.7, kW.h, 41700.000 W.h",
        "1, GW.h, 1000000000.000 W.h",
        "3.6, MJ, 1000.000 W.h",
        "1, kJ, 0.278 W.h",
        "9, J, 0.002 W.h",
        "-5.4, J, -0.002 W.h",
        "0.85, MW, 850000.000 W",
        "1.5, GBy, 1500000000.000 By",
        "100000, GBy, 100000000000000.000 By",
        "10000000000, 1, 10000000000.000 1",
        "1000, GW.h, 1000000000000.000 W.h",
        "-10000000, t, -10000000000.000 kg",
    })
    void isExactToAThousandthOfTheBaseUnit(BigDecimal value, String unit, String text) {
        assertThat(Quantity.of(value, unit(unit))).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "24350000, MASS, t, 24.35",
        "24350000, MASS, kg, 24350",
        "24350000, MASS, g, 24350000",
        "1, MASS, t, 0.000001",
        "-35000, MASS, t, -0.035",
        "63087100, VOLUME, m3, 63.0871",
        "63087100, VOLUME, hL, 630.871",
        "63087100, VOLUME, L, 63087.1",
        "63087100, VOLUME, mL, 63087100",
        "24350000, MASS, dt, 243.5",
        "9000000, TIME, h, 2.5",
        "181349000, COUNT, 1, 181349",
        "41700000, ENERGY, kW.h, 41.7",
    })
    void isExpressedExactlyInAUnit(long milli, Dimension dimension, String unit, String value) {
        assertThat(new Quantity(milli, dimension).in(unit(unit))).isEqualTo(Fraction.parse(value));
    }

    @ParameterizedTest
    @CsvSource({
        "10000000.0000006, t",
        "-10000000.0000006, t",
        "10000000001, kg",
        "1E+400, kg",
    })
    void aMassBeyondTenMillionTonnesIsRefusedQuantityIsRefused(BigDecimal value, String unit) {
        assertThatThrownBy(() -> Quantity.of(value, unit(unit)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage(
                        "quantity "
                                + value
                                + " "
                                + unit
                                + " is beyond the limit of 10000000000000 thousandths");
    }

    @ParameterizedTest
    @CsvSource({
        // one more than what fits: a thousandth of the base unit
        "10000000.000001, t, MASS",
        "10000000.000001, m3, VOLUME",
        "10000000000.001, 1, COUNT",
        "1000000000000.001, s, TIME",
        "1000.000000000001, GW.h, ENERGY",
        "3600000000.0000036, MJ, ENERGY",
        "1000000.000000001, MW, POWER",
        "100000.000000000001, GBy, DATA",
    })
    void everyDimensionHasALimitThatFitsIt(BigDecimal value, String unit, Dimension dimension) {
        assertThatThrownBy(() -> Quantity.of(value, unit(unit)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage(
                        "quantity %s %s is beyond the limit of %d thousandths"
                                .formatted(value, unit, dimension.milliMax()));
        assertThat(unit(unit).isBeyondLimit(value)).isTrue();
        BigDecimal whole = value.setScale(0, RoundingMode.DOWN);
        assertThat(Quantity.of(whole, unit(unit)).milli()).isEqualTo(dimension.milliMax());
        assertThat(unit(unit).isBeyondLimit(whole)).isFalse();
    }

    @Test
    void massAndVolumeNeverMix() {
        Quantity mass = new Quantity(1_000, Dimension.MASS);
        Quantity volume = new Quantity(2_000, Dimension.VOLUME);
        assertThatThrownBy(() -> mass.plus(volume))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cannot combine 1.000 kg with 2.000 L");
        assertThatThrownBy(() -> mass.minus(volume)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> volume.compareTo(mass))
                .hasMessage("cannot combine 2.000 L with 1.000 kg");
        assertThatThrownBy(() -> mass.in(UnitOfMeasure.LITRE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a MASS cannot be expressed in L, a unit of VOLUME");
    }

    @Test
    void addsSubtractsNegatesAndCompares() {
        Quantity opening = new Quantity(41_250_000, Dimension.MASS);
        Quantity delivered = new Quantity(48_180_000, Dimension.MASS);
        Quantity closing = new Quantity(38_905_000, Dimension.MASS);
        assertThat(opening.plus(delivered).minus(closing)).hasToString("50525.000 kg");
        assertThat(closing.negated()).hasToString("-38905.000 kg");
        assertThat(closing).isLessThan(opening);
        assertThat(Quantity.zero(Dimension.VOLUME).isZero()).isTrue();
    }

    @Test
    void aQuantityNeverWrapsAround() {
        Quantity most = new Quantity(Long.MAX_VALUE, Dimension.MASS);
        Quantity least = new Quantity(Long.MIN_VALUE, Dimension.MASS);
        assertThatThrownBy(() -> most.plus(new Quantity(1, Dimension.MASS)))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> least.minus(new Quantity(1, Dimension.MASS)))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(least::negated).isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @MethodSource("io.usance.quantity.UnitOfMeasure#all")
    void everyUnitIsFoundByItsCodeAndGoesThereAndBack(UnitOfMeasure unit) {
        assertThat(UnitOfMeasure.ofCode(unit.code())).contains(unit);
        if (!unit.dimension().isBilled()) {
            return; // A signal's unit; see aSignalIsNoQuantity.
        }
        Quantity thousand = Quantity.of(new BigDecimal("1000"), unit);
        assertThat(thousand.dimension()).isEqualTo(unit.dimension());
        if (unit.size().times(thousand()).denominator().equals(BigInteger.ONE)) {
            assertThat(thousand.in(unit)).isEqualTo(thousand());
        } else {
            // Half a thousandth at most was rounded away.
            Fraction off = Fraction.of(thousand.milli()).minus(unit.size().times(thousand()));
            assertThat(off.abs()).isLessThanOrEqualTo(Fraction.parse("0.5"));
        }
    }

    private static Fraction thousand() {
        return Fraction.of(1_000);
    }

    @Test
    void theseHaveNoFiniteDecimals() {
        assertThat(UnitOfMeasure.all())
                .filteredOn(unit ->
                        unit.dimension().isBilled()
                                && !Fraction.ONE.dividedBy(unit.size()).isDecimal())
                .containsExactly(
                        UnitOfMeasure.POUND,
                        UnitOfMeasure.SHORT_TON,
                        UnitOfMeasure.LONG_TON,
                        UnitOfMeasure.US_GALLON,
                        UnitOfMeasure.MINUTE,
                        UnitOfMeasure.HOUR,
                        UnitOfMeasure.DAY);
    }

    @Test
    void aSignalIsNoQuantity() {
        assertThatThrownBy(() -> Quantity.of(BigDecimal.ONE, UnitOfMeasure.METRE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a LENGTH is a signal of a sensor, not a quantity that is billed");
        assertThat(UnitOfMeasure.FOOT.milliBase())
                .isEqualByComparingTo(
                        UnitOfMeasure.INCH.milliBase().multiply(BigDecimal.valueOf(12)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "KG", "l", "T", "lb", "m³", "kg ", "bushel", "H", "kWh", "KW.h", "B", "pcs"
            })
    void codesAreCaseSensitiveAndExact(String code) {
        assertThat(UnitOfMeasure.ofCode(code)).isEmpty();
    }

    private static UnitOfMeasure unit(String code) {
        return UnitOfMeasure.ofCode(code).orElseThrow();
    }
}
