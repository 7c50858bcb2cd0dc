package io.usance.level;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.level.HeapCorrection.FixedVolume;
import io.usance.level.HeapCorrection.ReposeCone;
import io.usance.level.Vessel.Box;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calibrations and densities by date, heaps, temperature. */
class LevelSpecTest {

    private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant APRIL = Instant.parse("2026-04-01T00:00:00Z");
    private static final TemperatureReduction GAS_OIL =
            new TemperatureReduction(number("186.9696"), number("0.4862"));

    @ParameterizedTest
    @CsvSource({"25,9915.4", "15,10000.0", "-5,10167.9", "40.5,9783.5"})
    void tenThousandLitresOfGasOilAtFifteenDegrees(String temperature, String litres) {
        BigDecimal factor = GAS_OIL.factor(number("840"), number(temperature));
        assertThat(factor.movePointRight(4).setScale(1, RoundingMode.HALF_EVEN))
                .isEqualByComparingTo(litres);
    }

    @Test
    void theReductionIsTheSameToTheLastDigit() {
        assertThat(GAS_OIL.factor(number("840"), number("25")).toPlainString())
                .startsWith("0.99154112972073");
        assertThat(GAS_OIL.factor(number("840"), number("15"))).isEqualByComparingTo("1");
    }

    @Test
    void theReductionIsNotExtrapolated() {
        assertThat(TemperatureReduction.covers(number("-18"))).isTrue();
        assertThat(TemperatureReduction.covers(number("150.1"))).isFalse();
        assertThatThrownBy(() -> GAS_OIL.factor(number("840"), number("-18.5")))
                .hasMessage(
                        "temperature -18.5 Cel is outside -18 to 150; the reduction is not known"
                                + " there");
        assertThatThrownBy(() ->
                        new LevelSpec(
                                null,
                                List.of(),
                                List.of(density(MARCH, "499", null)),
                                null,
                                GAS_OIL))
                .hasMessageContaining("a liquid of 499 kg/m3 at 15 Cel cannot be reduced");
    }

    /** πR²(s − 2R/3)·tan β with R = 1.5 m: at s = 0.5 m and 30°, at the wall and 35°. */
    @ParameterizedTest
    @CsvSource({"500,30,-2.040524285", "1500,35,2.474737715", "1000,40,0.000000000"})
    void aHeapCorrectsByAConstantVolume(String sensorMm, String degrees, String m3) {
        HeapCorrection heap = new ReposeCone(number("1500"), number(sensorMm), number(degrees));
        assertThat(heap.correctionMm3().movePointLeft(9)).isEqualByComparingTo(m3);
    }

    @Test
    void theHeapIsAddedToTheVolume() {
        Vessel box = new Box(number("1000"), number("1000"), number("1000"));
        LevelSpec spec = spec(box, new FixedVolume(number("-12.5")));
        assertThat(spec.volumeMm3(number("500"))).hasValue(487_500_000);
        assertThat(spec.volumeMm3(number("1000.1"))).isEmpty();
        assertThatThrownBy(() -> spec(null, new FixedVolume(number("1"))))
                .hasMessageContaining("needs a vessel");
    }

    @Test
    void aCalibrationHoldsFromItsInstantUntilTheSensorsNext() {
        Calibration first = calibration("a", MARCH, "10500");
        Calibration other = calibration("b", MARCH, "9000");
        Calibration second = calibration("a", APRIL, "10450");
        LevelSpec spec = new LevelSpec(null, List.of(first, other, second), List.of(), null, null);
        assertThat(spec.calibration("a", MARCH.minusMillis(1))).isNull();
        assertThat(spec.calibration("a", MARCH)).isEqualTo(first);
        assertThat(spec.calibration("a", APRIL.minusMillis(1))).isEqualTo(first);
        assertThat(spec.calibration("a", APRIL)).isEqualTo(second);
        assertThat(spec.calibration("b", APRIL)).isEqualTo(other);
        assertThat(spec.calibration("c", APRIL)).isNull();
    }

    @Test
    void signalsBecomeLevels() {
        Calibration plain = calibration("a", MARCH, "10500");
        assertThat(plain.levelOfDistanceMm(number("4500.5"))).isEqualByComparingTo("5999.5");
        assertThat(plain.levelMm(number("12"))).isEqualByComparingTo("12");
        assertThat(plain.levelOfPercentMm(number("50"))).isNull();
        Calibration full =
                new Calibration(
                        "a", MARCH, number("10500"), number("8000"), number("1.01"), number("-20"));
        assertThat(full.levelOfDistanceMm(number("1000"))).isEqualByComparingTo("9510");
        assertThat(full.levelMm(number("1000"))).isEqualByComparingTo("990");
        assertThat(full.levelOfPercentMm(number("50"))).isEqualByComparingTo("4020");
        assertThat(
                        new Calibration("a", MARCH, null, null, null, null)
                                .levelOfDistanceMm(number("1")))
                .isNull();
    }

    @Test
    void densityAndMoistureHoldFromTheirInstant() {
        LevelSpec spec = densities(density(MARCH, "640", "12.5"), density(APRIL, "650", "0"));
        assertThat(spec.countsDryMass()).isTrue();
        assertThat(spec.density(MARCH.minusMillis(1))).isNull();
        Density march = Objects.requireNonNull(spec.density(MARCH));
        assertThat(march.massG(number("1000000"))).isEqualByComparingTo("560000");
        assertThat(march.countedG(number("640000"))).isEqualByComparingTo("560000");
        assertThat(march.volumeMl(number("640000"))).isEqualByComparingTo("1000000");
        Density april = Objects.requireNonNull(spec.density(APRIL));
        assertThat(april.massG(number("1000000"))).isEqualByComparingTo("650000");
    }

    @Test
    void listsThatContradictThemselvesAreRefused() {
        assertThatThrownBy(() -> densities(density(APRIL, "640", null), density(MARCH, "1", null)))
                .hasMessage(
                        "densities must rise in time: 2026-03-01T00:00:00Z follows"
                                + " 2026-04-01T00:00:00Z");
        assertThatThrownBy(() -> densities(density(MARCH, "640", "1"), density(APRIL, "1", null)))
                .hasMessageContaining("densities[1] differs");
        assertThatThrownBy(() -> density(MARCH, "0", null)).hasMessage("kgPerM3 is 0, not above 0");
        assertThatThrownBy(() -> density(MARCH, "640", "100"))
                .hasMessageContaining("moisturePercent is 100");
        assertThatThrownBy(() ->
                        new LevelSpec(
                                null,
                                List.of(calibration("a", MARCH, "1"), calibration("a", MARCH, "2")),
                                List.of(),
                                null,
                                null))
                .hasMessageContaining("calibrations of a must rise in time");
        assertThatThrownBy(() -> new Calibration("a", MARCH, null, null, number("3"), null))
                .hasMessageContaining("gain is 3, not within 0.5 to 2");
    }

    private static LevelSpec spec(@Nullable Vessel vessel, HeapCorrection heap) {
        return new LevelSpec(vessel, List.of(), List.of(), heap, null);
    }

    private static LevelSpec densities(Density... densities) {
        return new LevelSpec(null, List.of(), List.of(densities), null, null);
    }

    private static Density density(Instant from, String kgPerM3, @Nullable String moisture) {
        return new Density(from, number(kgPerM3), moisture == null ? null : number(moisture));
    }

    private static Calibration calibration(String sensorId, Instant from, String referenceMm) {
        return new Calibration(sensorId, from, number(referenceMm), null, null, null);
    }

    private static BigDecimal number(String text) {
        return new BigDecimal(text);
    }
}
