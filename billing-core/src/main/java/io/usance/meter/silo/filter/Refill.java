package io.usance.meter.silo.filter;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A finished rise of the level.
 *
 * @param no from 1 in the order of rises
 * @param startMs before this the level had not risen
 * @param endMs after this it rose no more
 * @param estimate what was delivered by the level: plateau after, minus plateau before, plus the
 *     draw meanwhile
 * @param uncertainty of {@code estimate}, expanded (k = 2)
 * @param status whether and how it has been counted
 * @param counted what has been counted for it so far
 * @param noteIds the delivery notes behind that; unmodifiable
 * @param filling how long single readings rose, in milliseconds; null of a refill stored before
 *     that was kept
 * @param countedIn the period whose delivery it is; null until it is counted, and where what
 *     belongs to a closed period is charged in the open one
 */
public record Refill(
        int no,
        long startMs,
        long endMs,
        long estimate,
        long uncertainty,
        Status status,
        long counted,
        List<String> noteIds,
        @Nullable Long filling,
        @Nullable String countedIn) {

    /** Not counted yet, or in no period in particular. */
    public Refill(
            int no,
            long startMs,
            long endMs,
            long estimate,
            long uncertainty,
            Status status,
            long counted,
            List<String> noteIds,
            @Nullable Long filling) {
        this(no, startMs, endMs, estimate, uncertainty, status, counted, noteIds, filling, null);
    }

    /** Disturbances closer together than this are one refill. */
    static final long MERGE_MS = 2 * 3_600_000L;

    public enum Status {
        /** Finished, not counted. */
        WAITING,
        /** Before metering began; the opening stock contains it. */
        PRIOR,
        ESTIMATED,
        WEIGHED,
        /**
         * So small and slow, and taken back within a day, that it may be a swing of day and night:
         * counted by a note, never without one.
         */
        FAINT,
        /**
         * Stayed, but below the smallest delivery that is declared: counted by a note, never
         * without one.
         */
        SMALL,
        /** Without a note where only notes count: an exception, counted by a note that comes. */
        NOT_NOTED
    }

    /** How long single readings rose; 0 if that is not known. */
    public long fillingMs() {
        return filling == null ? 0 : filling;
    }

    /** Counted by a note, never without one, and no exception. */
    public boolean slight() {
        return status == Status.FAINT || status == Status.SMALL;
    }

    public boolean waits() {
        return status == Status.WAITING;
    }

    /** The level shows so much more. */
    public Refill plus(long milli, long itsUncertainty) {
        return new Refill(
                no,
                startMs,
                endMs,
                estimate + milli,
                uncertainty + itsUncertainty,
                status,
                counted,
                noteIds,
                filling,
                countedIn);
    }

    public Refill counted(Status how, long quantity, List<String> notes) {
        List<String> all = new ArrayList<>(noteIds);
        all.addAll(notes);
        return new Refill(
                no,
                startMs,
                endMs,
                estimate,
                uncertainty,
                how,
                counted + quantity,
                List.copyOf(all),
                filling,
                countedIn);
    }

    /** As a delivery of a period. */
    public Refill in(String periodId) {
        return new Refill(
                no,
                startMs,
                endMs,
                estimate,
                uncertainty,
                status,
                counted,
                noteIds,
                filling,
                periodId);
    }

    /**
     * A note that was counted for it says something else.
     *
     * @param quantity the difference
     * @param stays false if the note does not count for it any more
     * @param faint without a note it does not count
     */
    public Refill corrected(String noteId, long quantity, boolean stays, boolean faint) {
        List<String> notes =
                stays ? noteIds : noteIds.stream().filter(id -> !id.equals(noteId)).toList();
        long left = counted + quantity;
        boolean counts = stays || !notes.isEmpty() || left != 0;
        return with(
                counts ? status : faint ? Status.FAINT : Status.WAITING, counts ? left : 0, notes);
    }

    /** It has no note where only notes count. */
    public Refill notNoted() {
        return with(Status.NOT_NOTED, 0, List.of());
    }

    /** Nothing counts for it any more. */
    public Refill uncounted() {
        return with(Status.WAITING, 0, List.of());
    }

    private Refill with(Status how, long quantity, List<String> notes) {
        return new Refill(
                no,
                startMs,
                endMs,
                estimate,
                uncertainty,
                how,
                quantity,
                notes,
                filling,
                countedIn);
    }

    /** True if an interval lies within the rise, or where a further rise would be part of it. */
    public boolean spans(long fromMs, long toMs) {
        return fromMs >= startMs - MERGE_MS && toMs <= endMs + MERGE_MS;
    }

    /** Distance in time of an instant from the rise; 0 within it. */
    public long distanceMs(long atMs) {
        return Math.max(0, Math.max(startMs - atMs, atMs - endMs));
    }
}
