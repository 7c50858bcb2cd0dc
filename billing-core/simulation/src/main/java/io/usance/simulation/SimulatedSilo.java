package io.usance.simulation;

import java.util.List;

/**
 * One silo's run.
 *
 * @param profile what was simulated, the silo with the densities of its lots
 * @param readings in the order they arrive
 * @param deliveries notes in the order they arrive
 * @param refills how often a truck really came
 * @param truth what really happened
 */
public record SimulatedSilo(
        SiloProfile profile,
        List<SimulatedReading> readings,
        List<SimulatedDelivery> deliveries,
        int refills,
        Truth truth) {

    public String siloId() {
        return profile.silo().siloId();
    }
}
