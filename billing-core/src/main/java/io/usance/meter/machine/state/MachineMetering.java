package io.usance.meter.machine.state;

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
import io.usance.meter.machine.MachineEvent.RegisterBalance;
import io.usance.meter.machine.MachineEvent.RegisterChange;
import io.usance.meter.machine.MachineRefusal;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.spec.RegisterSpec;
import io.usance.meter.machine.state.MachineState.NextDevice;
import io.usance.metering.Assignment;
import io.usance.metering.Decision;
import io.usance.metering.Decision.Refusal;
import io.usance.metering.Differences;
import io.usance.metering.MeterConflictException;
import io.usance.metering.Outcome;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The pure part: commands to events, events to state. No clock, no chance, no floating point: the
 * same commands in the same order give the same events, and how readings are cut into commands
 * makes no difference to what is metered.
 */
final class MachineMetering {

    private MachineMetering() {}

    /**
     * What a command leads to, and the state after it. The given one is not changed.
     *
     * @throws MeterConflictException if a machine or contract is set up again with other values
     */
    static Outcome<MachineState, MachineEvent> handle(MachineState state, MachineCommand command) {
        return switch (command) {
            case RegisterMachine register -> evolved(state, register(state, register));
            case AssignMachine assign -> evolved(state, assign(state, assign));
            case EndMachineContract end -> evolved(state, end(state, end));
            case ExchangeCounter exchange -> evolved(state, Exchanges.decide(state, exchange));
            case ExchangeDevice exchange -> evolved(state, Exchanges.decide(state, exchange));
            case RecordMachineReadings record -> recorded(state, r -> r.readings(record));
            case CloseMachinePeriod close -> recorded(state, r -> r.close(close));
        };
    }

    private static Outcome<MachineState, MachineEvent> evolved(
            MachineState before, Decision<MachineEvent> decision) {
        if (decision.events().isEmpty()) {
            return new Outcome<>(decision, before);
        }
        MachineState after = before.copy();
        decision.events().forEach(event -> evolve(after, event));
        return new Outcome<>(decision, after);
    }

    private static Outcome<MachineState, MachineEvent> recorded(
            MachineState before, Function<MachineRecording, Decision<MachineEvent>> command) {
        MachineRecording recording = new MachineRecording(before);
        Decision<MachineEvent> decision = command.apply(recording);
        return new Outcome<>(decision, decision.events().isEmpty() ? before : recording.state());
    }

    static Decision<MachineEvent> refused(MachineRefusal reason, String detail, Object... values) {
        Refusal refusal = new Refusal(0, reason, detail.formatted(values));
        return new Decision<>(List.of(), List.of(refusal), 0, 0);
    }

    private static Decision<MachineEvent> register(MachineState state, RegisterMachine command) {
        MachineSpec present = state.registered();
        if (present == null) {
            return Decision.of(List.of(new MachineRegistered(command.spec(), command.at())));
        }
        NextDevice next = state.nextDevice();
        boolean same =
                present.equals(command.spec())
                        || present.withDevice(state.deviceId()).equals(command.spec())
                        || (next != null
                                && present.withDevice(next.deviceId()).equals(command.spec()));
        if (!same) {
            throw new MeterConflictException(
                    "machine %s is already set up with %s; correct the configuration or use another machine id"
                            .formatted(
                                    command.machineId(),
                                    Differences.between(present, command.spec())));
        }
        return Decision.of(List.of());
    }

    private static Decision<MachineEvent> assign(MachineState state, AssignMachine command) {
        Assignments assignments = state.assignments();
        if (assignments.isKnown(command)) {
            return Decision.of(List.of());
        }
        Assignment present = assignments.present();
        boolean isFollowed =
                assignments.following() != null
                        || (present != null
                                && present.endsAtMs() > command.meteringFrom().toEpochMilli());
        if (present != null && isFollowed) {
            throw new MeterConflictException(
                    "machine %s is under contract %s from %s; it cannot come under %s from %s"
                            .formatted(
                                    command.machineId(),
                                    present.contractId(),
                                    present.meteringFrom(),
                                    command.contractId(),
                                    command.meteringFrom()));
        }
        if (state.latestMs() > command.meteringFrom().toEpochMilli()) {
            throw new MeterConflictException(
                    "machine %s has readings until %s, so metering for contract %s cannot begin at %s; let it begin later"
                            .formatted(
                                    command.machineId(),
                                    Instant.ofEpochMilli(state.latestMs()),
                                    command.contractId(),
                                    command.meteringFrom()));
        }
        return Decision.of(
                List.of(
                        new MachineAssigned(
                                command.machineId(),
                                command.contractId(),
                                command.calendar(),
                                command.meteringFrom(),
                                command.at())));
    }

