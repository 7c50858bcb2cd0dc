package io.usance.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.usance.engine.BillingEngine;
import io.usance.store.Positions.Tally;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads readings and deliveries from Kafka and hands each poll to the engine as one unit of work.
 *
 * <p>While one poll is being stored, the next one is fetched and decoded: on two cores that is half
 * of the time. Polls are stored one after another all the same, each from the position the one
 * before has left.
 *
 * <p>Where to read from is in Postgres, moved in the transaction that stores what was read; Kafka's
 * committed offsets only show the lag. After any failure, and whenever partitions change hands,
 * nothing is polled before the positions have been read again: a consumer that went on from where
 * it happens to be would skip what was not stored.
 */
public final class IntakeRole implements Role {
    private static final Logger LOG = LoggerFactory.getLogger(IntakeRole.class);
    private static final Duration POLL_WAIT = Duration.ofMillis(100);
    private static final Duration QUIET_MAX = Duration.ofSeconds(3);
    private static final Duration ANSWER_WAIT = Duration.ofSeconds(3);
    private static final long CLOSE_WAIT_S = 2;
    private static final CloseOptions CLOSE_LIMIT = CloseOptions.timeout(Duration.ofSeconds(2));

    private final BillingEngine engine;
    private final Topics topics;
    private final Properties properties;
    private final PollHandler handler;

    /**
     * Stored position of each partition that is being read; what the next poll brings lies at or
     * behind it.
     */
    private final Map<TopicPartition, Long> expected = new HashMap<>();

    /** True if the consumer may stand elsewhere than the stored positions say. */
    private boolean astray;

    /** When Kafka last gave a sign of life. */
    private long answeredNs = System.nanoTime();

    private final Timer unitOfWorkTime;
    private final MeterRegistry meters;
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;

