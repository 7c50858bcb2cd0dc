package io.usance.meter.machine.state;

import static java.util.Objects.requireNonNull;

import io.usance.meter.machine.MachineCommand;
import io.usance.meter.machine.MachineCommand.AssignMachine;
import io.usance.meter.machine.MachineCommand.RecordMachineReadings;
import io.usance.meter.machine.MachineCommand.RegisterMachine;
import io.usance.meter.machine.MachineEvent;
import io.usance.meter.machine.MachineEvent.MachineMetered;
import io.usance.meter.machine.MachineEvent.MachinePeriodClosed;
import io.usance.meter.machine.MachineEvent.RegisterBalance;
import io.usance.meter.machine.MachineReading;
import io.usance.meter.machine.MachineRefusal;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.metering.Decision;
import io.usance.metering.Outcome;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A machine under a contract, and what is sent to it. */
final class MachineScenario {
    static final Instant FROM = Instant.parse("2026-02-28T23:00:00Z");
    static final String MARCH = "2026-03-01/2026-04-01";
    static final BillingCalendar MONTHS = calendar(Cycle.MONTH);

    final MachineKind kind = new MachineKind();
    final List<MachineEvent> events = new ArrayList<>();
    MachineState state = kind.initial();
    Decision<MachineEvent> last = Decision.of(List.of());
    private final String machineId;
    private final String deviceId;
    private long sequence;

    MachineScenario(MachineSpec spec, BillingCalendar calendar, Instant from) {
        machineId = spec.machineId();
        deviceId = spec.deviceId();
        send(new RegisterMachine(spec, from));
        send(new AssignMachine(machineId, "c-1", calendar, from, from));
    }

    static BillingCalendar calendar(Cycle cycle) {
        return new BillingCalendar(ZoneId.of("Europe/Berlin"), cycle);
    }

    static BigDecimal dec(String text) {
        return new BigDecimal(text);
    }

    static Map<String, BigDecimal> values(String... namesAndValues) {
        Map<String, BigDecimal> values = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], dec(namesAndValues[i + 1]));
        }
        return values;
    }

    MachineScenario send(MachineCommand command) {
        Outcome<MachineState, MachineEvent> outcome = kind.handle(state, command);
        last = outcome.decision();
        state = outcome.state();
        events.addAll(last.events());
        return this;
    }

    MachineReading next(Instant at, String... namesAndValues) {
        return MachineReading.of(deviceId, ++sequence, at, values(namesAndValues));
    }

    /** A reading that arrives a second after it was sampled. */
    MachineScenario read(MachineReading reading) {
        return send(
                new RecordMachineReadings(
                        machineId,
                        List.of(reading),
                        reading.sampledAt().plus(Duration.ofSeconds(1))));
    }

    MachineScenario read(Instant at, String... namesAndValues) {
        return read(next(at, namesAndValues));
    }

    MachineRefusal refusal() {
        return (MachineRefusal) last.refusals().getFirst().reason();
    }

    <T> List<T> all(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Thousandths metered of a quantity in a period. */
    long metered(String periodId, String name) {
        return all(MachineMetered.class).stream()
                .filter(e -> e.periodId().equals(periodId) && e.quantityName().equals(name))
                .mapToLong(e -> e.quantity().milli())
                .sum();
    }

    MachinePeriodClosed closed(String periodId) {
        return all(MachinePeriodClosed.class).stream()
                .filter(e -> e.periodId().equals(periodId))
                .findFirst()
                .orElseThrow();
    }

    RegisterBalance balance(String periodId, String name) {
        return requireNonNull(closed(periodId).balances().get(name), name);
    }

    /** Thousandths of a quantity that has to be there. */
    static long milli(@Nullable Quantity quantity) {
        return requireNonNull(quantity).milli();
    }
}
