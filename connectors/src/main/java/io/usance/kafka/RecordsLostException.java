package io.usance.kafka;

import org.apache.kafka.common.TopicPartition;

/**
 * Kafka has deleted records before they were read. Nothing is skipped silently: a person has to
 * find out what was in them (ask the supplier of the readings to send them again), then move the
 * stored position.
 */
public final class RecordsLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RecordsLostException(TopicPartition partition, long position, long start) {
        super(
                partition
                        + ": records "
                        + position
                        + " to "
                        + (start - 1)
                        + " were deleted by Kafka before they were read;"
                        + " have them sent again, then set consumer_position for '"
                        + IntakeRole.positionName(partition.topic())
                        + "' to "
                        + start);
    }
}
