package io.usance.kafka;

import java.util.List;

/**
 * Names of the topics.
 *
 * @param readings in: sensor readings, key = silo
 * @param deliveries in: delivery notes, key = silo
 * @param settlementCommands out: money to move, key = contract
 * @param events out: what happened, key = contract, or silo where no contract is involved
 * @param quarantine out: records not taken, with their original bytes and the reason in headers
 * @param outboxPosition how far events were published; compacted, for the engine itself
 */
public record Topics(
        String readings,
        String deliveries,
        String settlementCommands,
        String events,
        String quarantine,
        String outboxPosition) {

    /** {@code usance.readings} and so on. */
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
                prefix + "usance.readings",
                prefix + "usance.deliveries",
                prefix + "usance.settlement-commands",
                prefix + "usance.events",
                prefix + "usance.quarantine",
                prefix + "usance.outbox-position");
    }

    /** All names, inbound first. */
    public List<String> all() {
        return List.of(
                readings, deliveries, settlementCommands, events, quarantine, outboxPosition);
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
