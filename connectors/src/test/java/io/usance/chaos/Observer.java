package io.usance.chaos;

import io.usance.kafka.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * A {@code read_committed} consumer of all outbound topics, from the beginning, in a thread of its
 * own.
 */
final class Observer implements AutoCloseable {
    private final Topics topics;
    private final Queue<Message> messages = new ConcurrentLinkedQueue<>();
    private final SeenPositions seen;
    private final Thread thread;
    private volatile boolean stopped;

    /** A message as a consumer sees it. */
    record Message(
            String topic, int partition, String key, String value, Map<String, String> headers) {
        String id() {
            return headers.getOrDefault("ce_id", "");
        }

        /** Without version and prefix. */
        String type() {
            String[] parts = headers.getOrDefault("ce_type", "...").split("\\.");
            return parts[2];
        }
    }

    Observer(String bootstrap, Topics topics) {
        this.topics = topics;
        seen = new SeenPositions(topics);
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", "false");
        settings.put("auto.offset.reset", "earliest");
        settings.put("key.deserializer", StringDeserializer.class.getName());
        settings.put("value.deserializer", StringDeserializer.class.getName());
        thread = Thread.ofPlatform().daemon().name("observer").start(() -> observe(settings));
    }

    private void observe(Properties settings) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings)) {
            List<TopicPartition> partitions =
                    List.of(topics.settlementCommands(), topics.events(), topics.quarantine())
                            .stream()
                            .flatMap(topic -> consumer.partitionsFor(topic).stream())
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!stopped) {
                for (ConsumerRecord<String, String> record :
                        consumer.poll(Duration.ofMillis(100))) {
                    Message message = message(record);
                    messages.add(message);
                    seen.accept(message);
                }
            }
        }
    }

    private static Message message(ConsumerRecord<String, String> record) {
        Map<String, String> headers = new TreeMap<>();
        record.headers()
                .forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
        return new Message(
                record.topic(), record.partition(), record.key(), record.value(), headers);
    }

    List<Message> settlements() {
        return of(topics.settlementCommands());
    }

    List<Message> events() {
        return of(topics.events());
    }

    List<Message> quarantine() {
        return of(topics.quarantine());
    }

    /** What was seen so far, by log position. */
    SeenPositions seen() {
        return seen;
    }

    /** In the order seen, which within a partition is the order written. */
    private List<Message> of(String topic) {
        return messages.stream().filter(message -> message.topic().equals(topic)).toList();
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join();
    }
}
