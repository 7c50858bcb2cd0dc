package io.usance.meter.silo.filter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recognises refills: a rise of the level well beyond noise that stays.
 *
 * <p>STEADY until the newest group's median exceeds the low-water mark since the last refill by
 * {@link Tolerances#rise()}; FILLING until the newest median no longer exceeds the older one;
 * SETTLING for {@link Refill#MERGE_MS} and until the level has moved, in which a further rise is
 * part of the same refill. A rise that did not stay is forgotten.
 *
 * <p>Design note: every live silo has one, so it is no record of records. {@link Stored} is.
 */
public final class RefillMachine {

    public enum Mode {
        STEADY,
        FILLING,
        SETTLING
    }

    /**
     * A refill in progress.
     *
     * @param before plateau before it
     * @param after plateau after it; while FILLING the newest known
     * @param climb what single readings show of it; missing of a rise stored before that was kept
     */
    public record Rise(Plateau before, long startMs, Plateau after, long endMs, Climb climb) {

        /** A rise stored without is taken for a delivery, as it was when it was stored. */
        Rise restored(long perHour) {
            return climb != null
                    ? this
                    : new Rise(
                            before,
                            startMs,
                            after,
                            endMs,
                            new Climb(
                                    after.milli() - before.milli(), startMs, endMs, perHour, null));
        }

        Rise climbing(Climb seen) {
            Climb next = climb.next(seen);
            return next == climb ? this : new Rise(before, startMs, after, endMs, next);
        }
    }

    /**
     * A rise as single readings show it.
     *
     * @param most the most it rose in about an hour
     * @param fromMs the last reading before it
     * @param toMs the reading that ends it
     * @param perHour the level's fall per hour before it; negative where it rose
     * @param top the level where it ends; null of one stored before that was kept
     */
    public record Climb(long most, long fromMs, long toMs, long perHour, @Nullable Long top) {

        Climb next(Climb seen) {
            boolean on = seen.toMs > seen.fromMs && (seen.most > most || seen.toMs > toMs);
            return on
                    ? new Climb(
                            Math.max(most, seen.most),
                            fromMs,
                            Math.max(toMs, seen.toMs),
                            perHour,
                            seen.toMs >= toMs ? seen.top : top)
                    : this;
        }

        Climb revalued(Revaluation to) {
            return new Climb(
                    to.of(most), fromMs, toMs, to.of(perHour), top == null ? null : to.of(top));
        }

        /**
         * What was drawn from where it ends to a plateau behind it: no more than the level fell.
         *
         * @param later draw per hour behind the plateau
         * @param band decreases within this are none
         */
        long drawnUntil(Plateau after, long later, long band) {
            long drawn = Milli.amount(later, Math.max(0, after.atMs() - toMs));
            return top == null ? drawn : Math.min(drawn, Math.max(0, top + band - after.milli()));
        }
    }

    /**
     * @param finished the refill that this step completed, or null
     */
    record Step(RefillMachine machine, @Nullable Refill finished) {}

    /**
     * As it is stored.
     *
     * @param mode the state
     * @param count refills begun so far; the number of the newest
     * @param low lowest median since the last refill; null until there is one
     * @param rise the refill in progress; null if STEADY
     * @param draw how fast the silo is drawn from
     */
    public record Stored(
            Mode mode, int count, @Nullable Long low, @Nullable Rise rise, DrawRate draw) {}

    /** There is no lowest median yet. */
    private static final long UNKNOWN = Long.MIN_VALUE;

    static final RefillMachine INITIAL =
            new RefillMachine(Mode.STEADY, 0, UNKNOWN, null, DrawRate.UNKNOWN);

    /** A filling that takes longer is taken as ended; trucks do not take a day. */
    static final long FILLING_MAX_MS = 24 * 3_600_000L;

    /** A level that does not move at all for so long after a refill is believed. */
    static final long SETTLING_MAX_MS = 24 * 3_600_000L;

    /** After so long a small rise is held against the level before it. */
    static final long DOUBTFUL_MS = 24 * 3_600_000L;

    /** Readings that show a rise in so short a time are close enough to tell how fast it was. */
    private static final long DENSE_MS = 6 * 3_600_000L;

    private final Mode mode;
    private final int count;
    private final long low;
    private final @Nullable Rise rise;

    // A DrawRate.
    private final long segmentMilli;
    private final long segmentMs;
    private final long perHour;
    private final long drop;
    private final long dropBefore;

    private RefillMachine(Mode mode, int count, long low, @Nullable Rise rise, DrawRate draw) {
        this.mode = mode;
        this.count = count;
        this.low = low;
        this.rise = rise;
        this.segmentMilli = draw.segmentMilli();
        this.segmentMs = draw.segmentMs();
        this.perHour = draw.perHour();
        this.drop = draw.drop();
        this.dropBefore = draw.dropBefore();
    }

    static RefillMachine of(Stored stored) {
        Long low = stored.low();
        Rise rise = stored.rise();
        return new RefillMachine(
                stored.mode(),
                stored.count(),
                low == null ? UNKNOWN : low,
                rise == null ? null : rise.restored(stored.draw().perHour()),
                stored.draw());
    }

    Stored stored() {
        return new Stored(mode, count, low == UNKNOWN ? null : low, rise, draw());
    }

    Mode mode() {
        return mode;
    }

    /** Refills begun so far; the number of the newest. */
    int count() {
        return count;
    }

    /** How fast the silo is drawn from. */
    DrawRate draw() {
        return new DrawRate(segmentMilli, segmentMs, perHour, drop, dropBefore);
    }

    /** Takes the window after one more reading, and how well the level could be seen. */
    Step next(PlateauWindow window, Continuity continuity, Tolerances tolerances, Course course) {
        if (!window.hasPlateau()) {
            return new Step(this, null);
        }
        return switch (mode) {
            case STEADY -> new Step(steady(window, continuity, tolerances, course), null);
            case FILLING -> new Step(filling(window, tolerances, course), null);
            case SETTLING -> settling(window, continuity, tolerances, course);
        };
    }

    boolean isSteady() {
        return mode == Mode.STEADY;
    }

    boolean isFilling() {
        return mode == Mode.FILLING;
    }

    /** Number of the newest refill that the present level certainly contains. */
    int completed() {
        return isSteady() ? count : count - 1;
    }

    /** Restarts behind a change of the sensor; a refill in progress is dropped. */
    RefillMachine restarted(DrawRate known) {
        return new RefillMachine(Mode.STEADY, completed(), UNKNOWN, null, known);
    }

    /** The same levels on another scale. */
    RefillMachine revalued(Revaluation to) {
        Rise was = rise;
        Rise is =
                was == null
                        ? null
                        : new Rise(
                                to.of(was.before()),
                                was.startMs(),
                                to.of(was.after()),
                                was.endMs(),
                                was.climb().revalued(to));
        return new RefillMachine(
                mode, count, low == UNKNOWN ? UNKNOWN : to.of(low), is, draw().revalued(to));
    }

    private RefillMachine steady(
            PlateauWindow window, Continuity continuity, Tolerances tolerances, Course course) {
        if (low == UNKNOWN) {
            Plateau first = window.newest();
            return new RefillMachine(mode, count, first.milli(), null, draw().startSegment(first));
        }
        long newest = window.newestMilli();
        if (!window.isFull()) {
            return lowest(newest, drop);
        }
        if (newest > low + tolerances.rise()) {
            return begun(window, continuity, course);
        }
        return lowest(newest, window.olderMilli() - newest);
    }

    /** Steady on, with one more median and the fall before it. */
    private RefillMachine lowest(long milli, long fall) {
        return milli >= low && fall <= drop
                ? this
                : new RefillMachine(mode, count, Math.min(low, milli), null, draw().observe(fall));
    }

    private RefillMachine begun(PlateauWindow window, Continuity continuity, Course course) {
        Plateau newest = window.newest();
        Plateau older = window.older();
        long startMs = continuity.lastSureMs(window.olderEndMs());
        Plateau before = new Plateau(older.milli(), Math.min(older.atMs(), startMs), older.count());
        DrawRate average = draw().endSegment(older);
        Climb climb =
                course.isKept()
                        ? course.climb(average.perHour())
                        : new Climb(0, startMs, startMs, 0, null);
        Rise begun = new Rise(before, startMs, newest, newest.atMs(), climb);
        return new RefillMachine(Mode.FILLING, count + 1, low, begun, average);
    }

    private RefillMachine filling(PlateauWindow window, Tolerances tolerances, Course course) {
        Rise now = course.isKept() ? current().climbing(course.climb(perHour)) : current();
        Plateau newest = window.newest();
        boolean rising = newest.milli() > window.older().milli() + tolerances.flat();
        boolean behind = !course.isKept() || window.newestStartMs() > now.climb().toMs();
        if (rising && !(newest.atMs() - now.startMs() >= FILLING_MAX_MS && behind)) {
            return now == rise ? this : new RefillMachine(mode, count, low, now, draw());
        }
        // Of readings hours apart one group spans a day: the limit ends a rise that is still in it,
        // and the older group then lies before the rise.
        long endMs = rising ? newest.atMs() : window.olderEndMs();
        Rise ended = new Rise(now.before(), now.startMs(), newest, endMs, now.climb());
        return new RefillMachine(Mode.SETTLING, count, newest.milli(), ended, draw());
    }

    private Step settling(
            PlateauWindow window, Continuity continuity, Tolerances tolerances, Course course) {
        Plateau newest = window.newest();
        long lowest = low == UNKNOWN ? newest.milli() : Math.min(low, newest.milli());
        if (newest.milli() > lowest + tolerances.rise()) {
            return new Step(new RefillMachine(Mode.FILLING, count, lowest, rise, draw()), null);
        }
        RefillMachine next = new RefillMachine(mode, count, lowest, rise, draw());
        long quietMs = newest.atMs() - current().endMs();
        // As long behind the plateau after it, so that the draw behind the rise is known.
        boolean seen =
                !course.isKept() || newest.atMs() - current().after().atMs() >= Refill.MERGE_MS;
        boolean settled = quietMs >= Refill.MERGE_MS && seen && isSure(window, continuity);
        boolean waits =
                isDoubtful(tolerances, course)
                        && newest.atMs() - current().before().atMs() < DOUBTFUL_MS;
        return (settled && !waits) || quietMs >= SETTLING_MAX_MS
                ? next.finish(window, tolerances, course)
                : new Step(next, null);
    }

    /** The level really stands where it seems to; a sensor stuck in mid-filling would not show. */
    boolean isSure(PlateauWindow window, Continuity continuity) {
        return continuity.isSureSince(window.newestStartMs());
    }

    /**
     * A small rise that takes hours may be a swing of day and night: only the same time next day
     * tells. One that comes within about an hour is a delivery, if the readings are close enough to
     * show that.
     */
    boolean isDoubtful(Tolerances tolerances, Course course) {
        return isDoubtful(current().after().milli(), tolerances, course);
    }

    /** As above, of a rise that has reached a level. */
    boolean isDoubtful(long milli, Tolerances tolerances, Course course) {
        Rise now = current();
        long size = milli - now.before().milli();
        if (!course.isKept()) {
            return false;
        }
        boolean isSmall = tolerances.smallestDelivery() > 0 && size < tolerances.smallestDelivery();
        if (!isSmall && (size > tolerances.large() || now.climb().most() > tolerances.abrupt())) {
            return false;
        }
        boolean dense = now.endMs() - now.startMs() <= DENSE_MS;
        return !dense
                || now.climb().most() < size / 3 * 2
                || size <= course.swing() + course.swing() / 2;
    }

    /** Ends a SETTLING refill now: it stayed and is complete, or it did not stay and never was. */
    Step finish(PlateauWindow window, Tolerances tolerances, Course course) {
        if (!course.isKept()) {
            return finishByFirstRules(window.newest(), tolerances);
        }
        Rise done = current();
        Plateau newest = window.newest();
        RiseEstimate risen = RiseEstimate.of(done, newest, tolerances, course);
        long estimate = risen.milli();
        boolean stayed =
                estimate > tolerances.rise() && stays(newest, tolerances, course, estimate);
        boolean faint = !stayed && estimate > tolerances.rise() && isDoubtful(tolerances, course);
        long size = done.after().milli() - done.before().milli();
        if (!stayed && done.climb().most() <= size / 2) {
            course.swung(size);
        }
        course.hid(risen.hiddenMs());
        Refill refill =
                new Refill(
                        count,
                        done.startMs(),
                        done.endMs(),
                        estimate,
                        risen.uncertainty(),
                        faint
                                ? Refill.Status.FAINT
                                : estimate < tolerances.smallestDelivery()
                                        ? Refill.Status.SMALL
                                        : Refill.Status.WAITING,
                        0,
                        List.of(),
                        risen.fillingMs());
        return finished(newest, stayed || faint ? refill : null);
    }

    /** By the average draw since the last rise, which a day's pattern or a batch makes wrong. */
    private Step finishByFirstRules(Plateau newest, Tolerances tolerances) {
        Rise done = current();
        long ms = Math.max(0, done.after().atMs() - done.before().atMs());
        long drawn = Milli.amount(perHour, ms);
        long estimate = done.after().milli() - done.before().milli() + drawn;
        long largestDrop = Math.max(drop, dropBefore);
        long since = Milli.amount(perHour, Math.max(0, newest.atMs() - done.before().atMs()));
        boolean stayed =
                estimate > tolerances.rise()
                        && newest.milli() - done.before().milli() + since + largestDrop
                                > tolerances.rise();
        Refill refill =
                new Refill(
                        count,
                        done.startMs(),
                        done.endMs(),
                        estimate,
                        2 * tolerances.plateau(PlateauWindow.GROUP) + drawn + largestDrop,
                        estimate < tolerances.smallestDelivery()
                                ? Refill.Status.SMALL
                                : Refill.Status.WAITING,
                        0,
                        List.of(),
                        null);
        return finished(newest, stayed ? refill : null);
    }

    private Step finished(Plateau newest, @Nullable Refill refill) {
        return new Step(
                new RefillMachine(
                        Mode.STEADY,
                        refill == null ? count - 1 : count,
                        low,
                        null,
                        draw().startSegment(newest)),
                refill);
    }

    private boolean stays(Plateau now, Tolerances tolerances, Course course, long estimate) {
        Plateau before = current().before();
        if (isDoubtful(tolerances, course)) {
            return now.milli() - before.milli() + course.drawnPerDay() > estimate / 2;
        }
        long drawn = Milli.amount(perHour, Math.max(0, now.atMs() - before.atMs()));
        return now.milli() - before.milli() + drawn + course.batch() > tolerances.rise();
    }

    /**
     * How fast the stock before a rise is drawn from while the rise hides it. One that is small may
     * be a swing of day and night, of which the average draw since the last rise is a part.
     *
     * @param newest level that it has reached
     */
    long hiddenPerHour(long newest, Tolerances tolerances, Course course) {
        Rise now = current();
        long size = Math.max(newest, now.after().milli()) - now.before().milli();
        return size > tolerances.large() || !course.isKept()
                ? perHour
                : Math.min(perHour, (course.drawnPerDay() + Math.max(0, size)) / 24);
    }

    /** The refill in progress. */
    Rise current() {
        if (rise == null) {
            throw new IllegalStateException("no refill is in progress in mode " + mode);
        }
        return rise;
    }
}