    private static Decision<MachineEvent> end(MachineState state, EndMachineContract command) {
        if (state.assignments().isKnown(command)) {
            return Decision.of(List.of());
        }
        Assignment present = state.assignments().present();
        Assignment ending = state.assignments().by(command.contractId());
        String problem =
                ending == null
                        ? "machine %s is under %s, not under %s"
                                .formatted(
                                        command.machineId(),
                                        present == null ? "no contract" : present.contractId(),
                                        command.contractId())
                        : ending.endProblem(command.endsAt());
        return problem == null
                ? Decision.of(
                        List.of(
                                new MachineContractEnded(
                                        command.machineId(),
                                        command.contractId(),
                                        command.endsAt(),
                                        command.at())))
                : refused(MachineRefusal.CONTRACT_END_REFUSED, "%s", problem);
    }

    /**
     * Folds an event into the state; never fails on what was stored.
     *
     * <p>Readings are taken through once more. What was issued is taken from its own events, so
     * that it stays as issued.
     *
     * @return {@code state}, changed
     */
    static MachineState evolve(MachineState state, MachineEvent event) {
        switch (event) {
            case MachineRegistered e -> state.register(e.spec());
            case MachineAssigned e ->
                    state.assignments(state.assignments().assigned(Assignment.of(e)));
            case MachineContractEnded e ->
                    state.assignments(state.assignments().ending(e.contractId(), e.endsAt()));
            case CounterExchanged e -> exchanged(state, e);
            case MachineDeviceExchanged e ->
                    state.announce(new NextDevice(e.deviceId(), e.from().toEpochMilli()));
            case MachineReadingsRecorded e -> {
                state.heard(e.receivedAt());
                e.readings().forEach(state::take);
            }
            case MachineGapNoted e -> gap(state, e);
            case MachineDoubtNoted e -> state.doubts().remove(e);
            case MachineOpened e -> opened(state, e);
            case MachineRegisterAdjusted e ->
                    state.track(e.quantityName())
                            .adjusted(
                                    state.openStartMs(),
                                    e.change() == RegisterChange.ROLLOVER,
                                    e.quantity().milli());
            case MachineMetered e -> metered(state, e);
            case MachinePeriodCorrected e ->
                    state.lates()
                            .removeIf(late ->
                                    late.outputName().equals(e.quantityName())
                                            && late.closedPeriodId().equals(e.closedPeriodId()));
            case MachinePeriodClosed e -> closed(state, e);
        }
        return state;
    }

    /** A gap that no reading showed was given up when its period was closed by command. */
    private static void gap(MachineState state, MachineGapNoted event) {
        if (!state.gaps().remove(event) && state.order().waitsBehindGap()) {
            state.passHeld();
            state.gaps().remove(event);
        }
    }

    private static void exchanged(MachineState state, CounterExchanged event) {
        RegisterSpec register = state.spec().register(event.register()).orElse(null);
        if (register == null) {
            return;
        }
        OptionalLong last = register.counts(event.lastValue());
        OptionalLong first = register.counts(event.firstValue());
        if (last.isPresent() && first.isPresent()) {
            state.announce(
                    new Exchange(
                            event.register(),
                            event.exchangedAt().toEpochMilli(),
                            last.getAsLong(),
                            first.getAsLong()));
        }
    }

    private static void opened(MachineState state, MachineOpened event) {
        Assignment present = Objects.requireNonNull(state.assignments().present());
        state.track(event.quantityName()).opened(present.meteringFromMs(), milli(event.register()));
    }

    private static @Nullable Long milli(@Nullable Quantity quantity) {
        return quantity == null ? null : Long.valueOf(quantity.milli());
    }

    private static void metered(MachineState state, MachineMetered event) {
        state.metered(event.meteredNo());
        state.track(event.quantityName()).issued(event.periodTotal().milli());
        Instant from = event.from();
        if (from != null) {
            state.facts()
                    .removeIf(fact ->
                            fact.outputName().equals(event.quantityName())
                                    && fact.fromMs() == from.toEpochMilli());
        }
    }

    private static void closed(MachineState state, MachinePeriodClosed event) {
        Assignment present = Objects.requireNonNull(state.assignments().present());
        Assignments after = state.assignments().nextPeriod();
        Assignment next = after.present();
        boolean left = next == null || next.meteringFromMs() != present.meteringFromMs();
        for (Track track : state.tracks()) {
            RegisterBalance balance = event.balances().get(track.output().name());
            if (balance != null) {
                track.closed(
                        present.periodStartMs(),
                        present.periodEndMs(),
                        balance.consumed().milli(),
                        milli(balance.closing()));
            }
            if (left) {
                track.left();
            }
        }
        state.assignments(after);
    }
}
