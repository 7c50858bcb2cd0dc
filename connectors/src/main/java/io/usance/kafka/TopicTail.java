package io.usance.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the log positions that the last records of outgoing topics stand for. */
final class TopicTail implements AutoCloseable {
    private static final long FIRST_STRIDE = 32;
    private static final int STRIDE_GROWTH = 8;

    /**
     * The broker answers a fetch at the end of a partition after this time. One is on its way
     * whenever the next partition's turn comes, and is waited for: at Kafka's own 500 ms, a
     * publisher that takes over would begin after half a second for every outgoing partition.
     */
    private static final String FETCH_WAIT_MS = "10";

    /** Without progress. */
    private static final Duration READ_LIMIT = Duration.ofSeconds(30);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Function<ConsumerRecord<byte[], byte[]>, OptionalLong> positionOf;

    /**
     * @param kafka client settings: bootstrap servers and security
     * @param positionOf empty for a record that stands for no position
     */
    TopicTail(
            Properties kafka,
            IsolationLevel isolation,
            Function<ConsumerRecord<byte[], byte[]>, OptionalLong> positionOf) {
        Properties settings = new Properties();
        settings.putAll(kafka);
        settings.put("key.deserializer", ByteArrayDeserializer.class.getName());
        settings.put("value.deserializer", ByteArrayDeserializer.class.getName());
        settings.put("isolation.level", isolation.toString());
        settings.put("enable.auto.commit", "false");
        settings.put("fetch.max.wait.ms", FETCH_WAIT_MS);
        // An offset that is no longer there must be said, not skipped.
        settings.put("auto.offset.reset", "none");
        this.consumer = new KafkaConsumer<>(settings);
        this.positionOf = positionOf;
    }

    /**
     * The positions at the end of a partition, in its order, at least as far back as the last one
     * that is not above {@code reach}. Looks backwards in growing strides, because ends of
     * transactions and aborted messages take up offsets as well.
     */
    List<Long> backTo(long reach, TopicPartition partition) {
        long first = known(consumer.beginningOffsets(List.of(partition)), partition);
        long end = known(consumer.endOffsets(List.of(partition)), partition);
        for (long stride = FIRST_STRIDE; ; stride *= STRIDE_GROWTH) {
            long from = Math.max(first, end - stride);
            List<Long> found = between(from, end, partition);
            if (from == first || found.stream().anyMatch(position -> position <= reach)) {
                return found;
            }
        }
    }

    /** The positions of the records between two offsets, the second excluded. */
    List<Long> between(long from, long end, TopicPartition partition) {
        List<Long> found = new ArrayList<>();
        long deadlineNs = System.nanoTime() + READ_LIMIT.toNanos();
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        while (consumer.position(partition) < end) {
            if (System.nanoTime() > deadlineNs) {
                throw new TimeoutException(
                        partition
                                + " gave nothing for "
                                + READ_LIMIT.toSeconds()
                                + " s when read to see what has been published");
            }
            long before = consumer.position(partition);
            var polled = consumer.poll(Duration.ofMillis(200));
            if (consumer.position(partition) > before) {
                deadlineNs = System.nanoTime() + READ_LIMIT.toNanos();
            }
            for (ConsumerRecord<byte[], byte[]> record : polled) {
                if (record.offset() < end) {
                    positionOf.apply(record).ifPresent(found::add);
                }
            }
        }
        return found;
    }

    /** An unknown end must not be taken for an empty topic: everything would be published again. */
    private static long known(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        Long offset = offsets.get(partition);
        if (offset == null) {
            throw new TimeoutException("the ends of " + partition + " are not known yet");
        }
        return offset;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
