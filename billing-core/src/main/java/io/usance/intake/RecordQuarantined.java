package io.usance.intake;

import org.jspecify.annotations.Nullable;

/**
 * A record that was refused, kept byte for byte.
 *
 * @param topic where it came from
 * @param partition of the topic
 * @param offset of the record
 * @param timestampMs the record's timestamp, milliseconds since 1970
 * @param reason stable name
 * @param detail one plain line with the values
 * @param key original key, null if there was none
 * @param value original value, null if there was none
 */
public record RecordQuarantined(
        String topic,
        int partition,
        long offset,
        long timestampMs,
        String reason,
        String detail,
        byte @Nullable [] key,
        byte @Nullable [] value) {}
