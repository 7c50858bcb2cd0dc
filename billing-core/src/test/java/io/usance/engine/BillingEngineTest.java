package io.usance.engine;

import static io.usance.meter.silo.SiloEvent.SensorChangeKind.REPLACED;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.SiloCommand.EndContract;
import io.usance.meter.silo.SiloCommand.RecordDelivery;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.SiloCommand.ReplaceSensor;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.metering.Decision;
import io.usance.reconciliation.Identity;
import io.usance.reconciliation.ReadModels.MeterPeriod;
import io.usance.simulation.SimulatedReading;
import io.usance.simulation.SimulatedSilo;
import io.usance.store.TestDatabase;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The whole engine on a real Postgres, from readings to settlements. */
@Tag("slow")
class BillingEngineTest {
    private static final long SEED = 7;

    private final HikariDataSource dataSource = TestDatabase.empty();
    private final BillingEngine engine =
            BillingEngine.builder(dataSource).eventsPerSnapshot(20).build();

    @AfterEach
    void close() {
        dataSource.close();
    }

    @Test
    void aSimulatedMonthIsBilledWithinItsUncertaintyAndEveryIdentityHolds() {
        List<SimulatedSilo> silos = PlantFixture.simulate(SEED, 3);
        PlantFixture.setUp(engine, silos);
        for (SimulatedSilo silo : silos) {
            Decision<SiloEvent> sum = PlantFixture.feed(engine, silo, every(25));
            long readable =
                    silo.readings().stream()
                            .map(SimulatedReading::decoded)
                            .flatMap(Optional::stream)
                            .count();
            assertThat(sum.recorded() + sum.duplicates() + sum.refusals().size())
                    .isEqualTo((int) readable);
        }
        engine.catchUp();

        for (SimulatedSilo silo : silos) {
            MeterPeriod march = march(silo.siloId());
            long truth = silo.truth().drawnBetween(PlantFixture.FROM, PlantFixture.TO).milli();
            assertThat(march.state()).isEqualTo("CLOSED");
            assertThat(requireNonNull(march.consumedMilli()))
                    .isCloseTo(truth, within(requireNonNull(march.uncertaintyMilli())));
        }
        assertThat(engine.internals().readModels().settlements()).hasSizeGreaterThan(200);
        assertThat(engine.internals().readModels().identities()).allMatch(Identity::holds);
    }

    /** A contract is charged again and again; to load it each time costs A of the load rig 30 %. */
    @Test
    void whatWasAtWorkStaysInMemory() {
        List<SimulatedSilo> silos = PlantFixture.simulate(SEED, 3);
        PlantFixture.setUp(engine, silos);
        silos.forEach(silo -> PlantFixture.feed(engine, silo, every(100)));
        engine.catchUp();
        int contracts =
                engine.internals().readModels().contractPeriods().stream()
                        .map(period -> period.contractId())
                        .collect(Collectors.toSet())
                        .size();
        assertThat(contracts).isPositive();
        assertThat(engine.internals().aggregatesCached()).isEqualTo(silos.size() + contracts);
        engine.internals().evictCached();
        assertThat(engine.internals().aggregatesCached()).isZero();
    }

    @Test
    void fiftyRandomCutsIntoPollsGiveTheSameTotalsAndTheSameMessages() {
        System.out.println("seed " + SEED);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        SimulatedSilo silo = PlantFixture.simulate(SEED, 1).getFirst();
        List<String> expected = billed(silo, every(50));
        for (int i = 0; i < 50; i++) {
            int cuts = 1 + random.nextInt(i < 45 ? 60 : 900);
            List<Integer> at = random.ints(cuts, 0, silo.readings().size()).boxed().toList();
            assertThat(billed(silo, at)).as("cut %d into %d polls", i, cuts).isEqualTo(expected);
        }
    }

    private static List<String> billed(SimulatedSilo silo, List<Integer> cuts) {
        try (HikariDataSource fresh = TestDatabase.empty()) {
            BillingEngine engine = BillingEngine.builder(fresh).build();
            PlantFixture.setUp(engine, List.of(silo));
            PlantFixture.feed(engine, silo, cuts);
            engine.catchUp();
            return Stream.of(
                            engine.internals().readModels().meterPeriods(),
                            engine.internals().readModels().contractPeriods(),
                            engine.internals().readModels().settlements())
                    .flatMap(List::stream)
                    .map(Object::toString)
                    .toList();
        }
    }

