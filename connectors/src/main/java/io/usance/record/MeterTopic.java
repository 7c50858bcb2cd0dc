package io.usance.record;

import io.usance.metering.MeterCommand;
import java.time.Instant;
import java.util.List;

/**
 * An inbound topic of a kind of meter: how its records become commands. Thread-safe.
 *
 * @param <V> what a record says, once it is decoded
 */
public interface MeterTopic<V> {

    /** Default name, without the prefix of an installation: {@code usance.readings}. */
    String name();

    /**
     * Name of the JSON Schema of its records, see {@link MeterInput#schema(String)}; unless told
     * otherwise what the topic's name ends with, {@code readings}.
     */
    default String schema() {
        return name().substring(name().lastIndexOf('.') + 1);
    }

    /**
     * What a record says, or why it is not taken. Never throws for what is in a record.
     *
     * <p>The record's timestamp is when it arrived: what was sampled later than that is refused,
     * see {@link Times#checkNotOfTheFuture}.
     */
    Decoding<V> decode(InboundRecord arrived);

    /** True if what it says has to be known before a poll's records of other topics are handled. */
    default boolean goesFirst() {
        return false;
    }

    /** Values of one meter that go into one command at most, from 1. */
    default int valuesPerCommandMax() {
        return Integer.MAX_VALUE;
    }

    /**
     * The command that has values of one meter recorded. Its decision accounts for each value:
     * recorded, duplicate, or refused by its position in the list.
     *
     * @param values of one poll, in the order of the partition; 1 to {@link #valuesPerCommandMax}
     * @param arrivedAt when the newest of their records arrived: Kafka's timestamp, or now by the
     *     service's clock, if that is earlier
     */
    MeterCommand<?> command(String meterId, List<V> values, Instant arrivedAt);
}