    /** Stores one poll while this role's own thread fetches and decodes the next one. */
    private final ExecutorService storage =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("usance-storing").factory());

    /** The poll that is being stored; null if none is. */
    private @Nullable Future<Map<TopicPartition, PollHandler.Step>> storing;

    /** What went wrong where it could not be thrown; null if nothing did. */
    private @Nullable RuntimeException failure;

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
        // Calls to a broker that is away end soon, so that it is said and the service can be
        // stopped.
        settings.put("request.timeout.ms", "10000");
        settings.put("default.api.timeout.ms", "15000");
        // Partitions of an instance that died are read by another after this time (Kafka's own
        // default: 45 s). Giving up
        // an instance too early costs a rebalance and nothing else: its writes fail on the stored
        // position. An instance
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
        try {
            return pollOnce(consumer());
        } catch (RuntimeException e) {
            astray = true;
            if (e instanceof KafkaException && !(e instanceof RetriableException)) {
                closeConsumer();
            }
            throw e;
        }
    }

    private boolean pollOnce(KafkaConsumer<byte[], byte[]> from) {
        if (failure != null) {
            RuntimeException of = failure;
            failure = null;
            throw of;
        }
        if (astray) {
            storedOrFailed();
            engine.forgetCached();
            locate(from);
            astray = false;
        }
        ConsumerRecords<byte[], byte[]> records = from.poll(POLL_WAIT);
        if (records.isEmpty()) {
            stored();
            requireAnswer(from);
            return false;
        }
        store(records);
        answeredNs = System.nanoTime();
        return true;
    }

    /**
     * A consumer whose broker is away polls nothing, without a word; so from time to time it is
     * asked something.
     */
    private void requireAnswer(KafkaConsumer<byte[], byte[]> of) {
        if (System.nanoTime() - answeredNs < QUIET_MAX.toNanos()) {
            return;
        }
        try {
            of.listTopics(ANSWER_WAIT);
        } catch (TimeoutException e) {
            throw new TimeoutException(
                    "Kafka does not answer at " + properties.get("bootstrap.servers"), e);
        }
        answeredNs = System.nanoTime();
    }

    /** Decodes a poll while the one before is being stored, and has it stored after that. */
    private void store(ConsumerRecords<byte[], byte[]> records) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> poll = new HashMap<>();
        for (TopicPartition partition : records.partitions()) {
            if (expected.containsKey(partition)) {
                poll.put(partition, records.records(partition));
            }
        }
        Map<TopicPartition, PollHandler.Intake> decoded = handler.decode(poll);
        stored();
        Map<TopicPartition, Long> from = Map.copyOf(expected);
        storing =
                storage.submit(
                        () -> unitOfWorkTime.recordCallable(() -> handler.store(decoded, from)));
    }

    /**
     * Waits until the poll that is being stored is stored.
     *
     * @throws RuntimeException whatever kept it from being stored
     */
    private void stored() {
        Future<Map<TopicPartition, PollHandler.Step>> ending = storing;
        if (ending == null) {
            return;
        }
        Map<TopicPartition, PollHandler.Step> done;
        try {
            done = ending.get();
            storing = null;
        } catch (InterruptedException e) {
            // It goes on by itself; whoever stops this role does not need its outcome.
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a poll was being stored", e);
        } catch (ExecutionException e) {
            storing = null;
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException("a poll was not stored", e.getCause());
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

    /** As {@link #stored()}; a failure is kept for the next step. */
    private void storedOrFailed() {
        try {
            stored();
        } catch (RuntimeException e) {
            astray = true;
            failure = e;
        }
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

    private KafkaConsumer<byte[], byte[]> consumer() {
        if (consumer == null) {
            consumer = new KafkaConsumer<>(properties);
            consumer.subscribe(List.of(topics.readings(), topics.deliveries()), new Rebalance());
        }
        return consumer;
    }

    /** Goes to what is stored. */
    private void locate(KafkaConsumer<byte[], byte[]> from) {
        Set<TopicPartition> partitions = from.assignment();
        Map<TopicPartition, Long> first = from.beginningOffsets(partitions);
        Map<TopicPartition, Long> end = from.endOffsets(partitions);
        expected.clear();
        for (TopicPartition partition : partitions) {
            long start = first.getOrDefault(partition, 0L);
            long position =
                    engine.positions()
                            .readOrStart(
                                    positionName(partition.topic()), partition.partition(), start);
            if (position < start) {
                throw RecordsLostException.deleted(partition, position, start);
            }
            if (position > end.getOrDefault(partition, 0L)) {
                throw RecordsLostException.cutOff(
                        partition, position, end.getOrDefault(partition, 0L));
            }
            expected.put(partition, position);
            from.seek(partition, position);
        }
        from.resume(partitions);
    }

    /**
     * Partitions come and go; what another instance did meanwhile is in the database.
     *
     * <p>Design note: a new partition is paused at an arbitrary place until the next step has
     * located it. Asking the database in here would not do: Kafka goes on after an exception of
     * this callback, with the partition assigned and its position wrong.
     */
    private final class Rebalance implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            astray = true;
            KafkaConsumer<byte[], byte[]> of = consumer();
            partitions.forEach(partition -> of.seek(partition, 0));
            of.pause(partitions);
            LOG.info("reading {}", partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            storedOrFailed();
            partitions.forEach(expected::remove);
            engine.forgetCached();
        }
    }

    @Override
    public void close() {
        storage.shutdown();
        boolean interrupted = Thread.interrupted();
        try {
            if (!storage.awaitTermination(CLOSE_WAIT_S, TimeUnit.SECONDS)) {
                // It waits for a database that is away; nothing of it is committed, or all.
                storage.shutdownNow();
            }
        } catch (InterruptedException e) {
            interrupted = true;
            storage.shutdownNow();
        } finally {
            closeConsumer();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void closeConsumer() {
        KafkaConsumer<byte[], byte[]> closing = consumer;
        consumer = null;
        expected.clear();
        if (closing == null) {
            return;
        }
        // An interrupted thread would not even leave the group.
        boolean interrupted = Thread.interrupted();
        try {
            closing.close(CLOSE_LIMIT);
        } catch (KafkaException e) {
            LOG.debug("the consumer did not close cleanly; its group will miss it", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
