package io.usance.level;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.usance.level.Vessel.Box;
import io.usance.level.Vessel.ConeCylinder;
import io.usance.level.Vessel.HorizontalCylinder;
import io.usance.level.Vessel.SphericalCap;
import io.usance.level.Vessel.StrappingTable;
import io.usance.level.Vessel.StrappingTable.Point;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Volumes against published numbers, against floating point, and at the ends. */
class VesselTest {

    private static final Vessel SILO =
            new ConeCylinder(mm("1500"), mm("150"), mm("2500"), mm("8000"));
    private static final Vessel TANK = new HorizontalCylinder(mm("1000"), mm("5000"));
    private static final Vessel DISH = new SphericalCap(mm("2000"), mm("4000"));
    private static final Vessel TABLE = table("0 0", "100 40.5", "250 130", "251 130", "400 300");

    @ParameterizedTest
    @CsvSource({"0,0", "1.0,0.6305", "2.5,6.5384", "6.0,31.2785", "10.5,63.0871"})
    void aCylinderOnACone(String levelM, String volumeM3) {
        assertThat(m3(SILO, levelM)).isEqualByComparingTo(volumeM3);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0.5,3.0709", "1.0,7.8540", "1.5,12.6370", "2.0,15.7080"})
    void aCylinderOnItsSide(String levelM, String volumeM3) {
        assertThat(m3(TANK, levelM)).isEqualByComparingTo(volumeM3);
    }

    /** πh²(3a − h)/3: with a = 2, h = 1 that is 5π/3; half and whole sphere 16π/3 and 32π/3. */
    @ParameterizedTest
    @CsvSource({"0,0", "1,5.2360", "2,16.7552", "4,33.5103"})
    void aSphericalCap(String levelM, String volumeM3) {
        assertThat(m3(DISH, levelM)).isEqualByComparingTo(volumeM3);
    }

    @Test
    void aBoxIsExact() {
        Vessel box = new Box(mm("3000"), mm("2000"), mm("2500"));
        assertThat(box.volumeMm3(mm("1234.567"))).hasValue(7_407_402_000L);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "50,20250000",
        "100,40500000",
        "150,70333333",
        "250.5,130000000",
        "251,130000000",
        "400,300000000"
    })
    void aStrappingTableIsLinearBetweenItsPoints(String levelMm, long volumeMm3) {
        assertThat(TABLE.volumeMm3(mm(levelMm))).hasValue(volumeMm3);
    }

    @Test
    void nothingIsExtrapolated() {
        for (Vessel vessel : List.of(SILO, TANK, DISH, TABLE)) {
            BigDecimal hair = mm("0.000001");
            assertThat(vessel.volumeMm3(vessel.lowestMm())).isPresent();
            assertThat(vessel.volumeMm3(vessel.highestMm())).isPresent();
            assertThat(vessel.volumeMm3(vessel.lowestMm().subtract(hair))).isEmpty();
            assertThat(vessel.volumeMm3(vessel.highestMm().add(hair))).isEmpty();
        }
        Vessel gauged = table("30 12", "90 60");
        assertThat(gauged.volumeMm3(mm("29.9"))).isEmpty();
        assertThat(gauged.volumeMm3(mm("30"))).hasValue(12_000_000);
    }

    /** Floating point is only the witness here: it is good for about a cubic millimetre in 10⁹. */
    @Test
    void agreesWithFloatingPointAtEveryCentimetre() {
        for (int cm = 0; cm <= 1050; cm++) {
            double h = cm * 10;
            double r = Math.min(1500, 150 + 1350 * h / 2500);
            double cone = Math.min(h, 2500);
            double expected =
                    Math.PI * cone / 3 * (150 * 150 + 150 * r + r * r)
                            + Math.PI * 1500 * 1500 * Math.max(0, h - 2500);
            assertThat((double) mm3(SILO, cm * 10)).isCloseTo(expected, within(0.51));
        }
        for (int level = 0; level <= 2000; level++) {
            double left = 1000 - level;
            double half = StrictMath.sqrt(1e6 - left * left);
            double expected = 5000 * (1e6 * StrictMath.acos(left / 1000) - left * half);
            assertThat((double) mm3(TANK, level)).isCloseTo(expected, within(0.51));
        }
    }

    @Test
    void aLyingCylinderIsSymmetricToACubicMillimetre() {
        long whole = mm3(TANK, 2000);
        for (int level = 0; level <= 1000; level += 7) {
            assertThat(mm3(TANK, level) + mm3(TANK, 2000 - level)).isBetween(whole - 1, whole + 1);
        }
    }

