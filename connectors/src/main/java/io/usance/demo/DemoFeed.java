package io.usance.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.kafka.Topics;
import io.usance.record.machine.MachineInput;
import io.usance.record.silo.DeliveryEncoder;
import io.usance.record.silo.SiloInput;
import io.usance.simulation.SimulatedDelivery;
import io.usance.simulation.SimulatedMachineReading;
import io.usance.simulation.SimulatedReading;
import io.usance.simulation.SimulatedSilo;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Publishes what gateways and suppliers would, in the order it would arrive, bad records included.
 */
final class DemoFeed {
    private static final ObjectMapper JSON = new ObjectMapper();

    private DemoFeed() {}

    /** What was published, counts. */
    record Published(long readings, long deliveries, long machineReadings) {}

    private record Message(Instant arrivalAt, String topic, String meterId, byte[] value) {}

    /** The machine's first reading, before all else: its counter is announced to go on from it. */
    static void publishFirst(String bootstrapServers, Topics topics, DemoMachine machine) {
        send(
                bootstrapServers,
                List.of(message(topics, machine, machine.run().readings().getFirst())));
    }

    private static Message message(
            Topics topics, DemoMachine machine, SimulatedMachineReading reading) {
        return new Message(
                reading.arrivalAt(),
                topics.inbound(MachineInput.READINGS),
                DemoMachine.ID,
                reading(machine.spec().deviceId(), reading));
    }

    /** All but the machine's first reading, which is counted as well. */
    static Published publish(String bootstrapServers, Topics topics, DemoPlant plant) {
        List<Message> messages = new ArrayList<>();
        for (SimulatedSilo silo : plant.silos()) {
            for (SimulatedReading reading : silo.readings()) {
                messages.add(
                        new Message(
                                reading.arrivalAt(),
                                topics.inbound(SiloInput.READINGS),
                                silo.siloId(),
                                reading(reading)));
            }
            for (SimulatedDelivery delivery : silo.deliveries()) {
                messages.add(
                        new Message(
                                delivery.arrivalAt(),
                                topics.inbound(SiloInput.DELIVERIES),
                                silo.siloId(),
                                DeliveryEncoder.encode(silo.siloId(), delivery.note())));
            }
        }
        DemoMachine machine = plant.machine();
        machine.run().readings().stream()
                .skip(1)
                .forEach(reading -> messages.add(message(topics, machine, reading)));
        messages.sort(Comparator.comparing(Message::arrivalAt));
        addStrangers(messages, topics);
        send(bootstrapServers, messages);
        return new Published(
                count(messages, topics.inbound(SiloInput.READINGS)),
                count(messages, topics.inbound(SiloInput.DELIVERIES)),
                machine.run().readings().size());
    }

    private static long count(List<Message> messages, String topic) {
        return messages.stream().filter(m -> m.topic().equals(topic)).count();
    }

    /** A sender that is broken, one that is unknown, and a delivery note sent twice. */
    private static void addStrangers(List<Message> messages, Topics topics) {
        Message some = messages.get(messages.size() / 2);
        messages.add(
                new Message(
                        some.arrivalAt(),
                        topics.inbound(SiloInput.READINGS),
                        "silo-01",
                        utf8("{\"siloId\":\"silo-01\",")));
        String unknown = "\"silo-unregistered\"";
        messages.stream()
                .filter(m ->
                        m.topic().equals(topics.inbound(SiloInput.READINGS))
                                && m.value().length > 80)
                .findFirst()
                .ifPresent(m ->
                        messages.add(
                                new Message(
                                        m.arrivalAt(),
                                        m.topic(),
                                        "silo-unregistered",
                                        utf8(
                                                new String(m.value(), StandardCharsets.UTF_8)
                                                        .replace(
                                                                "\"" + m.meterId() + "\"",
                                                                unknown)))));
        messages.stream()
                .filter(m -> m.topic().equals(topics.inbound(SiloInput.DELIVERIES)))
                .findFirst()
                .ifPresent(messages::add);
    }

    private static byte[] reading(SimulatedReading reading) {
        ObjectNode json = JSON.createObjectNode();
        json.put("siloId", reading.siloId());
        json.put("sensorId", reading.sensorId());
        json.put("sequence", reading.sequence());
        if (reading.batchId() != null) {
            json.put("batchId", reading.batchId());
        }
        json.put("sampledAt", reading.sampledAt().toString());
        json.put("kind", reading.kind().name());
        json.put("value", reading.valueText());
        json.put("unit", reading.unit().code());
        return bytes(json);
    }

    private static byte[] reading(String deviceId, SimulatedMachineReading reading) {
        ObjectNode json = JSON.createObjectNode();
        json.put("machineId", DemoMachine.ID);
        json.put("deviceId", deviceId);
        json.put("epoch", reading.epoch());
        json.put("sequence", reading.sequence());
        json.put("sampledAt", reading.sampledAt().toString());
        json.putObject("values")
                .put("total", reading.total())
                .put("bad", reading.bad())
                .put("hourCounter", BigDecimal.valueOf(reading.hours(), 3).toPlainString());
        json.put("state", reading.state());
        return bytes(json);
    }

    private static byte[] bytes(ObjectNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void send(String bootstrapServers, List<Message> messages) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("key.serializer", ByteArraySerializer.class.getName());
        settings.put("value.serializer", ByteArraySerializer.class.getName());
        settings.put("compression.type", "lz4");
        settings.put("linger.ms", "10");
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
            for (Message message : messages) {
                producer.send(
                        new ProducerRecord<>(
                                message.topic(),
                                null,
                                message.arrivalAt().toEpochMilli(),
                                utf8(message.meterId()),
                                message.value()));
            }
            producer.flush();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
