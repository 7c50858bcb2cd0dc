package io.usance.meter.silo.state;

import io.usance.meter.silo.SiloEvent.AdjustmentSource;
import io.usance.meter.silo.filter.LevelShift;
import org.jspecify.annotations.Nullable;

/**
 * A stock adjustment that is known but not booked.
 *
 * @param changeNo the change of the sensor; 0 if there was none
 * @param source how it was found
 * @param milli what is added to the book stock
 * @param uncertainty expanded (k = 2)
 * @param fromMs where the shift of the level began
 * @param toMs where it ended
 * @param afterMs it belongs to the first open period that ends later
 * @param enteredId of what a person entered; null if it follows from readings
 * @param closedPeriodId the closed period it belongs to, if that is known otherwise; mostly null
 */
record Adjustment(
        int changeNo,
        AdjustmentSource source,
        long milli,
        long uncertainty,
        long fromMs,
        long toMs,
        long afterMs,
        @Nullable String enteredId,
        @Nullable String closedPeriodId) {

    /** One that follows from readings. */
    Adjustment(
            int changeNo,
            AdjustmentSource source,
            long milli,
            long uncertainty,
            long fromMs,
            long toMs,
            long afterMs) {
        this(changeNo, source, milli, uncertainty, fromMs, toMs, afterMs, null, null);
    }

    /** One that a person entered. */
    static Adjustment entered(
            String enteredId, AdjustmentSource source, long milli, long uncertainty, long atMs) {
        return new Adjustment(0, source, milli, uncertainty, atMs, atMs, atMs, enteredId, null);
    }

    /** Between two segments. */
    static Adjustment between(LevelShift shift) {
        return of(shift.stated() ? AdjustmentSource.STATED : AdjustmentSource.MEASURED, shift);
    }

    /** By a density or moisture. */
    static Adjustment revalued(LevelShift shift) {
        return of(AdjustmentSource.REVALUED, shift);
    }

    /** One adjustment of both. */
    Adjustment plus(Adjustment later) {
        return new Adjustment(
                changeNo,
                source,
                milli + later.milli(),
                uncertainty + later.uncertainty(),
                fromMs,
                later.toMs(),
                afterMs,
                enteredId,
                closedPeriodId);
    }

    boolean isRevalued() {
        return source == AdjustmentSource.REVALUED;
    }

    private static Adjustment of(AdjustmentSource source, LevelShift shift) {
        return new Adjustment(
                shift.changeNo(),
                source,
                shift.milli(),
                shift.uncertainty(),
                shift.fromMs(),
                shift.toMs(),
                shift.afterMs());
    }
}
