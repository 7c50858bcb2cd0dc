package io.usance.kafka;

import io.usance.store.Positions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the inbound topics reached at one moment.
 *
 * @param ends offset behind the last record of each partition
 */
public record TopicEnds(Map<TopicPartition, Long> ends) {

    /**
     * Asks Kafka.
     *
     * @throws KafkaException if it cannot be reached
     */
    public static TopicEnds now(Properties kafka, Topics topics) {
        try (Admin admin = Admin.create(kafka)) {
            Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
            List<String> names = List.of(topics.readings(), topics.deliveries());
            for (TopicDescription topic :
                    admin.describeTopics(names).allTopicNames().get().values()) {
                topic.partitions()
                        .forEach(p ->
                                wanted.put(
                                        new TopicPartition(topic.name(), p.partition()),
                                        OffsetSpec.latest()));
            }
            Map<TopicPartition, Long> ends = new HashMap<>();
            admin.listOffsets(wanted)
                    .all()
                    .get()
                    .forEach((partition, end) -> ends.put(partition, end.offset()));
            return new TopicEnds(Map.copyOf(ends));
        } catch (ExecutionException e) {
            throw new KafkaException("the ends of the topics cannot be read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while reading the ends of the topics", e);
        }
    }

    /** True if everything up to these ends has been stored. */
    public boolean isStored(Positions positions) {
        return ends.entrySet().stream()
                .allMatch(end ->
                        end.getValue() == 0
                                || positions
                                                .read(
                                                        IntakeRole.positionName(
                                                                end.getKey().topic()),
                                                        end.getKey().partition())
                                                .orElse(0)
                                        >= end.getValue());
    }
}
