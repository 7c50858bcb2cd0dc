package io.usance.meter.silo.state;

import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.DeliveryNotSeen;
import io.usance.meter.silo.SiloEvent.DeliverySource;
import io.usance.meter.silo.UncertaintyBudget;
import io.usance.meter.silo.filter.BoundaryCapture;
import io.usance.meter.silo.filter.Milli;
import io.usance.meter.silo.filter.Refill;
import io.usance.metering.Assignment;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings delivery notes and refills together.
 *
 * <p>The note gives the quantity, the level checks it. A note is matched to the refill closest in
 * time, at once if it is near, else when its window has passed and a closer refill can no longer
 * turn up.
 */
final class DeliveryCounting {

    /** A weighed note and the level may differ by this part of the note without being reported. */
    private static final long DEVIATION_DIVISOR = 100;

    /** Uncertainty of a weighed note, k = 2: one in a thousand, a weighbridge's usual class. */
    private static final long WEIGHED_DIVISOR = 1000;

    /** Two rises farther apart are never parts of one delivery. */
    private static final long JOIN_MAX_MS = 24 * 3_600_000L;

    /** While a delivery comes in a plant may draw so many times what it draws otherwise. */
    private static final int FASTER = 4;

    private final SiloState state;
    private final Assignment contract;
    private final Deliveries deliveries;

    DeliveryCounting(SiloState state) {
        this(state, state.contract());
    }

    /**
     * @param contract the present one, or one that has ended: then what is counted is of its closed
     *     periods
     */
    DeliveryCounting(SiloState state, Assignment contract) {
        this.state = state;
        this.contract = contract;
        this.deliveries = state.deliveries();
    }

    /**
     * The next delivery that can be counted or has to be given up; null if there is none.
     *
     * @param ended readings have passed the open period's end
     * @param refillMax newest refill that may belong to the open period
     */
    @Nullable SiloEvent next(boolean ended, int refillMax) {
        SiloEvent weighed = deliveries.openNotes().isEmpty() ? null : weighed(refillMax);
        if (weighed != null) {
            return weighed;
        }
        for (Refill refill : deliveries.refills()) {
            Refill main = refill.waits() ? mainPartOf(refill) : null;
            if (main != null && refill.no() <= refillMax && isOurs(refill)) {
                return partOf(main, refill);
            }
        }
        SiloEvent unseen = withoutRise(ended);
        return unseen != null ? unseen : estimated(refillMax);
    }

    /** The notes of the oldest refill that has some; null if none has. */
    private @Nullable SiloEvent weighed(int refillMax) {
        Refill oldest = null;
        for (OpenDeliveryNote note : deliveries.openNotes()) {
            Refill refill = deliveries.nearest(note);
            boolean counts =
                    refill != null
                            && refill.no() <= refillMax
                            && isOurs(refill)
                            && refill.status() != Refill.Status.PRIOR
                            && (oldest == null || refill.no() < oldest.no())
                            && isDecided(note, refill);
            oldest = counts ? refill : oldest;
        }
        return oldest == null ? null : weighed(oldest, notesOf(oldest));
    }

    private boolean isPresent() {
        return contract == state.assigned();
    }

    /** Delivered under this contract. */
    private boolean isOurs(Refill refill) {
        Assignment ended = endedOf(refill);
        return isPresent() ? ended == null : contract == ended;
    }

    private boolean isOurs(OpenDeliveryNote note) {
        Assignment ended = state.endedAt(note.deliveredAtMs());
        return isPresent() ? ended == null : contract == ended;
    }

    /** The ended contract whose stocks contain a refill; null if those of none do. */
    private @Nullable Assignment endedOf(Refill refill) {
        Assignment ended = state.endedAt(refill.startMs());
        if (ended == null || !isContained(refill, ended)) {
            return null;
        }
        String in = refill.countedIn();
        long endMs = Math.min(refill.endMs(), ended.endsAtMs() - 1);
        boolean elsewhere =
                in != null
                        && !in.equals(periodId(ended, refill.startMs()))
                        && !in.equals(periodId(ended, endMs));
        return elsewhere ? null : ended;
    }

