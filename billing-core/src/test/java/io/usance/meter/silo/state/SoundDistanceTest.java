package io.usance.meter.silo.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.level.Calibration;
import io.usance.level.LevelSpec;
import io.usance.level.Vessel;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Distances that an ultrasonic sensor measures by the speed of sound at one temperature. */
class SoundDistanceTest {
    private static final String SENSOR = SiloScenario.SENSOR;
    private static final Instant FROM = SiloScenario.FROM;

    /** √((273.15 + T)/293.15) by another program, to a hundredth of a millimetre. */
    @ParameterizedTest
    @CsvSource({
        "2000, 20, 2000.00",
        "2000, 28, 2027.11",
        "2000, 12, 1972.52",
        "2000, -10, 1894.90",
        "0, 28, 0.00",
        "7500, 60, 7995.33"
    })
    void aDistanceGoesWithTheSpeedOfSound(String shown, String air, String mm) {
        Calibration calibration = calibration(new BigDecimal("20"));
        assertThat(
                        calibration
                                .distanceMm(new BigDecimal(shown), new BigDecimal(air))
                                .setScale(2, RoundingMode.HALF_UP))
                .isEqualByComparingTo(mm);
        assertThat(calibration(null).distanceMm(new BigDecimal(shown), new BigDecimal(air)))
                .isEqualByComparingTo(shown);
    }

    @Test
    void withoutATemperatureItIsRefused() {
        SiloSpec silo = silo(new BigDecimal("20"));
        Conversion missing = Conversion.of(silo, reading(1, FROM, 2_000, null));
        assertThat(missing.reason()).isEqualTo(RefusalReason.NO_TEMPERATURE);
        assertThat(missing.detail())
                .isEqualTo(
                        "a distance by sound, right at 20 Cel, needs the air's temperatureCel,"
                                + " which is missing");
        Conversion hot = Conversion.of(silo, reading(1, FROM, 2_000, "101"));
        assertThat(hot.reason()).isEqualTo(RefusalReason.OUT_OF_RANGE);
        assertThat(hot.detail()).isEqualTo("101 Cel is outside -50 to 100");
        assertThat(Conversion.of(silo(null), reading(1, FROM, 2_000, null)).reason()).isNull();
        assertThatThrownBy(() -> calibration(new BigDecimal("101")))
                .hasMessageContaining("soundAtCel is 101, not within -50 to 100");
    }

    /**
     * A tank of 2 m² and 2.5 m, ±8 K between day and night, 90 L drawn a day, hourly: by the
     * world's arithmetic, which is not the meter's. Not corrected the level swings by 27 mm, 55 L.
     */
    @Test
    void aMonthIsBilledAsDrawn() {
        for (long seed = 1; seed <= 10; seed++) {
            List<PeriodClosed> closed = days(seed, new BigDecimal("20"));
            assertThat(closed).as("seed %d", seed).hasSizeGreaterThan(20);
            for (PeriodClosed day : closed) {
                assertThat(day.deliveries().isZero()).as("seed %d, %s", seed, day).isTrue();
            }
            long drawn = closed.stream().mapToLong(day -> day.consumed().milli()).sum();
            assertThat(drawn / 1_000.0 / closed.size())
                    .as("litres a day, seed %d", seed)
                    .isBetween(86.0, 94.0);
        }
    }

    private static List<PeriodClosed> days(long seed, @Nullable BigDecimal soundAtCel) {
        Random random = new Random(seed);
        SiloScenario silo = SiloScenario.started(silo(soundAtCel));
        double phase = random.nextDouble() * 24;
        for (int hour = -2; hour < 24 * 26; hour++) {
            silo.silentUntil(FROM.plus(Duration.ofHours(hour)));
            double air = 20 + 8 * Math.sin(2 * Math.PI * (hour + phase) / 24);
            double levelMm = 2_300 - 90.0 / 2 / 24 * (hour + 2);
            double distance = 2_500 - levelMm;
            double shown = distance * Math.sqrt(293.15 / (273.15 + air));
            double noise = random.nextGaussian();
            String celsius = "%.1f".formatted(air);
            silo.send(reading(hour + 2, silo.now, Math.round(shown + noise), celsius));
        }
        return silo.all(PeriodClosed.class);
    }

    private static Calibration calibration(@Nullable BigDecimal soundAtCel) {
        return new Calibration(
                SENSOR,
                FROM.minus(Duration.ofDays(1)),
                new BigDecimal("2500"),
                null,
                null,
                null,
                soundAtCel);
    }

    private static SiloSpec silo(@Nullable BigDecimal soundAtCel) {
        BigDecimal side = new BigDecimal("1414.21356");
        return SiloSpec.builder(SiloScenario.SILO)
                .material("oil")
                .capacity(new Quantity(5_000_000, Dimension.VOLUME))
                .sensor(SENSOR)
                .noise(new Quantity(2_000, Dimension.VOLUME))
                .resolution(new Quantity(2_000, Dimension.VOLUME))
                .stuckAfterReadings(0)
                .step(new Quantity(10_000, Dimension.VOLUME))
                .level(
                        new LevelSpec(
                                new Vessel.Box(side, side, new BigDecimal("2500")),
                                List.of(calibration(soundAtCel)),
                                List.of(),
                                null,
                                null))
                .build();
    }

    private static Reading reading(
            long sequence, Instant at, long mm, @Nullable String temperature) {
        return new Reading(
                SENSOR,
                sequence,
                null,
                at,
                ReadingKind.DISTANCE,
                BigDecimal.valueOf(mm),
                UnitOfMeasure.ofCode("mm").orElseThrow(),
                temperature == null ? null : new BigDecimal(temperature));
    }
}
