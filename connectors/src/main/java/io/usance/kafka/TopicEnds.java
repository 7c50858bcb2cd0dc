package io.usance.kafka;

import io.usance.store.Positions;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.IsolationLevel;
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
     * @param inbound names of the topics
     * @throws KafkaException if it cannot be reached
     */
    public static TopicEnds now(Properties kafka, List<String> inbound) {
        try (Admin admin = Admin.create(kafka)) {
            return now(admin, inbound);
        }
    }

    /** Likewise, with a client that the caller keeps. */
    public static TopicEnds now(Admin admin, List<String> inbound) {
        return new TopicEnds(PartitionEnds.of(admin, inbound, IsolationLevel.READ_UNCOMMITTED));
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
