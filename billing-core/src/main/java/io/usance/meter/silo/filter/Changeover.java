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
 * @param fallen where the old sensor stood last, if that was a fall nothing had confirmed; else
 *     null
 */
public record Changeover(
        int changeNo,
        Plateau before,
        long beforeUncertainty,
        long perHour,
        long drop,
        @Nullable Long stated,
        long startedMs,
        @Nullable Plateau fallen) {

    /** A level that rises for longer behind a change of the sensor is taken as it stands. */
    static final long RISING_MAX_MS = RefillMachine.FILLING_MAX_MS;

    /**
     * A second change before the first shift was measured: the plateau before them stays.
     *
     * @param nextStated the second shift if it was stated, else null
     */
    Changeover restarted(int nextNo, @Nullable Long nextStated, long nowMs) {
        Long both = stated == null || nextStated == null ? null : stated + nextStated;
        return new Changeover(
                nextNo, before, beforeUncertainty, perHour, drop, both, nowMs, fallen);
    }

    /** The old sensor had shown a fall that waited to be confirmed. */
    Changeover falling(Suspense fall) {
        Plateau low = new Plateau(fall.newest().milli(), fall.newest().atMs(), fall.count());
        return new Changeover(
                changeNo, before, beforeUncertainty, perHour, drop, stated, startedMs, low);
    }

    /** The new sensor says whether the level had fallen: the shift is no part of that. */
    private Plateau last(Plateau after) {
        boolean fell =
                fallen != null
                        && Math.abs(after.milli() - fallen.milli())
                                < Math.abs(after.milli() - before.milli());
        return fallen != null && fell ? fallen : before;
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
                startedMs,
                fallen == null ? null : to.of(fallen));
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
        Plateau last = last(after);
        long drawn = Milli.amount(perHour, Math.max(0, after.atMs() - last.atMs()));
        return new LevelShift(
                changeNo,
                false,
                after.milli() - last.milli() + drawn,
                beforeUncertainty + tolerances.plateau(after.count()) + drawn + drop,
                last.atMs(),
                after.atMs(),
                clockMs);
    }
}
