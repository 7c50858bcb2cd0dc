package io.usance.meter.silo;

import org.jspecify.annotations.Nullable;

/**
 * The way from the last plateau of one segment to the first of the next.
 *
 * <p>The jump is what the level shows more after than before, and the draw in between, which no
 * sensor saw: its average rate times the time. That draw is in doubt as a whole, and a batch may
 * have been drawn at either end; both are part of the uncertainty, which is a bound.
 *
 * @param changeNo the change of the sensor
 * @param before last plateau of the old segment; before a refill that it did not see the end of, or
 *     where a sensor that got stuck was last seen to move
 * @param beforeUncertainty expanded (k = 2), by the old sensor's noise and resolution
 * @param perHour average draw
 * @param drop what a single batch can take
 * @param stated the jump if someone knew it, else null
 * @param startedMs when the new segment's first reading was sampled
 */
record Bridge(
        int changeNo,
        Plateau before,
        long beforeUncertainty,
        long perHour,
        long drop,
        @Nullable Long stated,
        long startedMs) {

    /** A level that rises for longer behind a change of the sensor is taken as it stands. */
    static final long RISING_MAX_MS = RefillMachine.FILLING_MAX_MS;

    /**
     * A stock adjustment that is known but not booked.
     *
     * @param changeNo the change of the sensor
     * @param source how it was found
     * @param milli what is added to the book stock
     * @param uncertainty expanded (k = 2)
     * @param fromMs plateau before
     * @param toMs plateau after
     * @param afterMs boundaries up to here were measured on the old segment's scale; so it belongs
     *     into the first open period that ends later
     */
    record Adjustment(
            int changeNo,
            SiloEvent.AdjustmentSource source,
            long milli,
            long uncertainty,
            long fromMs,
            long toMs,
            long afterMs) {}

    /** The second change before the first was bridged: the plateau before them stays. */
    Bridge restarted(SensorChange change, long nowMs) {
        Long both = stated == null || change.stated() == null ? null : stated + change.stated();
        return new Bridge(change.no(), before, beforeUncertainty, perHour, drop, both, nowMs);
    }

    /** The same on another scale. */
    Bridge revalued(Revaluation to) {
        return new Bridge(
                changeNo,
                to.of(before),
                to.of(beforeUncertainty),
                to.of(perHour),
                to.of(drop),
                stated,
                startedMs);
    }

    /** The stock at instants in between, on the old segment's scale. */
    BoundaryCapture.Filling filling(Tolerances tolerances) {
        long own = tolerances.plateau(before.count());
        return new BoundaryCapture.Filling(
                before, perHour, drop + Math.max(0, beforeUncertainty - own));
    }

    /** True if the window holds a plateau that stands, not the foot of a rise. */
    boolean isAcross(PlateauWindow window, Tolerances tolerances, long nowMs) {
        if (!window.isFull()) {
            return false;
        }
        boolean rising = window.newest().milli() > window.older().milli() + tolerances.flat();
        return !rising || nowMs - startedMs >= RISING_MAX_MS;
    }

    /** What the book stock has to be adjusted by, given the first plateau behind the change. */
    Adjustment adjustment(Plateau after, Tolerances tolerances, long clockMs) {
        if (stated != null) {
            return new Adjustment(
                    changeNo,
                    SiloEvent.AdjustmentSource.STATED,
                    stated,
                    0,
                    before.atMs(),
                    after.atMs(),
                    clockMs);
        }
        long drawn = Milli.amount(perHour, Math.max(0, after.atMs() - before.atMs()));
        return new Adjustment(
                changeNo,
                SiloEvent.AdjustmentSource.MEASURED,
                after.milli() - before.milli() + drawn,
                beforeUncertainty + tolerances.plateau(after.count()) + drawn + drop,
                before.atMs(),
                after.atMs(),
                clockMs);
    }
}