    private boolean isContained(Refill refill, Assignment ended) {
        for (LateClose late : state.unbooked().lateCloses()) {
            if (late.isLate() && late.isOf(ended.contractId())) {
                return refill.no() <= state.filter().refillNo(ended.endsAtMs());
            }
        }
        return refill.no() <= state.ledger().refillNo();
    }

    private static String periodId(Assignment contract, long atMs) {
        return contract.calendar().periodOf(Instant.ofEpochMilli(atMs)).id();
    }

    /** The oldest refill of the periods that are not closed, or closed too early; null if none. */
    @Nullable Refill oldestWaiting(int refillMax) {
        if (isPresent()) {
            return state.oldestWaiting(refillMax);
        }
        for (Refill refill : deliveries.refills()) {
            if (refill.waits() && refill.no() <= refillMax && isOurs(refill)) {
                return refill;
            }
        }
        return null;
    }

    /** True if the period's close should wait for a delivery. */
    boolean isAwaiting(int refillMax) {
        if (isGraceOver()) {
            return false;
        }
        if (state.oldestWaiting(refillMax) != null) {
            return true;
        }
        for (OpenDeliveryNote note : deliveries.openNotes()) {
            Refill refill = deliveries.nearest(note);
            boolean ofLaterRefill = refill != null && refill.no() > refillMax;
            boolean ofPeriod = note.deliveredAtMs() < contract.periodEndMs() && !ofLaterRefill;
            if (ofPeriod && !isInProgress(note)) {
                return true;
            }
        }
        return false;
    }

    /** Uncertainty (k = 2) of a counted delivery. */
    static long uncertainty(DeliveryCounted counted) {
        return counted.source() == DeliverySource.ESTIMATED
                ? counted.levelUncertainty().milli()
                : Math.abs(counted.quantity().milli()) / WEIGHED_DIVISOR;
    }

    private List<OpenDeliveryNote> notesOf(Refill refill) {
        List<OpenDeliveryNote> result = new ArrayList<>();
        for (OpenDeliveryNote note : deliveries.openNotes()) {
            Refill nearest = deliveries.nearest(note);
            if (nearest != null && nearest.no() == refill.no() && isDecided(note, refill)) {
                result.add(note);
            }
        }
        return result;
    }

    private boolean isDecided(OpenDeliveryNote note, Refill refill) {
        if (refill.distanceMs(note.deliveredAtMs()) <= OpenDeliveryNote.NEAR_MS) {
            return true;
        }
        return note.isWindowPassed() && !isInProgress(note);
    }

    /** A refill that is not finished yet may be the note's. */
    private boolean isInProgress(OpenDeliveryNote note) {
        return state.filter().isRisingSince(note.deliveredAtMs() + OpenDeliveryNote.WINDOW_MS);
    }

    private SiloEvent weighed(Refill refill, List<OpenDeliveryNote> notes) {
        long total = notes.stream().mapToLong(OpenDeliveryNote::milli).sum();
        boolean corrects = refill.status() == Refill.Status.ESTIMATED;
        long counts = corrects ? total - refill.counted() : total;
        long allWeighed = corrects ? total : refill.counted() + total;
        long tolerance =
                allWeighed / DEVIATION_DIVISOR
                        + refill.uncertainty()
                        + UncertaintyBudget.COVERAGE_FACTOR
                                * Budget.ofScale(state.spec(), refill.estimate());
        return counted(
                refill,
                notes.stream().map(OpenDeliveryNote::noteId).toList(),
                counts,
                corrects ? DeliverySource.CORRECTION : DeliverySource.WEIGHED,
                deviates(refill, allWeighed, tolerance));
    }

