package io.usance.simulation;

import java.time.Instant;
import java.util.List;

/**
 * A run of a machine.
 *
 * @param readings in the order they arrive, repeated ones among them
 * @param exchanges of its counter, in the order of time
 * @param goodParts really made in the time of interest
 * @param badParts really made in it
 * @param runMs milliseconds it really ran in it
 * @param lies readings among {@code readings} that are false, and have to be refused
 */
public record SimulatedMachine(
        List<SimulatedMachineReading> readings,
        List<CounterChange> exchanges,
        long goodParts,
        long badParts,
        long runMs,
        int lies) {

    public SimulatedMachine {
        readings = List.copyOf(readings);
        exchanges = List.copyOf(exchanges);
    }

    /**
     * The counter of all parts was replaced.
     *
     * @param lastTotal what it showed last
     * @param firstTotal what the new one showed first
     */
    public record CounterChange(Instant at, long lastTotal, long firstTotal) {}
}
