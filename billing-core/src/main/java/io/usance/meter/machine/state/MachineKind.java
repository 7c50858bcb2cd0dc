package io.usance.meter.machine.state;

import com.fasterxml.jackson.databind.Module;
import io.usance.meter.machine.MachineCommand;
import io.usance.meter.machine.MachineCommand.AssignMachine;
import io.usance.meter.machine.MachineCommand.CloseMachinePeriod;
import io.usance.meter.machine.MachineCommand.EndMachineContract;
import io.usance.meter.machine.MachineCommand.ExchangeCounter;
import io.usance.meter.machine.MachineCommand.ExchangeDevice;
import io.usance.meter.machine.MachineCommand.RecordMachineReadings;
import io.usance.meter.machine.MachineCommand.RegisterMachine;
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
import io.usance.meter.machine.MachineRefusal;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.spec.Source;
import io.usance.metering.Decision;
import io.usance.metering.MeterAudit;
import io.usance.metering.MeterKind;
import io.usance.metering.MeterProjection;
import io.usance.metering.Outcome;
import io.usance.metering.RefusalCode;
import io.usance.metering.ReplayAudit;
import io.usance.period.BillingCalendar;
import io.usance.quantity.Aggregation;
import io.usance.quantity.Dimension;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Machines: registers that count parts, cycles, energy or hours, and states that take time. */
public final class MachineKind implements MeterKind<MachineState, MachineCommand, MachineEvent> {
    private final MachineProjection projection = new MachineProjection();

    @Override
    public String name() {
        return "machine";
    }

    @Override
    public Class<MachineCommand> commandType() {
        return MachineCommand.class;
    }

    @Override
    public Class<MachineEvent> eventType() {
        return MachineEvent.class;
    }

    @Override
    public MachineState initial() {
        return MachineState.initial();
    }

    @Override
    public boolean registers(MachineCommand command) {
        return command instanceof RegisterMachine;
    }

    @Override
    public MachineCommand asOf(MachineCommand command, Instant now) {
        return switch (command) {
            case RecordMachineReadings c when c.receivedAt().isAfter(now) ->
                    new RecordMachineReadings(c.machineId(), c.readings(), now);
            case CloseMachinePeriod c when c.at().isAfter(now) ->
                    new CloseMachinePeriod(c.machineId(), c.periodId(), now);
            default -> command;
        };
    }

    @Override
    public Outcome<MachineState, MachineEvent> handle(MachineState state, MachineCommand command) {
        return MachineMetering.handle(state, command);
    }

    @Override
    public Decision<MachineEvent> unknown(MachineCommand command) {
        int refused =
                command instanceof RecordMachineReadings record ? record.readings().size() : 1;
        List<Decision.Refusal> refusals = new ArrayList<>();
        for (int i = 0; i < refused; i++) {
            refusals.add(
                    new Decision.Refusal(
                            i,
                            MachineRefusal.UNKNOWN_MACHINE,
                            "machine " + command.machineId() + " is not registered"));
        }
        return new Decision<>(List.of(), refusals, 0, 0);
    }

    @Override
    public List<RefusalCode> refusals() {
        return List.of(MachineRefusal.values());
    }

    @Override
    public MachineState evolve(MachineState state, MachineEvent event) {
        return MachineMetering.evolve(state, event);
    }

    @Override
    public MachineCommand assign(
            String meterId,
            String contractId,
            BillingCalendar calendar,
            Instant meteringFrom,
            Instant at) {
        return new AssignMachine(meterId, contractId, calendar, meteringFrom, at);
    }

    @Override
    public MachineCommand end(String meterId, String contractId, Instant endsAt, Instant at) {
        return new EndMachineContract(meterId, contractId, endsAt, at);
    }

    @Override
    public MachineCommand close(String meterId, String periodId, Instant at) {
        return new CloseMachinePeriod(meterId, periodId, at);
    }

    @Override
    public boolean assigns(MachineCommand command) {
        return command instanceof AssignMachine;
    }

    @Override
    public String idOf(MachineState state) {
        return state.spec().machineId();
    }

    @Override
    public SortedMap<String, Dimension> quantities(MachineState state) {
        SortedMap<String, Dimension> quantities = new TreeMap<>();
        for (Track track : state.tracks()) {
            quantities.put(track.output().name(), track.output().dimension());
        }
        return quantities;
    }

