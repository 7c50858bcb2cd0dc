package io.usance.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.DeliveryNote;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The simulator itself: repeatable, true to its truth, and as untidy as asked for. */
class SiloSimulatorTest {

    private static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-03-15T00:00:00Z");

    @Test
    void isTheSameForTheSameSeedAndDiffersForAnother() {
        SimulatedSilo first = simulate(1, Imperfections.USUAL, "a").getFirst();
        SimulatedSilo second = simulate(1, Imperfections.USUAL, "a").getFirst();
        SimulatedSilo other = simulate(2, Imperfections.USUAL, "a").getFirst();
        assertThat(second.readings()).isEqualTo(first.readings());
        assertThat(second.deliveries()).isEqualTo(first.deliveries());
        assertThat(second.truth().drawnUntil(TO)).isEqualTo(first.truth().drawnUntil(TO));
        assertThat(other.readings()).isNotEqualTo(first.readings());
    }

    @Test
    void drawsEachSiloFromItsOwnStream() {
        SimulatedSilo alone = simulate(1, Imperfections.USUAL, "b").getFirst();
        SimulatedSilo together = simulate(1, Imperfections.USUAL, "a", "b").getLast();
        assertThat(together.readings()).isEqualTo(alone.readings());
    }

    @Test
    void aPerfectLineShowsTheTruth() {
        SimulatedSilo silo = simulate(4, Imperfections.NONE, "a").getFirst();
        long last = -1;
        for (SimulatedReading simulated : silo.readings()) {
            Reading reading = simulated.decoded().orElseThrow();
            Quantity level = Quantity.of(reading.value(), reading.unit());
            Quantity stock = silo.truth().stockAt(reading.sampledAt());
            assertThat(Math.abs(level.minus(stock).milli())).isLessThan(130_000);
            assertThat(reading.sequence()).isGreaterThan(last);
            last = reading.sequence();
        }
        assertThat(silo.refills()).isPositive().isEqualTo(silo.deliveries().size());
    }

    @Test
    void stockIsInitialPlusDeliveriesMinusDraw() {
        SimulatedSilo silo = simulate(4, Imperfections.NONE, "a").getFirst();
        Quantity weighed =
                silo.deliveries().stream()
                        .map(SimulatedDelivery::note)
                        .map(DeliveryNote::quantity)
                        .reduce(kg(0), Quantity::plus);
        Instant end = TO.plus(SiloSimulator.TAIL);
        Quantity book = kg(20_000).plus(weighed).minus(silo.truth().drawnUntil(end));
        long error = Math.abs(book.minus(silo.truth().stockAt(end)).milli());
        assertThat(error).isLessThan(weighed.milli() / 500);
    }

    @Test
    void anOrdinaryLineHasDuplicatesBlanksGapsAndReplays() {
        SimulatedSilo silo = simulate(7, Imperfections.USUAL, "a").getFirst();
        Set<Long> sequences = new HashSet<>();
        silo.readings().forEach(reading -> sequences.add(reading.sequence()));
        assertThat(sequences).hasSizeLessThan(silo.readings().size());
        assertThat(silo.readings()).anyMatch(reading -> reading.decoded().isEmpty());
        assertThat(silo.readings()).anyMatch(reading -> reading.batchId() != null);
        assertThat(silo.readings())
                .isSortedAccordingTo(java.util.Comparator.comparing(SimulatedReading::arrivalAt));
        long last = sequences.stream().mapToLong(Long::longValue).max().orElseThrow();
        long first = sequences.stream().mapToLong(Long::longValue).min().orElseThrow();
        assertThat(last - first + 1).isGreaterThan(sequences.size());
        assertThat(silo.readings().getFirst().sampledAt())
                .isBeforeOrEqualTo(FROM.minus(Duration.ofHours(11)));
        assertThat(silo.readings())
                .anyMatch(reading -> reading.sampledAt().isAfter(TO.plus(Duration.ofHours(30))));
    }

    @Test
    void aDeviceWithoutMishapsIsLeftAsItIs() {
        SimulatedSilo silo = simulate(7, Imperfections.USUAL, "a").getFirst();
        assertThat(SiloSimulator.failing(silo, Mishaps.NONE, 7)).isEqualTo(silo);
    }

    @Test
    void aFailingDeviceSpoilsEachSampleOnceAndNotTheTruth() {
        SimulatedSilo silo = simulate(7, Imperfections.USUAL, "a").getFirst();
        SimulatedSilo failing = SiloSimulator.failing(silo, new Mishaps(0.01, 0.01, 1, 1, 1), 7);
        List<SimulatedReading> readings = failing.readings();
        assertThat(failing.truth()).isSameAs(silo.truth());
        assertThat(readings).hasSameSizeAs(silo.readings());
        assertThat(readings.stream().filter(r -> !r.clockSynchronised()).distinct().count())
                .isGreaterThanOrEqualTo(FailingDevice.CLOCK_LOSS_READINGS - 2);
        assertThat(readings).anyMatch(reading -> reading.status().equals("FAULT"));
        assertThat(readings).anyMatch(reading -> reading.valueText().matches(".*[^0-9.].*"));
        assertThat(readings.stream().map(SimulatedReading::sensorId).distinct())
                .containsExactly("sensor-a", "sensor-a-2");
        assertThat(readings.stream().mapToLong(SimulatedReading::sequence).min()).hasValue(0);
        // Sent twice is spoiled alike: fewer distinct samples than readings, as before.
        assertThat(distinctSamples(readings)).isEqualTo(distinctSamples(silo.readings()));
    }

    private static long distinctSamples(List<SimulatedReading> readings) {
        return readings.stream()
                .map(reading -> reading.arrivingAt(Instant.EPOCH))
                .distinct()
                .count();
    }

    private static List<SimulatedSilo> simulate(
            long seed, Imperfections imperfections, String... ids) {
        List<SiloProfile> profiles =
                List.of(ids).stream().map(id -> profile(id, imperfections)).toList();
        return SiloSimulator.simulate(new SimulationSpec(seed, FROM, TO, profiles));
    }

    private static SiloProfile profile(String id, Imperfections imperfections) {
        SensorSpec sensor = new SensorSpec("sensor-" + id, kg(20), kg(10), 24);
        return new SiloProfile(
                new SiloSpec(id, "cement", kg(40_000), null, sensor, kg(500)),
                ReadingKind.MASS,
                UnitOfMeasure.KILOGRAM,
                Duration.ofMinutes(15),
                kg(5_000),
                kg(400),
                kg(22_000),
                kg(20_000),
                imperfections);
    }

    private static Quantity kg(long kilograms) {
        return Quantity.of(BigDecimal.valueOf(kilograms), UnitOfMeasure.KILOGRAM);
    }
}
