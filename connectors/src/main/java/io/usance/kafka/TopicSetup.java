package io.usance.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics that are missing. */
public final class TopicSetup {
    /** Quarantine takes whatever the inbound topics took. */
    private static final String MESSAGE_BYTES_MAX = Integer.toString(16 << 20);

    private TopicSetup() {}

    /**
     * Creates missing topics; existing ones are left as they are.
     *
     * @param kafka client settings
     * @param replication -1 for the broker's default
     * @throws KafkaException if the broker cannot be reached or refuses
     */
    public static void create(Properties kafka, Topics topics, int partitions, short replication) {
        try (Admin admin = Admin.create(kafka)) {
            Set<String> present = admin.listTopics().names().get();
            List<NewTopic> missing = new ArrayList<>();
            for (String topic : topics.all()) {
                if (!present.contains(topic)) {
                    missing.add(topic(topic, topics, partitions, replication));
                }
            }
            admin.createTopics(missing).all().get();
        } catch (ExecutionException e) {
            // Another instance may have been faster.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new KafkaException("the topics cannot be set up: " + e.getMessage(), e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while setting up topics", e);
        }
    }

    private static NewTopic topic(String name, Topics topics, int partitions, short replication) {
        if (name.equals(topics.outboxPosition())) {
            return new NewTopic(name, 1, replication).configs(Map.of("cleanup.policy", "compact"));
        }
        return new NewTopic(name, partitions, replication)
                .configs(Map.of("max.message.bytes", MESSAGE_BYTES_MAX));
    }
}