    @Test
    void volumesRiseWithTheLevel() {
        for (Vessel vessel : List.of(SILO, TANK, DISH, TABLE)) {
            long before = -1;
            BigDecimal step = vessel.highestMm().subtract(vessel.lowestMm()).movePointLeft(3);
            for (int i = 0; i <= 1000; i++) {
                BigDecimal level = vessel.lowestMm().add(step.multiply(BigDecimal.valueOf(i)));
                long volume = vessel.volumeMm3(level).orElseThrow();
                assertThat(volume).as("%s at %s", vessel, level).isGreaterThanOrEqualTo(before);
                before = volume;
            }
        }
    }

    @Test
    void tablesThatDoNotRiseAreRefused() {
        assertThatThrownBy(() -> table("0 0", "100 40", "200 39.9"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a strapping table must rise: points[2] is 39.9 L at 200 mm after 40 L at"
                                + " 100 mm; correct the table");
        assertThatThrownBy(() -> table("0 0", "100 40", "100 41"))
                .hasMessageContaining("must rise");
        assertThatThrownBy(() -> table("100 0", "0 40")).hasMessageContaining("must rise");
        assertThatThrownBy(() -> table("0 0")).hasMessageContaining("1 points, not 2 to 4096");
        assertThatThrownBy(() -> table("0 -1", "1 1")).hasMessageContaining("volumeL is -1");
    }

    @Test
    void absurdSizesAreRefused() {
        assertThatThrownBy(() -> new HorizontalCylinder(mm("0"), mm("1")))
                .hasMessage("radiusMm is 0, not above 0");
        assertThatThrownBy(() -> new HorizontalCylinder(mm("1"), mm("200001")))
                .hasMessageContaining("lengthMm is 200001, not within 0 to 200000");
        assertThatThrownBy(() -> new Box(mm("1E+1000000000"), mm("1"), mm("1")))
                .hasMessageContaining("lengthMm is 1E+1000000000");
        assertThatThrownBy(() -> new Box(mm("1E-1000000000"), mm("1"), mm("1")))
                .hasMessageContaining("lengthMm is 1E-1000000000");
        assertThatThrownBy(() -> new SphericalCap(mm("1000"), mm("2001")))
                .hasMessageContaining("heightMm is 2001, not within 0 to 2000");
        assertThatThrownBy(() -> new ConeCylinder(mm("1"), mm("2"), mm("1"), mm("1")))
                .hasMessageContaining("outletRadiusMm is 2, not within 0 to 1");
        assertThatThrownBy(() -> new ConeCylinder(mm("1"), mm("1"), mm("0"), mm("0")))
                .hasMessageContaining("coneHeightMm + cylinderHeightMm is 0");
    }

    @Test
    void sizesAreEqualHoweverTheirZerosAreWritten() {
        assertThat(new HorizontalCylinder(mm("1E+3"), mm("5E+3"))).isEqualTo(TANK);
    }

    /** Not a bound that could fail on a busy machine: the figure is printed. */
    @Test
    void aVolumeCostsMicroseconds() {
        for (Vessel vessel : List.of(SILO, TANK, DISH, TABLE)) {
            long sum = 0;
            int rounds = 50_000;
            long startNs = 0;
            for (int i = -rounds; i < rounds; i++) {
                if (i == 0) {
                    startNs = System.nanoTime();
                }
                BigDecimal level = vessel.highestMm().multiply(new BigDecimal("0.0000371"));
                level = level.multiply(BigDecimal.valueOf(Math.floorMod(i, 20_000)));
                OptionalLong volume = vessel.volumeMm3(level);
                sum += volume.orElse(0);
            }
            double us = (System.nanoTime() - startNs) / 1e3 / rounds;
            System.out.printf(Locale.ROOT, "%s: %.1f us%n", vessel.getClass().getSimpleName(), us);
            assertThat(sum).isPositive();
        }
    }

    private static Vessel table(String... points) {
        return new StrappingTable(
                List.of(points).stream()
                        .map(point -> point.split(" "))
                        .map(p -> new Point(new BigDecimal(p[0]), new BigDecimal(p[1])))
                        .toList());
    }

    private static BigDecimal m3(Vessel vessel, String levelM) {
        long mm3 = vessel.volumeMm3(new BigDecimal(levelM).movePointRight(3)).orElseThrow();
        return BigDecimal.valueOf(mm3, 9).setScale(4, java.math.RoundingMode.HALF_EVEN);
    }

    private static long mm3(Vessel vessel, long levelMm) {
        return vessel.volumeMm3(BigDecimal.valueOf(levelMm)).orElseThrow();
    }

    private static BigDecimal mm(String text) {
        return new BigDecimal(text);
    }
}
