package io.usance.kafka;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.usance.embedded.SharedParts;
import io.usance.record.kinds.StandardInputs;
import io.usance.record.silo.SiloInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Topics that have just been created, on a real broker. */
@Tag("slow")
class TopicSetupTest {
    /** Without waiting for the partitions, about one in 25 went wrong. */
    private static final int ROUNDS = 80;

    private static final int RECORDS = 400;
    private static final int RECORD_BYTES = 150;
    private static final int SENT_SECONDS_MAX = 20;

    @Test
    void producersMayBeginAtOnce() {
        Properties kafka = new Properties();
        kafka.put("bootstrap.servers", SharedParts.kafka().bootstrapServers());
        for (int round = 0; round < ROUNDS; round++) {
            Topics topics = Topics.withPrefix(SharedParts.uniqueName() + ".");
            TopicSetup.create(kafka, topics, StandardInputs.all(), 2, (short) 1);
            assertThatCode(() -> sendBatches(topics.inbound(SiloInput.READINGS)))
                    .doesNotThrowAnyException();
        }
    }

    private static void sendBatches(String topic) throws Exception {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", SharedParts.kafka().bootstrapServers());
        ByteArraySerializer bytes = new ByteArraySerializer();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings, bytes, bytes)) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < RECORDS; i++) {
                sent.add(
                        producer.send(
                                new ProducerRecord<>(topic, i % 2, null, new byte[RECORD_BYTES])));
            }
            for (Future<RecordMetadata> each : sent) {
                each.get(SENT_SECONDS_MAX, TimeUnit.SECONDS);
            }
        }
    }
}
