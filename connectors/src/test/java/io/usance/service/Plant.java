package io.usance.service;

import io.usance.contract.ContractTerms;
import io.usance.engine.BillingEngine;
import io.usance.kafka.Topics;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.plant.GranulatePlant;
import io.usance.pricing.Tariff;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.record.silo.DeliveryEncoder;
import io.usance.record.silo.ReadingEncoder;
import io.usance.record.silo.SiloInput;
import io.usance.simulation.SiloProfile;
import io.usance.simulation.SiloSimulator;
import io.usance.simulation.SimulatedReading;
import io.usance.simulation.SimulatedSilo;
import io.usance.simulation.SimulationSpec;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A few simulated silos, each under a contract of its own, and their records as they go to Kafka.
 */
final class Plant {
    static final Instant FROM = Instant.parse("2026-03-01T23:00:00Z");
    private static final Instant TO = FROM.plus(Duration.ofDays(10));
    private static final long SEED = 7;

    private Plant() {}

    static List<SimulatedSilo> simulate(int silos) {
        List<SiloProfile> profiles = IntStream.range(0, silos).mapToObj(Plant::profile).toList();
        return SiloSimulator.simulate(new SimulationSpec(SEED, FROM, TO, profiles));
    }

    static SiloSpec spec(String siloId) {
        return GranulatePlant.silo(
                siloId, new SensorSpec("sensor-" + siloId, kg(20), kg(1), 24), kg(500));
    }

    private static SiloProfile profile(int i) {
        return GranulatePlant.profile(spec("silo-" + i), kg(3_000 + 500L * i));
    }

    static ContractTerms terms(String siloId) {
        return GranulatePlant.terms(
                "contract-of-" + siloId,
                List.of(siloId),
                Cycle.DAY,
                new Tariff.PerUnit(new BigDecimal("1.137"), UnitOfMeasure.KILOGRAM),
                FROM);
    }

    static void setUp(BillingEngine engine, List<SimulatedSilo> silos) {
        for (SimulatedSilo silo : silos) {
            engine.handle(new RegisterSilo(spec(silo.siloId()), FROM));
            engine.signContract(terms(silo.siloId()), FROM);
        }
    }

    /**
     * All delivery notes. What is billed provisionally depends on when a note is known, so tests
     * send them first.
     */
    static List<ProducerRecord<byte[], byte[]>> notes(List<SimulatedSilo> silos, Topics topics) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (SimulatedSilo silo : silos) {
            silo.deliveries()
                    .forEach(d ->
                            records.add(
                                    record(
                                            topics.inbound(SiloInput.DELIVERIES),
                                            silo.siloId(),
                                            DeliveryEncoder.encode(silo.siloId(), d.note()))));
        }
        return records;
    }

    /** The readings of all silos, interleaved. */
    static List<ProducerRecord<byte[], byte[]>> readings(List<SimulatedSilo> silos, Topics topics) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        int longest = silos.stream().mapToInt(s -> s.readings().size()).max().orElseThrow();
        for (int i = 0; i < longest; i++) {
            for (SimulatedSilo silo : silos) {
                if (i < silo.readings().size()) {
                    records.add(
                            record(
                                    topics.inbound(SiloInput.READINGS),
                                    silo.siloId(),
                                    encoded(silo.readings().get(i))));
                }
            }
        }
        return records;
    }

    private static byte[] encoded(SimulatedReading reading) {
        return reading.decoded()
                .map(decoded -> ReadingEncoder.encode(reading.siloId(), decoded))
                .orElseGet(() -> blank(reading));
    }

    private static byte[] blank(SimulatedReading reading) {
        return "{\"siloId\":\"%s\",\"sensorId\":\"%s\",\"sequence\":%d,\"sampledAt\":\"%s\",\"kind\":\"MASS\",\"value\":\"\",\"unit\":\"kg\"}"
                .formatted(
                        reading.siloId(),
                        reading.sensorId(),
                        reading.sequence(),
                        reading.sampledAt())
                .getBytes(StandardCharsets.UTF_8);
    }

    static ProducerRecord<byte[], byte[]> record(String topic, String siloId, byte[] value) {
        return new ProducerRecord<>(topic, siloId.getBytes(StandardCharsets.UTF_8), value);
    }

    static Quantity kg(long kg) {
        return GranulatePlant.kg(kg);
    }
}
