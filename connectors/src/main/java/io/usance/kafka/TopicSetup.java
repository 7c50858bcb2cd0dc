package io.usance.kafka;

import static java.util.Objects.requireNonNull;

import io.usance.record.MeterInputs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the topics that are missing. */
public final class TopicSetup {
    /** Longest record of all topics but quarantine. */
    static final int MESSAGE_BYTES_MAX = 16 << 20;

    /** Quarantine takes whatever the inbound topics took, and its own headers in addition. */
    static final int QUARANTINE_BYTES_MAX = MESSAGE_BYTES_MAX + (1 << 20);

    /** The longest event is a contract over very many silos. */
    static final int EVENT_BYTES_MAX = 4 << 20;

    private static final String TIMESTAMPS = "message.timestamp.type";
    private static final String BROKERS = "LogAppendTime";
    private static final Logger LOG = LoggerFactory.getLogger(TopicSetup.class);
    private static final Duration KNOWN_WAIT = Duration.ofSeconds(10);
    private static final long KNOWN_PAUSE_MS = 20;

    private TopicSetup() {}

    /**
     * Creates missing topics; existing ones are left as they are, and refused if they cannot do.
     *
     * @param kafka client settings
     * @param inputs whose topics are read
     * @param replication -1 for the broker's default
     * @throws KafkaException if the broker cannot be reached or refuses
     */
    public static void create(
            Properties kafka,
            Topics topics,
            MeterInputs inputs,
            int partitions,
            short replication) {
        Properties settings = new Properties();
        // An unavailable broker is reported soon; the start of the service tries again.
        settings.put("request.timeout.ms", "5000");
        settings.put("default.api.timeout.ms", "10000");
        settings.putAll(kafka);
        try (Admin admin = Admin.create(settings)) {
            Set<String> present = admin.listTopics().names().get();
            List<NewTopic> missing = new ArrayList<>();
            for (String topic : topics.all(inputs)) {
                if (!present.contains(topic)) {
                    NewTopic created = topic(topic, topics, partitions, replication);
                    if (topics.inbound(inputs).contains(topic)) {
                        created.configs(withBrokersClock(created.configs()));
                    }
                    missing.add(created);
                }
            }
            requireFit(admin, topics, present);
            warnOfSendersClocks(admin, topics.inbound(inputs), present);
            create(admin, missing);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException cause) {
                throw cause;
            }
            throw new KafkaException("the topics cannot be set up: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while setting up topics", e);
        }
    }

    /** Topics created by others may lose the outbox position or refuse a message for ever. */
    private static void requireFit(Admin admin, Topics topics, Set<String> present)
            throws ExecutionException, InterruptedException {
        if (present.contains(topics.outboxPosition())) {
            String name = topics.outboxPosition();
            int partitions = 0;
            for (TopicDescription topic :
                    admin.describeTopics(List.of(name)).allTopicNames().get().values()) {
                partitions += topic.partitions().size();
            }
            String policy = config(admin, name, "cleanup.policy");
            if (partitions != 1 || !policy.equals("compact")) {
                throw new KafkaException(
                        "topic "
                                + name
                                + " has "
                                + partitions
                                + " partitions and cleanup.policy="
                                + policy
                                + "; it needs 1 and compact, or it will be forgotten what was published");
            }
        }
        requireRoom(admin, topics.quarantine(), present, QUARANTINE_BYTES_MAX);
        requireRoom(admin, topics.events(), present, EVENT_BYTES_MAX);
        requireRoom(admin, topics.settlementCommands(), present, EVENT_BYTES_MAX);
    }

    /** When a record arrived is for the broker to say, not for its sender. */
    private static Map<String, String> withBrokersClock(Map<String, String> configs) {
        Map<String, String> more = new HashMap<>(configs);
        more.put(TIMESTAMPS, BROKERS);
        return more;
    }

    /** The service goes on: what is stamped later than now arrives now, by its own clock. */
    private static void warnOfSendersClocks(
            Admin admin, Collection<String> inbound, Set<String> present)
            throws ExecutionException, InterruptedException {
        for (String topic : inbound) {
            if (present.contains(topic) && !config(admin, topic, TIMESTAMPS).equals(BROKERS)) {
                LOG.warn(
                        "topic {} has {}={}: its records carry the time of the sender's clock. The service takes no record for later than its own clock says; let the broker stamp them: kafka-configs --alter --entity-type topics --entity-name {} --add-config {}={}",
                        topic,
                        TIMESTAMPS,
                        config(admin, topic, TIMESTAMPS),
                        topic,
                        TIMESTAMPS,
                        BROKERS);
            }
        }
    }

    private static void requireRoom(Admin admin, String topic, Set<String> present, int bytes)
            throws ExecutionException, InterruptedException {
        if (present.contains(topic)) {
            String most = config(admin, topic, "max.message.bytes");
            if (Long.parseLong(most) < bytes) {
                throw new KafkaException(
                        "topic "
                                + topic
                                + " has max.message.bytes="
                                + most
                                + "; it needs at least "
                                + bytes
                                + ", or a large message will stop all behind it");
            }
        }
    }

    private static String config(Admin admin, String topic, String name)
            throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
        return config == null ? "" : String.valueOf(config.get(name).value());
    }

    /**
     * Creates those topics that do not exist, and waits until they take records.
     *
     * <p>Design note: a topic is created before the brokers have opened its partitions. A producer
     * that sends several batches in that moment may have the first refused and the second taken;
     * from then on the first is refused for ever, because its numbers would go back, and the
     * producer repeats it until its time is up (seen with Kafka 4.4: two minutes, then all is lost
     * that was to follow).
     *
     * @throws ExecutionException if the broker refuses one, or they take no records within the
     *     client's time limit
     */
    public static void create(Admin admin, Collection<NewTopic> topics)
            throws ExecutionException, InterruptedException {
        Map<String, KafkaFuture<Void>> creations = admin.createTopics(topics).values();
        List<String> names = new ArrayList<>();
        for (NewTopic topic : topics) {
            await(requireNonNull(creations.get(topic.name())));
            names.add(topic.name());
        }
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        for (TopicDescription topic : known(admin, names)) {
            for (TopicPartitionInfo partition : topic.partitions()) {
                partitions.put(
                        new TopicPartition(topic.name(), partition.partition()),
                        OffsetSpec.latest());
            }
        }
        // Asked of the leaders, and again until they answer.
        admin.listOffsets(partitions).all().get();
    }

    /** A broker may not have heard yet of a topic that was created by its controller. */
    private static Collection<TopicDescription> known(Admin admin, List<String> topics)
            throws ExecutionException, InterruptedException {
        long endNs = System.nanoTime() + KNOWN_WAIT.toNanos();
        while (true) {
            try {
                return admin.describeTopics(topics).allTopicNames().get().values();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
                        || System.nanoTime() > endNs) {
                    throw e;
                }
                Thread.sleep(KNOWN_PAUSE_MS);
            }
        }
    }

    private static void await(KafkaFuture<Void> created)
            throws ExecutionException, InterruptedException {
        try {
            created.get();
        } catch (ExecutionException e) {
            // Another instance may have been faster.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private static NewTopic topic(String name, Topics topics, int partitions, short replication) {
        if (name.equals(topics.outboxPosition())) {
            return new NewTopic(name, 1, replication).configs(Map.of("cleanup.policy", "compact"));
        }
        int bytesMax = name.equals(topics.quarantine()) ? QUARANTINE_BYTES_MAX : MESSAGE_BYTES_MAX;
        return new NewTopic(name, partitions, replication)
                .configs(Map.of("max.message.bytes", Integer.toString(bytesMax)));
    }
}