    /** More than the level shows may have come if much was drawn meanwhile, or above the sensor. */
    private boolean deviates(Refill refill, long weighed, long tolerance) {
        long more = weighed - refill.estimate();
        if (!state.filter().course().isKept()) {
            return Math.abs(more) > tolerance;
        }
        long drawn =
                FASTER
                        * Milli.amount(
                                Math.max(
                                        state.filter().course().fastest(),
                                        state.filter().drawnPerHour()),
                                refill.fillingMs());
        return more < 0
                ? -more > tolerance
                : more > tolerance + drawn && !state.filter().course().isFlat();
    }

    /**
     * The neighbouring refill whose notes contain this one too, or null: the sensor stuck or was
     * silent in the middle of a filling and the level showed one delivery as two rises.
     */
    private @Nullable Refill mainPartOf(Refill refill) {
        for (int no : new int[] {refill.no() - 1, refill.no() + 1}) {
            Refill other = deliveries.refill(no);
            if (other != null && other.status() == Refill.Status.WEIGHED && joins(other, refill)) {
                return other;
            }
        }
        return null;
    }

    private boolean joins(Refill main, Refill part) {
        long fromMs = Math.min(main.endMs(), part.endMs());
        long toMs = Math.max(main.startMs(), part.startMs());
        boolean close = toMs - fromMs <= JOIN_MAX_MS;
        long missing = main.counted() - main.estimate();
        long tolerance = main.counted() / DEVIATION_DIVISOR + main.uncertainty();
        return close
                && missing > tolerance
                && Math.abs(missing - part.estimate()) <= tolerance + part.uncertainty();
    }

    /** The part adds nothing; its own note, should there be one after all, still would. */
    private SiloEvent partOf(Refill main, Refill part) {
        return counted(part, main.noteIds(), 0, DeliverySource.WEIGHED, false);
    }

    /** Counts a note the level could not show, or reports one that it should have shown. */
    private @Nullable SiloEvent withoutRise(boolean ended) {
        for (OpenDeliveryNote note : deliveries.openNotes()) {
            boolean due =
                    note.isWindowPassed()
                            && deliveries.nearest(note) == null
                            && isOurs(note)
                            && !isInProgress(note)
                            && !state.filter().isChangingOver()
                            && !(ended && note.deliveredAtMs() >= contract.periodEndMs());
            if (due) {
                return isHidden(note) ? unseen(note) : notSeen(note);
            }
        }
        return null;
    }

    private boolean isHidden(OpenDeliveryNote note) {
        long atMs = note.deliveredAtMs();
        return note.milli() <= state.filter().tolerancesAt(atMs).detectable()
                || state.filter()
                        .isBlindBetween(
                                note.deliveredAtMs() - OpenDeliveryNote.NEAR_MS,
                                note.deliveredAtMs() + OpenDeliveryNote.NEAR_MS);
    }

    private SiloEvent unseen(OpenDeliveryNote note) {
        return counted(null, List.of(note.noteId()), note.milli(), DeliverySource.WEIGHED, false);
    }

    private SiloEvent notSeen(OpenDeliveryNote note) {
        return new DeliveryNotSeen(
                state.spec().siloId(),
                contract.contractId(),
                contract.period().id(),
                note.noteId(),
                quantity(note.milli()));
    }

    /** Without a note the level has to do, at the period's end or when too many are waiting. */
    private @Nullable SiloEvent estimated(int refillMax) {
        Refill refill = oldestWaiting(refillMax);
        if (refill == null) {
            return null;
        }
        if (isGraceOfLateOver(refill)) {
            return estimate(refill);
        }
        boolean tooMany =
                deliveries.refills().size() >= Deliveries.REFILLS_MAX
                        && deliveries.refills().stream().allMatch(Refill::waits);
        return isGraceOver() || tooMany ? estimate(refill) : null;
    }

    /** It is of a period that was closed too early, and would have been estimated by now. */
    private boolean isGraceOfLateOver(Refill refill) {
        for (LateClose late : state.unbooked().lateCloses()) {
            boolean graceOver = state.filter().clockMs() >= late.endMs() + Deliveries.GRACE_MS;
            boolean contained =
                    late.isLate() && refill.no() <= state.filter().refillNo(late.endMs());
            if (state.chargesClosed() && graceOver && contained) {
                return true;
            }
        }
        return false;
    }

