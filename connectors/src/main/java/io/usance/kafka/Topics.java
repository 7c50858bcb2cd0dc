package io.usance.kafka;

import io.usance.record.MeterInputs;
import io.usance.record.MeterTopic;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Names of the topics. What is read is the business of the kinds of meters; this says what is
 * before their topics' names, and what the engine's own are called.
 *
 * @param prefix before each inbound topic's default name; may be empty
 * @param settlementCommands out: money to move, key = contract
 * @param events out: what happened, key = contract, or meter where no contract is involved
 * @param quarantine out: records not taken, with their original bytes and the reason in headers
 * @param outboxPosition how far events were published; compacted, for the engine itself
 */
public record Topics(
        String prefix,
        String settlementCommands,
        String events,
        String quarantine,
        String outboxPosition) {

    /** {@code usance.events} and so on. */
    public static Topics defaults() {
        return withPrefix("");
    }

    /**
     * The default names with something before them, so that several engines can share a cluster.
     *
     * @param prefix used as it is, for example {@code plant7.}; may be empty
     */
    public static Topics withPrefix(String prefix) {
        return new Topics(
                prefix,
                prefix + "usance.settlement-commands",
                prefix + "usance.events",
                prefix + "usance.quarantine",
                prefix + "usance.outbox-position");
    }

    /**
     * An inbound topic here.
     *
     * @param name its default name, {@link MeterTopic#name()}
     */
    public String inbound(String name) {
        return prefix + name;
    }

    /** The inbound topics of these kinds of meters. */
    public List<String> inbound(MeterInputs inputs) {
        return inputs.topics().stream().map(topic -> inbound(topic.name())).toList();
    }

    /**
     * All names, inbound first.
     *
     * @throws IllegalArgumentException if two are the same
     */
    public List<String> all(MeterInputs inputs) {
        List<String> all = new ArrayList<>(inbound(inputs));
        all.addAll(outbound());
        if (new HashSet<>(all).size() < all.size()) {
            throw new IllegalArgumentException("two topics have the same name: " + all);
        }
        return all;
    }

    /** Those that others read. */
    List<String> messages() {
        return List.of(settlementCommands, events, quarantine);
    }

    /** Those that are written, in transactions. */
    List<String> outbound() {
        return List.of(settlementCommands, events, quarantine, outboxPosition);
    }
}
