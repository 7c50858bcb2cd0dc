package io.usance.service;

import io.usance.kafka.TopicEnds;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/** Asks Kafka how far the inbound topics reach. */
final class KafkaProbe implements Runnable, AutoCloseable {
    private static final String ANSWER_MAX_MS = "5000";

    private final Properties settings = new Properties();
    private final List<String> inbound;
    private @Nullable Admin admin;
    private volatile @Nullable TopicEnds ends;

    KafkaProbe(Properties kafka, List<String> inbound) {
        settings.putAll(kafka);
        settings.put("request.timeout.ms", ANSWER_MAX_MS);
        settings.put("default.api.timeout.ms", ANSWER_MAX_MS);
        this.inbound = inbound;
    }

    @Override
    public void run() {
        if (admin == null) {
            admin = Admin.create(settings);
        }
        ends = TopicEnds.now(admin, inbound);
    }

    /**
     * Records of a topic that are not stored, as of the last probe; empty before the first.
     *
     * @param stored next offset to store, by partition
     */
    OptionalDouble lag(String topic, Map<Integer, Long> stored) {
        TopicEnds seen = ends;
        if (seen == null) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(
                seen.ends().entrySet().stream()
                        .filter(end -> end.getKey().topic().equals(topic))
                        .mapToLong(end ->
                                Math.max(
                                        0,
                                        end.getValue()
                                                - stored.getOrDefault(
                                                        end.getKey().partition(), 0L)))
                        .sum());
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close(java.time.Duration.ZERO);
        }
    }
}
