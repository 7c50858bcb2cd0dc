package io.usance.meter.machine.state;

import io.usance.meter.machine.MachineCommand.CloseMachinePeriod;
import io.usance.meter.machine.MachineCommand.RecordMachineReadings;
import io.usance.meter.machine.MachineEvent;
import io.usance.meter.machine.MachineEvent.MachineMetered;
import io.usance.meter.machine.MachineEvent.MachineReadingsRecorded;
import io.usance.meter.machine.MachineReading;
import io.usance.metering.Assignment;
import io.usance.metering.Decision;
import io.usance.metering.Decision.Refusal;
import io.usance.metering.MeteredKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Decides one command on a working copy of the state.
 *
 * <p>Design note: readings are gathered into one {@link MachineReadingsRecorded}, but it is cut
 * where they lead to anything but provisional quantities. So a replay sees closed periods at the
 * very reading they rest on, and ends in the same state.
 */
final class MachineRecording {

    /** Events that one reading may lead to; what is left over follows with the next. */
    static final int EVENTS_PER_INPUT_MAX = 8_192;

    private final MachineState state;
    private final List<MachineEvent> events = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final List<MachineReading> taken = new ArrayList<>();
    private final List<MachineEvent> derived = new ArrayList<>();

    MachineRecording(MachineState before) {
        this.state = before.copy();
    }

    /** The working copy: what the events decided so far lead to. */
    MachineState state() {
        return state;
    }

    Decision<MachineEvent> readings(RecordMachineReadings command) {
        int recorded = 0;
        int duplicates = 0;
        state.heard(command.receivedAt());
        for (int i = 0; i < command.readings().size(); i++) {
            MachineReading reading = command.readings().get(i);
            MachineIntake.Verdict verdict =
                    MachineIntake.judge(state, reading, command.receivedAt());
            if (verdict.reason() != null) {
                refusals.add(new Refusal(i, verdict.reason(), verdict.detail()));
            } else if (verdict.sample() == null) {
                duplicates++;
            } else {
                recorded++;
                take(command, reading);
            }
        }
        flush(command);
        return new Decision<>(List.copyOf(events), List.copyOf(refusals), recorded, duplicates);
    }

    /** Ignored unless the period is open and has ended. */
    Decision<MachineEvent> close(CloseMachinePeriod command) {
        if (isOpen(command)) {
            passHeld(command);
            closeNow(command);
            derive();
            events.addAll(derived);
        }
        return Decision.of(events);
    }

    private boolean isOpen(CloseMachinePeriod command) {
        Assignment present = state.assignments().present();
        return present != null
                && present.period().id().equals(command.periodId())
                && !command.at().isBefore(present.period().end());
    }

    /**
     * What waits for missing readings is known as well: it counts before the period is closed,
     * which may be the contract's last. It may close the period.
     */
    private void passHeld(CloseMachinePeriod command) {
        while (isOpen(command) && state.order().waitsBehindGap()) {
            state.passHeld();
            derive();
        }
        events.addAll(derived);
        derived.clear();
    }

    private void closeNow(CloseMachinePeriod command) {
        for (int i = 0; i < EVENTS_PER_INPUT_MAX && isOpen(command); i++) {
            Assignment present = Objects.requireNonNull(state.assignments().present());
            for (MachineEvent event : Accounting.closeNow(state, present, command.at())) {
                MachineMetering.evolve(state, event);
                events.add(event);
            }
        }
    }

    private void take(RecordMachineReadings command, MachineReading reading) {
        state.take(reading);
        taken.add(reading);
        derive();
        if (derived.stream().anyMatch(MachineRecording::isCut)) {
            flush(command);
        }
    }

    private void derive() {
        for (int i = 0; i < EVENTS_PER_INPUT_MAX; i++) {
            List<MachineEvent> next = Accounting.next(state);
            if (next.isEmpty()) {
                return;
            }
            for (MachineEvent event : next) {
                MachineMetering.evolve(state, event);
                derived.add(event);
            }
        }
    }

    private void flush(RecordMachineReadings command) {
        if (!taken.isEmpty()) {
            events.add(
                    new MachineReadingsRecorded(
                            command.machineId(), List.copyOf(taken), command.receivedAt()));
        }
        events.addAll(derived);
        taken.clear();
        derived.clear();
    }

    private static boolean isCut(MachineEvent event) {
        return !(event instanceof MachineMetered metered
                && metered.kind() == MeteredKind.PROVISIONAL);
    }
}
