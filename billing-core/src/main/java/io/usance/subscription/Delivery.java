package io.usance.subscription;

import java.sql.Connection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an event beside what it says.
 *
 * @param position in the log, from 1, rising from event to event
 * @param recordedAt when it was appended, by the writer's clock
 * @param streamId of its contract, meter, batch and so on
 * @param sequence in its stream, from 0
 * @param eventId unique for ever
 * @param contractId null if it belongs to no contract
 * @param attempt how often it has been attempted since it was set aside or retried, this one
 *     included; 1 at first
 * @param connection of the transaction in which the subscription moves on: write on it what must
 *     not be lost or doubled. It is committed after the handler; the handler cannot. Of no use once
 *     the handler has returned.
 */
public record Delivery(
        long position,
        Instant recordedAt,
        String streamId,
        long sequence,
        String eventId,
        @Nullable String contractId,
        int attempt,
        Connection connection) {}
