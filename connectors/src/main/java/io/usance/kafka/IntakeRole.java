package io.usance.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.usance.engine.BillingEngine;
import io.usance.store.Positions.Tally;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads readings and deliveries from Kafka and hands each poll to the engine as one unit of work.
 *
 * <p>Where to read from is in Postgres, moved in the transaction that stores what was read; Kafka's
 * committed offsets only show the lag. After any failure, and whenever partitions change hands, the
 * positions are read again.
 */
public final class IntakeRole implements Role {
    private static final Logger LOG = LoggerFactory.getLogger(IntakeRole.class);
    private static final Duration POLL_WAIT = Duration.ofMillis(100);

    private final BillingEngine engine;
    private final Topics topics;
    private final Properties properties;
    private final PollHandler handler;
    /** Stored position of each partition that is being read; what the next poll brings lies at or behind it. */
    private final Map<TopicPartition, Long> expected = new HashMap<>();

    /** Partitions whose stored position has to be read, and gone to, before any record of them may be taken. */
    private final Set<TopicPartition> unlocated = new HashSet<>();

    private final Timer unitOfWorkTime;
    private final MeterRegistry meters;
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;

    /**
     * @param kafka client settings: bootstrap servers, security, group id; deserializers and commit
     *     settings are set here
     */
    public IntakeRole(BillingEngine engine, Topics topics, Properties kafka, MeterRegistry meters) {
        this.engine = engine;
        this.topics = topics;
        this.properties = settings(kafka);
        this.handler = new PollHandler(engine, topics);
        this.meters = meters;
        this.unitOfWorkTime =
                Timer.builder("usance.intake.unit.of.work")
                        .description("Time to handle and store one poll")
                        .register(meters);
    }

    private static Properties settings(Properties kafka) {
        Properties settings = new Properties();
        settings.put("max.poll.records", "5000");
        settings.put("group.id", "usance");
        settings.put("max.partition.fetch.bytes", Integer.toString(16 << 20));
        // Partitions of an instance that died are read by another after this time (Kafka's own default: 45 s). Giving up
        // an instance too early costs a rebalance and nothing else: its writes fail on the stored position. An instance
        // with a group.instance.id takes its own partitions again at once.
        settings.put("session.timeout.ms", "10000");
        settings.put("heartbeat.interval.ms", "3000");
        settings.putAll(kafka);
        settings.put("key.deserializer", ByteArrayDeserializer.class.getName());
        settings.put("value.deserializer", ByteArrayDeserializer.class.getName());
        settings.put("enable.auto.commit", "false");
        settings.put("auto.offset.reset", "none");
        settings.put("isolation.level", "read_committed");
        return settings;
    }

    /** Name under which the position in a topic is stored. */
    public static String positionName(String topic) {
        return "kafka/" + topic;
    }

    @Override
    public String name() {
        return "intake";
    }

    @Override
    public boolean step() {
        locate();
        ConsumerRecords<byte[], byte[]> records = consumer().poll(POLL_WAIT);
        if (records.isEmpty()) {
            return false;
        }
        try {
            store(records);
            return true;
        } catch (RuntimeException e) {
            rewind();
            throw e;
        }
    }

    private void store(ConsumerRecords<byte[], byte[]> records) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> poll = new HashMap<>();
        for (TopicPartition partition : records.partitions()) {
            if (expected.containsKey(partition)) {
                poll.put(partition, records.records(partition));
            }
        }
        Map<TopicPartition, PollHandler.Step> done =
                unitOfWorkTime.record(() -> handler.handle(poll, expected));
        if (done == null) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        done.forEach((partition, step) -> {
            expected.put(partition, step.next());
            committed.put(partition, new OffsetAndMetadata(step.next()));
            count(partition.topic(), step.tally());
        });
        // For lag monitoring only; if it fails, the next one will do.
        consumer().commitAsync(committed, (offsets, failure) -> {});
    }

    private void count(String topic, Tally tally) {
        count(topic, "recorded", tally.recorded());
        count(topic, "duplicate", tally.duplicate());
        count(topic, "quarantined", tally.quarantined());
    }

    private void count(String topic, String outcome, long records) {
        Counter.builder("usance.intake.records")
                .description("Records read, by what became of them")
                .tag("topic", topic)
                .tag("outcome", outcome)
                .register(meters)
                .increment(records);
    }

    /**
     * Forgets what it thought to know. Where to go on is read before the next poll, not here: the database may still be
     * away, and going on behind the failed poll would lose its records.
     */
    private void rewind() {
        engine.forgetCached();
        unlocated.addAll(expected.keySet());
        expected.clear();
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        if (consumer == null) {
            consumer = new KafkaConsumer<>(properties);
            consumer.subscribe(List.of(topics.readings(), topics.deliveries()), new Rebalance());
        }
        return consumer;
    }

    private void locate() {
        if (unlocated.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> first = consumer().beginningOffsets(unlocated);
        for (TopicPartition partition : List.copyOf(unlocated)) {
            long start = first.getOrDefault(partition, 0L);
            long position =
                    engine.positions().readOrStart(positionName(partition.topic()), partition.partition(), start);
            if (position < start) {
                throw new RecordsLostException(partition, position, start);
            }
            consumer().seek(partition, position);
            expected.put(partition, position);
            unlocated.remove(partition);
        }
    }

    /** Partitions come and go; what another instance did meanwhile is in the database. */
    private final class Rebalance implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            engine.forgetCached();
            unlocated.addAll(partitions);
            try {
                locate();
                LOG.info("reading {}", partitions);
            } catch (RuntimeException e) {
                // Kafka would take the partitions as assigned all the same. The next step tries again, and says so.
                LOG.debug("the positions of {} cannot be read yet", partitions, e);
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            partitions.forEach(expected::remove);
            unlocated.removeAll(partitions);
            engine.forgetCached();
        }
    }

    @Override
    public void close() {
        if (consumer != null) {
            consumer.close();
            consumer = null;
        }
    }
}