    @Test
    void replayingTheLogIntoEmptyReadModelsGivesTheSameRows() {
        List<SimulatedSilo> silos = PlantFixture.simulate(SEED, 2);
        PlantFixture.setUp(engine, silos);
        silos.forEach(silo -> PlantFixture.feed(engine, silo, every(100)));
        engine.catchUp();
        List<String> before = engine.internals().readModels().dump();
        engine.internals().readModels().reset();
        assertThat(engine.internals().readModels().dump()).isEmpty();
        engine.catchUp();
        assertThat(engine.internals().readModels().dump())
                .isEqualTo(before)
                .hasSizeGreaterThan(100);
    }

    @Test
    void anEngineThatRemembersNothingGoesOnWhereTheOldOneStopped() {
        SimulatedSilo silo = PlantFixture.simulate(SEED, 1).getFirst();
        List<String> expected = billed(silo, every(50));
        PlantFixture.setUp(engine, List.of(silo));
        List<Reading> readings =
                silo.readings().stream()
                        .map(SimulatedReading::decoded)
                        .flatMap(Optional::stream)
                        .toList();
        silo.deliveries()
                .forEach(d ->
                        engine.handle(
                                new RecordDelivery(silo.siloId(), d.note(), PlantFixture.FROM)));
        for (int from = 0; from < readings.size(); from += 97) {
            BillingEngine restarted =
                    BillingEngine.builder(dataSource).eventsPerSnapshot(7).build();
            List<Reading> poll = readings.subList(from, Math.min(readings.size(), from + 97));
            restarted.handle(
                    new RecordReadings(
                            silo.siloId(), poll, PlantFixture.TO.plus(Duration.ofDays(30))));
            restarted.catchUp();
        }
        assertThat(
                        Stream.of(
                                        engine.internals().readModels().meterPeriods(),
                                        engine.internals().readModels().contractPeriods(),
                                        engine.internals().readModels().settlements())
                                .flatMap(List::stream)
                                .map(Object::toString))
                .isEqualTo(expected);
    }

    @Test
    void aReplacedSensorIsBridgedInTheReadModelsToo() {
        SimulatedSilo silo = PlantFixture.simulate(SEED, 1).getFirst();
        PlantFixture.setUp(engine, List.of(silo));
        List<Reading> readings =
                silo.readings().stream()
                        .map(SimulatedReading::decoded)
                        .flatMap(Optional::stream)
                        .toList();
        Instant end = PlantFixture.TO.plus(Duration.ofDays(30));
        Instant swap = PlantFixture.FROM.plus(Duration.ofDays(15));
        silo.deliveries()
                .forEach(d -> engine.handle(new RecordDelivery(silo.siloId(), d.note(), end)));
        SensorSpec by = new SensorSpec("new", PlantFixture.kg(20), PlantFixture.kg(1), 24);
        List<Reading> before = readings.stream().filter(r -> r.sampledAt().isBefore(swap)).toList();
        List<Reading> after =
                readings.stream()
                        .filter(r -> !r.sampledAt().isBefore(swap))
                        .map(r -> shown(r, by.sensorId()))
                        .toList();
        engine.handle(new RecordReadings(silo.siloId(), before, end));
        engine.handle(new ReplaceSensor(silo.siloId(), REPLACED, by, swap, "worn out", null, end));
        assertThat(
                        engine.handle(
                                        new ReplaceSensor(
                                                silo.siloId(),
                                                REPLACED,
                                                by,
                                                swap,
                                                "worn out",
                                                null,
                                                end))
                                .events())
                .isEmpty();
        engine.handle(new RecordReadings(silo.siloId(), after, end));
        engine.handle(new RegisterSilo(silo.profile().silo(), end));
        engine.catchUp();

        MeterPeriod march = march(silo.siloId());
        long truth = silo.truth().drawnBetween(PlantFixture.FROM, PlantFixture.TO).milli();
        assertThat(march.adjustedMilli()).isBetween(-4_000_000L, -2_000_000L);
        assertThat(requireNonNull(march.consumedMilli()))
                .isCloseTo(truth, within(requireNonNull(march.uncertaintyMilli())));
        assertThat(engine.internals().readModels().identities()).allMatch(Identity::holds);
    }

