package io.usance.store;

import java.time.Instant;

/**
 * An event as it stands in the log.
 *
 * @param position global position, from 1
 * @param eventId unique identifier
 * @param streamId the aggregate's stream
 * @param sequence position in its stream, from 0
 * @param recordedAt when it was appended, by the writer's clock
 * @param type stored name of the payload
 * @param json stored payload
 * @param payload decoded payload
 */
public record RecordedEvent(
        long position,
        String eventId,
        String streamId,
        long sequence,
        Instant recordedAt,
        String type,
        String json,
        Object payload) {}
