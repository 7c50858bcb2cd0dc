package io.usance.record;

/**
 * What came of a record: a value, or the reason why there is none. Bad input never throws.
 *
 * @param <T> what the topic carries
 */
public sealed interface Decoding<T> {

    /**
     * @param siloId the silo it is about
     * @param value the reading or the delivery note
     */
    record Decoded<T>(String siloId, T value) implements Decoding<T> {}

    /**
     * @param detail for people: one plain line of at most {@link RecordLimits#DETAIL_CHARS_MAX}
     *     characters, with the offending value
     */
    record Undecodable<T>(DecodeReason reason, String detail) implements Decoding<T> {}
}
