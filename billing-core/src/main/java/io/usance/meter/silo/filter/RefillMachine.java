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
     */
    public record Rise(Plateau before, long startMs, Plateau after, long endMs) {}

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
        return new RefillMachine(
                stored.mode(),
                stored.count(),
                low == null ? UNKNOWN : low,
                stored.rise(),
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
    Step next(PlateauWindow window, Continuity continuity, Tolerances tolerances) {
        if (!window.hasPlateau()) {
            return new Step(this, null);
        }
        return switch (mode) {
            case STEADY -> new Step(steady(window, continuity, tolerances), null);
            case FILLING -> new Step(filling(window, tolerances), null);
            case SETTLING -> settling(window, continuity, tolerances);
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
                                was.endMs());
        return new RefillMachine(
                mode, count, low == UNKNOWN ? UNKNOWN : to.of(low), is, draw().revalued(to));
    }

    private RefillMachine steady(
            PlateauWindow window, Continuity continuity, Tolerances tolerances) {
        if (low == UNKNOWN) {
            Plateau first = window.newest();
            return new RefillMachine(mode, count, first.milli(), null, draw().startSegment(first));
        }
        long newest = window.newestMilli();
        if (!window.isFull()) {
            return lowest(newest, drop);
        }
        if (newest > low + tolerances.rise()) {
            return begun(window, continuity);
        }
        return lowest(newest, window.olderMilli() - newest);
    }

    /** Steady on, with one more median and the fall before it. */
    private RefillMachine lowest(long milli, long fall) {
        return milli >= low && fall <= drop
                ? this
                : new RefillMachine(mode, count, Math.min(low, milli), null, draw().observe(fall));
    }

    private RefillMachine begun(PlateauWindow window, Continuity continuity) {
        Plateau newest = window.newest();
        Plateau older = window.older();
        long startMs = continuity.lastSureMs(window.olderEndMs());
        Plateau before = new Plateau(older.milli(), Math.min(older.atMs(), startMs), older.count());
        Rise begun = new Rise(before, startMs, newest, newest.atMs());
        return new RefillMachine(Mode.FILLING, count + 1, low, begun, draw().endSegment(older));
    }

    private RefillMachine filling(PlateauWindow window, Tolerances tolerances) {
        Rise now = current();
        Plateau newest = window.newest();
        boolean rising = newest.milli() > window.older().milli() + tolerances.flat();
        if (rising && newest.atMs() - now.startMs() < FILLING_MAX_MS) {
            return this;
        }
        // Of readings hours apart one group spans a day: the limit ends a rise that is still in it,
        // and the older group then lies before the rise.
        long endMs = rising ? newest.atMs() : window.olderEndMs();
        Rise ended = new Rise(now.before(), now.startMs(), newest, endMs);
        return new RefillMachine(Mode.SETTLING, count, newest.milli(), ended, draw());
    }

    private Step settling(PlateauWindow window, Continuity continuity, Tolerances tolerances) {
        Plateau newest = window.newest();
        long lowest = low == UNKNOWN ? newest.milli() : Math.min(low, newest.milli());
        if (newest.milli() > lowest + tolerances.rise()) {
            return new Step(new RefillMachine(Mode.FILLING, count, lowest, rise, draw()), null);
        }
        RefillMachine next = new RefillMachine(mode, count, lowest, rise, draw());
        long quietMs = newest.atMs() - current().endMs();
        boolean settled = quietMs >= Refill.MERGE_MS && isSure(window, continuity);
        return settled || quietMs >= SETTLING_MAX_MS
                ? next.finish(window, tolerances)
                : new Step(next, null);
    }

    /** The level really stands where it seems to; a sensor stuck in mid-filling would not show. */
    boolean isSure(PlateauWindow window, Continuity continuity) {
        return continuity.isSureSince(window.newestStartMs());
    }

    /** Ends a SETTLING refill now: it stayed and is complete, or it did not stay and never was. */
    Step finish(PlateauWindow window, Tolerances tolerances) {
        Rise done = current();
        long ms = Math.max(0, done.after().atMs() - done.before().atMs());
        long drawn = Milli.amount(perHour, ms);
        long estimate = done.after().milli() - done.before().milli() + drawn;
        boolean stayed = estimate > tolerances.rise() && stays(window.newest(), tolerances);
        long uncertainty = 2 * tolerances.plateau(PlateauWindow.GROUP) + drawn + largestDrop();
        RefillMachine steady =
                new RefillMachine(
                        Mode.STEADY,
                        stayed ? count : count - 1,
                        low,
                        null,
                        draw().startSegment(window.newest()));
        Refill refill =
                new Refill(
                        count,
                        done.startMs(),
                        done.endMs(),
                        estimate,
                        uncertainty,
                        Refill.Status.WAITING,
                        0,
                        List.of());
        return new Step(steady, stayed ? refill : null);
    }

    private long largestDrop() {
        return Math.max(drop, dropBefore);
    }

    private boolean stays(Plateau now, Tolerances tolerances) {
        Plateau before = current().before();
        long drawn = Milli.amount(perHour, Math.max(0, now.atMs() - before.atMs()));
        return now.milli() - before.milli() + drawn + largestDrop() > tolerances.rise();
    }

    /** The refill in progress. */
    Rise current() {
        if (rise == null) {
            throw new IllegalStateException("no refill is in progress in mode " + mode);
        }
        return rise;
    }
}
