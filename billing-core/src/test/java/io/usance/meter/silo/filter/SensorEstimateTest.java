package io.usance.meter.silo.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Noise and resolution worked out from blocks of readings. */
class SensorEstimateTest {

    /**
     * Thirty blocks of 128 readings with seeds 1 to 30, a level that stands, or is drawn down by
     * 500 kg twelve times a day. Of 60 t the floor is 0.6 kg.
     */
    @ParameterizedTest
    @CsvSource({
        // sigma, step, draw per reading; noise from, to; resolution from, to, in kg
        "20, 0, 0, 12, 26, 0.6, 1",
        "20, 1, 0, 12, 26, 1, 1",
        "20, 10, 0, 12, 26, 10, 10",
        "150, 20, 0, 95, 200, 20, 20",
        "50, 50, 0, 34, 66, 50, 50",
        "40, 50, 0, 27, 56, 50, 50",
        "120, 240, 0, 30, 190, 240, 240",
        "20, 10, 500, 16, 40, 10, 10",
        "150, 20, 500, 100, 250, 20, 20",
        "30, 240, 500, 30, 120, 240, 480",
        "80, 240, 500, 30, 160, 240, 240",
        "0, 240, 500, 30, 120, 240, 720",
        // Without noise the level seldom comes by a neighbouring step.
        "0, 50, 500, 6.25, 75, 50, 600"
    })
    void staysNearTheTruth(
            double sigma,
            double step,
            double batch,
            double noiseFrom,
            double noiseTo,
            double stepFrom,
            double stepTo) {
        for (long seed = 1; seed <= 30; seed++) {
            SensorEstimate found = estimate(seed, sigma, step, batch);
            String where = "seed " + seed + ": " + found;
            assertThat(found.noise() / 1e3).as(where).isBetween(noiseFrom, noiseTo);
            assertThat(found.resolution() / 1e3).as(where).isBetween(stepFrom, stepTo);
        }
    }

    @Test
    void aLevelThatStandsStillSaysNothing() {
        assertThat(SensorEstimate.of(new long[SensorLearning.BLOCK], spec())).isNull();
    }

    @Test
    void growsOnlyByTwoBlocksInARowAndNeverShrinks() {
        SensorLearning learning = SensorLearning.START;
        learning = block(learning, 10);
        assertThat(learning.isLearning()).isFalse();
        SensorEstimate first = Objects.requireNonNull(learning.present());
        learning = block(learning, 40);
        assertThat(learning.present()).isEqualTo(first);
        learning = block(learning, 30);
        assertThat(Objects.requireNonNull(learning.present()).resolution()).isEqualTo(30_000);
        learning = block(block(learning, 10), 10);
        assertThat(Objects.requireNonNull(learning.present()).resolution()).isEqualTo(30_000);
    }

    private static SensorEstimate estimate(long seed, double sigma, double step, double batch) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        double level = 30_000 + 500 * random.nextDouble();
        long[] values = new long[SensorLearning.BLOCK];
        for (int i = 0; i < values.length; i++) {
            level -= random.nextDouble() < 0.125 ? batch * (0.5 + random.nextDouble()) : 0;
            double grid = Math.max(step, 0.001);
            double shown = level + sigma * random.nextGaussian();
            values[i] = Math.round(Math.round(shown / grid) * grid * 1000);
        }
        return Objects.requireNonNull(SensorEstimate.of(values, spec()));
    }

    /** A steady level of which every other value is a step off. */
    private static SensorLearning block(SensorLearning learning, long stepKg) {
        SensorLearning next = learning;
        for (int i = 0; i < SensorLearning.BLOCK; i++) {
            next = next.next(new Sample(i, i * 900_000L, (i % 2) * stepKg * 1000, i % 2), spec());
        }
        return next;
    }

    private static SiloSpec spec() {
        return new SiloSpec(
                "silo", "pellets", kg(60_000), null, SensorSpec.learning("s", 0), kg(1));
    }

    private static Quantity kg(long kilograms) {
        return new Quantity(kilograms * 1_000, Dimension.MASS);
    }
}
