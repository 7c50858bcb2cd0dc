package io.usance.simulation;

import java.time.Instant;
import java.util.List;

/**
 * What to simulate.
 *
 * @param seed everything random follows from it
 * @param from start of the time of interest, a whole minute
 * @param to its end, later; at most {@link #MINUTES_MAX} after
 * @param silos the silos, with distinct ids
 */
public record SimulationSpec(long seed, Instant from, Instant to, List<SiloProfile> silos) {

    /** Two years. */
    public static final long MINUTES_MAX = 2 * 366 * 1440;

    public SimulationSpec {
        long minutes = (to.toEpochMilli() - from.toEpochMilli()) / SiloSimulator.MINUTE_MS;
        if (minutes <= 0 || minutes > MINUTES_MAX) {
            throw new IllegalArgumentException(
                    "simulation from " + from + " to " + to + " has " + minutes + " minutes");
        }
        silos = List.copyOf(silos);
    }
}
