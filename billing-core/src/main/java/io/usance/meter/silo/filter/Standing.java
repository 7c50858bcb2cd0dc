package io.usance.meter.silo.filter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the silo at the moment, as far as the level shows it.
 *
 * @param window the newest readings
 * @param machine steady, or in a refill that hides the stock
 * @param changeover from one sensor to the next, which hides it as well; null if there is none
 */
record Standing(
        PlateauWindow window,
        RefillMachine machine,
        @Nullable Changeover changeover,
        Tolerances tolerances,
        Course course) {

    /** The last plateau that is not hidden; null if there is none. */
    @Nullable Plateau plateau() {
        if (changeover != null) {
            return changeover.before();
        }
        if (machine.isFilling()) {
            return machine.current().before();
        }
        return window.isEmpty() ? null : window.newest();
    }

    private long batch() {
        return course.isKept() ? course.batch() : machine.draw().largestDrop();
    }

    /** What hides the present stock, on another scale if need be; null if nothing does. */
    BoundaryCapture.@Nullable Filling hidden(@Nullable Revaluation back) {
        if (changeover != null) {
            return (back == null ? changeover : changeover.revalued(back)).filling(tolerances);
        }
        if (machine.isSteady() || machine.isDoubtful(window.newestMilli(), tolerances, course)) {
            // What swings stands at each time of day where it stood the day before.
            return null;
        }
        RefillMachine then = back == null ? machine : machine.revalued(back);
        return BoundaryCapture.Filling.of(then, then.hiddenPerHour(tolerances, course), batch());
    }

    /**
     * The stock at an instant, carried on by the average draw; null if no reading has been metered.
     */
    @Nullable Stock at(long instantMs) {
        BoundaryCapture.Filling hidden = hidden(null);
        if (hidden != null) {
            return BoundaryCapture.beforeRefill(hidden, instantMs, tolerances);
        }
        if (window.isEmpty()) {
            return null;
        }
        Plateau last = window.newest();
        long ms = Math.max(0, instantMs - last.atMs());
        long drawn = Milli.amount(machine.draw().perHourUntil(last), ms);
        return Stock.of(last.milli(), tolerances, last.count(), drawn + batch());
    }

    /**
     * A capture around instants that the next reading passes.
     *
     * @param back to the scale of the stock at these instants; null if that is the present one
     */
    BoundaryCapture capture(
            long fromMs, long toMs, @Nullable Revaluation back, Course.Witness witness) {
        Plateau before = window.isEmpty() ? null : window.newest();
        return new BoundaryCapture(
                fromMs,
                toMs,
                machine.completed(),
                before == null || back == null ? before : back.of(before),
                List.of(),
                0,
                hidden(back),
                before == null || back != null || !course.isKept()
                        ? null
                        : new BoundaryCapture.Filling(
                                before, machine.draw().perHourUntil(before), batch()),
                course.isKept() ? witness : null);
    }

    /**
     * What all that stands in the silo counts for more or less from an instant on; null if nothing
     * is known to. Of a lot being filled in, that is the stock before it.
     *
     * @param afterMs stocks up to here are measured on the old scale
     */
    @Nullable LevelShift revalued(Revaluation to, long sinceMs, long afterMs) {
        Plateau plateau = plateau();
        if (plateau == null) {
            return null;
        }
        long own = tolerances.plateau(plateau.count()) + batch();
        return new LevelShift(
                0,
                false,
                to.of(plateau.milli()) - plateau.milli(),
                Math.abs(to.of(own) - own) + 1,
                sinceMs,
                sinceMs,
                afterMs);
    }
}
