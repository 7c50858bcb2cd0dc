package io.usance.meter.silo.state;

import io.usance.meter.silo.DeliveryCorrected;
import io.usance.meter.silo.DeliveryVoided;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.ClosedPeriodCorrected;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.ContractAssigned;
import io.usance.meter.silo.SiloEvent.ContractEnded;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.DeliveryNotSeen;
import io.usance.meter.silo.SiloEvent.DeliveryNoteRecorded;
import io.usance.meter.silo.SiloEvent.OpeningStockMeasured;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.SiloEvent.ReadingSetAside;
import io.usance.meter.silo.SiloEvent.ReadingsRecorded;
import io.usance.meter.silo.SiloEvent.SensorChanged;
import io.usance.meter.silo.SiloEvent.SequenceGapNoted;
import io.usance.meter.silo.SiloEvent.SiloRegistered;
import io.usance.meter.silo.SiloEvent.StockAdjusted;
import io.usance.meter.silo.StockEntered;
import io.usance.metering.MeterProjection;
import io.usance.metering.MeterRows;
import io.usance.metering.MeterRows.Balance;
import io.usance.metering.MeterRows.PeriodRow;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What each event of a silo changes in the read models: its stock balance. */
final class SiloProjection implements MeterProjection<SiloEvent> {
    static final Set<String> EVENTS =
            Stream.of(
                            ReadingsRecorded.class,
                            ContractAssigned.class,
                            ContractEnded.class,
                            OpeningStockMeasured.class,
                            DeliveryCounted.class,
                            StockAdjusted.class,
                            ConsumptionMetered.class,
                            PeriodClosed.class)
                    .map(Class::getSimpleName)
                    .collect(Collectors.toUnmodifiableSet());

    @Override
    public void project(SiloEvent event, Instant recordedAt, MeterRows rows) {
        switch (event) {
            case ContractAssigned e -> rows.assigned(e, recordedAt);
            case ContractEnded e -> rows.left(e);
            case OpeningStockMeasured e ->
                    rows.opened(
                            row(e.siloId(), e.periodId(), e.contractId(), e.stock()), e.stock());
            case DeliveryCounted e -> delivered(e, rows);
            case StockAdjusted e ->
                    rows.adjusted(
                            row(e.siloId(), e.periodId(), e.contractId(), e.quantity()),
                            e.quantity());
            case PeriodClosed e -> closed(e, rows);
            case ReadingsRecorded e -> {}
            case ConsumptionMetered e -> {}
            case SiloRegistered e -> {}
            case DeliveryNoteRecorded e -> {}
            case DeliveryNotSeen e -> {}
            case SensorChanged e -> {}
            case SequenceGapNoted e -> {}
            case ReadingSetAside e -> {}
            case SiloEvent.MeteringDoubted e -> {}
            case DeliveryCorrected e -> {}
            case DeliveryVoided e -> {}
            case StockEntered e -> {}
            case ClosedPeriodCorrected e -> {}
        }
    }

    private static PeriodRow row(
            String siloId, String periodId, String contractId, Quantity quantity) {
        return PeriodRow.ofStock(siloId, periodId, contractId, quantity.dimension());
    }

    /** A delivery of a closed period is an adjustment of the open one, if its contract goes on. */
    private static void delivered(DeliveryCounted e, MeterRows rows) {
        PeriodRow row = row(e.siloId(), e.periodId(), e.contractId(), e.quantity());
        if (e.closedPeriodId() == null) {
            rows.delivered(row, e.quantity());
        } else if (!e.closedPeriodId().equals(e.periodId())) {
            rows.adjusted(row, e.quantity());
        }
    }

    private static void closed(PeriodClosed e, MeterRows rows) {
        Balance balance =
                new Balance(
                        e.closing(),
                        e.measuredClosing(),
                        e.consumed(),
                        e.provisional(),
                        e.expandedUncertainty(),
                        e.negative() ? "NEGATIVE" : e.carried() ? "CARRIED" : "CLOSED");
        rows.balanced(
                row(e.siloId(), e.periodId(), e.contractId(), e.closing()),
                balance,
                e.nextPeriodId());
        rows.closed(e);
    }
}
