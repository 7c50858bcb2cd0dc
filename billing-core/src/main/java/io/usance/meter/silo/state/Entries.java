package io.usance.meter.silo.state;

import io.usance.meter.silo.SiloEvent.AdjustmentSource;
import io.usance.meter.silo.StockChange;
import io.usance.meter.silo.filter.Refill;
import io.usance.meter.silo.filter.Sample;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people said of a silo, and what became of it; bounded.
 *
 * @param notes delivery notes under the present contract, in order of arrival; unmodifiable
 * @param known what was entered, in order; unmodifiable
 * @param moves what came in without a delivery and is not booked yet; unmodifiable
 * @param pending a correction that has to be counted; null but within one command
 * @param bias by how much the level shows too much, by what was booked before that was kept by time
 * @param scale by how much since then; null if nothing
 */
record Entries(
        List<KnownNote> notes,
        List<KnownEntry> known,
        List<OpenMove> moves,
        @Nullable Pending pending,
        long bias,
        @Nullable ScaleBias scale) {

    /** A note can be corrected while it is among so many newest. */
    static final int NOTES_MAX = 512;

    /** A repeated entry is known among so many newest. */
    static final int KNOWN_MAX = 1_024;

    /** Entries that may wait to be booked. */
    static final int WAITING_MAX = 64;

    static final Entries NONE = new Entries(List.of(), List.of(), List.of(), null, 0, null);

    /** What became of a delivery note. */
    enum Fate {
        /** Not decided; or, if it is no open note any more, contained in the opening stock. */
        WAITING,
        COUNTED,
        NOT_SEEN,
        VOIDED
    }

    /**
     * @param refillNo of the rise it was counted for; 0 if for none, or not counted
     * @param faint the rise would not have counted without it
     */
    record KnownNote(String noteId, long atMs, long milli, Fate fate, int refillNo, boolean faint) {

        KnownNote saying(long otherAtMs, long otherMilli) {
            return new KnownNote(noteId, otherAtMs, otherMilli, fate, refillNo, faint);
        }

        KnownNote became(Fate other, int ofRefill, boolean ofFaint) {
            return new KnownNote(noteId, atMs, milli, other, ofRefill, ofFaint);
        }
    }

    /**
     * As it was entered.
     *
     * @param what kind and object, in words
     * @param refillNo the rise of the level that it was; null if none
     */
    record KnownEntry(
            String id,
            String what,
            long milli,
            long uncertainty,
            long shown,
            long atMs,
            String by,
            String reason,
            @Nullable Integer refillNo) {

        /** Stands for what was not given: the same as whatever was recorded. */
        static final long ANY = Long.MIN_VALUE;

        boolean isSame(KnownEntry given) {
            return what.equals(given.what)
                    && isSame(milli, given.milli)
                    && isSame(uncertainty, given.uncertainty)
                    && isSame(shown, given.shown)
                    && isSame(atMs, given.atMs)
                    && by.equals(given.by)
                    && reason.equals(given.reason);
        }

        KnownEntry explaining(@Nullable Integer rise) {
            return new KnownEntry(id, what, milli, uncertainty, shown, atMs, by, reason, rise);
        }

        /** What of the stock it says has changed; null if it is about a delivery note. */
        private @Nullable StockChange change() {
            for (StockChange change : StockChange.values()) {
                if (what.equals(change.name()) || what.startsWith(change.name() + " ")) {
                    return change;
                }
            }
            return null;
        }

        /** Material left the silo and was not drawn. */
        boolean isOfLeaving() {
            StockChange change = change();
            return change != null && change.isOut();
        }

        /** The same quantity at the same time the other way: one of both was entered wrongly. */
        boolean isReverseOf(KnownEntry other) {
            StockChange one = change();
            StockChange two = other.change();
            return one != null
                    && two != null
                    && one != StockChange.STOCK_TAKE
                    && two != StockChange.STOCK_TAKE
                    && one.isOut() != two.isOut()
                    && one.isTransfer() == two.isTransfer()
                    && what.substring(one.name().length())
                            .equals(other.what.substring(two.name().length()))
                    && milli == other.milli
                    && atMs == other.atMs;
        }

        private static boolean isSame(long recorded, long given) {
            return given == ANY || recorded == given;
        }
    }

    /**
     * Material that came in without a delivery.
     *
     * @param rise looked for in the level as that of a delivery note
     */
    record OpenMove(OpenDeliveryNote rise, AdjustmentSource source, long uncertainty) {}

    /**
     * A counted note that says something else now.
     *
     * @param was as it was counted
     * @param voided it says nothing now
     * @param atMs when it says now that it was delivered
     * @param milli what it says now
     */
    record Pending(KnownNote was, boolean voided, long atMs, long milli, String enteredId) {}

    /** As it is stored; null if there is nothing. */
    static Entries of(@Nullable Entries stored) {
        return stored == null ? NONE : stored;
    }

    @Nullable Entries stored() {
        return equals(NONE) ? null : this;
    }

    @Nullable KnownNote note(String noteId) {
        for (int i = notes.size() - 1; i >= 0; i--) {
            if (notes.get(i).noteId().equals(noteId)) {
                return notes.get(i);
            }
        }
        return null;
    }

    @Nullable KnownEntry entry(String id) {
        for (KnownEntry entry : known) {
            if (entry.id().equals(id)) {
                return entry;
            }
        }
        return null;
    }

    /** What left in an interval or near it, by what was entered. */
    long left(long fromMs, long toMs) {
        long sum = 0;
        for (KnownEntry entry : known) {
            boolean then =
                    entry.atMs() >= fromMs - OpenDeliveryNote.NEAR_MS
                            && entry.atMs() <= toMs + OpenDeliveryNote.NEAR_MS;
            sum += then && entry.isOfLeaving() ? entry.milli() : 0;
        }
        return sum;
    }

    Entries withNew(KnownNote note) {
        return new Entries(limited(notes, note, NOTES_MAX), known, moves, pending, bias, scale);
    }

    /** The note has changed. */
    Entries with(KnownNote changed) {
        List<KnownNote> others =
                notes.stream()
                        .map(note -> note.noteId().equals(changed.noteId()) ? changed : note)
                        .toList();
        return new Entries(others, known, moves, pending, bias, scale);
    }

    Entries with(KnownEntry entry) {
        return new Entries(notes, limited(known, entry, KNOWN_MAX), moves, pending, bias, scale);
    }

    /** What the newest entry takes back; null if it takes nothing back. */
    @Nullable KnownEntry reversed() {
        KnownEntry newest = known.getLast();
        List<KnownEntry> left = new ArrayList<>();
        for (KnownEntry entry : known) {
            KnownEntry first = null;
            for (KnownEntry other : left) {
                first = first == null && entry.isReverseOf(other) ? other : first;
            }
            if (first == null) {
                left.add(entry);
            } else if (entry == newest) {
                return first;
            } else {
                left.remove(first);
            }
        }
        return null;
    }

    /** What was entered was this rise of the level. */
    Entries explaining(@Nullable String enteredId, @Nullable Integer refillNo) {
        return new Entries(
                notes,
                known.stream()
                        .map(one -> one.id().equals(enteredId) ? one.explaining(refillNo) : one)
                        .toList(),
                moves,
                pending,
                bias,
                scale);
    }

    Entries with(List<OpenMove> other) {
        return new Entries(notes, known, List.copyOf(other), pending, bias, scale);
    }

    Entries with(OpenMove move) {
        List<OpenMove> more = new ArrayList<>(moves);
        more.add(move);
        return with(more);
    }

    /** Windows of what came in pass with a reading. */
    Entries next(Sample sample, boolean doubtful, Deliveries deliveries) {
        List<OpenMove> left = new ArrayList<>();
        for (OpenMove move : moves) {
            OpenDeliveryNote rise = move.rise().next(sample, doubtful);
            Refill refill = rise.isWindowPassed() ? deliveries.nearest(rise) : null;
            if (!isInOpening(rise, refill)) {
                left.add(new OpenMove(rise, move.source(), move.uncertainty()));
            }
        }
        return with(left);
    }

    /**
     * The opening stock contains it already: it was the rise before. What cannot have been that
     * came after.
     */
    static boolean isInOpening(OpenDeliveryNote rise, @Nullable Refill refill) {
        return refill != null
                && refill.status() == Refill.Status.PRIOR
                && refill.distanceMs(rise.deliveredAtMs()) <= OpenDeliveryNote.NEAR_MS
                && 2 * rise.milli() >= refill.estimate();
    }

    Entries withoutMove(String enteredId) {
        return with(
                moves.stream().filter(move -> !move.rise().noteId().equals(enteredId)).toList());
    }

    @Nullable OpenMove move(@Nullable String enteredId) {
        for (OpenMove move : moves) {
            if (move.rise().noteId().equals(enteredId)) {
                return move;
            }
        }
        return null;
    }

    Entries with(@Nullable Pending other) {
        return new Entries(notes, known, moves, other, bias, scale);
    }

    /** By how much the level showed too much at an instant, by what was booked. */
    long biasAt(long atMs) {
        return bias + (scale == null ? 0 : scale.at(atMs));
    }

    Entries biasedBy(ScaleBias.Step step) {
        return step.milli() == 0 ? this : with(scaleOrNone().with(step));
    }

    Entries with(ScaleBias.Take take) {
        return with(scaleOrNone().with(take));
    }

    /** Stock-takes under the present contract, ascending by time. */
    List<ScaleBias.Take> takes() {
        return scaleOrNone().takes();
    }

    private ScaleBias scaleOrNone() {
        return scale == null ? ScaleBias.NONE : scale;
    }

    private Entries with(ScaleBias other) {
        ScaleBias kept = other.equals(ScaleBias.NONE) ? null : other;
        return new Entries(notes, known, moves, pending, bias, kept);
    }

    /** Under no contract, or another: notes of the one before stay as they were billed. */
    Entries released() {
        return new Entries(List.of(), known, List.of(), null, bias, scale)
                .with(scaleOrNone().released())
                .orNone();
    }

    private Entries orNone() {
        return equals(NONE) ? NONE : this;
    }

    private static <T> List<T> limited(List<T> list, T added, int max) {
        List<T> more = new ArrayList<>(list);
        if (more.size() == max) {
            more.remove(0);
        }
        more.add(added);
        return List.copyOf(more);
    }
}
