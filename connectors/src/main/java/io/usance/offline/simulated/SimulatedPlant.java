package io.usance.offline.simulated;

import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.simulation.Imperfections;
import io.usance.simulation.Mishaps;
import io.usance.simulation.SiloProfile;
import io.usance.simulation.SiloSimulator;
import io.usance.simulation.SimulatedSilo;
import io.usance.simulation.SimulationSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A plant of like silos for {@code usance simulate}: 60 t each, filled by trucks of 24 t.
 *
 * @param seed everything random follows from it; each silo has its own random numbers
 * @param from start of the time of interest, a whole minute
 * @param days its length, 1 to {@link #DAYS_MAX}
 * @param silos how many, 1 to {@link #SILOS_MAX}
 * @param interval between readings, whole minutes
 * @param noise standard deviation of a reading, mass
 * @param resolution smallest step between readings, mass
 * @param dailyDraw mean on a working day, mass; zero: nothing is drawn and nothing delivered
 * @param imperfections what goes wrong on the line
 * @param mishaps what goes wrong with the device
 * @param device what the sensors report, and of what
 */
public record SimulatedPlant(
        long seed,
        Instant from,
        int days,
        int silos,
        Duration interval,
        Quantity noise,
        Quantity resolution,
        Quantity dailyDraw,
        Imperfections imperfections,
        Mishaps mishaps,
        SimulatedDevice device) {
    public static final int DAYS_MAX = 366;
    public static final int SILOS_MAX = 1_000;

    private static final Quantity CAPACITY = kg(60_000);
    private static final Quantity TRUCK = kg(24_000);
    private static final Quantity STEP = kg(1_000);

    /** Batches drawn on a working day. */
    private static final int BATCHES_PER_DAY = 18;

    /** So many equal values in a row are a stuck sensor, where noise makes them unlikely. */
    private static final int STUCK_AFTER = 24;

    /**
     * @throws IllegalArgumentException if a value is beyond its limits, with both
     */
    public SimulatedPlant {
        require(days >= 1 && days <= DAYS_MAX, "days is " + days + ", not 1 to " + DAYS_MAX);
        require(silos >= 1 && silos <= SILOS_MAX, "silos is " + silos + ", not 1 to " + SILOS_MAX);
        require(
                interval.toMinutes() >= 1
                        && interval.toMinutes() <= 1440
                        && interval.equals(Duration.ofMinutes(interval.toMinutes())),
                "interval is " + interval + ", not 1 to 1440 whole minutes");
        for (Quantity quantity : List.of(noise, resolution, dailyDraw)) {
            require(
                    quantity.dimension() == Dimension.MASS
                            && quantity.milli() >= 0
                            && quantity.compareTo(CAPACITY) <= 0,
                    quantity + " is not a mass of 0 to " + CAPACITY);
        }
        require(
                from.equals(Instant.ofEpochSecond(from.getEpochSecond() / 60 * 60)),
                "from is " + from + ", not a whole minute");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** End of the time of interest. Readings begin before its start and go on after its end. */
    public Instant to() {
        return from.plus(Duration.ofDays(days));
    }

    /**
     * One silo. They are simulated one by one, for a year of many would not fit into memory.
     *
     * @param i from 0 to less than {@code silos}
     */
    public SimulatedSilo simulate(int i) {
        SimulationSpec spec = new SimulationSpec(seed, from, to(), List.of(profile(i)));
        return SiloSimulator.failing(SiloSimulator.simulate(spec).getFirst(), mishaps, seed);
    }

    private SiloProfile profile(int i) {
        String number = "%02d".formatted(i + 1);
        boolean coarse = resolution.compareTo(noise) > 0;
        SensorSpec sensor =
                new SensorSpec(
                        "sensor-" + number,
                        noise,
                        resolution,
                        coarse ? 0 : STUCK_AFTER,
                        device.sequencing());
        boolean still = dailyDraw.isZero();
        return new SiloProfile(
                new SiloSpec(
                        "silo-" + number,
                        device.materialName(),
                        CAPACITY,
                        null,
                        sensor,
                        STEP,
                        device.level(sensor.sensorId())),
                device.kind(),
                device.unit(),
                interval,
                dailyDraw,
                still
                        ? kg(0)
                        : new Quantity(dailyDraw.milli() / BATCHES_PER_DAY + 1, Dimension.MASS),
                still ? kg(0) : TRUCK,
                kg(38_000 + 1_500L * (i % 5)),
                imperfections,
                device.material());
    }

    private static Quantity kg(long kilograms) {
        return new Quantity(kilograms * 1_000, Dimension.MASS);
    }
}
