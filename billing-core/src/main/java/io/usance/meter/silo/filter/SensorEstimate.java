package io.usance.meter.silo.filter;

import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Quantity;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a block of readings says of its sensor.
 *
 * <p>Resolution: the smallest step between any two values of the block. Noise: the median absolute
 * first difference over 0.6745·√2, or second difference over 0.6745·√6, whichever says less; a draw
 * makes either larger, a steady one only the first. A value stands for the interval that is rounded
 * to it, so medians are those of grouped data, and part of that spread, q²/16, is taken off again.
 * Together that errs to the large side where noise hides in the resolution.
 *
 * @param noise standard deviation of one reading, thousandths of the silo's base unit; at least an
 *     eighth of the resolution and a hundred-thousandth of the capacity
 * @param resolution smallest step, likewise; at least a hundred-thousandth of the capacity
 */
public record SensorEstimate(long noise, long resolution) {

    /** Less than this part of the capacity is neither noise nor a step. */
    static final long FLOOR_DIVISOR = 100_000;

    /** Noise much smaller than the resolution does not show; it is taken for this part of it. */
    static final long HIDDEN_DIVISOR = 8;

    /** Until they are learnt: half a hundredth of the capacity, a worse sensor than most. */
    static final long UNLEARNT_NOISE_DIVISOR = 200;

    /** Until they are learnt: a hundredth of the capacity. */
    static final long UNLEARNT_RESOLUTION_DIVISOR = 100;

    private static final long E5 = 100_000;

    /** 0.67449·√2: the median absolute difference of two readings is so many σ. */
    private static final long FIRST_E5 = 95_387;

    /** 0.67449·√6: the same of the second difference. */
    private static final long SECOND_E5 = 165_216;

    /** What is given stands; what is not is taken at its worst. */
    static SensorEstimate unlearnt(SiloSpec spec) {
        long capacity = spec.capacity().milli();
        return new SensorEstimate(
                capacity / UNLEARNT_NOISE_DIVISOR, capacity / UNLEARNT_RESOLUTION_DIVISOR);
    }

    /** Null if the level did not move at all: that says nothing. */
    static @Nullable SensorEstimate of(long[] values, SiloSpec spec) {
        long floor = Math.max(1, spec.capacity().milli() / FLOOR_DIVISOR);
        long smallest = smallestStep(values, floor);
        if (smallest == 0) {
            return null;
        }
        Quantity given = spec.sensor().resolution();
        long step = given == null ? smallest : Math.max(floor, given.milli());
        long first = Milli.mulDiv(groupedMedian(firstDifferences(values), step), E5, FIRST_E5);
        long second = Milli.mulDiv(groupedMedian(secondDifferences(values), step), E5, SECOND_E5);
        long noise = withoutRounding(Math.min(first, second), step);
        return new SensorEstimate(Math.max(floor, Math.max(noise, step / HIDDEN_DIVISOR)), step);
    }

    SensorEstimate atLeast(SensorEstimate other) {
        return new SensorEstimate(
                Math.max(noise, other.noise), Math.max(resolution, other.resolution));
    }

    SensorEstimate atMost(SensorEstimate other) {
        return new SensorEstimate(
                Math.min(noise, other.noise), Math.min(resolution, other.resolution));
    }

    /** 0 if all are equal but for less than {@code floor}. */
    private static long smallestStep(long[] values, long floor) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        long smallest = 0;
        for (int i = 1; i < sorted.length; i++) {
            long step = sorted[i] - sorted[i - 1];
            if (step >= floor && (smallest == 0 || step < smallest)) {
                smallest = step;
            }
        }
        return smallest;
    }

    private static long[] firstDifferences(long[] values) {
        long[] result = new long[values.length - 1];
        for (int i = 0; i < result.length; i++) {
            result[i] = Math.abs(values[i + 1] - values[i]);
        }
        return result;
    }

    private static long[] secondDifferences(long[] values) {
        long[] result = new long[values.length - 2];
        for (int i = 0; i < result.length; i++) {
            result[i] = Math.abs(values[i + 2] - 2 * values[i + 1] + values[i]);
        }
        return result;
    }

    /** The median if each value were spread evenly over the step around it. */
    private static long groupedMedian(long[] values, long step) {
        Arrays.sort(values);
        int half = (values.length - 1) / 2;
        long group = groupOf(values[half], step);
        int below = 0;
        int within = 0;
        for (long value : values) {
            long of = groupOf(value, step);
            below += of < group ? 1 : 0;
            within += of == group ? 1 : 0;
        }
        long from = group == 0 ? 0 : group * step - step / 2;
        long width = group == 0 ? step / 2 : step;
        return from + Milli.mulDiv(width, values.length - 2L * below, 2L * within);
    }

    private static long groupOf(long value, long step) {
        return (value + step / 2) / step;
    }

    private static long withoutRounding(long deviation, long step) {
        BigInteger square = BigInteger.valueOf(deviation).pow(2);
        BigInteger rounding = BigInteger.valueOf(step).pow(2).shiftRight(4);
        return square.compareTo(rounding) <= 0
                ? 0
                : square.subtract(rounding).sqrt().longValueExact();
    }
}
