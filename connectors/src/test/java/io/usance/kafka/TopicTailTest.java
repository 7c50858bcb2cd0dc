package io.usance.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.embedded.SharedParts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A publisher that takes over reads the end of every outgoing partition first. */
@Tag("slow")
class TopicTailTest {
    private static final int PARTITIONS = 60;

    /** Half of what it takes if each partition costs a fetch's longest wait, half a second. */
    private static final Duration LIMIT = Duration.ofMillis(250).multipliedBy(PARTITIONS);

    @Test
    void theEndsOfManyPartitionsAreReadWithoutWaitingForMoreToCome() {
        String topic = SharedParts.uniqueName();
        SharedParts.kafka().createTopic(topic, PARTITIONS, Map.of());
        Properties kafka = new Properties();
        kafka.put("bootstrap.servers", SharedParts.kafka().bootstrapServers());
        sendToEach(topic, kafka);
        long startNs = System.nanoTime();
        try (TopicTail tail =
                new TopicTail(kafka, IsolationLevel.READ_COMMITTED, Messages::positionOf)) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                assertThat(tail.backTo(0, new TopicPartition(topic, partition)))
                        .isEqualTo(List.of((long) partition));
            }
        }
        assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(LIMIT);
    }

    private static void sendToEach(String topic, Properties kafka) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer())) {
            IntStream.range(0, PARTITIONS)
                    .forEach(partition -> {
                        ProducerRecord<byte[], byte[]> message =
                                new ProducerRecord<>(topic, partition, null, new byte[1]);
                        QuarantineRecords.header(
                                message, "ce_position", Integer.toString(partition));
                        producer.send(message);
                    });
            producer.flush();
        }
    }
}
