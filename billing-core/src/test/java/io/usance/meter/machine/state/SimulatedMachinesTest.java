package io.usance.meter.machine.state;

import static io.usance.meter.machine.state.MachineScenario.FROM;
import static io.usance.meter.machine.state.MachineScenario.MARCH;
import static io.usance.meter.machine.state.MachineScenario.MONTHS;
import static io.usance.meter.machine.state.MachineScenario.dec;
import static io.usance.meter.machine.state.MachineScenario.milli;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.machine.MachineCommand.ExchangeCounter;
import io.usance.meter.machine.MachineCommand.RecordMachineReadings;
import io.usance.meter.machine.MachineEvent;
import io.usance.meter.machine.MachineEvent.RegisterBalance;
import io.usance.meter.machine.MachineReading;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.spec.OutputSpec;
import io.usance.meter.machine.spec.RegisterSpec;
import io.usance.meter.machine.spec.RegisterWidth;
import io.usance.metering.MeterAudit;
import io.usance.quantity.UnitOfMeasure;
import io.usance.simulation.MachineSimulator;
import io.usance.simulation.SimulatedMachine;
import io.usance.simulation.SimulatedMachineReading;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Months of machines against what they really made. */
class SimulatedMachinesTest {
    private static final Instant APRIL = Instant.parse("2026-03-31T22:00:00Z");
    private static final RegisterWidth INT32 = RegisterWidth.bits(32, true);

    static final MachineSpec PRESS =
            new MachineSpec(
                    "press-1",
                    "plc-1",
                    List.of(
                            RegisterSpec.of("total", UnitOfMeasure.ONE, INT32, dec("1800")),
                            RegisterSpec.of("bad", UnitOfMeasure.ONE, INT32, dec("1800")),
                            new RegisterSpec(
                                    "hourCounter",
                                    UnitOfMeasure.HOUR,
                                    RegisterWidth.bits(31, false),
                                    3,
                                    BigDecimal.ONE,
                                    null)),
                    List.of("EXECUTE", "IDLE"),
                    List.of(
                            OutputSpec.difference("goodParts", "total", "bad"),
                            OutputSpec.register("badParts", "bad"),
                            OutputSpec.register("hours", "hourCounter")),
                    900);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aMonthIsWhatWasMadeHoweverReadingsAreCut(long seed) {
        SimulatedMachine truth = MachineSimulator.simulate(seed, FROM, APRIL);
        MachineScenario whole = run(truth, List.of(Integer.MAX_VALUE));
        RegisterBalance good = whole.balance(MARCH, "goodParts");
        assertThat(good.consumed().milli())
                .as("seed %d", seed)
                .isEqualTo(truth.goodParts() * 1_000);
        assertThat(whole.metered(MARCH, "goodParts")).isEqualTo(truth.goodParts() * 1_000);
        assertThat(whole.metered(MARCH, "badParts")).isEqualTo(truth.badParts() * 1_000);
        assertThat(whole.metered(MARCH, "hours")).isEqualTo(truth.runMs() / 3_600 * 3_600);
        assertThat(good.closing()).isEqualTo(good.measured());
        assertThat(milli(good.closing()) - milli(good.opening()) - good.adjusted().milli())
                .isEqualTo(good.consumed().milli());

        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int i = 0; i < 5; i++) {
            List<Integer> cuts = random.ints(40, 1, 200).boxed().toList();
            MachineScenario cut = run(truth, cuts);
            assertThat(derived(cut)).as("seed %d cut %d", seed, i).isEqualTo(derived(whole));
            assertThat(cut.state.snapshot()).isEqualTo(whole.state.snapshot());
        }
        assertThat(replayed(whole)).as("seed %d", seed).isEqualTo(whole.state.snapshot());
        MeterAudit<MachineState, MachineEvent> audit = whole.kind.audit(null);
        assertThat(audit.check(whole.events)).isEmpty();
    }

    private static MachineSnapshot replayed(MachineScenario scenario) {
        MachineState state = scenario.kind.initial();
        for (MachineEvent event : scenario.events) {
            state = MachineState.restore(scenario.kind.evolve(state, event).snapshot());
        }
        return state.snapshot();
    }

    private static List<MachineEvent> derived(MachineScenario scenario) {
        return scenario.events.stream().filter(e -> !scenario.kind.isInput(e)).toList();
    }

    private static MachineScenario run(SimulatedMachine truth, List<Integer> cuts) {
        MachineScenario press = new MachineScenario(PRESS, MONTHS, FROM);
        int refused = 0;
        int cut = 0;
        List<MachineReading> poll = new ArrayList<>();
        List<SimulatedMachine.CounterChange> exchanges = new ArrayList<>(truth.exchanges());
        List<SimulatedMachineReading> sent = truth.readings();
        for (int i = 0; i < sent.size(); i++) {
            SimulatedMachineReading reading = sent.get(i);
            if (!exchanges.isEmpty() && reading.sampledAt().isAfter(exchanges.getFirst().at())) {
                refused += flush(press, poll);
                press.send(exchange(exchanges.removeFirst()));
                assertThat(press.last.refusals()).isEmpty();
            }
            poll.add(decoded(reading));
            if (poll.size() >= cuts.get(cut % cuts.size()) || i == sent.size() - 1) {
                refused += flush(press, poll);
                cut++;
            }
        }
        assertThat(refused).isGreaterThanOrEqualTo(truth.lies());
        return press;
    }

    private static int flush(MachineScenario press, List<MachineReading> poll) {
        press.send(
                new RecordMachineReadings(
                        "press-1", List.copyOf(poll), APRIL.plus(Duration.ofDays(3))));
        assertThat(press.last.recorded() + press.last.duplicates() + press.last.refusals().size())
                .isEqualTo(poll.size());
        poll.clear();
        return press.last.refusals().size();
    }

    private static ExchangeCounter exchange(SimulatedMachine.CounterChange change) {
        return new ExchangeCounter(
                "press-1",
                "total",
                change.at(),
                BigDecimal.valueOf(change.lastTotal()),
                BigDecimal.valueOf(change.firstTotal()),
                "exchanged",
                change.at());
    }

    private static MachineReading decoded(SimulatedMachineReading reading) {
        return MachineReading.of(
                        "plc-1",
                        reading.sequence(),
                        reading.sampledAt(),
                        MachineScenario.values(
                                "total",
                                Integer.toString(reading.total()),
                                "bad",
                                Integer.toString(reading.bad()),
                                "hourCounter",
                                BigDecimal.valueOf(reading.hours(), 3).toPlainString()))
                .in(reading.state())
                .inEpoch(reading.epoch());
    }
}
