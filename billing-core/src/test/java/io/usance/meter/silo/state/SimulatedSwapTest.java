package io.usance.meter.silo.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.SiloEvent.SensorChangeKind;
import io.usance.meter.silo.SiloEvent.StockAdjusted;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.simulation.SimulatedReading;
import io.usance.simulation.SimulatedSilo;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Months in whose midst the sensor is replaced by one that shows 3 t less and counts from 0. */
@Tag("slow")
class SimulatedSwapTest {

    private static final int SEEDS = Integer.getInteger("usance.seeds", 8);
    private static final BigDecimal OFFSET_KG = new BigDecimal("-3000");
    private static final Duration SWAP_TAKES = Duration.ofMinutes(40);

    @ParameterizedTest
    @CsvSource({"usual, true", "usual, false", "rough, true", "noisy, true", "slow, false"})
    void billsAcrossASwapWithinTheUncertainty(String id, boolean sameId) {
        int within = 0;
        double worst = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            SimulatedSilo silo = silo(seed, id);
            // Any hour of the day, refills included.
            Instant swap = SimulatedMonths.FROM.plus(Duration.ofHours(300 + 7 * seed));
            MeteredRun run = swapped(silo, swap, sameId, seed, 40);
            String where = "seed " + seed + " silo " + id + " swapped " + swap;
            PeriodClosed close = run.all(PeriodClosed.class).getFirst();
            assertThat(run.all(StockAdjusted.class)).as(where).isNotEmpty();
            assertThat(close.adjustments())
                    .as(where)
                    .isEqualTo(
                            run.all(StockAdjusted.class).stream()
                                    .map(StockAdjusted::quantity)
                                    .reduce(SimulatedMonths.kg(0), (a, b) -> a.plus(b)));
            assertThat(close.opening().plus(close.deliveries()).plus(close.adjustments()))
                    .as(where)
                    .isEqualTo(close.closing().plus(close.consumed()));
            long truth =
                    silo.truth().drawnBetween(SimulatedMonths.FROM, SimulatedMonths.TO).milli();
            double ratio =
                    Math.abs(close.consumed().milli() - truth)
                            / (double) close.expandedUncertainty().milli();
            within += ratio <= 1 ? 1 : 0;
            worst = Math.max(worst, ratio);
            assertThat(run.refused).as(where).doesNotContainKey(RefusalReason.SEQUENCE_RESET);
            assertThat(
                            run.all(DeliveryCounted.class).stream()
                                    .filter(counted -> !counted.noteIds().isEmpty()))
                    .as(where)
                    .hasSizeGreaterThanOrEqualTo(notesDue(silo));
        }
        System.out.printf("swap %s %s: %d of %d, worst %.2f%n", id, sameId, within, SEEDS, worst);
        assertThat(within).isGreaterThanOrEqualTo((int) Math.ceil(SEEDS * 0.95));
        assertThat(worst).isLessThanOrEqualTo(2);
    }

    @Test
    void cutsIntoPollsGiveTheSameBillAndAReplayTheSameState() {
        SimulatedSilo silo = silo(5, "rough");
        Instant swap = SimulatedMonths.FROM.plus(Duration.ofHours(333));
        List<SiloEvent> expected = swapped(silo, swap, true, 0, 1).metered();
        for (long cut = 1; cut <= 10; cut++) {
            MeteredRun run = swapped(silo, swap, true, cut, (int) cut * 20);
            assertThat(run.metered()).as("seed 5 cut %d", cut).isEqualTo(expected);
            SiloState replayed = SiloState.initial();
            for (SiloEvent event : run.events) {
                replayed = Metering.evolve(replayed, event);
            }
            assertThat(replayed.snapshot()).isEqualTo(run.state.snapshot());
        }
    }

    private static SimulatedSilo silo(long seed, String id) {
        return SimulatedMonths.simulate(seed).stream()
                .filter(silo -> silo.siloId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static int notesDue(SimulatedSilo silo) {
        return (int)
                silo.deliveries().stream()
                        .map(delivery -> delivery.note().deliveredAt())
                        .filter(at -> at.isAfter(SimulatedMonths.FROM))
                        .filter(at -> at.isBefore(SimulatedMonths.TO))
                        .count();
    }

    /** Announced when it has been done; the gateway goes on replaying the old sensor's buffer. */
    private static MeteredRun swapped(
            SimulatedSilo silo, Instant swap, boolean sameId, long cut, int pollMax) {
        SensorSpec old = silo.profile().silo().sensor();
        SensorSpec other =
                new SensorSpec(
                        sameId ? old.sensorId() : old.sensorId() + "-b",
                        old.noise(),
                        old.resolution(),
                        old.stuckAfterReadings());
        SiloCommand.ReplaceSensor command =
                new SiloCommand.ReplaceSensor(
                        silo.siloId(), SensorChangeKind.REPLACED, other, swap, "swap", null, swap);
        return MeteredRun.of(
                swappedReadings(silo, swap, other.sensorId()),
                SimulatedMonths.MONTHLY,
                random(cut),
                pollMax,
                null,
                cut > 0,
                command);
    }

    private static SimulatedSilo swappedReadings(SimulatedSilo silo, Instant swap, String by) {
        long last = lastBefore(silo, swap);
        long first = lastBefore(silo, swap.plus(SWAP_TAKES)) + 1;
        List<SimulatedReading> readings = new ArrayList<>();
        for (SimulatedReading reading : silo.readings()) {
            if (reading.sequence() <= last) {
                readings.add(reading);
            } else if (reading.sequence() >= first) {
                readings.add(behind(reading, reading.sequence() - first, by));
            }
        }
        return new SimulatedSilo(
                silo.profile(), readings, silo.deliveries(), silo.refills(), silo.truth());
    }

    private static long lastBefore(SimulatedSilo silo, Instant at) {
        return silo.readings().stream()
                .filter(reading -> reading.batchId() == null && reading.sampledAt().isBefore(at))
                .max(Comparator.comparing(SimulatedReading::sequence))
                .orElseThrow()
                .sequence();
    }

    private static SimulatedReading behind(SimulatedReading old, long sequence, String sensorId) {
        String value =
                old.valueText().isBlank()
                        ? ""
                        : new BigDecimal(old.valueText()).add(OFFSET_KG).toPlainString();
        return new SimulatedReading(
                old.arrivalAt(),
                old.siloId(),
                sensorId,
                sequence,
                old.batchId(),
                old.sampledAt(),
                old.kind(),
                value,
                old.unit(),
                old.clockSynchronised(),
                old.status(),
                old.temperatureText());
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }
}
