package io.usance.meter.silo.filter;

import org.jspecify.annotations.Nullable;

/**
 * From the last plateau of one segment to the first of the next; open until there is one.
 *
 * <p>The level shifts by what it shows more after than before, plus the draw in between, which no
 * sensor saw: its average rate times the time. That draw is in doubt as a whole, and a batch may
 * have been drawn at either end; both are part of the uncertainty, which is a bound.
 *
 * @param changeNo the change of the sensor; 0 if a calibration came into force by its date
 * @param before last plateau of the old segment; before a refill that it did not see the end of, or
 *     where a sensor that got stuck was last seen to move
 * @param beforeUncertainty expanded (k = 2), by the old sensor's noise and resolution
 * @param perHour average draw
 * @param drop what a single batch can take
 * @param stated the shift if it was stated, else null
 * @param startedMs when the new segment's first reading was sampled
 */
public record Changeover(
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
     * A second change before the first shift was measured: the plateau before them stays.
     *
     * @param nextStated the second shift if it was stated, else null
     */
    Changeover restarted(int nextNo, @Nullable Long nextStated, long nowMs) {
        Long both = stated == null || nextStated == null ? null : stated + nextStated;
        return new Changeover(nextNo, before, beforeUncertainty, perHour, drop, both, nowMs);
    }

    /** The same on another scale. */
    Changeover revalued(Revaluation to) {
        return new Changeover(
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
    boolean isMeasurable(PlateauWindow window, Tolerances tolerances, long nowMs) {
        if (!window.isFull()) {
            return false;
        }
        boolean rising = window.newest().milli() > window.older().milli() + tolerances.flat();
        return !rising || nowMs - startedMs >= RISING_MAX_MS;
    }

    /** By how much the level has shifted, given the first plateau behind the change. */
    LevelShift shift(Plateau after, Tolerances tolerances, long clockMs) {
        if (stated != null) {
            return new LevelShift(changeNo, true, stated, 0, before.atMs(), after.atMs(), clockMs);
        }
        long drawn = Milli.amount(perHour, Math.max(0, after.atMs() - before.atMs()));
        return new LevelShift(
                changeNo,
                false,
                after.milli() - before.milli() + drawn,
                beforeUncertainty + tolerances.plateau(after.count()) + drawn + drop,
                before.atMs(),
                after.atMs(),
                clockMs);
    }
}
