package io.usance.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How far the log has been published: the newest committed message of a topic with one partition
 * and one key.
 */
final class OutboxPosition {
    private static final byte[] KEY = "position".getBytes(StandardCharsets.UTF_8);
    private static final int PARTITION = 0;
    private static final long STRIDE = 500;
    private static final Duration READ_LIMIT = Duration.ofSeconds(30);

    private OutboxPosition() {}

    static ProducerRecord<byte[], byte[]> message(String topic, long position) {
        return new ProducerRecord<>(
                topic, PARTITION, KEY, Long.toString(position).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The newest committed position, 0 if there is none. Looks backwards from the end in growing
     * strides, because ends of transactions and aborted messages take up offsets as well.
     */
    static long read(String topic, Properties kafka) {
        Properties settings = new Properties();
        settings.putAll(kafka);
        // A producer's settings mean nothing to a consumer.
        for (String name :
                List.of(
                        "transactional.id",
                        "enable.idempotence",
                        "acks",
                        "linger.ms",
                        "compression.type",
                        "max.request.size",
                        "max.block.ms",
                        "delivery.timeout.ms",
                        "key.serializer",
                        "value.serializer")) {
            settings.remove(name);
        }
        settings.put("key.deserializer", ByteArrayDeserializer.class.getName());
        settings.put("value.deserializer", ByteArrayDeserializer.class.getName());
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", "false");
        settings.putIfAbsent("default.api.timeout.ms", "15000");
        TopicPartition partition = new TopicPartition(topic, PARTITION);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
            consumer.assign(List.of(partition));
            long first = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
            long end = end(consumer, partition);
            for (long stride = STRIDE; ; stride *= 8) {
                long from = Math.max(first, end - stride);
                long found = newest(consumer, partition, from, end);
                if (found > 0 || from == first) {
                    return found;
                }
            }
        }
    }

    /** An unknown end must not be taken for an empty topic: everything would be published again. */
    private static long end(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
        Long end = consumer.endOffsets(List.of(partition)).get(partition);
        if (end == null) {
            throw new TimeoutException("the end of " + partition + " is not known yet");
        }
        return end;
    }

    private static long newest(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long from, long end) {
        long newest = 0;
        long deadlineNs = System.nanoTime() + READ_LIMIT.toNanos();
        consumer.seek(partition, from);
        while (consumer.position(partition) < end) {
            if (System.nanoTime() > deadlineNs) {
                throw new TimeoutException(
                        "the outbox position could not be read from "
                                + partition
                                + " in "
                                + READ_LIMIT.toSeconds()
                                + " s");
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                newest = Long.parseLong(new String(record.value(), StandardCharsets.UTF_8));
            }
        }
        return newest;
    }
}
