package io.usance.meter.silo.spec;

import io.usance.failure.Checks;
import io.usance.quantity.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a sensor.
 *
 * @param sensorId the device
 * @param noise standard deviation of one reading, in the silo's dimension; zero if negligible; null
 *     to have it worked out from the readings. Until then, for about 128 readings, they are
 *     recorded but nothing is metered; then all of it is
 * @param resolution smallest step between two reported values; zero if negligible; null likewise
 * @param stuckAfterReadings how many identical values in a row make the sensor count as stuck; 0
 *     switches the check off
 * @param sequencing what tells its readings apart and orders them; null means {@link
 *     Sequencing#COUNTER}, which is kept as null so that what was stored before stays equal
 * @param counterModulus what the device's counter counts to, exclusively, before it begins at 0
 *     again: 256, 65536, 4294967296; null if it does not wrap, or is not known to
 * @param accuracy how far it may be from the truth; null if that was not declared: then the
 *     uncertainty of what is metered has no part for it
 */
public record SensorSpec(
        String sensorId,
        @Nullable Quantity noise,
        @Nullable Quantity resolution,
        int stuckAfterReadings,
        @Nullable Sequencing sequencing,
        @Nullable Long counterModulus,
        @Nullable SensorAccuracy accuracy) {

    /** A counter that wraps earlier cannot tell a straggler from what comes next. */
    public static final long COUNTER_MODULUS_MIN = 16;

    /** What tells a sensor's readings apart for ever, and puts them in order. */
    public enum Sequencing {
        /** The device's own counter. Always to be preferred: no clock is as good. */
        COUNTER,
        /**
         * The device has no counter: the time of sampling to the millisecond has to do. Two
         * readings of one time are one reading. Readings wait until one sampled two hours later has
         * arrived and are then taken by time; what comes later still is evidence only. Times that a
         * gateway reconstructs are taken as they are.
         */
        TIME
    }

    public SensorSpec {
        Checks.given(sensorId, "sensorSpec.sensorId");
        sequencing = sequencing == Sequencing.COUNTER ? null : sequencing;
    }

    /** A sensor whose accuracy is not declared. */
    public SensorSpec(
            String sensorId,
            @Nullable Quantity noise,
            @Nullable Quantity resolution,
            int stuckAfterReadings,
            @Nullable Sequencing sequencing,
            @Nullable Long counterModulus) {
        this(sensorId, noise, resolution, stuckAfterReadings, sequencing, counterModulus, null);
    }

    /** A sensor whose counter, if it has one, does not wrap. */
    public SensorSpec(
            String sensorId,
            @Nullable Quantity noise,
            @Nullable Quantity resolution,
            int stuckAfterReadings,
            @Nullable Sequencing sequencing) {
        this(sensorId, noise, resolution, stuckAfterReadings, sequencing, null);
    }

    /** A sensor with a counter. */
    public SensorSpec(
            String sensorId,
            @Nullable Quantity noise,
            @Nullable Quantity resolution,
            int stuckAfterReadings) {
        this(sensorId, noise, resolution, stuckAfterReadings, null);
    }

    /** A sensor with a counter whose noise and resolution are worked out from its readings. */
    public static SensorSpec learning(String sensorId, int stuckAfterReadings) {
        return new SensorSpec(sensorId, null, null, stuckAfterReadings, null);
    }

    /** An equal one, whose parts are those of other sensors where they are equal. */
    public SensorSpec interned() {
        return Interned.value(
                new SensorSpec(
                        sensorId,
                        Interned.orNull(noise),
                        Interned.orNull(resolution),
                        stuckAfterReadings,
                        sequencing,
                        Interned.orNull(counterModulus),
                        Interned.orNull(accuracy)));
    }

    /** Noise or resolution, or both, are to be worked out. */
    public boolean learns() {
        return noise == null || resolution == null;
    }

    public boolean hasCounter() {
        return sequencing != Sequencing.TIME;
    }

    /**
     * A reading's place in the device's order.
     *
     * @param counter what the device's counter showed
     * @param sampledAtMs milliseconds since the epoch, which a counterless sensor's readings are
     *     ordered by
     */
    public long placeOf(long counter, long sampledAtMs) {
        return hasCounter() ? counter : sampledAtMs;
    }
}
