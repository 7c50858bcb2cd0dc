package io.usance.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions of the publisher that the coordinator has forgotten and a partition has not.
 *
 * <p>Once the publisher's producer is initialised, the coordinator knows of no open transaction of
 * it, and no other producer writes to these topics. But a partition can still hold one: a
 * coordinator that finds a partition without a leader takes it for deleted, and counts a
 * transaction as complete that was not ended there (seen with Kafka 4.4 when the only broker was
 * stopped and started). A {@code read_committed} consumer waits before it for ever, and the same
 * producer's next transaction in that partition decides it as well: a commit would show its
 * messages, an abort would drop them.
 *
 * <p>Here they are all dropped, by aborting a transaction in those partitions, and published again.
 * {@link Published} finds those that became visible in other partitions. If the outbox position is
 * already beyond what is dropped, it is set back first. And no transaction begins before the last
 * one has ended everywhere. So a crash at any point loses nothing and shows nothing twice.
 */
final class HangingTransactions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HangingTransactions.class);
    private static final Comparator<TopicPartition> PARTITION_ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

    /** Key and value of a record that is aborted; a compacted topic refuses one without key. */
    private static final byte[] NOTHING = {};

    private static final Duration DECIDED_LIMIT = Duration.ofSeconds(5);
    private static final long DECIDED_PAUSE_MS = 5;

    private final KafkaProducer<byte[], byte[]> producer;
    private final Properties kafka;
    private final Topics topics;
    private final Admin admin;

    /**
     * @param producer initialised, without an open transaction
     * @param kafka client settings: bootstrap servers and security
     */
    HangingTransactions(KafkaProducer<byte[], byte[]> producer, Properties kafka, Topics topics) {
        this.producer = producer;
        this.kafka = kafka;
        this.topics = topics;
        this.admin = Admin.create(kafka);
    }

    /**
     * Drops what hangs; afterwards nothing is undecided.
     *
     * @throws TimeoutException if something still is: another producer writes to these topics, or
     *     the broker needs a moment
     */
    void drop() {
        Map<TopicPartition, Stretch> hanging = find();
        if (hanging.isEmpty()) {
            return;
        }
        LOG.warn(
                "the broker has lost the end of a transaction in {}; its messages are published"
                        + " again",
                hanging.keySet());
        setBackBefore(lowestPosition(hanging));
        abortIn(find().keySet().stream().toList());
        requireNone(
                "if this does not pass, it belongs to another producer id: look with"
                        + " kafka-transactions.sh describe-producers; if it is of Usance (an id"
                        + " from before), kafka-transactions.sh abort is safe now, its messages are"
                        + " published again");
    }

    /**
     * Waits until the last transaction has ended in all partitions; that takes a moment. The next
     * one must not begin before, or its end would decide what hangs.
     *
     * @throws TimeoutException if it does not end
     */
    void requireNone() {
        requireNone("it is looked at again by a new producer; abort nothing by hand until then");
    }

    /**
     * @param advice to an operator; aborting by hand loses messages unless the position is set back
     */
    private void requireNone(String advice) {
        long deadlineNs = System.nanoTime() + DECIDED_LIMIT.toNanos();
        Map<TopicPartition, Stretch> left = find();
        while (!left.isEmpty()) {
            if (System.nanoTime() > deadlineNs) {
                throw new TimeoutException(
                        "a transaction is neither committed nor aborted at the broker, nothing can"
                                + " be published: "
                                + left
                                + "; "
                                + advice);
            }
            pause();
            left = find();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(DECIDED_PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while waiting for the end of a transaction", e);
        }
    }

    /** Offsets that a {@code read_committed} consumer waits before. */
    private record Stretch(long from, long end) {}

    private Map<TopicPartition, Stretch> find() {
        List<String> outbound = topics.outbound();
        Map<TopicPartition, Long> decided =
                PartitionEnds.of(admin, outbound, IsolationLevel.READ_COMMITTED);
        Map<TopicPartition, Stretch> hanging = new TreeMap<>(PARTITION_ORDER);
        PartitionEnds.of(admin, outbound, IsolationLevel.READ_UNCOMMITTED)
                .forEach((partition, end) -> {
                    long from = decided.getOrDefault(partition, 0L);
                    if (from < end) {
                        hanging.put(partition, new Stretch(from, end));
                    }
                });
        return hanging;
    }

    private long lowestPosition(Map<TopicPartition, Stretch> hanging) {
        try (TopicTail tail =
                new TopicTail(kafka, IsolationLevel.READ_UNCOMMITTED, Messages::positionOf)) {
            return hanging.entrySet().stream()
                    .filter(each -> !each.getKey().topic().equals(topics.outboxPosition()))
                    .flatMap(each ->
                            tail
                                    .between(
                                            each.getValue().from(),
                                            each.getValue().end(),
                                            each.getKey())
                                    .stream())
                    .mapToLong(Long::longValue)
                    .min()
                    .orElse(Long.MAX_VALUE);
        }
    }

    /**
     * What is dropped must count as unpublished before it is dropped. The broker may lose this end
     * too: then what follows would abort it, so it has to be seen first.
     */
    private void setBackBefore(long lowest) {
        if (lowest > OutboxPosition.read(topics.outboxPosition(), kafka)) {
            return;
        }
        producer.beginTransaction();
        producer.send(OutboxPosition.message(topics.outboxPosition(), lowest - 1));
        producer.commitTransaction();
        long deadlineNs = System.nanoTime() + DECIDED_LIMIT.toNanos();
        while (OutboxPosition.read(topics.outboxPosition(), kafka) >= lowest) {
            if (System.nanoTime() > deadlineNs) {
                throw new TimeoutException(
                        "the outbox position could not be set back before " + lowest);
            }
        }
    }

    private void abortIn(List<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        producer.beginTransaction();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (TopicPartition each : partitions) {
            sent.add(
                    producer.send(
                            new ProducerRecord<>(
                                    each.topic(), each.partition(), NOTHING, NOTHING)));
        }
        // Batches that are not sent yet would be dropped by the abort, and the partition with them.
        producer.flush();
        for (Future<RecordMetadata> each : sent) {
            await(each);
        }
        producer.abortTransaction();
    }

    private static void await(Future<RecordMetadata> sent) {
        try {
            sent.get();
        } catch (ExecutionException e) {
            throw new KafkaException("a hanging transaction cannot be ended: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while ending a hanging transaction", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
