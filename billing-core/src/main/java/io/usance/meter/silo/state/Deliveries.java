package io.usance.meter.silo.state;

import io.usance.meter.silo.filter.Milli;
import io.usance.meter.silo.filter.Refill;
import io.usance.meter.silo.filter.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Refills seen by the level, and the delivery notes that say what they were.
 *
 * @param refills waiting ones and the newest counted ones, oldest first; unmodifiable
 * @param openNotes notes that do not count yet, in order of arrival; unmodifiable
 * @param noteIds the newest numbers seen, oldest first; unmodifiable
 */
record Deliveries(List<Refill> refills, List<OpenDeliveryNote> openNotes, List<String> noteIds) {

    /** Beyond this the oldest is estimated, if it waits, and forgotten. */
    static final int REFILLS_MAX = 32;

    static final int OPEN_NOTES_MAX = 64;

    /** A note's number is known for ever up to this many; then the oldest is forgotten. */
    static final int NOTE_IDS_MAX = 4096;

    /**
     * Readings this long after a period's end: a delivery still without a note is estimated. So
     * long after a rise: it is estimated provisionally.
     */
    static final long GRACE_MS = 24 * 3_600_000L;

    static final long NOT_OPENED = Long.MIN_VALUE;

    static final Deliveries EMPTY = new Deliveries(List.of(), List.of(), List.of());

    static Deliveries of(
            List<Refill> refills, List<OpenDeliveryNote> openNotes, List<String> noteIds) {
        Deliveries deliveries =
                new Deliveries(List.copyOf(refills), List.copyOf(openNotes), List.copyOf(noteIds));
        return deliveries.equals(EMPTY) ? EMPTY : deliveries;
    }

    Deliveries withRefill(Refill refill) {
        List<Refill> more = new ArrayList<>(refills);
        if (more.size() >= REFILLS_MAX) {
            forgetOldestCounted(more);
        }
        more.add(refill);
        return new Deliveries(List.copyOf(more), openNotes, noteIds);
    }

    Deliveries withNote(OpenDeliveryNote note) {
        List<String> ids = new ArrayList<>(noteIds);
        if (ids.size() == NOTE_IDS_MAX) {
            ids.remove(0);
        }
        ids.add(note.noteId());
        List<OpenDeliveryNote> notes = new ArrayList<>(openNotes);
        notes.add(note);
        return new Deliveries(refills, List.copyOf(notes), List.copyOf(ids));
    }

    Deliveries withoutNotes(List<String> ids) {
        if (openNotes.isEmpty()) {
            return this;
        }
        List<OpenDeliveryNote> notes =
                openNotes.stream().filter(note -> !ids.contains(note.noteId())).toList();
        return new Deliveries(refills, notes, noteIds);
    }

    /** A note that was decided is open again. */
    Deliveries reopened(OpenDeliveryNote note) {
        List<OpenDeliveryNote> notes = new ArrayList<>(openNotes);
        notes.add(note);
        return new Deliveries(refills, List.copyOf(notes), noteIds);
    }

    /**
     * A note that was counted for a refill says something else.
     *
     * @param quantity the difference
     * @param stays false if it does not count for the refill any more
     * @param faint what is left of the refill without notes counts only with one
     */
    Deliveries withCorrected(
            int refillNo, String noteId, long quantity, boolean stays, boolean faint) {
        return mapRefills(refill ->
                refill.no() == refillNo
                        ? refill.corrected(noteId, quantity, stays, faint)
                        : refill);
    }

    /** These refills wait again: what counted for them does not any more. */
    Deliveries withWaiting(List<Integer> refillNos) {
        return refillNos.isEmpty()
                ? this
                : mapRefills(
                        refill -> refillNos.contains(refill.no()) ? refill.uncounted() : refill);
    }

    /**
     * @param in the period whose delivery it is from now on; null if that is not kept
     */
    Deliveries withCounted(
            int refillNo,
            Refill.Status how,
            long quantity,
            List<String> noteIds,
            @Nullable String in) {
        return mapRefills(refill -> {
            if (refill.no() != refillNo) {
                return refill;
            }
            Refill counted = refill.counted(how, quantity, noteIds);
            return in == null || refill.countedIn() != null ? counted : counted.in(in);
        });
    }

    /**
     * Takes one more reading: the windows of open notes pass.
     *
     * @param openedMs start of metering; {@link #NOT_OPENED} if the opening stock is not known
     * @param ofEnded instants that fall under a contract that has ended
     */
    Deliveries next(Sample sample, boolean doubtful, long openedMs, LongPredicate ofEnded) {
        for (OpenDeliveryNote note : openNotes) {
            // Most readings are within no window, or behind all, and change nothing.
            if (note.next(sample, doubtful) != note || isBeforeMetering(note, openedMs, ofEnded)) {
                return passed(sample, doubtful, openedMs, ofEnded);
            }
        }
        return this;
    }

    private Deliveries passed(
            Sample sample, boolean doubtful, long openedMs, LongPredicate ofEnded) {
        List<OpenDeliveryNote> notes = new ArrayList<>(openNotes.size());
        for (OpenDeliveryNote open : openNotes) {
            OpenDeliveryNote note = open.next(sample, doubtful);
            if (!isBeforeMetering(note, openedMs, ofEnded)) {
                notes.add(note);
            }
        }
        return new Deliveries(refills, List.copyOf(notes), noteIds);
    }

