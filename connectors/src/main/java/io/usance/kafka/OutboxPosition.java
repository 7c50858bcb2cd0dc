package io.usance.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Up to where the whole log has been published: the newest committed message of a topic with one
 * partition and one key.
 */
final class OutboxPosition {
    private static final byte[] KEY = "position".getBytes(StandardCharsets.UTF_8);
    private static final int PARTITION = 0;

    private OutboxPosition() {}

    static ProducerRecord<byte[], byte[]> message(String topic, long position) {
        return new ProducerRecord<>(
                topic, PARTITION, KEY, Long.toString(position).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The newest committed position, 0 if there is none.
     *
     * @param kafka client settings: bootstrap servers and security
     */
    static long read(String topic, Properties kafka) {
        try (TopicTail tail =
                new TopicTail(kafka, IsolationLevel.READ_COMMITTED, OutboxPosition::positionOf)) {
            List<Long> positions =
                    tail.backTo(Long.MAX_VALUE, new TopicPartition(topic, PARTITION));
            return positions.isEmpty() ? 0 : positions.getLast();
        }
    }

    /** Other records may be here if the broker lost the end of an aborted transaction. */
    private static OptionalLong positionOf(ConsumerRecord<byte[], byte[]> message) {
        return Arrays.equals(KEY, message.key())
                ? OptionalLong.of(
                        Long.parseLong(new String(message.value(), StandardCharsets.UTF_8)))
                : OptionalLong.empty();
    }
}
