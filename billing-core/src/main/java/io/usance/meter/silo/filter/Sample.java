package io.usance.meter.silo.filter;

import java.time.Instant;

/**
 * A reading as the filters see it.
 *
 * @param sequence the device's counter
 * @param atMs the device's time of sampling, milliseconds since the epoch
 * @param milli level in thousandths of the silo's base unit
 * @param shown the value as the device gave it, in millionths of its unit: a sensor that is stuck
 *     shows the same, whatever a temperature makes of it
 */
public record Sample(long sequence, long atMs, long milli, long shown) {

    /** Decimals of {@code shown}: two values that differ by less are the same. */
    public static final int SHOWN_DECIMALS = 6;

    /** The same at another place in the device's order. */
    public Sample at(long place) {
        return new Sample(place, atMs, milli, shown);
    }

    /** As if so much less had been there. */
    Sample less(long gone) {
        return new Sample(sequence, atMs, milli - gone, shown);
    }

    /** Milliseconds since the epoch; a device whose clock was never set says 1970, never less. */
    public static long ms(Instant at) {
        return at.isBefore(Instant.EPOCH) ? 0 : at.toEpochMilli();
    }
}
