package io.usance.meter.silo.state;

import io.usance.meter.silo.filter.BoundaryCapture;
import io.usance.meter.silo.filter.Refill;
import io.usance.metering.Assignment;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Under which contract, and in which of its periods, something was delivered. */
final class DeliveryPeriods {
    private final SiloState state;
    private final Assignment contract;

    /**
     * @param contract the present one, or one that has ended
     */
    DeliveryPeriods(SiloState state, Assignment contract) {
        this.state = state;
        this.contract = contract;
    }

    /** What is counted in a period, or belongs to a closed one; null where that is not kept. */
    static @Nullable String countedIn(
            SiloState state, String periodId, @Nullable String closedPeriodId) {
        if (!state.chargesClosed()) {
            return null;
        }
        return closedPeriodId == null ? periodId : closedPeriodId;
    }

    boolean isPresent() {
        return contract == state.assigned();
    }

    /** Delivered under this contract. */
    boolean isOurs(Refill refill) {
        Assignment ended = endedOf(refill);
        return isPresent() ? ended == null : contract == ended;
    }

    boolean isOurs(OpenDeliveryNote note) {
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

    /** Whose delivery it is if that period is closed; null if it is the open one's. */
    @Nullable String closedPeriodId(@Nullable Refill refill, List<String> noteIds) {
        if (!isPresent() && refill != null && refill.countedIn() != null) {
            return refill.countedIn();
        }
        if (!isPresent()) {
            OpenDeliveryNote first =
                    noteIds.isEmpty() ? null : state.deliveries().openNote(noteIds.get(0));
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
        OpenDeliveryNote note =
                noteIds.isEmpty() ? null : state.deliveries().openNote(noteIds.get(0));
        if (refill != null && refill.countedIn() != null) {
            return refill.countedIn();
        }
        long atMs = refill != null ? refill.startMs() : note != null ? note.deliveredAtMs() : 0;
        return closedPeriodId(atMs);
    }

    /**
     * As {@link #closedPeriodId(Refill, List)} of what was counted before.
     *
     * @param refill null if there was none, or it is forgotten
     */
    @Nullable String closedPeriodOf(@Nullable Refill refill, int refillNo, long atMs) {
        if (refill != null && refillNo > state.ledger().refillNo()) {
            return latePeriodId(refill);
        }
        boolean anyClosed = contract.periodStartMs() > contract.meteringFromMs();
        boolean earlier =
                refillNo > 0
                        ? refillNo <= state.ledger().refillNo()
                        : atMs < contract.periodStartMs();
        if (!anyClosed || !earlier) {
            return null;
        }
        if (refill != null && refill.countedIn() != null) {
            return refill.countedIn();
        }
        return closedPeriodId(refill == null ? atMs : refill.startMs());
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

    /** The closed period an instant falls in; the nearest if it falls in none. */
    private String closedPeriodId(long atMs) {
        long fromMs = contract.meteringFromMs();
        long firstOpen =
                isPresent() ? contract.period().start().toEpochMilli() : contract.endsAtMs();
        long latest = Math.max(fromMs, firstOpen - 1);
        long within = Math.clamp(atMs, fromMs, latest);
        return contract.calendar().periodOf(Instant.ofEpochMilli(within)).id();
    }
}
