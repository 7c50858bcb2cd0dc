package io.usance.meter.silo.state;

import static io.usance.meter.silo.state.SiloScenario.FROM;
import static io.usance.meter.silo.state.SiloScenario.SENSOR;
import static io.usance.meter.silo.state.SiloScenario.kg;
import static io.usance.meter.silo.state.SiloScenario.reading;
import static io.usance.meter.silo.state.SiloScenario.started;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.Reading;
import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SensorSpec.Sequencing;
import io.usance.metering.Decision;
import io.usance.metering.SequenceSet;
import io.usance.simulation.SiloProfile;
import io.usance.simulation.SimulatedReading;
import io.usance.simulation.SimulatedSilo;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Readings distinguished and ordered by time, because their sensor has no counter. */
@Tag("slow")
class CounterlessSensorTest {

    private static final SensorSpec COUNTERLESS =
            new SensorSpec(SENSOR, kg(10), kg(10), 0, Sequencing.TIME);

    private static SiloScenario counterless() {
        return started(SiloScenario.spec(0, null).withSensor(COUNTERLESS)).silentUntil(FROM);
    }

    static Stream<Arguments> again() {
        return Stream.of(
                Arguments.of("the same reading", at(0, "5000"), null, 1),
                Arguments.of("the same in other digits", at(0, "5000.0"), null, 1),
                Arguments.of("another value", at(0, "5010"), RefusalReason.TIME_CONFLICT, 0),
                Arguments.of("with a sequence; it says nothing", reading(7, FROM, "5000"), null, 1),
                Arguments.of("a millisecond later", at(1, "5010"), null, 0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("again")
    void aTimeIsOneReading(
            String name, Reading second, @Nullable RefusalReason reason, int duplicates) {
        SiloScenario silo = counterless();
        assertThat(silo.send(at(0, "5000")).recorded()).isEqualTo(1);
        Decision<SiloEvent> decision = silo.send(second);
        assertThat(decision.duplicates()).isEqualTo(duplicates);
        if (reason == null) {
            assertThat(decision.refusals()).isEmpty();
        } else {
            assertThat(decision.refusals().getFirst().reason()).isEqualTo(reason);
            assertThat(decision.refusals().getFirst().detail()).contains("5010", FROM.toString());
        }
    }

    @Test
    void whatIsTooOldToBeToldApartIsRefused() {
        SiloScenario silo = counterless();
        for (int i = 0; i <= SequenceSet.INTERVALS_MAX; i++) {
            silo.silentUntil(FROM.plusSeconds(900L * i));
            assertThat(silo.send(at(900_000L * i, "5000")).recorded()).isEqualTo(1);
        }
        assertThat(silo.send(at(0, "5000")).refusals().getFirst().reason())
                .isEqualTo(RefusalReason.SEQUENCE_TOO_OLD);
        assertThat(silo.send(at(900_000, "5000")).duplicates()).isEqualTo(1);
    }

    @Test
    void aCounterComesWithAReplacement() {
        SiloScenario silo = counterless().level(5_000, 16);
        Instant old = silo.now;
        silo.replaced(SENSOR, null);
        assertThat(silo.send(at(old.toEpochMilli() - FROM.toEpochMilli(), "4990")).duplicates())
                .isEqualTo(1);
        silo.level(4_000, 12);
        assertThat(silo.only(SiloEvent.StockAdjusted.class).quantity())
                .isBetween(kg(-1_010), kg(-990));
        assertThat(silo.send(at(old.toEpochMilli() - FROM.toEpochMilli(), "4990")).duplicates())
                .as("still known")
                .isEqualTo(1);
        silo.silentUntil(silo.now.plusSeconds(60));
        assertThat(silo.send(reading(Reading.NO_SEQUENCE, silo.now, "4000")).refusals())
                .extracting(Decision.Refusal::reason)
                .containsExactly(RefusalReason.NO_SEQUENCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"perfect", "noisy", "slow", "volume"})
    void billsReadingsOutOfOrderWithinTheUncertainty(String id) {
        for (long seed = 1; seed <= 4; seed++) {
            SimulatedSilo silo = disordered(seed, id);
            MeteredRun run = run(silo, seed, 40);
            PeriodClosed close = run.all(PeriodClosed.class).getFirst();
            long truth =
                    silo.truth().drawnBetween(SimulatedMonths.FROM, SimulatedMonths.TO).milli();
            assertThat(Math.abs(close.consumed().milli() - truth))
                    .as("seed %d silo %s", seed, id)
                    .isLessThanOrEqualTo(close.expandedUncertainty().milli());
            assertThat(run.received).isEqualTo(run.recorded + run.duplicates + run.refusals);
        }
    }

    @Test
    void cutsIntoPollsGiveTheSameBillAndAReplayTheSameState() {
        SimulatedSilo silo = disordered(3, "usual");
        List<SiloEvent> expected = run(silo, 0, 1).metered();
        for (long cut = 1; cut <= 10; cut++) {
            MeteredRun run = run(silo, cut, (int) cut * 20);
            assertThat(run.metered()).as("seed 3 cut %d", cut).isEqualTo(expected);
            SiloState replayed = SiloState.initial();
            for (SiloEvent event : run.events) {
                replayed = Metering.evolve(replayed, event);
            }
            assertThat(replayed.snapshot()).isEqualTo(run.state.snapshot());
        }
    }

    private static Reading at(long afterMs, String kilograms) {
        return reading(Reading.NO_SEQUENCE, FROM.plusMillis(afterMs), kilograms);
    }

    private static MeteredRun run(SimulatedSilo silo, long cut, int pollMax) {
        return MeteredRun.of(silo, SimulatedMonths.MONTHLY, random(cut), pollMax, null, cut > 0);
    }

    /** No sequences, no reconstructed times, each reading up to 90 minutes late. */
    private static SimulatedSilo disordered(long seed, String id) {
        SimulatedSilo silo =
                SimulatedMonths.simulate(seed).stream()
                        .filter(s -> s.siloId().equals(id))
                        .findFirst()
                        .orElseThrow();
        RandomGenerator random = random(seed);
        List<SimulatedReading> readings =
                silo.readings().stream()
                        .filter(reading -> reading.batchId() == null)
                        .map(reading -> late(reading, Duration.ofSeconds(random.nextInt(5_400))))
                        .sorted(Comparator.comparing(SimulatedReading::arrivalAt))
                        .toList();
        return new SimulatedSilo(
                counterless(silo.profile()),
                readings,
                silo.deliveries(),
                silo.refills(),
                silo.truth());
    }

    private static SiloProfile counterless(SiloProfile profile) {
        SensorSpec had = profile.silo().sensor();
        SensorSpec sensor =
                new SensorSpec(
                        had.sensorId(),
                        had.noise(),
                        had.resolution(),
                        had.stuckAfterReadings(),
                        Sequencing.TIME);
        return new SiloProfile(
                profile.silo().withSensor(sensor),
                profile.kind(),
                profile.unit(),
                profile.interval(),
                profile.dailyDraw(),
                profile.batch(),
                profile.truck(),
                profile.initial(),
                profile.imperfections());
    }

    private static SimulatedReading late(SimulatedReading reading, Duration by) {
        return new SimulatedReading(
                reading.arrivalAt().plus(by),
                reading.siloId(),
                reading.sensorId(),
                Reading.NO_SEQUENCE,
                null,
                reading.sampledAt(),
                reading.kind(),
                reading.valueText(),
                reading.unit(),
                reading.clockSynchronised(),
                reading.status(),
                reading.temperatureText());
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }
}
