package io.usance.meter.silo.state;

import io.usance.meter.silo.Doubt;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.DeliveryNotSeen;
import io.usance.meter.silo.SiloEvent.DeliverySource;
import io.usance.meter.silo.SiloEvent.MeteringDoubted;
import io.usance.meter.silo.UncertaintyBudget;
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
    static final long DEVIATION_DIVISOR = 100;

    /** Uncertainty of a weighed note, k = 2: one in a thousand, a weighbridge's usual class. */
    private static final long WEIGHED_DIVISOR = 1000;

    /** Two rises farther apart are never parts of one delivery. */
    private static final long JOIN_MAX_MS = 24 * 3_600_000L;

    /** While a delivery comes in a plant may draw so many times what it draws otherwise. */
    private static final int FASTER = 4;

    private final SiloState state;
    private final Assignment contract;
    private final Deliveries deliveries;
    private final DeliveryPeriods periods;

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
        this.periods = new DeliveryPeriods(state, contract);
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
            boolean open = refill.waits() || refill.status() == Refill.Status.SMALL;
            Refill main = open ? mainPartOf(refill) : null;
            if (main != null && refill.no() <= refillMax && periods.isOurs(refill)) {
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
                            && periods.isOurs(refill)
                            && refill.status() != Refill.Status.PRIOR
                            && (oldest == null || refill.no() < oldest.no())
                            && isDecided(note, refill);
            oldest = counts ? refill : oldest;
        }
        return oldest == null ? null : weighed(oldest, notesOf(oldest));
    }

    /** The oldest refill of the periods that are not closed, or closed too early; null if none. */
    @Nullable Refill oldestWaiting(int refillMax) {
        if (periods.isPresent()) {
            return state.oldestWaiting(refillMax);
        }
        for (Refill refill : deliveries.refills()) {
            if (refill.waits() && refill.no() <= refillMax && periods.isOurs(refill)) {
                return refill;
            }
        }
        return null;
    }

    /** The oldest of closed periods that a correction has left without its note; null if none. */
    private @Nullable Refill oldestLeft() {
        for (Refill refill : deliveries.refills()) {
            boolean closed = refill.no() <= state.ledger().refillNo();
            if (periods.isPresent() && closed && refill.waits() && periods.isOurs(refill)) {
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
            if (isAwaiting(note, refillMax)) {
                return true;
            }
        }
        for (Entries.OpenMove move : state.entries().moves()) {
            if (isAwaiting(move.rise(), refillMax)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAwaiting(OpenDeliveryNote note, int refillMax) {
        Refill refill = deliveries.nearest(note);
        boolean ofLaterRefill = refill != null && refill.no() > refillMax;
        boolean ofPeriod = note.deliveredAtMs() < contract.periodEndMs() && !ofLaterRefill;
        return ofPeriod && !isInProgress(note);
    }

    /** Uncertainty (k = 2) of a counted delivery. */
    static long uncertainty(DeliveryCounted counted) {
        return counted.source() == DeliverySource.ESTIMATED
                ? counted.levelUncertainty().milli()
                : weighed(Math.abs(counted.quantity().milli()));
    }

    /** Uncertainty (k = 2) of what a note says. */
    static long weighed(long milli) {
        return milli / WEIGHED_DIVISOR;
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

    boolean isDecided(OpenDeliveryNote note, Refill refill) {
        if (refill.distanceMs(note.deliveredAtMs()) <= OpenDeliveryNote.NEAR_MS) {
            return true;
        }
        return note.isWindowPassed() && !isInProgress(note);
    }

    /** A refill that is not finished yet may be the note's. */
    boolean isInProgress(OpenDeliveryNote note) {
        return state.filter().isRisingSince(note.deliveredAtMs() + OpenDeliveryNote.WINDOW_MS);
    }

    private SiloEvent weighed(Refill refill, List<OpenDeliveryNote> notes) {
        long total = notes.stream().mapToLong(OpenDeliveryNote::milli).sum();
        boolean corrects = refill.status() == Refill.Status.ESTIMATED;
        long counts = corrects ? total - refill.counted() : total;
        long allWeighed = corrects ? total : refill.counted() + total;
        return counted(
                refill,
                notes.stream().map(OpenDeliveryNote::noteId).toList(),
                counts,
                corrects ? DeliverySource.CORRECTION : DeliverySource.WEIGHED,
                deviates(refill, allWeighed));
    }

    /**
     * What was counted is corrected.
     *
     * @param refill null if there was none, or it is forgotten
     * @param atMs when it was delivered, as it was counted
     * @param milli the difference
     */
    DeliveryCounted corrected(
            @Nullable Refill refill,
            int refillNo,
            long atMs,
            List<String> noteIds,
            long milli,
            String enteredId) {
        long left = refill == null ? 0 : refill.counted() + milli;
        return new DeliveryCounted(
                state.spec().siloId(),
                contract.contractId(),
                contract.period().id(),
                periods.closedPeriodOf(refill, refillNo, atMs),
                refillNo,
                noteIds,
                quantity(milli),
                DeliverySource.CORRECTION,
                quantity(refill == null ? 0 : refill.estimate()),
                quantity(refill == null ? 0 : refill.uncertainty()),
                refill != null && left > 0 && deviates(refill, left),
                enteredId);
    }

    /** Without those that were parts of a refill while its notes said more. */
    Deliveries withoutFormerParts(Deliveries corrected, int mainNo) {
        Refill main = mainNo == 0 ? null : corrected.refill(mainNo);
        List<Integer> former = new ArrayList<>();
        for (int no : new int[] {mainNo - 1, mainNo + 1}) {
            Refill part = main == null ? null : corrected.refill(no);
            boolean isPart =
                    part != null
                            && part.status() == Refill.Status.WEIGHED
                            && part.counted() == 0
                            && !part.noteIds().isEmpty();
            if (part != null && main != null && isPart && !joins(main, part)) {
                former.add(no);
            }
        }
        return corrected.withWaiting(former);
    }

    /** More than the level shows may have come if much was drawn meanwhile, or above the sensor. */
    boolean deviates(Refill refill, long weighed) {
        long tolerance =
                weighed / DEVIATION_DIVISOR
                        + refill.uncertainty()
                        + UncertaintyBudget.COVERAGE_FACTOR
                                * Budget.ofScale(state.spec(), refill.estimate());
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
        if (main.counted() == 0) {
            return false;
        }
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
            if (deliveries.nearest(note) == null && periods.isOurs(note) && isOver(note, ended)) {
                return isHidden(note) ? unseen(note) : notSeen(note);
            }
        }
        return null;
    }

    /** No rise can belong to it any more. */
    boolean isOver(OpenDeliveryNote note, boolean ended) {
        return note.isWindowPassed()
                && !isInProgress(note)
                && !state.filter().isChangingOver()
                && !(ended && note.deliveredAtMs() >= contract.periodEndMs());
    }

    boolean isHidden(OpenDeliveryNote note) {
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
        Refill left = oldestLeft();
        if (left != null) {
            return withoutNote(left);
        }
        Refill refill = oldestWaiting(refillMax);
        if (refill == null) {
            return null;
        }
        if (isGraceOfLateOver(refill)) {
            return withoutNote(refill);
        }
        boolean tooMany =
                deliveries.refills().size() >= Deliveries.REFILLS_MAX
                        && deliveries.refills().stream().allMatch(Refill::waits);
        return isGraceOver() || tooMany ? withoutNote(refill) : null;
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

    /** No note has come for it: it counts as the level shows it, or not at all. */
    SiloEvent withoutNote(Refill refill) {
        return state.spec().needsNotes()
                ? notNoted(refill)
                : counted(refill, List.of(), refill.estimate(), DeliverySource.ESTIMATED, false);
    }

    private SiloEvent notNoted(Refill refill) {
        return new MeteringDoubted(
                state.spec().siloId(),
                contract.contractId(),
                chargedIn(periods.closedPeriodId(refill, List.of())),
                Doubt.DELIVERY_NOT_NOTED,
                Instant.ofEpochMilli(refill.startMs()),
                Instant.ofEpochMilli(refill.endMs()),
                quantity(refill.estimate()),
                quantity(0));
    }

    /** In which something is charged, wherever it is booked. */
    private String chargedIn(@Nullable String closedPeriodId) {
        return closedPeriodId == null ? contract.period().id() : closedPeriodId;
    }

    /** In which something is booked; of an ended contract its closed one. */
    private String periodId(@Nullable String closedPeriodId) {
        return closedPeriodId == null || periods.isPresent()
                ? contract.period().id()
                : closedPeriodId;
    }

    private SiloEvent counted(
            @Nullable Refill refill,
            List<String> noteIds,
            long milli,
            DeliverySource source,
            boolean deviates) {
        String closedPeriodId = periods.closedPeriodId(refill, noteIds);
        return new DeliveryCounted(
                state.spec().siloId(),
                contract.contractId(),
                periodId(closedPeriodId),
                closedPeriodId,
                refill == null ? 0 : refill.no(),
                noteIds,
                quantity(milli),
                source,
                quantity(refill == null ? 0 : refill.estimate()),
                quantity(refill == null ? 0 : refill.uncertainty()),
                deviates,
                null);
    }

    private Quantity quantity(long milli) {
        return new Quantity(milli, state.spec().dimension());
    }
}
