package io.usance.demo;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads a topic as any consumer would and counts what it sees. */
final class CommandCount {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private CommandCount() {}

    /**
     * Messages that a {@code read_committed} consumer sees.
     *
     * @throws IllegalStateException if one was seen twice, or reading took too long
     */
    static long of(String bootstrapServers, String topic) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("isolation.level", "read_committed");
        settings.put("key.deserializer", StringDeserializer.class.getName());
        settings.put("value.deserializer", StringDeserializer.class.getName());
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings)) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(p -> new TopicPartition(topic, p.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Set<String> seen = new HashSet<>();
            long deadlineNs = System.nanoTime() + LIMIT.toNanos();
            while (partitions.stream()
                    .anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                if (System.nanoTime() > deadlineNs) {
                    throw new IllegalStateException(
                            topic + " could not be read in " + LIMIT.toSeconds() + " s");
                }
                for (ConsumerRecord<String, String> record :
                        consumer.poll(Duration.ofMillis(100))) {
                    if (!seen.add(record.value())) {
                        throw new IllegalStateException(
                                topic + " holds a message twice: " + record.value());
                    }
                }
            }
            return seen.size();
        }
    }
}
