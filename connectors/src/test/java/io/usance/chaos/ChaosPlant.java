package io.usance.chaos;

import static io.usance.plant.GranulatePlant.kg;

import io.usance.contract.ContractTerms;
import io.usance.engine.BillingEngine;
import io.usance.kafka.Topics;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.plant.GranulatePlant;
import io.usance.pricing.Tariff;
import io.usance.pricing.Tier;
import io.usance.quantity.UnitOfMeasure;
import io.usance.record.silo.DeliveryEncoder;
import io.usance.record.silo.ReadingEncoder;
import io.usance.record.silo.SiloInput;
import io.usance.simulation.SiloProfile;
import io.usance.simulation.SiloSimulator;
import io.usance.simulation.SimulatedDelivery;
import io.usance.simulation.SimulatedReading;
import io.usance.simulation.SimulatedSilo;
import io.usance.simulation.SimulationSpec;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A simulated plant: one contract per silo, and one over the last {@link #SHARED_SILOS} silos. Most
 * of its readings are good; some are sent twice, some blank, some of an unregistered silo.
 */
final class ChaosPlant {
    static final String SHARED_CONTRACT = "contract-shared";
    static final int SHARED_SILOS = 6;
    private static final Instant FROM = Instant.parse("2026-02-28T23:00:00Z");
    private static final String UNKNOWN_SILO = "silo-unregistered";
    private static final int UNKNOWN_EVERY = 1_000;

    private final List<SimulatedSilo> silos;

    ChaosPlant(long seed, int silos, int days) {
        List<SiloProfile> profiles =
                IntStream.range(0, silos).mapToObj(ChaosPlant::profile).toList();
        this.silos =
                SiloSimulator.simulate(
                        new SimulationSpec(seed, FROM, FROM.plus(Duration.ofDays(days)), profiles));
    }

    private static SiloProfile profile(int i) {
        SensorSpec sensor =
                new SensorSpec("sensor-" + i, kg(20), kg(i % 2 == 0 ? 1 : 60), i % 2 == 0 ? 24 : 0);
        return GranulatePlant.profile(
                GranulatePlant.silo("silo-" + i, sensor, kg(1_000)), kg(3_000 + 50L * i));
    }

    /** Registers the silos and signs the contracts. */
    void setUp(BillingEngine engine) {
        silos.forEach(silo -> engine.handle(new RegisterSilo(silo.profile().silo(), FROM)));
        int own = silos.size() - SHARED_SILOS;
        silos.subList(0, own)
                .forEach(silo ->
                        engine.signContract(
                                terms("contract-of-" + silo.siloId(), List.of(silo.siloId())),
                                FROM));
        engine.signContract(
                terms(
                        SHARED_CONTRACT,
                        silos.subList(own, silos.size()).stream()
                                .map(SimulatedSilo::siloId)
                                .toList()),
                FROM);
    }

    /** Every contract has the same terms but for its silos. */
    private static ContractTerms terms(String contractId, List<String> siloIds) {
        return GranulatePlant.terms(
                contractId,
                siloIds,
                Cycle.MONTH,
                new Tariff.Graduated(
                        List.of(
                                new Tier(new BigDecimal("40"), new BigDecimal("1200")),
                                new Tier(new BigDecimal("80"), new BigDecimal("1150")),
                                new Tier(null, new BigDecimal("1100"))),
                        UnitOfMeasure.TONNE),
                FROM);
    }

    List<ProducerRecord<byte[], byte[]>> deliveries(Topics topics) {
        return silos.stream()
                .flatMap(silo -> silo.deliveries().stream())
                .sorted(Comparator.comparing(SimulatedDelivery::arrivalAt))
                .map(delivery ->
                        record(
                                topics.inbound(SiloInput.DELIVERIES),
                                delivery.arrivalAt(),
                                delivery.siloId(),
                                DeliveryEncoder.encode(delivery.siloId(), delivery.note())))
                .toList();
    }

    /**
     * In the order they arrive over all silos. Kafka's timestamp is the simulated arrival, so both
     * runs see the same.
     */
    List<ProducerRecord<byte[], byte[]>> readings(Topics topics) {
        List<SimulatedReading> arriving =
                silos.stream()
                        .flatMap(silo -> silo.readings().stream())
                        .sorted(Comparator.comparing(SimulatedReading::arrivalAt))
                        .toList();
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(arriving.size());
        for (SimulatedReading reading : arriving) {
            String siloId = records.size() % UNKNOWN_EVERY == 7 ? UNKNOWN_SILO : reading.siloId();
            records.add(
                    record(
                            topics.inbound(SiloInput.READINGS),
                            reading.arrivalAt(),
                            siloId,
                            bytes(siloId, reading)));
        }
        return records;
    }

    private static byte[] bytes(String siloId, SimulatedReading reading) {
        return Optional.of(reading)
                .flatMap(SimulatedReading::decoded)
                .map(decoded -> ReadingEncoder.encode(siloId, decoded))
                .orElseGet(() ->
                        ("{\"siloId\":\"" + siloId + "\",\"value\":\"\"}")
                                .getBytes(StandardCharsets.UTF_8));
    }

    private static ProducerRecord<byte[], byte[]> record(
            String topic, Instant at, String siloId, byte[] value) {
        return new ProducerRecord<>(
                topic, null, at.toEpochMilli(), siloId.getBytes(StandardCharsets.UTF_8), value);
    }
}