    /**
     * Power has a maximum, no sum; a profiled quantity both. Neither has a last value: a quarter in
     * which nothing was made is not reported.
     */
    @Override
    public Set<Aggregation> aggregations(MachineState state, String quantity) {
        Output output = state.track(quantity).output();
        if (output.spec().source() instanceof Source.Power) {
            return Set.of(Aggregation.MAXIMUM);
        }
        return output.isByQuarters()
                ? Set.of(Aggregation.SUM, Aggregation.MAXIMUM)
                : Set.of(Aggregation.SUM);
    }

    /** Of a profiled quantity and of power, a quarter of an hour. */
    @Override
    public @Nullable Duration intervals(MachineState state, String quantity) {
        return state.track(quantity).output().isByQuarters()
                ? Duration.ofMillis(MachineSpec.QUARTER_MS)
                : null;
    }

    @Override
    public Module storedForms() {
        return MachineForms.module();
    }

    @Override
    public String snapshotName() {
        return MachineSnapshot.class.getSimpleName();
    }

    @Override
    public Class<?> snapshotType() {
        return MachineSnapshot.class;
    }

    @Override
    public Object snapshot(MachineState state) {
        return state.snapshot();
    }

    @Override
    public MachineState restore(Object snapshot) {
        return MachineState.restore((MachineSnapshot) snapshot);
    }

    @Override
    public boolean isInput(MachineEvent event) {
        return switch (event) {
            case MachineRegistered e -> true;
            case MachineAssigned e -> true;
            case MachineContractEnded e -> true;
            case CounterExchanged e -> true;
            case MachineDeviceExchanged e -> true;
            case MachineReadingsRecorded e -> true;
            case MachineGapNoted e -> false;
            case MachineDoubtNoted e -> false;
            case MachineOpened e -> false;
            case MachineRegisterAdjusted e -> false;
            case MachineMetered e -> false;
            case MachinePeriodCorrected e -> false;
            case MachinePeriodClosed e -> false;
        };
    }

    @Override
    public MeterAudit<MachineState, MachineEvent> audit(@Nullable MachineState start) {
        return new ReplayAudit<>(
                this, start == null ? initial() : start.copy(), MachineKind::command);
    }

    /** The command that led to an input, or closed a period; null for what follows from others. */
    private static @Nullable MachineCommand command(MachineEvent event) {
        return switch (event) {
            case MachineRegistered e -> new RegisterMachine(e.spec(), e.at());
            case MachineAssigned e ->
                    new AssignMachine(
                            e.machineId(), e.contractId(), e.calendar(), e.meteringFrom(), e.at());
            case MachineContractEnded e ->
                    new EndMachineContract(e.machineId(), e.contractId(), e.endsAt(), e.at());
            case CounterExchanged e ->
                    new ExchangeCounter(
                            e.machineId(),
                            e.register(),
                            e.exchangedAt(),
                            e.lastValue(),
                            e.firstValue(),
                            e.reason(),
                            e.at());
            case MachineDeviceExchanged e ->
                    new ExchangeDevice(e.machineId(), e.deviceId(), e.from(), e.reason(), e.at());
            case MachineReadingsRecorded e ->
                    new RecordMachineReadings(e.machineId(), e.readings(), e.receivedAt());
            case MachinePeriodClosed e ->
                    new CloseMachinePeriod(e.machineId(), e.periodId(), e.at());
            case MachineGapNoted e -> null;
            case MachineDoubtNoted e -> null;
            case MachineOpened e -> null;
            case MachineRegisterAdjusted e -> null;
            case MachineMetered e -> null;
            case MachinePeriodCorrected e -> null;
        };
    }

    @Override
    public MeterProjection<MachineEvent> projection() {
        return projection;
    }

    @Override
    public Set<String> projected() {
        return MachineProjection.EVENTS;
    }

    @Override
    public String messageKey(MachineEvent event) {
        return switch (event) {
            case MachineAssigned e -> e.contractId();
            case MachineContractEnded e -> e.contractId();
            case MachineOpened e -> e.contractId();
            case MachineRegisterAdjusted e -> e.contractId();
            case MachineMetered e -> e.contractId();
            case MachinePeriodCorrected e -> e.contractId();
            case MachinePeriodClosed e -> e.contractId();
            case MachineRegistered e -> e.machineId();
            case CounterExchanged e -> e.machineId();
            case MachineDeviceExchanged e -> e.machineId();
            case MachineReadingsRecorded e -> e.machineId();
            case MachineGapNoted e -> e.machineId();
            case MachineDoubtNoted e -> e.machineId();
        };
    }

    @Override
    public Set<String> unpublished() {
        return Set.of(MachineReadingsRecorded.class.getSimpleName());
    }
}
