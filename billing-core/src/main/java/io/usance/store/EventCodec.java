package io.usance.store;

/**
 * The stored form of events and snapshots. Implementations are thread-safe and keep every form ever
 * released readable.
 */
public interface EventCodec {

    /** Name under which this payload is stored. */
    String typeOf(Object payload);

    /** JSON text of the payload. */
    String encode(Object payload);

    /**
     * The payload of a stored row.
     *
     * @throws IllegalArgumentException if the type is unknown or the text is not its form: the log
     *     was written by a newer version, or damaged
     */
    Object decode(String type, String json);

    /**
     * A few facts of a stored row, read without the rest, which may be anything.
     *
     * @param type stored name of the row's payload
     * @param facts which; the implementation says what it knows
     * @throws IllegalArgumentException if one of them is missing or has not its form
     */
    <T> T facts(String type, String json, Class<T> facts);
}
