package io.usance.meter.silo.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.Reading;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloEvent;
import io.usance.metering.Decision;
import io.usance.simulation.SimulatedReading;
import io.usance.simulation.SimulatedSilo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** To decide is to look: the state stays as it was, whatever its working copy goes through. */
class DecidingTest {

    private static final long SEED = 3;
    private static final int POLL = 17;

    static List<SimulatedSilo> silos() {
        return TenPlants.all().stream().map(plant -> plant.month(SEED).silo()).toList();
    }

    @ParameterizedTest
    @MethodSource("silos")
    void decidingLeavesTheStateAsItWas(SimulatedSilo silo) {
        SiloState state = SiloState.initial();
        Instant at = silo.readings().getFirst().arrivalAt();
        send(state, new SiloCommand.RegisterSilo(silo.profile().silo(), at));
        send(
                state,
                new SiloCommand.AssignContract(
                        silo.siloId(),
                        "contract",
                        SimulatedMonths.MONTHLY,
                        SimulatedMonths.FROM,
                        at));
        for (int from = 0; from < silo.readings().size(); from += POLL) {
            List<SimulatedReading> poll =
                    silo.readings().subList(from, Math.min(from + POLL, silo.readings().size()));
            List<Reading> readings =
                    poll.stream().map(SimulatedReading::decoded).flatMap(Optional::stream).toList();
            send(
                    state,
                    new SiloCommand.RecordReadings(
                            silo.siloId(), readings, poll.getLast().arrivalAt()));
        }
        assertThat(state.ledger().openingKnown()).as("seed %d", SEED).isTrue();
    }

    private static void send(SiloState state, SiloCommand command) {
        SiloSnapshot before = state.snapshot();
        Decision<SiloEvent> decision = Metering.decide(state, command);
        assertThat(state.snapshot()).as("seed %d, %s", SEED, command).isEqualTo(before);
        decision.events().forEach(event -> Metering.evolve(state, event));
    }
}
