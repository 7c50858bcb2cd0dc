package io.usance.kafka;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.usance.engine.BillingEngine;
import io.usance.record.MeterInputs;
import io.usance.store.EngineConsumer;
import io.usance.store.Positions.Tally;
import io.usance.watch.Measure;
import io.usance.watch.SettableGauge;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
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
 * Reads the records of all kinds of meters from Kafka and hands each poll to the engine as one unit
 * of work.
 *
 * <p>Partitions are shared out to {@value #LANES} lanes. While Postgres writes the poll of one, the
 * other's is decided, and the next ones are fetched and decoded. A partition's polls are stored one
 * after another all the same, each from the position the one before has left. More lanes would only
 * wait for one another: appends queue at the log's head.
 *
 * <p>Where to read from is in Postgres, moved in the transaction that stores what was read; Kafka's
 * committed offsets only show the lag. After any failure, and whenever partitions change hands,
 * nothing is polled before the positions have been read again: a consumer that went on from where
 * it happens to be would skip what was not stored.
 */
public final class IntakeRole implements Role {
    private static final Logger LOG = LoggerFactory.getLogger(IntakeRole.class);
    private static final int LANES = 2;
    private static final Duration POLL_WAIT = Duration.ofMillis(100);

    /** While something is being stored, whose partitions may then be read again. */
    private static final Duration BUSY_WAIT = Duration.ofMillis(5);

    /** Between offsets committed in Kafka. */
    private static final Duration COMMIT_EVERY = Duration.ofMillis(500);

    private static final Duration QUIET_MAX = Duration.ofSeconds(3);
    private static final Duration ANSWER_WAIT = Duration.ofSeconds(3);
    private static final CloseOptions CLOSE_LIMIT = CloseOptions.timeout(Duration.ofSeconds(2));

    private final BillingEngine engine;
    private final List<String> topics;
    private final Properties properties;
    private final PollHandler handler;

    /**
     * Position of each partition that is being read, stored or about to be; what the next poll
     * brings lies at or behind it.
     */
    private final Map<TopicPartition, Long> expected = new HashMap<>();

    /** True if the consumer may stand elsewhere than the stored positions say. */
    private boolean astray;

    /**
     * True from a failure until something was stored: so long a step ends when its poll is stored,
     * or it would look as if all were well again.
     */
    private boolean unproven;

    /** When Kafka last gave a sign of life. */
    private long answeredNs = System.nanoTime();

    /** Stored, and not committed in Kafka yet. */
    private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();

    private long committedNs = System.nanoTime();

    private final Timer unitOfWorkTime;
    private final SettableGauge lastStored;
    private final MeterRegistry meters;
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;

    /** Released for every poll that has been stored. */
    private final Semaphore storedPolls = new Semaphore(0);

    private final List<StoringLane> lanes =
            IntStream.range(0, LANES)
                    .mapToObj(no -> new StoringLane(no, storedPolls::release))
                    .toList();

    /** What went wrong where it could not be thrown; null if nothing did. */
    private @Nullable RuntimeException failure;

    /**
     * @param inputs whose topics are read
     * @param kafka client settings: bootstrap servers, security, group id; deserializers and commit
     *     settings are set here
     * @throws IllegalArgumentException if the engine does not know one of the inputs' kinds
     */
    public IntakeRole(
            BillingEngine engine,
            Topics topics,
            MeterInputs inputs,
            Properties kafka,
            MeterRegistry meters) {
        inputs.requireKnownTo(engine.meterKinds());
        this.engine = engine;
        this.topics = topics.inbound(inputs);
        this.properties = settings(kafka);
        this.handler = new PollHandler(engine, topics, inputs);
        this.meters = meters;
        this.unitOfWorkTime = Measure.INTAKE_UNIT_OF_WORK.timer(meters);
        this.lastStored = Measure.INTAKE_LAST.settable(meters);
        for (String topic : this.topics) {
            count(topic, Tally.NONE);
        }
    }

    private static Properties settings(Properties kafka) {
        Properties settings = new Properties();
        settings.put("max.poll.records", "20000");
        settings.put("group.id", "usance");
        settings.put("max.partition.fetch.bytes", Integer.toString(16 << 20));
        // A poll is a transaction: what comes within this time is stored together.
        settings.put("fetch.min.bytes", Integer.toString(256 << 10));
        settings.put("fetch.max.wait.ms", "20");
        // Calls to an unavailable broker end soon, so that it is reported and the service can be
        // stopped.
        settings.put("request.timeout.ms", "10000");
        settings.put("default.api.timeout.ms", "15000");
        // Partitions of an instance that died are read by another after this time (Kafka's own
        // default: 45 s). Giving up
        // an instance too early costs a rebalance and nothing else: its writes fail on the stored
        // position. An instance
        // with a group.instance.id takes its own partitions again at once.
        settings.put("session.timeout.ms", "10000");
        // Instances hear of a rebalance by the answer to a heartbeat, and those that heard of it
        // stand still until all have.
        settings.put("heartbeat.interval.ms", "1000");
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
        return EngineConsumer.TOPIC + topic;
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
            unproven = true;
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
            // What failed beside the first is read again with it.
            drained(e -> LOG.debug("not stored, to be read again", e));
            engine.internals().evictCached();
            locate(from);
            astray = false;
        }
        storedPolls.drainPermits();
        lanes.forEach(lane -> lane.stored(this::recordStored));
        commitIfDue();
        if (lanes.stream().allMatch(StoringLane::isFull)) {
            awaitRoom();
            return true;
        }
        ConsumerRecords<byte[], byte[]> records = poll(from);
        if (records.isEmpty()) {
            requireAnswer(from);
            return false;
        }
        store(records);
        if (unproven) {
            lanes.forEach(lane -> lane.drained(this::recordStored));
            unproven = false;
        }
        answeredNs = System.nanoTime();
        return true;
    }

    /**
     * Reads only partitions whose lane has room; what was fetched of others is kept by the client.
     */
    private ConsumerRecords<byte[], byte[]> poll(KafkaConsumer<byte[], byte[]> from) {
        boolean idle = true;
        Set<TopicPartition> full = new HashSet<>();
        Set<TopicPartition> free = new HashSet<>();
        for (TopicPartition partition : expected.keySet()) {
            StoringLane lane = laneOf(partition);
            idle &= lane.isIdle();
            (lane.isFull() ? full : free).add(partition);
        }
        from.pause(full);
        from.resume(free);
        return from.poll(idle ? POLL_WAIT : BUSY_WAIT);
    }

    /** Waits until something has been stored, or for a while. */
    private void awaitRoom() {
        try {
            storedPolls.tryAcquire(POLL_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while polls were being stored", e);
        }
    }

    /** By number: what different topics say of one meter goes into the same. */
    private StoringLane laneOf(TopicPartition partition) {
        return lanes.get(partition.partition() % LANES);
    }

    /**
     * A consumer whose broker is unavailable polls nothing and reports nothing; so from time to
     * time it is asked something.
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

    /** Decodes a poll while others are being stored, and has it stored after them. */
    private void store(ConsumerRecords<byte[], byte[]> records) {
        Map<StoringLane, Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>>> polls =
                new LinkedHashMap<>();
        for (TopicPartition partition : records.partitions()) {
            if (expected.containsKey(partition)) {
                polls.computeIfAbsent(laneOf(partition), lane -> new HashMap<>())
                        .put(partition, records.records(partition));
            }
        }
        polls.forEach((lane, poll) -> {
            Map<TopicPartition, PollHandler.Intake> decoded = handler.decode(poll);
            Map<TopicPartition, Long> from = new HashMap<>();
            decoded.forEach((partition, intake) ->
                    from.put(partition, requireNonNull(expected.put(partition, intake.next()))));
            lane.store(() -> unitOfWorkTime.recordCallable(() -> handler.store(decoded, from)));
        });
    }

    private void recordStored(Map<TopicPartition, PollHandler.Step> stored) {
        stored.forEach((partition, step) -> {
            uncommitted.put(partition, new OffsetAndMetadata(step.next()));
            count(partition.topic(), step.tally());
        });
        lastStored.set(System.currentTimeMillis() / 1e3);
    }

    /** For lag monitoring only, so now and then is enough; if it fails, the next one will do. */
    private void commitIfDue() {
        if (System.nanoTime() - committedNs > COMMIT_EVERY.toNanos()) {
            commit();
        }
    }

    private void commit() {
        if (consumer != null && !uncommitted.isEmpty()) {
            consumer.commitAsync(Map.copyOf(uncommitted), (offsets, failure) -> {});
            committedNs = System.nanoTime();
        }
        uncommitted.clear();
    }

    /** Waits until nothing is being stored. */
    private void drained(Consumer<RuntimeException> onFailure) {
        for (StoringLane lane : lanes) {
            try {
                lane.drained(this::recordStored);
            } catch (RuntimeException e) {
                onFailure.accept(e);
            }
        }
    }

    /** As it cannot be thrown here, a failure is kept for the next step. */
    private void keep(RuntimeException e) {
        astray = true;
        failure = e;
    }

    private void count(String topic, Tally tally) {
        count(topic, "recorded", tally.recorded());
        count(topic, "duplicate", tally.duplicate());
        count(topic, "quarantined", tally.quarantined());
    }

    private void count(String topic, String outcome, long records) {
        Measure.INTAKE_RECORDS.counter(meters, topic, outcome).increment(records);
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        if (consumer == null) {
            consumer = new KafkaConsumer<>(properties);
            consumer.subscribe(topics, new Rebalance());
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
                    engine.internals()
                            .positions()
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
            drained(IntakeRole.this::keep);
            commit();
            partitions.forEach(expected::remove);
            engine.internals().evictCached();
        }
    }

    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            for (StoringLane lane : lanes) {
                lane.close();
            }
            commit();
        } catch (InterruptedException e) {
            interrupted = true;
            lanes.forEach(StoringLane::closeNow);
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
        uncommitted.clear();
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
