package io.usance.kafka;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * What a {@code read_committed} consumer can see of the log.
 *
 * @param upTo everything up to this log position has been published
 * @param beyond log positions after it that a topic holds all the same, by topic: left by a
 *     transaction that the broker ended in some partitions only
 */
record Published(long upTo, Map<String, Set<Long>> beyond) {

    /**
     * Asks the topics themselves. No transaction may be undecided, see {@link HangingTransactions}.
     *
     * @param kafka client settings: bootstrap servers and security
     */
    static Published read(Properties kafka, Topics topics) {
        long upTo = OutboxPosition.read(topics.outboxPosition(), kafka);
        Map<String, Set<Long>> beyond = new HashMap<>();
        try (Admin admin = Admin.create(kafka);
                TopicTail tail =
                        new TopicTail(kafka, IsolationLevel.READ_COMMITTED, Messages::positionOf)) {
            for (TopicPartition partition :
                    PartitionEnds.of(admin, topics.messages(), IsolationLevel.READ_COMMITTED)
                            .keySet()) {
                for (long position : tail.backTo(upTo, partition)) {
                    if (position > upTo) {
                        beyond.computeIfAbsent(partition.topic(), name -> new HashSet<>())
                                .add(position);
                    }
                }
            }
        }
        return new Published(upTo, beyond);
    }

    /** True if the topic holds the message of this event already. */
    boolean holds(String topic, long position) {
        return position <= upTo || beyond.getOrDefault(topic, Set.of()).contains(position);
    }

    /** The newest log position that anything published stands for. */
    long newest() {
        return beyond.values().stream()
                .flatMap(Set::stream)
                .mapToLong(Long::longValue)
                .reduce(upTo, Math::max);
    }
}
