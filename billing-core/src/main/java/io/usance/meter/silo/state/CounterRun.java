package io.usance.meter.silo.state;

import org.jspecify.annotations.Nullable;

/**
 * A run of a device's counter that has ended: from one start of it to the next.
 *
 * @param base place of its sequence 0 in the silo's order, see {@link Counter}
 * @param lastPlace the highest place that was reached
 * @param fromMs its readings were sampled from about here; the least long of the first
 * @param untilMs time of sampling that was reached
 * @param stepMs from one reading to the next, at its end; 0 if not known
 * @param modulus its sequences are of modulo this; 0 if they do not wrap
 * @param name as the network names it; null if it does not
 */
record CounterRun(
        long base,
        long lastPlace,
        long fromMs,
        long untilMs,
        long stepMs,
        long modulus,
        @Nullable String name) {

    /** Farther from a known reading than this, an extrapolation is no better. */
    private static final long STEPS_MAX = 1_000_000_000;

    /** When the reading at a place was sampled, as far as the run's pace tells. */
    long expectedMs(long place) {
        return expectedMs(lastPlace, untilMs, stepMs, place);
    }

    static long expectedMs(long knownPlace, long knownMs, long stepMs, long place) {
        long steps = Math.clamp(place - knownPlace, -STEPS_MAX, STEPS_MAX);
        return knownMs + steps * stepMs;
    }

    /** Where a sequence stood; of one that wraps, the turn nearest to the time. */
    long placeOf(long sequence, long atMs) {
        return modulus == 0
                ? base + sequence
                : nearestTurn(base, modulus, sequence, approximate(atMs));
    }

    private long approximate(long atMs) {
        return stepMs == 0 ? lastPlace : lastPlace + Math.floorDiv(atMs - untilMs, stepMs);
    }

    static long nearestTurn(long base, long modulus, long sequence, long aboutPlace) {
        long turns = Math.floorDiv(aboutPlace - base - sequence + modulus / 2, modulus);
        return base + Math.max(0, turns) * modulus + sequence;
    }

    /** A reading stamped then may be of this run, allowing for a gateway's times. */
    boolean mayBeOf(long atMs) {
        return atMs < untilMs + RetiredSensor.STRAGGLING_MAX_MS
                && (fromMs == Long.MIN_VALUE || atMs >= fromMs - RetiredSensor.STRAGGLING_MAX_MS);
    }
}
