package io.usance.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.kafka.Topics;
import io.usance.record.silo.DeliveryEncoder;
import io.usance.record.silo.SiloInput;
import io.usance.simulation.SimulatedDelivery;
import io.usance.simulation.SimulatedReading;
import io.usance.simulation.SimulatedSilo;
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
    record Published(long readings, long deliveries) {}

    private record Message(Instant arrivalAt, String topic, String siloId, byte[] value) {}

    static Published publish(String bootstrapServers, Topics topics, List<SimulatedSilo> silos) {
        List<Message> messages = new ArrayList<>();
        for (SimulatedSilo silo : silos) {
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
        messages.sort(Comparator.comparing(Message::arrivalAt));
        addStrangers(messages, topics);
        send(bootstrapServers, messages);
        long deliveries =
                messages.stream()
                        .filter(m -> m.topic().equals(topics.inbound(SiloInput.DELIVERIES)))
                        .count();
        return new Published(messages.size() - deliveries, deliveries);
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
                                                                "\"" + m.siloId() + "\"",
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
                                utf8(message.siloId()),
                                message.value()));
            }
            producer.flush();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
