package io.usance.meter.silo.filter;

import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * What may be called a difference in one silo, in thousandths of its base unit; follows from its
 * specification, and from what has been learnt of its sensor where that is not given.
 *
 * @param noise standard deviation σ of one reading
 * @param resolution smallest step between two values
 * @param range how far below zero or above capacity a reading may be
 * @param rise a median must rise by more than this to be a refill
 * @param flat two neighbouring medians within this are one plateau
 * @param capacity of the silo
 * @param smallestDelivery what rises by less is no delivery without a note; 0 if none is declared
 */
public record Tolerances(
        long noise,
        long resolution,
        long range,
        long rise,
        long flat,
        long capacity,
        long smallestDelivery) {

    private static final long RANGE_DIVISOR = 100;
    private static final long RISE_DIVISOR = 200;

    /** Of a sensor that is given; of one that is not learnt yet a bound. */
    public static Tolerances of(SiloSpec spec) {
        return of(spec, null);
    }

    /**
     * @param learnt of the sensor; null if nothing is yet, or all is given
     */
    public static Tolerances of(SiloSpec spec, @Nullable SensorEstimate learnt) {
        SensorEstimate known = learnt == null ? SensorEstimate.unlearnt(spec) : learnt;
        Quantity givenNoise = spec.sensor().noise();
        Quantity givenResolution = spec.sensor().resolution();
        long noise = givenNoise == null ? known.noise() : givenNoise.milli();
        long resolution = givenResolution == null ? known.resolution() : givenResolution.milli();
        long capacity = spec.capacity().milli();
        return new Tolerances(
                noise,
                resolution,
                Math.max(capacity / RANGE_DIVISOR, single(noise, resolution)),
                Math.max(capacity / RISE_DIVISOR, 8 * noise + 2 * resolution),
                3 * noise + resolution,
                capacity,
                spec.smallestDelivery() == null ? 0 : spec.smallestDelivery().milli());
    }

    /** A single reading is hardly ever farther from the truth. */
    public long single() {
        return single(noise, resolution);
    }

    private static long single(long noise, long resolution) {
        return 4 * noise + resolution;
    }

    /** Two readings of one level are seldom the same. */
    boolean isNoisy() {
        return noise >= resolution;
    }

    /** The sensor's steps are so large that a level in use stands on one for hours. */
    boolean isCoarse(SiloSpec spec) {
        return resolution > spec.capacity().milli() / RISE_DIVISOR;
    }

    /** Decreases within this are none: eight deviations and two steps. */
    public long deadBand() {
        return 8 * noise + 2 * resolution;
    }

    /**
     * No swing of day and night rises so much in an hour or two, with noise: an eightieth of the
     * capacity, what one of ±2 % does.
     */
    long abrupt() {
        return 5 * range / 4 + 6 * noise;
    }

    /** No swing of day and night is as large as this: a twentieth of the capacity. */
    public long large() {
        // The range is at least a hundredth of the capacity.
        return 5 * range;
    }

    /** A delivery of more than this cannot hide behind noise and the draw while it is filled. */
    public long detectable() {
        return 2 * rise;
    }

    /**
     * Expanded uncertainty of a plateau of {@code count} readings: noise at k = 2, and half a
     * resolution as a bound (a quantised level that stands still does not average out).
     */
    long plateau(int count) {
        return Milli.medianUncertainty(noise, count) + (resolution + 1) / 2;
    }

    /** The part of the guard band that belongs to the present level. */
    public long guard() {
        return 5 * noise + resolution;
    }
}
