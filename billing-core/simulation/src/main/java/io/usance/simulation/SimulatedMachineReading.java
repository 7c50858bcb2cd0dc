package io.usance.simulation;

import java.time.Instant;

/**
 * What a machine's device sent.
 *
 * @param epoch which run of the device's counter
 * @param sampledAt by the device's clock
 * @param arrivalAt when it came
 * @param total register of all parts, int32
 * @param bad register of bad parts, int32
 * @param hours operating hours in thousandths, as an hour counter shows them
 * @param state EXECUTE or IDLE
 */
public record SimulatedMachineReading(
        long epoch,
        long sequence,
        Instant sampledAt,
        Instant arrivalAt,
        int total,
        int bad,
        long hours,
        String state) {

    SimulatedMachineReading arrivingAt(Instant other) {
        return new SimulatedMachineReading(
                epoch, sequence, sampledAt, other, total, bad, hours, state);
    }
}
