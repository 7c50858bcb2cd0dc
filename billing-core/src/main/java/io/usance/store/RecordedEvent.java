package io.usance.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as it stands in the log. Its payload is decoded when it is asked for: many a reader
 * wants little of it.
 */
public final class RecordedEvent {
    private final long position;
    private final String eventId;
    private final String streamId;
    private final long sequence;
    private final Instant recordedAt;
    private final String type;
    private final String json;
    private final EventCodec codec;

    /** Decoded at most once by each thread; what is decoded never changes. */
    private @Nullable Object payload;

    RecordedEvent(
            long position,
            String eventId,
            String streamId,
            long sequence,
            Instant recordedAt,
            String type,
            String json,
            EventCodec codec) {
        this.position = position;
        this.eventId = eventId;
        this.streamId = streamId;
        this.sequence = sequence;
        this.recordedAt = recordedAt;
        this.type = type;
        this.json = json;
        this.codec = codec;
    }

    /** Global position, from 1. */
    public long position() {
        return position;
    }

    /** Unique identifier. */
    public String eventId() {
        return eventId;
    }

    /** The aggregate's stream. */
    public String streamId() {
        return streamId;
    }

    /** Position in its stream, from 0. */
    public long sequence() {
        return sequence;
    }

    /** When it was appended, by the writer's clock. */
    public Instant recordedAt() {
        return recordedAt;
    }

    /** Stored name of the payload. */
    public String type() {
        return type;
    }

    /** Stored payload. */
    public String json() {
        return json;
    }

    /**
     * Decoded payload.
     *
     * @throws IllegalArgumentException if it cannot be read, see {@link EventCodec#decode}
     */
    public Object payload() {
        Object decoded = payload;
        if (decoded == null) {
            decoded = codec.decode(type, json);
            payload = decoded;
        }
        return decoded;
    }

    /**
     * A few facts of the payload, read without the rest of it.
     *
     * @param facts which
     * @throws IllegalArgumentException if they cannot be read, see {@link EventCodec#facts}
     */
    public <T> T facts(Class<T> facts) {
        return codec.facts(type, json, facts);
    }

    @Override
    public String toString() {
        return type + " at " + position;
    }
}
