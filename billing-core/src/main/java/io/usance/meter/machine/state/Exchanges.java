package io.usance.meter.machine.state;

import io.usance.meter.machine.MachineCommand.ExchangeCounter;
import io.usance.meter.machine.MachineCommand.ExchangeDevice;
import io.usance.meter.machine.MachineEvent;
import io.usance.meter.machine.MachineEvent.CounterExchanged;
import io.usance.meter.machine.MachineEvent.MachineDeviceExchanged;
import io.usance.meter.machine.MachineRefusal;
import io.usance.meter.machine.spec.RegisterSpec;
import io.usance.meter.machine.state.MachineIntake.Verdict;
import io.usance.meter.machine.state.MachineState.NextDevice;
import io.usance.meter.machine.state.MachineState.RegisterAnchor;
import io.usance.metering.Decision;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Decides on announcements that a counter or the device is exchanged. One that readings have not
 * reached yet can be corrected: by another of the same register and instant, by another next
 * device, or by the present device, so that it stays.
 */
final class Exchanges {
    private Exchanges() {}

    static Decision<MachineEvent> decide(MachineState state, ExchangeCounter command) {
        RegisterSpec register = state.spec().register(command.register()).orElse(null);
        if (register == null) {
            return MachineMetering.refused(
                    MachineRefusal.UNKNOWN_REGISTER,
                    "register %s is none of machine %s; there are %s",
                    command.register(),
                    command.machineId(),
                    state.spec().registers().stream().map(RegisterSpec::name).toList());
        }
        for (BigDecimal value : List.of(command.lastValue(), command.firstValue())) {
            if (register.counts(value).isEmpty()) {
                return MachineMetering.refused(
                        MachineRefusal.OUT_OF_RANGE,
                        "register %s cannot show %s; it shows %s",
                        register.name(),
                        value.toPlainString(),
                        register.range());
            }
        }
        Exchange exchange = exchange(register, command);
        return state.isKnown(exchange)
                ? Decision.of(List.of())
                : decide(state, register, exchange, command);
    }

    private static Exchange exchange(RegisterSpec register, ExchangeCounter command) {
        OptionalLong last = register.counts(command.lastValue());
        OptionalLong first = register.counts(command.firstValue());
        return new Exchange(
                register.name(),
                command.exchangedAt().toEpochMilli(),
                last.orElseThrow(),
                first.orElseThrow());
    }

    private static Decision<MachineEvent> decide(
            MachineState state, RegisterSpec register, Exchange exchange, ExchangeCounter command) {
        String problem = problem(state, exchange);
        if (problem != null) {
            return MachineMetering.refused(MachineRefusal.EXCHANGE_REFUSED, "%s", problem);
        }
        Verdict verdict = impossible(state, register, exchange);
        if (verdict != null && verdict.reason() != null) {
            return MachineMetering.refused(verdict.reason(), "%s", verdict.detail());
        }
        return Decision.of(
                List.of(
                        new CounterExchanged(
                                command.machineId(),
                                command.register(),
                                Instant.ofEpochMilli(exchange.atMs()),
                                command.lastValue(),
                                command.firstValue(),
                                command.reason(),
                                command.at())));
    }

    private static @Nullable String problem(MachineState state, Exchange exchange) {
        Instant at = Instant.ofEpochMilli(exchange.atMs());
        if (exchange.atMs() <= state.latestMs()) {
            return "register %s was exchanged at %s, but readings until %s are metered already; state a later instant"
                    .formatted(exchange.register(), at, Instant.ofEpochMilli(state.latestMs()));
        }
        boolean inOrder =
                state.exchanges().stream()
                        .noneMatch(one ->
                                one.register().equals(exchange.register())
                                        && one.atMs() > exchange.atMs());
        if (!inOrder) {
            return "an exchange of register %s later than %s is announced already; announce them in their order"
                    .formatted(exchange.register(), at);
        }
        boolean more = state.exchanges().stream().noneMatch(exchange::corrects);
        return more && state.exchanges().size() >= Exchange.ANNOUNCED_MAX
                ? "%d exchanges of counters are announced already and wait for readings"
                        .formatted(Exchange.ANNOUNCED_MAX)
                : null;
    }

    /** The last value against the last reading, across what is announced before. */
    private static @Nullable Verdict impossible(
            MachineState state, RegisterSpec register, Exchange exchange) {
        Long before = null;
        long beforeMs = 0;
        RegisterAnchor anchor = state.anchor(register.name());
        if (anchor != null) {
            before = anchor.count();
            beforeMs = anchor.atMs();
        }
        for (Sample held : state.order().held()) {
            Long other = held.counts().get(register.name());
            if (other != null) {
                before = other;
                beforeMs = Math.max(beforeMs, held.atMs());
            }
        }
        if (before == null) {
            return null;
        }
        Course course =
                new Course(
                        register,
                        beforeMs,
                        before,
                        exchange.atMs(),
                        exchange.last(),
                        state.exchanges().stream().filter(one -> !exchange.corrects(one)).toList());
        int leg = course.impossibleLeg();
        return leg < 0 ? null : MachineIntake.impossible(register, course, leg);
    }

    static Decision<MachineEvent> decide(MachineState state, ExchangeDevice command) {
        NextDevice asked = new NextDevice(command.deviceId(), command.from().toEpochMilli());
        if (isKnown(state, asked)) {
            return Decision.of(List.of());
        }
        String problem = problem(state, asked);
        return problem == null
                ? Decision.of(
                        List.of(
                                new MachineDeviceExchanged(
                                        command.machineId(),
                                        asked.deviceId(),
                                        Instant.ofEpochMilli(asked.fromMs()),
                                        command.reason(),
                                        command.at())))
                : MachineMetering.refused(MachineRefusal.EXCHANGE_REFUSED, "%s", problem);
    }

    private static boolean isKnown(MachineState state, NextDevice asked) {
        NextDevice next = state.nextDevice();
        return next == null
                ? state.deviceId().equals(asked.deviceId())
                        && state.deviceFromMs() == asked.fromMs()
                : next.equals(asked);
    }

    private static @Nullable String problem(MachineState state, NextDevice asked) {
        NextDevice next = state.nextDevice();
        if (asked.deviceId().isBlank()) {
            return "the id of the new device is blank";
        }
        if (next == null && asked.deviceId().equals(state.deviceId())) {
            return "device %s reads the machine already; if its sequence starts again, its readings raise the epoch"
                    .formatted(asked.deviceId());
        }
        return asked.fromMs() <= state.latestMs()
                ? "device %s reads the machine from %s, but readings until %s are metered already; state a later instant"
                        .formatted(
                                asked.deviceId(),
                                Instant.ofEpochMilli(asked.fromMs()),
                                Instant.ofEpochMilli(state.latestMs()))
                : null;
    }
}
