package io.usance.record;

import io.usance.metering.RefusalCode;

/**
 * What came of a record: a value, or the reason why there is none. Bad input never throws.
 *
 * @param <T> what the topic carries
 */
public sealed interface Decoding<T> {

    /**
     * @param meterId the meter it is about
     * @param value what the record says
     */
    record Decoded<T>(String meterId, T value) implements Decoding<T> {}

    /**
     * @param reason the record goes to quarantine under its name; mostly a {@link DecodeReason}
     * @param detail for people: one plain line of at most {@link RecordLimits#DETAIL_CHARS_MAX}
     *     characters, with the offending value
     */
    record Undecodable<T>(RefusalCode reason, String detail) implements Decoding<T> {}
}
