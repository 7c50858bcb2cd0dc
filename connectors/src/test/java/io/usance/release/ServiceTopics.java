package io.usance.release;

import io.usance.embedded.SharedParts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Topics of one service on the shared broker.
 *
 * @param prefix of their names
 */
record ServiceTopics(String prefix) {
    private static final int PARTITIONS = 2;

    static ServiceTopics named(String name) {
        return new ServiceTopics(name + ".");
    }

    /** Fills the inbound topics. */
    void send(List<Message> messages) throws Exception {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", SharedParts.kafka().bootstrapServers());
        try (Admin admin = Admin.create(settings)) {
            admin.createTopics(
                            messages.stream()
                                    .map(Message::topic)
                                    .distinct()
                                    .map(topic ->
                                            new NewTopic(prefix + topic, PARTITIONS, (short) 1))
                                    .toList())
                    .all()
                    .get();
        }
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        Map<String, Object> inOrder = new HashMap<>(settings);
        // A partition that has just been made may refuse the first batch and take the second: the
        // first is then out of order for ever.
        inOrder.put("max.in.flight.requests.per.connection", 1);
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(inOrder, new StringSerializer(), new StringSerializer())) {
            for (Message message : messages) {
                sent.add(
                        producer.send(
                                new ProducerRecord<>(
                                        prefix + message.topic(),
                                        null,
                                        message.at().toEpochMilli(),
                                        message.key(),
                                        message.value())));
            }
        }
        for (Future<RecordMetadata> each : sent) {
            each.get();
        }
    }

    /** Values in a topic, as soon as there are that many. */
    List<String> values(String topic, int count) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                SharedParts.kafka().bootstrapServers(),
                                "isolation.level",
                                "read_committed"),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(prefix + topic).stream()
                            .map(one -> new TopicPartition(one.topic(), one.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long deadlineNs = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (values.size() < count && System.nanoTime() < deadlineNs) {
                consumer.poll(Duration.ofMillis(100)).forEach(one -> values.add(one.value()));
            }
            // One too many would come as well.
            consumer.poll(Duration.ofMillis(500)).forEach(one -> values.add(one.value()));
        }
        return values;
    }
}
