package io.usance.meter.silo.filter;

import java.util.List;
import java.util.Objects;
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

    /** The plateau that stands, as a reading; there must be one. */
    Sample sample() {
        Plateau plateau = window.newest();
        Sample newest = Objects.requireNonNull(window.newestSample());
        return new Sample(newest.sequence(), plateau.atMs(), plateau.milli(), newest.shown());
    }

    /** The same, carried to the newest reading by the average draw. */
    Sample sampleNow() {
        Sample plateau = sample();
        long nowMs = Objects.requireNonNull(window.newestSample()).atMs();
        long perHour = machine.draw().perHourUntil(window.newest());
        long drawn = Milli.amount(perHour, Math.max(0, nowMs - plateau.atMs()));
        return new Sample(plateau.sequence(), nowMs, plateau.milli() - drawn, plateau.shown());
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
        long reached = back == null ? window.newestMilli() : back.of(window.newestMilli());
        long perHour = then.hiddenPerHour(reached, tolerances, course);
        Sample sample = Objects.requireNonNull(window.newestSample());
        Sample newest = back == null ? sample : back.of(sample);
        return BoundaryCapture.Filling.of(then, perHour + faster(then, newest, perHour), batch());
    }

    /**
     * By how much more is drawn per hour since the stock before a rise, if the level has fallen
     * behind it by more than usual: an auger that starts as the lorry stops.
     */
    private long faster(RefillMachine then, Sample newest, long perHour) {
        RefillMachine.Climb climb = then.current().climb();
        Long top = climb.top();
        long ms = newest.atMs() - climb.toMs();
        if (!course.isKept() || top == null || ms <= 0) {
            return 0;
        }
        long fell = top - newest.milli() - Milli.amount(perHour, ms) - tolerances.flat();
        Plateau before = then.current().before();
        long allMs = newest.atMs() - before.atMs();
        // More than stood there is the delivery's, which is not in this stock.
        long left = Math.max(0, before.milli() - Milli.amount(perHour, allMs));
        return fell <= 0 ? 0 : Milli.perHour(Math.min(fell, left), allMs);
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
