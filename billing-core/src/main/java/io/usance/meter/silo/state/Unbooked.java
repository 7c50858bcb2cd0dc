package io.usance.meter.silo.state;

import io.usance.meter.silo.SiloEvent.AdjustmentSource;
import io.usance.meter.silo.filter.Refill;
import io.usance.metering.Assignment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known, or may still become known, and is not in the books of a period.
 *
 * @param waiting adjustments, in order; unmodifiable
 * @param gaps what the newest measured changes of the sensor span, at most {@link #GAPS_MAX}; a
 *     delivery within is part of the measured shift; unmodifiable
 * @param lateCloses periods closed by command whose last readings have not come, oldest first, at
 *     most {@link LateClose#KEPT_MAX}; unmodifiable
 */
record Unbooked(List<Adjustment> waiting, List<Gap> gaps, List<LateClose> lateCloses) {

    static final int GAPS_MAX = 4;

    /** Changes of the sensor that may wait for a period to be closed. */
    static final int CHANGES_WAITING_MAX = 4;

    /** Revaluations that may wait for periods to be closed, after a long silence. */
    static final int REVALUED_WAITING_MAX = 16;

    static final Unbooked NOTHING = new Unbooked(List.of(), List.of(), List.of());

    /** What a measured change of the sensor spans, both ends inclusive. */
    record Gap(int changeNo, long fromMs, long toMs) {}

    static Unbooked of(List<Adjustment> waiting, List<Gap> gaps, List<LateClose> lateCloses) {
        return waiting.isEmpty() && gaps.isEmpty() && lateCloses.isEmpty()
                ? NOTHING
                : new Unbooked(List.copyOf(waiting), List.copyOf(gaps), List.copyOf(lateCloses));
    }

    private Unbooked with(List<Adjustment> other) {
        return of(other, gaps, lateCloses);
    }

    private Unbooked withLate(List<LateClose> other) {
        return of(waiting, gaps, other);
    }

    // ---- adjustments ----

    Unbooked with(Adjustment adjustment) {
        List<Adjustment> more = new ArrayList<>(waiting);
        more.add(adjustment);
        return with(more);
    }

    /**
     * The level of the present segment was compared with the one before.
     *
     * @param counts false if no contract's book stock contains the difference
     */
    Unbooked measured(Adjustment adjustment, boolean counts) {
        if (!counts) {
            return this;
        }
        if (adjustment.source() != AdjustmentSource.MEASURED) {
            return with(adjustment);
        }
        Gap gap = new Gap(adjustment.changeNo(), adjustment.fromMs(), adjustment.toMs());
        return of(waiting, limited(gaps, gap, GAPS_MAX), lateCloses).with(adjustment);
    }

    /**
     * Added to the newest that waits if no reading lies between them and they are of one period, or
     * if too many wait.
     *
     * @param seenMs when the last reading before was sampled
     */
    Unbooked revalued(Adjustment adjustment, long seenMs, Assignment contract) {
        Adjustment newest = waiting.isEmpty() ? null : waiting.getLast();
        boolean full = waiting.size() >= REVALUED_WAITING_MAX;
        boolean unseen =
                newest != null
                        && seenMs < newest.fromMs()
                        && isOfSamePeriod(newest, adjustment.afterMs(), contract);
        if (newest == null || (!full && !unseen)) {
            return with(adjustment);
        }
        List<Adjustment> more = new ArrayList<>(waiting.subList(0, waiting.size() - 1));
        more.add(newest.plus(adjustment));
        return with(more);
    }

    private static boolean isOfSamePeriod(Adjustment newest, long afterMs, Assignment contract) {
        return newest.isRevalued() && afterMs < SiloBooks.boundaryAfter(contract, newest.afterMs());
    }

    /** The revaluations that wait and belong to a refill. */
    List<Adjustment> revaluedBy(Refill refill) {
        return waiting.isEmpty()
                ? waiting
                : waiting.stream().filter(one -> isOf(refill, one)).toList();
    }

    /** They are part of what was delivered. */
    Unbooked withoutRevaluedBy(Refill refill) {
        return waiting.isEmpty()
                ? this
                : with(waiting.stream().filter(one -> !isOf(refill, one)).toList());
    }

    private static boolean isOf(Refill refill, Adjustment one) {
        return one.isRevalued() && refill.spans(one.fromMs(), one.toMs());
    }

    /** An opening stock measured later contains them. */
    Unbooked withoutWaitingBefore(long meteringFromMs) {
        return waiting.isEmpty()
                ? this
                : with(waiting.stream().filter(one -> one.afterMs() >= meteringFromMs).toList());
    }

    /** The oldest adjustment of a change and source has been booked. */
    Unbooked booked(int changeNo, AdjustmentSource source, @Nullable String enteredId) {
        List<Adjustment> rest = new ArrayList<>(waiting);
        for (int i = 0; i < rest.size(); i++) {
            Adjustment one = rest.get(i);
            if (one.changeNo() == changeNo
                    && one.source() == source
                    && Objects.equals(one.enteredId(), enteredId)) {
                rest.remove(i);
                break;
            }
        }
        return with(rest);
    }

    /** The gap that hid a delivery from the level; null if none did. */
    @Nullable Gap gapAt(long atMs, long marginMs) {
        for (Gap gap : gaps) {
            if (gap.fromMs() - marginMs <= atMs && atMs <= gap.toMs() + marginMs) {
                return gap;
            }
        }
        return null;
    }

    // ---- periods closed by command ----

    Unbooked with(LateClose late) {
        return withLate(limited(lateCloses, late, LateClose.KEPT_MAX));
    }

    boolean isLate(String periodId) {
        return lateCloses.stream().anyMatch(late -> late.periodId().equals(periodId));
    }

    boolean isEndOfLate(long fromMs, long toMs) {
        return lateCloses.stream().anyMatch(late -> fromMs <= late.endMs() && late.endMs() <= toMs);
    }

    Unbooked delivered(String closedPeriodId, long quantity) {
        return withLate(
                lateCloses.stream().map(late -> late.delivered(closedPeriodId, quantity)).toList());
    }

    Unbooked corrected(String periodId) {
        return withLate(
                lateCloses.stream().filter(late -> !late.periodId().equals(periodId)).toList());
    }

    Unbooked withoutLateCloses() {
        return withLate(List.of());
    }

    private static <T> List<T> limited(List<T> list, T added, int max) {
        List<T> more = new ArrayList<>(list);
        if (more.size() == max) {
            more.remove(0);
        }
        more.add(added);
        return more;
    }
}
