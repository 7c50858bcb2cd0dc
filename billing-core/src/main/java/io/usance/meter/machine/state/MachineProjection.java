package io.usance.meter.machine.state;

import io.usance.meter.machine.MachineEvent;
import io.usance.meter.machine.MachineEvent.CounterExchanged;
import io.usance.meter.machine.MachineEvent.MachineAssigned;
import io.usance.meter.machine.MachineEvent.MachineContractEnded;
import io.usance.meter.machine.MachineEvent.MachineDeviceExchanged;
import io.usance.meter.machine.MachineEvent.MachineDoubtNoted;
import io.usance.meter.machine.MachineEvent.MachineGapNoted;
import io.usance.meter.machine.MachineEvent.MachineMetered;
import io.usance.meter.machine.MachineEvent.MachineOpened;
import io.usance.meter.machine.MachineEvent.MachinePeriodClosed;
import io.usance.meter.machine.MachineEvent.MachinePeriodCorrected;
import io.usance.meter.machine.MachineEvent.MachineReadingsRecorded;
import io.usance.meter.machine.MachineEvent.MachineRegisterAdjusted;
import io.usance.meter.machine.MachineEvent.MachineRegistered;
import io.usance.meter.machine.MachineEvent.RegisterBalance;
import io.usance.metering.MeterProjection;
import io.usance.metering.MeterRows;
import io.usance.metering.MeterRows.Balance;
import io.usance.metering.MeterRows.PeriodRow;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What each event of a machine changes in the read models: the balance of its registers. */
final class MachineProjection implements MeterProjection<MachineEvent> {
    static final Set<String> EVENTS =
            Stream.of(
                            MachineReadingsRecorded.class,
                            MachineAssigned.class,
                            MachineContractEnded.class,
                            MachineOpened.class,
                            MachineRegisterAdjusted.class,
                            MachineMetered.class,
                            MachinePeriodClosed.class)
                    .map(Class::getSimpleName)
                    .collect(Collectors.toUnmodifiableSet());

    @Override
    public void project(MachineEvent event, Instant recordedAt, MeterRows rows) {
        switch (event) {
            case MachineAssigned e -> rows.assigned(e, recordedAt);
            case MachineContractEnded e -> rows.left(e);
            case MachineOpened e -> {
                Quantity register = e.register();
                if (register != null) {
                    rows.opened(
                            row(
                                    e.machineId(),
                                    e.periodId(),
                                    e.contractId(),
                                    e.quantityName(),
                                    register),
                            register);
                }
            }
            case MachineRegisterAdjusted e ->
                    rows.adjusted(
                            row(
                                    e.machineId(),
                                    e.periodId(),
                                    e.contractId(),
                                    e.quantityName(),
                                    e.quantity()),
                            e.quantity());
            case MachinePeriodClosed e -> closed(e, rows);
            case MachineReadingsRecorded e -> {}
            case MachineMetered e -> {}
            case MachineRegistered e -> {}
            case CounterExchanged e -> {}
            case MachineDeviceExchanged e -> {}
            case MachineGapNoted e -> {}
            case MachineDoubtNoted e -> {}
            case MachinePeriodCorrected e -> {}
        }
    }

    private static PeriodRow row(
            String machineId,
            String periodId,
            String contractId,
            String quantityName,
            Quantity quantity) {
        return new PeriodRow(
                machineId, periodId, contractId, quantityName, quantity.dimension(), true);
    }

    private static void closed(MachinePeriodClosed e, MeterRows rows) {
        for (var entry : e.balances().entrySet()) {
            RegisterBalance balance = entry.getValue();
            rows.balanced(
                    row(
                            e.machineId(),
                            e.periodId(),
                            e.contractId(),
                            entry.getKey(),
                            balance.consumed()),
                    new Balance(
                            balance.closing(),
                            balance.measured(),
                            balance.consumed(),
                            balance.provisional(),
                            null,
                            e.complete() ? "CLOSED" : "INCOMPLETE"),
                    e.nextPeriodId());
        }
        rows.closed(e);
    }
}
