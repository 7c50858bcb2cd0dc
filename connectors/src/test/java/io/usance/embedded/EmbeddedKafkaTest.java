package io.usance.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@Tag("slow")
class EmbeddedKafkaTest {

    private static final int POLLS_MAX = 50;

    @Test
    void committedTransactionsAreReadAndAbortedOnesAreNot() {
        String topic = SharedParts.uniqueName();
        SharedParts.kafka().createTopic(topic, 1, Map.of());
        String servers = SharedParts.kafka().bootstrapServers();

        inTransaction(servers, topic, "aborted", false);
        inTransaction(servers, topic, "committed", true);

        assertThat(readCommitted(servers, topic, 1)).containsExactly("committed");
    }

    @Test
    void creatingATopicAgainDoesNothing() {
        String topic = SharedParts.uniqueName();
        SharedParts.kafka().createTopic(topic, 2, Map.of("cleanup.policy", "compact"));
        SharedParts.kafka().createTopic(topic, 2, Map.of());
    }

    @Test
    void aRefusedTopicIsReported() {
        assertThatThrownBy(() -> SharedParts.kafka().createTopic("not a name", 1, Map.of()))
                .isInstanceOf(EmbeddedPartException.class)
                .hasMessageContaining("not a name");
    }

    @Test
    void aRestartKeepsPortAndData(@TempDir Path directory) {
        EmbeddedKafka kafka = EmbeddedKafka.in(directory, 0).start();
        try (kafka) {
            String servers = kafka.bootstrapServers();
            kafka.createTopic("kept", 1, Map.of());
            inTransaction(servers, "kept", "before", true);

            kafka.stop();
            kafka.start();
            inTransaction(servers, "kept", "after", true);

            assertThat(kafka.bootstrapServers()).isEqualTo(servers);
            assertThat(readCommitted(servers, "kept", 2)).containsExactly("before", "after");
        }
    }

    @Test
    void anotherBrokerObjectOpensTheSameDirectory(@TempDir Path directory) {
        try (EmbeddedKafka first = EmbeddedKafka.in(directory, 0).start()) {
            first.createTopic("kept", 1, Map.of());
            inTransaction(first.bootstrapServers(), "kept", "before", true);
        }
        try (EmbeddedKafka second = EmbeddedKafka.in(directory, 0).start()) {
            assertThat(readCommitted(second.bootstrapServers(), "kept", 1))
                    .containsExactly("before");
        }
    }

    @Test
    void aTakenPortIsNamed(@TempDir Path directory) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                EmbeddedKafka kafka = EmbeddedKafka.in(directory, taken.getLocalPort())) {
            assertThatThrownBy(kafka::start)
                    .isInstanceOf(EmbeddedPartException.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("taken by another process")
                    .message()
                    .doesNotContain("\n");
        }
    }

    @Test
    void aDirectoryInUseIsReportedAndTheJvmLives(@TempDir Path directory) {
        try (EmbeddedKafka first = EmbeddedKafka.in(directory, 0).start();
                EmbeddedKafka second = EmbeddedKafka.in(directory, 0)) {
            assertThatThrownBy(second::start)
                    .isInstanceOf(EmbeddedPartException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("another broker uses the directory");
            first.createTopic("still-alive", 1, Map.of());
        }
    }

    private static void inTransaction(
            String servers, String topic, String value, boolean committed) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", servers, "transactional.id", "writer-" + topic);
        try (var producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, "key", value));
            producer.flush();
            if (committed) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
    }

    private static List<String> readCommitted(String servers, String topic, int expected) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", servers, "isolation.level", "read_committed");
        try (var consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<String> values = new ArrayList<>();
            for (int poll = 0; poll < POLLS_MAX && values.size() < expected; poll++) {
                consumer.poll(Duration.ofMillis(200)).forEach(r -> values.add(r.value()));
            }
            return values;
        }
    }
}
