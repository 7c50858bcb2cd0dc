package io.usance.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * Runs silos through time. The same seed gives the same run, on any machine; each silo has its own
 * random stream, so that adding one does not change the others.
 */
public final class SiloSimulator {

    /**
     * Readings begin this long before the time of interest, so that its opening can be measured.
     */
    public static final Duration LEAD = Duration.ofHours(12);

    /** They go on this long after it, so that its last period closes without a command. */
    public static final Duration TAIL = Duration.ofHours(36);

    /** What a gateway keeps while it is offline. */
    public static final int BUFFER_MAX = 10;

    static final long MINUTE_MS = 60_000;

    private SiloSimulator() {}

    /** All silos of a simulation, in its order. */
    public static List<SimulatedSilo> simulate(SimulationSpec spec) {
        return spec.silos().stream().map(profile -> simulate(spec, profile)).toList();
    }

    /**
     * The same run with a device that fails as well. What really happened stays the same.
     *
     * @param seed everything random about the failures follows from it
     */
    public static SimulatedSilo failing(SimulatedSilo silo, Mishaps mishaps, long seed) {
        return new SimulatedSilo(
                silo.profile(),
                FailingDevice.spoil(
                        silo.readings(), mishaps, Chance.of(seed, silo.siloId() + "/device")),
                silo.deliveries(),
                silo.refills(),
                silo.truth());
    }

    private static SimulatedSilo simulate(SimulationSpec spec, SiloProfile profile) {
        String siloId = profile.silo().siloId();
        Instant start = spec.from().minus(LEAD);
        int minutes = Math.toIntExact(Duration.between(start, spec.to().plus(TAIL)).toMinutes());
        Contents contents =
                new Contents(
                        profile.silo(),
                        profile.material(),
                        minutes,
                        Chance.of(spec.seed(), siloId + "/lots"));
        Chance plantChance = Chance.of(spec.seed(), siloId + "/plant");
        Plant plant = new Plant(profile, start, minutes, plantChance, contents);
        plant.run();
        Chance lineChance = Chance.of(spec.seed(), siloId + "/line");
        Telemetry telemetry = new Telemetry(profile, plant, contents, start, minutes, lineChance);
        List<SimulatedDelivery> notes =
                plant.notes().stream()
                        .sorted(Comparator.comparing(SimulatedDelivery::arrivalAt))
                        .toList();
        return new SimulatedSilo(
                profile.withSilo(contents.dated()),
                telemetry.readings(),
                notes,
                plant.refills(),
                plant.truth());
    }
}
