package io.usance.offline;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.Reading;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.state.Metering;
import io.usance.meter.silo.state.SiloState;
import io.usance.metering.Decision;
import io.usance.offline.simulated.SimulatedDevice;
import io.usance.offline.simulated.SimulatedFiles;
import io.usance.offline.simulated.SimulatedPlant;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.simulation.Imperfections;
import io.usance.simulation.Mishaps;
import io.usance.simulation.SimulatedDelivery;
import io.usance.simulation.SimulatedReading;
import io.usance.simulation.SimulatedSilo;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Simulated plants, written to files and metered from them. */
class MeterRunTest {
    private static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");
    private static final Mishaps SOME = new Mishaps(0.01, 0.01, 2, 0, 0);

    @TempDir Path directory;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatIsMeteredIsTheTruthWithinTheUncertainty(long seed) throws Exception {
        SimulatedPlant plant = plant(seed, 31, 3_200, missingNotes(seed % 2 == 0 ? 0.3 : 0));
        // Neither midnights nor whole days: the bounds are the person's.
        Instant from = FROM.plus(Duration.ofMinutes(617));
        Instant to = plant.to().minus(Duration.ofMinutes(143));
        MeteredPeriod period = metered(plant, from, to);
        Quantity truth = plant.simulate(0).truth().drawnBetween(from, to);
        assertWithin(period, truth, seed);
        assertThat(period.sumOfDecreases().milli()).isGreaterThan(2 * truth.milli());
        assertIdentities(period);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void aStaticSiloIsBilledNothing(long seed) throws Exception {
        SimulatedPlant plant = plant(seed, 30, 0, Imperfections.USUAL);
        MeteredPeriod period = metered(plant, FROM, plant.to());
        assertThat(period.closed().consumed().milli()).as("seed %d", seed).isZero();
        assertThat(period.sumOfDecreases()).isGreaterThan(kg(50_000));
        assertIdentities(period);
    }

    /** The shift in time changes nothing: the service's month gives the same, to the gram. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 5, 9})
    void aMonthIsWhatAMonthlyContractBills(long seed) throws Exception {
        SimulatedPlant plant = plant(seed, 31, 3_200, Imperfections.USUAL);
        PeriodClosed here = metered(plant, FROM, plant.to()).closed();
        PeriodClosed service = inTheService(plant.simulate(0));
        assertThat(service.periodId()).isEqualTo("2026-03-01/2026-04-01");
        assertThat(List.of(here.opening(), here.deliveries(), here.closing(), here.consumed()))
                .isEqualTo(
                        List.of(
                                service.opening(),
                                service.deliveries(),
                                service.closing(),
                                service.consumed()));
        assertThat(here.expandedUncertainty()).isEqualTo(service.expandedUncertainty());
        assertThat(here.provisional()).isEqualTo(service.provisional());
    }

    @Test
    void whatADeviceDoesWrongIsCountedByReason() throws Exception {
        SimulatedPlant plant = plant(3, 20, 3_200, Imperfections.USUAL);
        MeteredPeriod period = metered(plant, FROM, plant.to());
        assertThat(period.readings().quarantined())
                .containsKeys(
                        "BAD_STATUS",
                        "BLANK_VALUE",
                        "CLOCK_NOT_SYNCHRONISED",
                        "OUT_OF_RANGE",
                        "UNPARSABLE_NUMBER");
        assertThat(period.problems()).hasSize(MeteredPeriod.PROBLEMS_MAX);
    }

    private MeteredPeriod metered(SimulatedPlant plant, Instant from, Instant to) throws Exception {
        SimulatedSilo silo = plant.simulate(0);
        SimulatedFiles.write(silo, plant.from(), plant.to(), directory);
        MeteredPeriod period =
                MeterRun.of(
                        silo.profile().silo(),
                        directory.resolve(SimulatedFiles.READINGS),
                        directory.resolve(SimulatedFiles.DELIVERIES),
                        from,
                        to);
        TrueDraw truth =
                TrueDraw.read(
                        directory.resolve(SimulatedFiles.TRUTH), silo.profile().silo().dimension());
        long off = truth.between(from, to).minus(silo.truth().drawnBetween(from, to)).milli();
        assertThat(Math.abs(off))
                .as("the truth's file is linear within 10 minutes")
                .isLessThan(400_000);
        return period;
    }

    private static void assertWithin(MeteredPeriod period, Quantity truth, long seed) {
        long error = Math.abs(period.closed().consumed().minus(truth).milli());
        assertThat(error)
                .as("seed %d: consumed %s, truth %s", seed, period.closed().consumed(), truth)
                .isLessThanOrEqualTo(period.closed().expandedUncertainty().milli());
    }

    private static void assertIdentities(MeteredPeriod period) {
        PeriodClosed closed = period.closed();
        assertThat(closed.opening().plus(closed.deliveries()).minus(closed.closing()))
                .isEqualTo(closed.consumed());
        Quantity counted =
                period.deliveries().stream()
                        .map(MeteredPeriod.CountedDelivery::quantity)
                        .reduce(kg(0), Quantity::plus);
        assertThat(counted).isEqualTo(closed.deliveries());
        MeteredPeriod.Counts readings = period.readings();
        int quarantined =
                readings.quarantined().values().stream().mapToInt(Integer::intValue).sum();
        assertThat(readings.recorded() + readings.duplicate() + quarantined)
                .isEqualTo(readings.received());
    }

    /** As the service does it: a monthly contract, times as they are. */
    private static PeriodClosed inTheService(SimulatedSilo silo) {
        List<SiloCommand> commands = new ArrayList<>();
        String siloId = silo.siloId();
        commands.add(new SiloCommand.RegisterSilo(silo.profile().silo(), FROM));
        commands.add(
                new SiloCommand.AssignContract(
                        siloId,
                        "monthly",
                        new BillingCalendar(ZoneId.of("UTC"), Cycle.MONTH),
                        FROM,
                        FROM));
        List<SimulatedDelivery> notes = new ArrayList<>(silo.deliveries());
        notes.sort(java.util.Comparator.comparing(note -> note.note().deliveredAt()));
        for (SimulatedReading simulated : silo.readings()) {
            while (!notes.isEmpty()
                    && !notes.getFirst().note().deliveredAt().isAfter(simulated.arrivalAt())) {
                SimulatedDelivery note = notes.removeFirst();
                commands.add(
                        new SiloCommand.RecordDelivery(
                                siloId, note.note(), note.note().deliveredAt()));
            }
            if (simulated.status().equals("OK")
                    && simulated.clockSynchronised()
                    && simulated.valueText().matches("[0-9.]+")) {
                Reading reading = simulated.decoded().orElseThrow();
                commands.add(
                        new SiloCommand.RecordReadings(
                                siloId, List.of(reading), simulated.arrivalAt()));
            }
        }
        SiloState state = SiloState.initial();
        List<PeriodClosed> closed = new ArrayList<>();
        for (SiloCommand command : commands) {
            Decision<SiloEvent> decision = Metering.decide(state, command);
            for (SiloEvent event : decision.events()) {
                state = Metering.evolve(state, event);
                if (event instanceof PeriodClosed end) {
                    closed.add(end);
                }
            }
        }
        return closed.getFirst();
    }

    private static Imperfections missingNotes(double share) {
        Imperfections usual = Imperfections.USUAL;
        return new Imperfections(
                usual.duplicateShare(),
                usual.blankShare(),
                usual.lostShare(),
                usual.spikeShare(),
                usual.outagesPerWeek(),
                usual.stuckEpisodes(),
                usual.stuckReadings(),
                share);
    }

    private static SimulatedPlant plant(
            long seed, int days, int dailyKg, Imperfections imperfections) {
        return new SimulatedPlant(
                seed,
                FROM,
                days,
                1,
                Duration.ofMinutes(5),
                kg(20),
                kg(1),
                kg(dailyKg),
                imperfections,
                SOME,
                SimulatedDevice.SCALE);
    }

    private static Quantity kg(long kilograms) {
        return Quantity.of(BigDecimal.valueOf(kilograms), UnitOfMeasure.KILOGRAM);
    }
}
