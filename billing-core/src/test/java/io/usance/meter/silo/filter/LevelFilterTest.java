package io.usance.meter.silo.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * The filter without silos' events: a silo of 30 t, 10 kg noise and resolution, read every 15
 * minutes from 0 on; books that must know the stock every day.
 */
class LevelFilterTest {

    private static final long INTERVAL_MS = 900_000;
    private static final long DAY_MS = 86_400_000;
    private static final int[] NOISE_KG = {0, 10, 0, -10};

    /** Writes down what it is told. */
    private static final class Told implements Books {
        final List<Refill> risen = new ArrayList<>();
        final List<LevelShift> shifted = new ArrayList<>();
        final List<Long> passed = new ArrayList<>();

        @Override
        public long boundaryAfter(long clockMs) {
            return (clockMs / DAY_MS + 1) * DAY_MS;
        }

        @Override
        public long boundaryUntil(long clockMs) {
            return clockMs / DAY_MS * DAY_MS;
        }

        @Override
        public boolean openingKnown() {
            return true;
        }

        @Override
        public long left(long fromMs, long toMs) {
            return 0;
        }

        @Override
        public void risen(Refill refill) {
            risen.add(refill);
        }

        @Override
        public void shifted(LevelShift shift) {
            shifted.add(shift);
        }

        @Override
        public void revalued(LevelShift shift) {
            throw new AssertionError("no density: " + shift);
        }

        @Override
        public void passed(Sample sample, boolean doubtful) {
            passed.add(sample.sequence());
        }
    }

    private final Told books = new Told();
    private LevelFilter filter = registered();
    private long next;

    private static LevelFilter registered() {
        LevelFilter filter = new LevelFilter();
        SensorSpec sensor = new SensorSpec("sensor-1", kg(10), kg(10), 0);
        filter.register(new SiloSpec("silo-1", "pellets", kg(30_000), null, sensor, kg(100)), true);
        filter.boundary(DAY_MS);
        return filter;
    }

    @Test
    void readingsPassInTheDevicesOrderAndAGapIsReportedOnce() {
        for (long sequence : new long[] {1, 2, 5, 4}) {
            take(sequence, 20_000);
        }
        assertThat(books.passed).containsExactly(1L, 2L);
        take(3, 20_000);
        assertThat(books.passed).containsExactly(1L, 2L, 3L, 4L, 5L);
        take(7, 20_000);
        take(19, 20_000);
        assertThat(books.passed).as("three hours held").endsWith(5L, 7L);
        take(31, 20_000);
        assertThat(filter.missing())
                .containsExactly(
                        new MissingReadings("sensor-1", 6, 6, 5 * INTERVAL_MS, 7 * INTERVAL_MS),
                        new MissingReadings("sensor-1", 8, 18, 7 * INTERVAL_MS, 19 * INTERVAL_MS));
        filter.reported("sensor-1", 6);
        assertThat(filter.missing()).hasSize(1);
    }

    @Test
    void aRiseThatStaysIsARefillAndTheDayBeforeItsStock() {
        level(20_000, 90);
        assertThat(filter.isSettled()).isTrue();
        level(25_000, 20);
        Refill refill = books.risen.getFirst();
        assertThat(books.risen).hasSize(1);
        assertThat(refill.estimate()).isEqualTo(5_000_000);
        assertThat(refill.startMs()).as("end of the group before").isEqualTo(87 * INTERVAL_MS);
        assertThat(filter.completedRefills()).isEqualTo(1);
        assertThat(filter.stored().captures()).hasSize(1);
        assertThat(Objects.requireNonNull(filter.stock(DAY_MS)).milli()).isEqualTo(20_000_000);
        assertThat(filter.refillNo(DAY_MS)).isZero();
        filter.keepCaptures(capture -> false);
        assertThat(Objects.requireNonNull(filter.stock(DAY_MS)).milli()).isEqualTo(25_000_000);
        assertThat(filter.refillNo(DAY_MS)).isEqualTo(1);
    }

    @Test
    void anotherSensorShiftsTheLevel() {
        level(20_000, 20);
        assertThat(filter.endSegment(1, null, next * INTERVAL_MS, books)).isEqualTo(20);
        filter.startSegment(new SensorSpec("sensor-2", kg(10), kg(10), 0), false);
        assertThat(filter.isChangingOver()).isTrue();
        level(17_000, 9);
        assertThat(books.shifted).isEmpty();
        level(17_000, 1);
        LevelShift shift = books.shifted.getFirst();
        assertThat(shift.milli()).isEqualTo(-3_000_000);
        assertThat(shift.stated()).isFalse();
        assertThat(shift.changeNo()).isEqualTo(1);
        assertThat(filter.isChangingOver()).isFalse();
        assertThat(books.risen).isEmpty();
    }

    @Test
    void aStoredFilterGoesOnAsTheOneItWasStoredOf() {
        level(20_000, 93);
        take(next + 1, 25_000);
        LevelFilter other = LevelFilter.restore(filter.spec(), filter.stored());
        other.boundary(DAY_MS);
        assertThat(other.stored()).isEqualTo(filter.stored());
        take(next, 25_000);
        LevelFilter expected = filter;
        filter = other;
        take(next, 25_000);
        assertThat(other.stored()).isEqualTo(expected.stored());
        assertThat(expected.copy().stored()).isEqualTo(expected.stored());
    }

    @Test
    void nothingIsKnownOfASiloBeforeItIsRegistered() {
        LevelFilter bare = new LevelFilter();
        assertThat(bare.isEmpty()).isTrue();
        assertThat(bare.clockMs()).isEqualTo(Long.MIN_VALUE);
        assertThat(LevelFilter.restore(null, bare.stored()).stored()).isEqualTo(bare.stored());
    }

    private void level(long kilograms, int count) {
        for (int i = 0; i < count; i++) {
            take(next, kilograms + NOISE_KG[(int) (next % NOISE_KG.length)]);
            next++;
        }
    }

    private void take(long sequence, long kilograms) {
        Sample sample =
                new Sample(
                        sequence, sequence * INTERVAL_MS, kilograms * 1_000, kilograms * 1_000_000);
        filter.take(sample, DensityUse.NONE, books);
    }

    private static Quantity kg(long kilograms) {
        return new Quantity(kilograms * 1_000, Dimension.MASS);
    }
}
