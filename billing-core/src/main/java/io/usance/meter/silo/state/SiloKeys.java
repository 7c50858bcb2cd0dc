package io.usance.meter.silo.state;

import io.usance.meter.silo.DeliveryCorrected;
import io.usance.meter.silo.DeliveryVoided;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.StockEntered;

/** By what events of silos are keyed when they are published. */
final class SiloKeys {
    private SiloKeys() {}

    /** The contract where one is involved, else the silo. */
    static String keyOf(SiloEvent event) {
        return switch (event) {
            case SiloEvent.SiloRegistered e -> e.siloId();
            case SiloEvent.ReadingsRecorded e -> e.siloId();
            case SiloEvent.ContractAssigned e -> e.contractId();
            case SiloEvent.DeliveryNoteRecorded e -> e.contractId();
            case SiloEvent.DeliveryCounted e -> e.contractId();
            case SiloEvent.DeliveryNotSeen e -> e.contractId();
            case SiloEvent.OpeningStockMeasured e -> e.contractId();
            case SiloEvent.ConsumptionMetered e -> e.contractId();
            case SiloEvent.SensorChanged e -> e.siloId();
            case SiloEvent.SequenceGapNoted e -> e.siloId();
            case SiloEvent.ReadingSetAside e -> e.siloId();
            case SiloEvent.MeteringDoubted e -> e.siloId();
            case SiloEvent.StockAdjusted e -> e.contractId();
            case DeliveryCorrected e -> e.contractId();
            case DeliveryVoided e -> e.contractId();
            case StockEntered e -> e.contractId();
            case SiloEvent.PeriodClosed e -> e.contractId();
            case SiloEvent.ContractEnded e -> e.contractId();
            case SiloEvent.ClosedPeriodCorrected e -> e.contractId();
        };
    }
}