    @Test
    void aSiloThatLeavesItsContractClosesItsLastPeriodAndOpensNone() {
        SimulatedSilo silo = PlantFixture.simulate(SEED, 1).getFirst();
        PlantFixture.setUp(engine, List.of(silo));
        Instant end = PlantFixture.TO;
        String contractId = PlantFixture.terms(silo).contractId();
        var command = new EndContract(silo.siloId(), contractId, end, PlantFixture.FROM);
        assertThat(engine.handle(command).events()).hasSize(1);
        PlantFixture.feed(engine, silo, every(100));
        engine.catchUp();
        assertThat(engine.internals().readModels().meterPeriods())
                .extracting(MeterPeriod::state)
                .containsExactly("CLOSED");
        assertThat(engine.internals().readModels().identities()).allMatch(Identity::holds);
        assertThat(engine.internals().readModels().overdue(end.plus(Duration.ofDays(400)), 10))
                .isEmpty();

        engine.internals().evictCached();
        PlantFixture.setUp(engine, List.of(silo));
        assertThat(engine.handle(command).events()).isEmpty();
    }

    private static Reading shown(Reading old, String sensorId) {
        return new Reading(
                sensorId,
                old.sequence(),
                old.batchId(),
                old.sampledAt(),
                old.kind(),
                old.value().subtract(new BigDecimal("3000")),
                old.unit());
    }

    @Test
    void readingsOfAnUnknownSiloAreRefusedOneByOne() {
        SimulatedSilo silo = PlantFixture.simulate(SEED, 1).getFirst();
        Decision<SiloEvent> decision = PlantFixture.feed(engine, silo, every(5_000));
        assertThat(decision.recorded()).isZero();
        assertThat(decision.refusals())
                .isNotEmpty()
                .allMatch(r -> r.reason() == RefusalReason.UNKNOWN_SILO);
        assertThat(engine.internals().log().head()).isZero();
    }

    @Test
    void aContractOverAnUnknownSiloIsRefusedWhole() {
        SimulatedSilo silo = PlantFixture.simulate(SEED, 1).getFirst();
        assertThatThrownBy(() -> engine.signContract(PlantFixture.terms(silo), PlantFixture.FROM))
                .isInstanceOf(UnknownMeterException.class)
                .hasMessageContaining("silo-0");
        assertThat(engine.internals().log().head()).isZero();
    }

    @Test
    void settingUpTwiceIsSettingUpOnce() {
        List<SimulatedSilo> silos = PlantFixture.simulate(SEED, 1);
        PlantFixture.setUp(engine, silos);
        long head = engine.internals().log().head();
        PlantFixture.setUp(engine, silos);
        assertThat(engine.internals().log().head()).isEqualTo(head).isEqualTo(3);
    }

    @Test
    void aCommandThatChangesNothingMayFollowOneThatDidInTheSameUnitOfWork() {
        SimulatedSilo silo = PlantFixture.simulate(SEED, 1).getFirst();
        PlantFixture.setUp(engine, List.of(silo));
        Reading first = silo.readings().getFirst().decoded().orElseThrow();
        RecordReadings once = new RecordReadings(silo.siloId(), List.of(first), PlantFixture.TO);
        engine.handle(once);
        Decision<SiloEvent> again =
                engine.unitOfWork(() -> {
                    engine.handle(
                            new RecordDelivery(
                                    silo.siloId(),
                                    silo.deliveries().getFirst().note(),
                                    PlantFixture.TO));
                    return engine.handle(once);
                });
        assertThat(again.duplicates()).isEqualTo(1);
        assertThat(engine.internals().log().head())
                .as("registered, signed, assigned, read, delivered")
                .isEqualTo(5);
    }

    private MeterPeriod march(String siloId) {
        return engine.internals().readModels().meterPeriods().stream()
                .filter(p ->
                        p.meterId().equals(siloId) && p.periodId().equals("2026-03-01/2026-04-01"))
                .findFirst()
                .orElseThrow();
    }

    private static List<Integer> every(int readings) {
        return IntStream.iterate(readings, i -> i < 10_000, i -> i + readings).boxed().toList();
    }
}
