package io.usance.offline.machine;

import io.usance.meter.machine.MachineCommand;
import io.usance.meter.machine.MachineCommand.AssignMachine;
import io.usance.meter.machine.MachineCommand.CloseMachinePeriod;
import io.usance.meter.machine.MachineCommand.ExchangeCounter;
import io.usance.meter.machine.MachineCommand.RecordMachineReadings;
import io.usance.meter.machine.MachineCommand.RegisterMachine;
import io.usance.meter.machine.MachineEvent;
import io.usance.meter.machine.MachineEvent.MachineDoubtNoted;
import io.usance.meter.machine.MachineEvent.MachineGapNoted;
import io.usance.meter.machine.MachineEvent.MachineMetered;
import io.usance.meter.machine.MachineEvent.MachinePeriodClosed;
import io.usance.meter.machine.MachineReading;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.state.MachineKind;
import io.usance.meter.machine.state.MachineState;
import io.usance.metering.Decision;
import io.usance.metering.Outcome;
import io.usance.offline.MeteredPeriod;
import io.usance.offline.MeteredPeriod.Counts;
import io.usance.offline.Problem;
import io.usance.offline.TimeShift;
import io.usance.offline.machine.MachinePeriod.Taken;
import io.usance.quantity.Aggregation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sends one machine's readings and exchanges through metering, one command each. Times are moved by
 * {@link TimeShift} on the way in and back on the way out.
 */
final class MachineFeed {
    private static final String CONTRACT_ID = "offline";

    private final MachineKind kind = new MachineKind();
    private final MachineSpec machine;
    private final Instant from;
    private final Instant to;
    private final TimeShift shift;
    private final List<MachineDoubtNoted> doubts = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Integer> refused = new TreeMap<>();
    private final IntervalValues values = new IntervalValues();
    private final ExchangeUse exchanges = new ExchangeUse();

    private MachineState state = kind.initial();
    private int received;
    private int recorded;
    private int duplicates;
    private long missing;
    private @Nullable MachinePeriodClosed closed;

    MachineFeed(MachineSpec machine, Instant from, Instant to) {
        this.machine = machine;
        this.from = from;
        this.to = to;
        this.shift = TimeShift.ending(to);
        Instant start = shift.there(from);
        apply(new RegisterMachine(machine, start));
        apply(
                new AssignMachine(
                        machine.machineId(), CONTRACT_ID, TimeShift.CALENDAR, start, start));
    }

    int recorded() {
        return recorded;
    }

    /** A row that did not become a reading. */
    void bad(Problem problem) {
        received++;
        refused.merge(problem.reason(), 1, Integer::sum);
        if (problems.size() < MeteredPeriod.PROBLEMS_MAX) {
            problems.add(problem);
        }
    }

    /**
     * @param machineId as the row has it
     * @return true if it was recorded
     */
    boolean read(MachineRows.Arrival arrival, String machineId, MachineReading reading) {
        MachineCommand command =
                new RecordMachineReadings(
                        machineId, List.of(there(reading)), shift.there(arrival.receivedAt()));
        Decision<MachineEvent> decision =
                machineId.equals(machine.machineId()) ? apply(command) : kind.unknown(command);
        if (!decision.refusals().isEmpty()) {
            bad(problem(arrival.file(), arrival.line(), decision.refusals().getFirst()));
            return false;
        }
        received++;
        duplicates += decision.duplicates();
        recorded += decision.recorded();
        if (decision.recorded() == 1) {
            exchanges.recorded(reading);
        }
        return decision.recorded() == 1;
    }

    void exchange(ExchangeRows.Line line) {
        Instant at = shift.there(line.at());
        Decision<MachineEvent> decision =
                apply(
                        new ExchangeCounter(
                                machine.machineId(),
                                line.register(),
                                at,
                                line.lastValue(),
                                line.firstValue(),
                                "as the file states",
                                at));
        if (decision.refusals().isEmpty()) {
            exchanges.taken(line);
        } else {
            exchanges.refused(problem(line.file(), line.line(), decision.refusals().getFirst()));
        }
    }

    /** What came of it; empty if there was no reading to begin with. */
    Optional<MachinePeriod> close(List<String> remarks) {
        if (closed == null) {
            apply(
                    new CloseMachinePeriod(
                            machine.machineId(), TimeShift.PERIOD.id(), TimeShift.PERIOD.end()));
        }
        MachinePeriodClosed balance = closed;
        if (balance == null || recorded == 0) {
            return Optional.empty();
        }
        return Optional.of(
                new MachinePeriod(
                        machine,
                        from,
                        to,
                        balance,
                        taken(balance.balances().keySet()),
                        doubts,
                        new MachinePeriod.Rows(
                                new Counts(received, recorded, duplicates, refused),
                                missing,
                                problems,
                                exchanges.counts()),
                        remarks));
    }

    /** What of it makes sense is the kind's to say: a power has a maximum and no sum. */
    private Map<String, Taken> taken(Set<String> quantityNames) {
        Map<String, Taken> taken = new HashMap<>();
        for (String name : quantityNames) {
            Set<Aggregation> all = kind.aggregations(state, name);
            List<Aggregation> others = new ArrayList<>();
            Map<Aggregation, IntervalValues.Value> found = new EnumMap<>(Aggregation.class);
            for (Aggregation one : Aggregation.values()) {
                if (one != Aggregation.SUM && all.contains(one)) {
                    others.add(one);
                    IntervalValues.Value value = values.of(name, one);
                    if (value != null) {
                        found.put(one, value);
                    }
                }
            }
            taken.put(name, new Taken(all.contains(Aggregation.SUM), others, found));
        }
        return taken;
    }

    private Decision<MachineEvent> apply(MachineCommand command) {
        Outcome<MachineState, MachineEvent> outcome = kind.handle(state, command);
        state = outcome.state();
        for (MachineEvent event : outcome.decision().events()) {
            note(event);
        }
        return outcome.decision();
    }

    private void note(MachineEvent event) {
        if (event instanceof MachineDoubtNoted doubt && closed == null) {
            doubts.add(
                    new MachineDoubtNoted(
                            doubt.machineId(),
                            doubt.quantityName(),
                            doubt.doubt(),
                            doubt.quantity(),
                            shift.back(doubt.from()),
                            shift.back(doubt.until())));
        } else if (event instanceof MachineGapNoted gap) {
            missing += gap.lastSequence() - gap.firstSequence() + 1;
        } else if (event instanceof MachineMetered metered
                && metered.periodId().equals(TimeShift.PERIOD.id())) {
            keep(metered);
        } else if (event instanceof MachinePeriodClosed period
                && period.periodId().equals(TimeShift.PERIOD.id())) {
            closed = period;
        }
    }

    private MachineReading there(MachineReading reading) {
        return new MachineReading(
                reading.deviceId(),
                reading.epoch(),
                reading.sequence(),
                shift.there(reading.sampledAt()),
                reading.values(),
                reading.state(),
                reading.quality());
    }

    private Problem problem(String file, int line, Decision.Refusal refusal) {
        return new Problem(file, line, refusal.reason().name(), shift.back(refusal.detail()));
    }

    private void keep(MachineMetered metered) {
        Instant since = metered.from();
        Instant until = metered.until();
        if (since != null && until != null) {
            values.add(
                    metered.quantityName(),
                    new IntervalValues.Value(
                            metered.quantity(), shift.back(since), shift.back(until)));
        }
    }
}
