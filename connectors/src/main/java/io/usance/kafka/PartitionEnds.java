package io.usance.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Asks Kafka where the partitions of some topics end. */
final class PartitionEnds {
    private PartitionEnds() {}

    /**
     * Offset behind the last record of each partition.
     *
     * @param isolation with {@code READ_COMMITTED}, the offset before the first transaction that is
     *     not decided
     * @throws KafkaException if Kafka cannot be reached
     */
    static Map<TopicPartition, Long> of(
            Admin admin, Collection<String> topics, IsolationLevel isolation) {
        try {
            Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
            for (TopicDescription topic :
                    admin.describeTopics(topics).allTopicNames().get().values()) {
                topic.partitions()
                        .forEach(p ->
                                wanted.put(
                                        new TopicPartition(topic.name(), p.partition()),
                                        OffsetSpec.latest()));
            }
            Map<TopicPartition, Long> ends = new HashMap<>();
            admin.listOffsets(wanted, new ListOffsetsOptions(isolation))
                    .all()
                    .get()
                    .forEach((partition, end) -> ends.put(partition, end.offset()));
            return Map.copyOf(ends);
        } catch (ExecutionException e) {
            throw new KafkaException("the ends of the topics cannot be read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while reading the ends of the topics", e);
        }
    }
}
