package io.usance.meter.silo.state;

import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.ClosedPeriodCorrected;
import io.usance.meter.silo.filter.BoundaryCapture;
import io.usance.meter.silo.filter.Stock;
import io.usance.metering.Assignment;
import io.usance.quantity.Quantity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What readings that came late say of the end of a period that was closed without them. */
final class LateMeasuring {
    private final SiloState state;
    private final Assignment contract;

    /**
     * @param contract the present one, or one that has ended
     */
    LateMeasuring(SiloState state, Assignment contract) {
        this.state = state;
        this.contract = contract;
    }

    /** What late readings say of a period that was closed without them; null if nothing. */
    @Nullable SiloEvent correction() {
        for (LateClose late : state.unbooked().lateCloses()) {
            Stock measured = late.isOf(contract.contractId()) ? measured(late) : null;
            if (measured != null && late.stock() != measured.milli()) {
                return corrected(late, measured);
            }
        }
        return null;
    }

    /** The stock at the end of a period that was closed too early; null if it is not known. */
    static @Nullable Stock measured(SiloState state, Assignment contract, LateClose late) {
        return new LateMeasuring(state, contract).measured(late);
    }

    private @Nullable Stock measured(LateClose late) {
        BoundaryCapture capture = late.isLate() ? state.filter().capture(late.endMs()) : null;
        return capture != null
                        && capture.ready()
                        && !isAwaitingAdjustment(late)
                        && !isAwaitingDelivery(late, capture.refillNo())
                ? capture.at(late.endMs(), state.filter().tolerances())
                : null;
    }

    private boolean isAwaitingAdjustment(LateClose late) {
        return state.chargesClosed()
                && state.unbooked().waiting().stream()
                        .anyMatch(waiting -> waiting.afterMs() < late.endMs());
    }

    private boolean isAwaitingDelivery(LateClose late, int refillNo) {
        boolean graceOver = state.filter().clockMs() >= late.endMs() + Deliveries.GRACE_MS;
        return !graceOver && new DeliveryCounting(state, contract).oldestWaiting(refillNo) != null;
    }

    private ClosedPeriodCorrected corrected(LateClose late, Stock measured) {
        return new ClosedPeriodCorrected(
                state.spec().siloId(),
                contract.contractId(),
                contract == state.assigned() ? contract.period().id() : late.periodId(),
                late.periodId(),
                milli(late.stock() - measured.milli()),
                milli(measured.uncertainty()),
                milli(measured.milli()),
                Instant.ofEpochMilli(late.endMs()));
    }

    private Quantity milli(long milli) {
        return new Quantity(milli, state.spec().dimension());
    }
}
