package io.usance.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
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
    })
    void isExpressedExactlyInAUnit(long milli, Dimension dimension, String unit, String value) {
        assertThat(new Quantity(milli, dimension).in(unit(unit)))
                .isEqualByComparingTo(new BigDecimal(value));
    }

    @ParameterizedTest
    @CsvSource({
        "10000000.0000006, t",
        "-10000000.0000006, t",
        "10000000001, kg",
        "1E+400, kg",
    })
    void anAbsurdQuantityIsRefused(BigDecimal value, String unit) {
        assertThatThrownBy(() -> Quantity.of(value, unit(unit)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage(
                        "quantity "
                                + value
                                + " "
                                + unit
                                + " is beyond the limit of 10000000000000 thousandths");
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
                .hasMessage("a MASS cannot be expressed in L");
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
    @EnumSource
    void everyUnitIsFoundByItsCodeAndGoesThereAndBack(UnitOfMeasure unit) {
        assertThat(UnitOfMeasure.ofCode(unit.code())).contains(unit);
        if (!unit.dimension().isOfMaterial()) {
            return; // A signal's unit; see aSignalIsNoQuantity.
        }
        Quantity thousand = Quantity.of(new BigDecimal("1000"), unit);
        assertThat(thousand.dimension()).isEqualTo(unit.dimension());
        if (unit.isDecimal()) {
            assertThat(thousand.in(unit)).isEqualByComparingTo("1000");
        } else {
            assertThatThrownBy(() -> thousand.in(unit)).isInstanceOf(ArithmeticException.class);
        }
    }

    @Test
    void onlyThePoundHasNoFiniteDecimals() {
        assertThat(UnitOfMeasure.values())
                .filteredOn(unit -> unit.dimension().isOfMaterial() && !unit.isDecimal())
                .containsExactly(UnitOfMeasure.POUND);
    }

    @Test
    void aSignalIsNoQuantity() {
        assertThatThrownBy(() -> Quantity.of(BigDecimal.ONE, UnitOfMeasure.METRE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a quantity is a mass or a volume, not a LENGTH");
        assertThat(UnitOfMeasure.FOOT.milliBase())
                .isEqualByComparingTo(
                        UnitOfMeasure.INCH.milliBase().multiply(BigDecimal.valueOf(12)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "KG", "l", "T", "lb", "m³", "kg ", "bushel"})
    void codesAreCaseSensitiveAndExact(String code) {
        assertThat(UnitOfMeasure.ofCode(code)).isEmpty();
    }

    private static UnitOfMeasure unit(String code) {
        return UnitOfMeasure.ofCode(code).orElseThrow();
    }
}
