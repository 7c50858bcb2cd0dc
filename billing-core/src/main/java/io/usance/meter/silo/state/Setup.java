package io.usance.meter.silo.state;

import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.SiloCommand.AssignContract;
import io.usance.meter.silo.SiloCommand.EndContract;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.SiloConflictException;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.ContractAssigned;
import io.usance.meter.silo.SiloEvent.ContractEnded;
import io.usance.meter.silo.SiloEvent.SiloRegistered;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.Assignment;
import io.usance.metering.Decision;
import io.usance.metering.Differences;
import java.time.Instant;
import java.util.List;

/** Decides how a silo is set up: registered, put under a contract and released from it. */
final class Setup {

    private Setup() {}

    static Decision<SiloEvent> register(SiloState state, RegisterSilo command) {
        SiloSpec present = state.registered();
        if (present == null) {
            return Decision.of(
                    List.of(new SiloRegistered(command.spec(), command.at(), command.rules())));
        }
        if (!present.equals(command.spec()) && !isWatched(state, command.spec())) {
            throw new SiloConflictException(
                    command.siloId(), "with " + Differences.between(present, command.spec()));
        }
        return Decision.of(List.of());
    }

    /** The specification as it is now or will be with the sensor announced. */
    private static boolean isWatched(SiloState state, SiloSpec spec) {
        SensorChange next = state.segments().next();
        return spec.equals(state.spec())
                || (next != null && spec.equals(state.spec().withSensor(next.sensor())));
    }

    static Decision<SiloEvent> assign(SiloState state, AssignContract command) {
        if (!state.isRegistered()) {
            return Refusals.unknownSilo();
        }
        if (state.handover().isKnown(command)) {
            return Decision.of(List.of());
        }
        Assignment before = state.lastAssigned();
        if (before != null
                && before.isTo(command.contractId(), command.calendar(), command.meteringFrom())) {
            return Decision.of(List.of());
        }
        if (before != null && !canFollow(state, before, command.meteringFrom())) {
            throw new SiloConflictException(
                    command.siloId(),
                    "as %s and cannot become %s"
                            .formatted(
                                    before,
                                    Assignment.text(
                                            command.contractId(),
                                            command.calendar(),
                                            command.meteringFrom())));
        }
        return Decision.of(
                List.of(
                        new ContractAssigned(
                                command.siloId(),
                                command.contractId(),
                                command.calendar(),
                                command.meteringFrom(),
                                command.at())));
    }

    /** The stock at its beginning must be known, or still to come. */
    private static boolean canFollow(SiloState state, Assignment before, Instant meteringFrom) {
        long fromMs = meteringFrom.toEpochMilli();
        boolean known = fromMs > state.filter().clockMs() || state.filter().capture(fromMs) != null;
        return before.endsAtMs() <= fromMs && state.handover().following() == null && known;
    }

    static Decision<SiloEvent> end(SiloState state, EndContract command) {
        if (!state.isRegistered()) {
            return Refusals.unknownSilo();
        }
        Assignment present = state.assigned();
        if (state.handover().isEnded(present, command)) {
            return Decision.of(List.of());
        }
        Assignment ending = state.assigned(command.contractId());
        String problem =
                ending == null
                        ? "silo "
                                + command.siloId()
                                + " is under "
                                + (present == null ? "no contract" : present.contractId())
                                + ", not under "
                                + command.contractId()
                        : ending.endProblem(command.endsAt());
        return problem == null
                ? Decision.of(
                        List.of(
                                new ContractEnded(
                                        command.siloId(),
                                        command.contractId(),
                                        command.endsAt(),
                                        command.at())))
                : Refusals.refusing(RefusalReason.CONTRACT_END_REFUSED, problem);
    }
}