    private boolean isGraceOver() {
        return state.filter().clockMs() >= contract.periodEndMs() + Deliveries.GRACE_MS;
    }

    SiloEvent estimate(Refill refill) {
        return counted(refill, List.of(), refill.estimate(), DeliverySource.ESTIMATED, false);
    }

    private SiloEvent counted(
            @Nullable Refill refill,
            List<String> noteIds,
            long milli,
            DeliverySource source,
            boolean deviates) {
        return new DeliveryCounted(
                state.spec().siloId(),
                contract.contractId(),
                contract.period().id(),
                closedPeriodId(refill, noteIds),
                refill == null ? 0 : refill.no(),
                noteIds,
                quantity(milli),
                source,
                quantity(refill == null ? 0 : refill.estimate()),
                quantity(refill == null ? 0 : refill.uncertainty()),
                deviates);
    }

    /** Whose delivery it is if that period is closed; null if it is the open one's. */
    private @Nullable String closedPeriodId(@Nullable Refill refill, List<String> noteIds) {
        if (!isPresent() && refill != null && refill.countedIn() != null) {
            return refill.countedIn();
        }
        if (!isPresent()) {
            OpenDeliveryNote first = noteIds.isEmpty() ? null : deliveries.openNote(noteIds.get(0));
            return closedPeriodId(
                    refill != null
                            ? refill.startMs()
                            : first != null ? first.deliveredAtMs() : contract.periodEndMs());
        }
        if (refill != null && refill.no() > state.ledger().refillNo()) {
            return latePeriodId(refill);
        }
        boolean anyClosed = contract.periodStartMs() > contract.meteringFromMs();
        if (!anyClosed || !isOfEarlierPeriod(state, refill == null ? 0 : refill.no(), noteIds)) {
            return null;
        }
        OpenDeliveryNote note = noteIds.isEmpty() ? null : deliveries.openNote(noteIds.get(0));
        if (refill != null && refill.countedIn() != null) {
            return refill.countedIn();
        }
        long atMs = refill != null ? refill.startMs() : note != null ? note.deliveredAtMs() : 0;
        return closedPeriodId(atMs);
    }

    /** The period closed by command in which late readings show the refill; null if in none. */
    private @Nullable String latePeriodId(Refill refill) {
        for (LateClose late : state.unbooked().lateCloses()) {
            if (!late.isLate() || !late.isOf(contract.contractId())) {
                continue;
            }
            BoundaryCapture capture = state.filter().capture(late.endMs());
            boolean contained =
                    capture == null
                            ? refill.endMs() <= late.endMs()
                            : refill.no() <= capture.refillNo();
            if (contained) {
                return late.periodId();
            }
        }
        return null;
    }

    /** The stock at the open period's start contained it, or should have. */
    static boolean isOfEarlierPeriod(SiloState state, int refillNo, List<String> noteIds) {
        if (refillNo > 0) {
            return refillNo <= state.ledger().refillNo();
        }
        long startMs = state.contract().periodStartMs();
        for (String noteId : noteIds) {
            OpenDeliveryNote note = state.deliveries().openNote(noteId);
            if (note != null && note.deliveredAtMs() < startMs) {
                return true;
            }
        }
        return false;
    }

    private Quantity quantity(long milli) {
        return new Quantity(milli, state.spec().dimension());
    }

    /** The closed period an instant falls in; the nearest if it falls in none. */
    String closedPeriodId(long atMs) {
        long fromMs = contract.meteringFromMs();
        long firstOpen =
                isPresent() ? contract.period().start().toEpochMilli() : contract.endsAtMs();
        long latest = Math.max(fromMs, firstOpen - 1);
        long within = Math.clamp(atMs, fromMs, latest);
        return contract.calendar().periodOf(Instant.ofEpochMilli(within)).id();
    }
}
