package io.usance.kafka;

import org.apache.kafka.common.TopicPartition;

/**
 * Kafka no longer has what it had: records were deleted before they were read, or the topic is
 * another one. Nothing is skipped silently: a person has to find out what was in them (ask the
 * supplier of the readings to send them again), then move the stored position.
 */
public final class RecordsLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private RecordsLostException(String message) {
        super(message);
    }

    static RecordsLostException deleted(TopicPartition partition, long position, long start) {
        return new RecordsLostException(
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

    static RecordsLostException cutOff(TopicPartition partition, long position, long end) {
        return new RecordsLostException(
                partition
                        + ": records up to "
                        + (position - 1)
                        + " were taken, but Kafka has only those up to "
                        + (end - 1)
                        + "; was the topic created again, or is this another cluster? If what is there now is new, set"
                        + " consumer_position for '"
                        + IntakeRole.positionName(partition.topic())
                        + "' to 0");
    }
}
