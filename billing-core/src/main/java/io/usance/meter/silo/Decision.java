package io.usance.meter.silo;

import java.util.List;

/**
 * What a command led to. For readings: {@code received = recorded + duplicates + refusals.size()}.
 *
 * @param events to append, in order; empty if nothing happened
 * @param refusals what was not taken, by position in the command's list (0 for a delivery)
 * @param recorded readings taken into {@link SiloEvent.ReadingsRecorded}
 * @param duplicates readings already known by sensor and sequence
 */
public record Decision(
        List<SiloEvent> events, List<Refusal> refusals, int recorded, int duplicates) {

    /**
     * @param index position in {@code RecordReadings.readings()}; 0 for a delivery
     * @param detail both values and what was expected, in one plain line
     */
    public record Refusal(int index, RefusalReason reason, String detail) {}

    public static Decision of(List<SiloEvent> events) {
        return new Decision(List.copyOf(events), List.of(), 0, 0);
    }
}
