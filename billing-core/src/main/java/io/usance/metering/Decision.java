package io.usance.metering;

import java.util.List;

/**
 * What a command to a meter led to. For readings: {@code received = recorded + duplicates +
 * refusals.size()}.
 *
 * @param events to append, in order; empty if nothing happened
 * @param refusals what was not taken, by position in the command's list (0 for a command with one
 *     record)
 * @param recorded records taken as evidence
 * @param duplicates records that are known already
 * @param <E> events of the kind of meter
 */
public record Decision<E extends MeterEvent>(
        List<E> events, List<Refusal> refusals, int recorded, int duplicates) {

    /**
     * @param index position in the command's list of records; 0 where it has one
     * @param detail both values and what was expected, in one plain line
     */
    public record Refusal(int index, RefusalCode reason, String detail) {}

    /** A decision of a command that carries no readings. */
    public static <E extends MeterEvent> Decision<E> of(List<E> events) {
        return new Decision<>(List.copyOf(events), List.of(), 0, 0);
    }

    /** A decision that nothing happens, as it has happened already. */
    public static <E extends MeterEvent> Decision<E> none() {
        return of(List.of());
    }

    /** A decision that nothing happens, as it cannot. */
    public static <E extends MeterEvent> Decision<E> refused(RefusalCode reason, String detail) {
        return new Decision<>(List.of(), List.of(new Refusal(0, reason, detail)), 0, 0);
    }
}