    boolean knows(String noteId) {
        return noteIds.contains(noteId);
    }

    @Nullable OpenDeliveryNote openNote(String noteId) {
        for (OpenDeliveryNote note : openNotes) {
            if (note.noteId().equals(noteId)) {
                return note;
            }
        }
        return null;
    }

    @Nullable Refill refill(int no) {
        for (Refill refill : refills) {
            if (refill.no() == no) {
                return refill;
            }
        }
        return null;
    }

    /** It was one, but is not kept any more. */
    boolean hasForgotten(int refillNo) {
        return refillNo > 0 && refill(refillNo) == null;
    }

    /** Rises that a note of then may be of are not kept any more. */
    boolean isBeforeRises(long atMs) {
        return refills.size() >= REFILLS_MAX
                && atMs < refills.getFirst().startMs() - OpenDeliveryNote.WINDOW_MS;
    }

    /**
     * Refills up to this one happened before metering began.
     *
     * @param other those that belong to another contract
     */
    Deliveries withPrior(int refillNo, Predicate<Refill> other) {
        return mapRefills(refill ->
                refill.no() <= refillNo && !other.test(refill)
                        ? refill.counted(Refill.Status.PRIOR, 0, List.of())
                        : refill);
    }

    /** A rise that waits has no note where only notes count. */
    Deliveries withNotNoted(long startMs) {
        return mapRefills(refill ->
                refill.waits() && refill.startMs() == startMs ? refill.notNoted() : refill);
    }

    /** One of these rises has no note where only notes count. */
    boolean lacksNote(Predicate<Refill> of) {
        for (Refill refill : refills) {
            if (refill.status() == Refill.Status.NOT_NOTED && of.test(refill)) {
                return true;
            }
        }
        return false;
    }

    /** What stayed of rises too small for a delivery, of an interval of numbers. */
    long small(int afterNo, int untilNo) {
        long sum = 0;
        for (Refill refill : refills) {
            boolean within = refill.no() > afterNo && refill.no() <= untilNo;
            sum += within && refill.status() == Refill.Status.SMALL ? refill.estimate() : 0;
        }
        return sum;
    }

    /**
     * What the level surely shows of rises that have had no note for a day.
     *
     * @param nowMs the newest time of sampling
     * @param leastMilli what rose by less may as well be noise
     */
    long provisional(int afterNo, long nowMs, long leastMilli) {
        long sum = 0;
        long uncertainty = 0;
        for (Refill refill : refills) {
            if (refill.waits()
                    && refill.no() > afterNo
                    && refill.estimate() > leastMilli
                    && nowMs - refill.endMs() >= GRACE_MS) {
                sum += refill.estimate() - refill.estimate() / DeliveryCounting.DEVIATION_DIVISOR;
                uncertainty = Milli.hypot(uncertainty, refill.uncertainty());
            }
        }
        return Math.max(0, sum - uncertainty);
    }

    /** The oldest that is not counted, of an interval of numbers; null if there is none. */
    @Nullable Refill oldestWaiting(int afterNo, int untilNo) {
        for (Refill refill : refills) {
            if (refill.waits() && refill.no() > afterNo && refill.no() <= untilNo) {
                return refill;
            }
        }
        return null;
    }

    /** The finished refill closest in time to a note and within its window; null if none is. */
    @Nullable Refill nearest(OpenDeliveryNote note) {
        Refill best = null;
        long bestMs = OpenDeliveryNote.WINDOW_MS + 1;
        for (Refill refill : refills) {
            long ms = refill.distanceMs(note.deliveredAtMs());
            if (ms < bestMs) {
                best = refill;
                bestMs = ms;
            }
        }
        return best;
    }

    /** The opening stock contains it already. */
    private boolean isBeforeMetering(OpenDeliveryNote note, long openedMs, LongPredicate ofEnded) {
        if (!note.isWindowPassed() || openedMs == NOT_OPENED) {
            return false;
        }
        Refill refill = nearest(note);
        return refill == null
                ? note.deliveredAtMs() < openedMs && !ofEnded.test(note.deliveredAtMs())
                : refill.status() == Refill.Status.PRIOR;
    }

    private Deliveries mapRefills(UnaryOperator<Refill> change) {
        if (refills.isEmpty()) {
            return this;
        }
        return new Deliveries(refills.stream().map(change).toList(), openNotes, noteIds);
    }

    /** Before the opening stock is known all may be waiting, and the opening will contain them. */
    private static void forgetOldestCounted(List<Refill> refills) {
        for (int i = 0; i < refills.size(); i++) {
            // What stayed of small ones is part of the uncertainty, and what is not noted is
            // missed.
            Refill.Status status = refills.get(i).status();
            boolean needed = status == Refill.Status.SMALL || status == Refill.Status.NOT_NOTED;
            if (!needed && !refills.get(i).waits()) {
                refills.remove(i);
                return;
            }
        }
        for (int i = 0; i < refills.size(); i++) {
            if (!refills.get(i).waits()) {
                refills.remove(i);
                return;
            }
        }
        refills.remove(0);
    }
}
