package io.usance.meter.silo.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.filter.Sample;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The short way of a reading's value against the general one. */
class DirectReadingTest {

    private static final Instant AT = Instant.parse("2026-03-01T00:00:00.123Z");
    private static final int VALUES = 20_000;

    @ParameterizedTest
    @MethodSource("io.usance.quantity.UnitOfMeasure#all")
    void saysWhatTheGeneralWaySays(UnitOfMeasure unit) {
        long seed = 7;
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        int direct = 0;
        for (int i = 0; i < VALUES; i++) {
            ReadingKind kind = ReadingKind.values()[random.nextInt(ReadingKind.values().length)];
            Dimension dimension = random.nextBoolean() ? Dimension.MASS : Dimension.VOLUME;
            SiloSpec spec = spec(dimension, random.nextInt(5) == 0 ? new BigDecimal("640") : null);
            Reading reading = reading(i, kind, value(random), unit, temperature(random));
            Sample found = DirectReading.sample(spec, reading);
            if (found != null) {
                direct++;
                assertThat(found)
                        .as("seed %d, %s in %s", seed, reading, dimension)
                        .isEqualTo(general(spec, reading));
            }
        }
        boolean isOfMaterial = unit.dimension().isOfMaterial();
        assertThat(direct > 0)
                .as("%d of %d went the short way", direct, VALUES)
                .isEqualTo(isOfMaterial && unit.milliBaseDigits() >= 0);
    }

    @Test
    void isTheWayOfOrdinaryReadings() {
        for (String value : new String[] {"0", "-12", "55000", "55000.125", "0.000", "999999999"}) {
            Reading reading =
                    reading(
                            1,
                            ReadingKind.MASS,
                            new BigDecimal(value),
                            UnitOfMeasure.KILOGRAM,
                            null);
            SiloSpec spec = spec(Dimension.MASS, null);
            assertThat(DirectReading.sample(spec, reading))
                    .as(value)
                    .isNotNull()
                    .isEqualTo(general(spec, reading));
        }
    }

    @Test
    void leavesWhatMustBeRoundedOrRefusedToTheGeneralWay() {
        for (String value : new String[] {"1.0005", "1E+31", "10000000001", "1234567890123"}) {
            Reading reading =
                    reading(
                            1,
                            ReadingKind.MASS,
                            new BigDecimal(value),
                            UnitOfMeasure.KILOGRAM,
                            null);
            assertThat(DirectReading.sample(spec(Dimension.MASS, null), reading))
                    .as(value)
                    .isNull();
        }
    }

    /** Conversion, limit and rounding as they were before there was a short way. */
    private static @Nullable Sample general(SiloSpec spec, Reading reading) {
        BigDecimal milli = Conversion.of(spec, reading).milli();
        if (milli == null || milli.abs().compareTo(BigDecimal.valueOf(Quantity.MILLI_MAX)) > 0) {
            return null;
        }
        return new Sample(
                reading.sequence(),
                reading.sampledAt().toEpochMilli(),
                milli.setScale(0, RoundingMode.HALF_EVEN).longValueExact(),
                reading.value().movePointRight(6).longValue());
    }

    private static BigDecimal value(RandomGenerator random) {
        BigInteger unscaled = BigInteger.valueOf(random.nextLong() >> random.nextInt(64));
        if (random.nextInt(20) == 0) {
            unscaled = unscaled.pow(2);
        }
        return new BigDecimal(unscaled, random.nextInt(-4, 10));
    }

    private static @Nullable BigDecimal temperature(RandomGenerator random) {
        return random.nextInt(8) == 0 ? new BigDecimal(random.nextInt(40)) : null;
    }

    private static Reading reading(
            long sequence,
            ReadingKind kind,
            BigDecimal value,
            UnitOfMeasure unit,
            @Nullable BigDecimal temperature) {
        return new Reading("sensor-1", sequence, null, AT, kind, value, unit, temperature);
    }

    private static SiloSpec spec(Dimension dimension, @Nullable BigDecimal density) {
        return new SiloSpec(
                "silo-1",
                "granulate",
                new Quantity(60_000_000, dimension),
                density,
                new SensorSpec(
                        "sensor-1", new Quantity(20_000, dimension), Quantity.zero(dimension), 24),
                new Quantity(1_000_000, dimension));
    }
}
