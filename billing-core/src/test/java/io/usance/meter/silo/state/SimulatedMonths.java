package io.usance.meter.silo.state;

import io.usance.level.Calibration;
import io.usance.level.Density;
import io.usance.level.LevelSpec;
import io.usance.level.Vessel;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.period.BillingCalendar;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.simulation.Imperfections;
import io.usance.simulation.SiloProfile;
import io.usance.simulation.SiloSimulator;
import io.usance.simulation.SimulatedSilo;
import io.usance.simulation.SimulationSpec;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Eleven ways a silo can be used and watched, by the month. */
final class SimulatedMonths {

    static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");
    static final Instant TO = Instant.parse("2026-04-01T00:00:00Z");
    static final BillingCalendar MONTHLY =
            new BillingCalendar(ZoneId.of("UTC"), BillingCalendar.Cycle.MONTH);

    private SimulatedMonths() {}

    static List<SimulatedSilo> simulate(long seed) {
        return SiloSimulator.simulate(new SimulationSpec(seed, FROM, TO, profiles()));
    }

    /** The ordinary silo, but three notes in ten never come. */
    static SimulatedSilo withoutNotes(long seed) {
        Imperfections usual = Imperfections.USUAL;
        Imperfections missing =
                new Imperfections(
                        usual.duplicateShare(),
                        usual.blankShare(),
                        usual.lostShare(),
                        usual.spikeShare(),
                        usual.outagesPerWeek(),
                        usual.stuckEpisodes(),
                        usual.stuckReadings(),
                        0.3);
        SiloProfile profile = mass("missing-notes", 60, 20, 10, 15, 6000, 500, missing);
        return SiloSimulator.simulate(new SimulationSpec(seed, FROM, TO, List.of(profile)))
                .getFirst();
    }

    static SimulatedSilo distance(long seed) {
        List<SiloProfile> alone = List.of(distance("distance"));
        return SiloSimulator.simulate(new SimulationSpec(seed, FROM, TO, alone)).getFirst();
    }

    static List<SiloProfile> profiles() {
        Imperfections usual = Imperfections.USUAL;
        Imperfections rough = new Imperfections(0.05, 0.01, 0.02, 0.006, 8, 2, 60, 0);
        return List.of(
                mass("perfect", 60, 20, 0, 15, 6000, 500, Imperfections.NONE),
                mass("usual", 60, 20, 0, 15, 6000, 500, usual),
                mass("coarse", 30, 30, 240, 15, 4000, 400, usual),
                mass("rough", 60, 40, 50, 15, 8000, 600, rough),
                mass("static", 30, 20, 10, 15, 0, 0, usual),
                mass("static-coarse", 30, 60, 120, 15, 0, 0, rough),
                mass("fast", 40, 25, 10, 5, 12000, 800, usual),
                mass("slow", 80, 50, 20, 60, 900, 150, usual),
                mass("noisy", 50, 150, 20, 10, 5000, 500, rough),
                volume("volume"),
                distance("distance"));
    }

    private static SiloProfile mass(
            String id,
            int capacityT,
            int noiseKg,
            int resolutionKg,
            int minutes,
            int dailyKg,
            int batchKg,
            Imperfections imperfections) {
        SiloSpec spec =
                spec(id, capacityT, null, noiseKg, resolutionKg, resolutionKg > 200 ? 192 : 24);
        boolean still = dailyKg == 0;
        return new SiloProfile(
                spec,
                ReadingKind.MASS,
                UnitOfMeasure.KILOGRAM,
                Duration.ofMinutes(minutes),
                kg(dailyKg),
                kg(batchKg),
                kg(still ? 0 : Math.min(25_000, capacityT * 600)),
                kg(capacityT * 700),
                imperfections);
    }

    private static SiloProfile volume(String id) {
        BigDecimal density = new BigDecimal("640");
        return new SiloProfile(
                spec(id, 50, density, 30, 32, 24),
                ReadingKind.VOLUME,
                UnitOfMeasure.CUBIC_METRE,
                Duration.ofMinutes(15),
                kg(5000),
                kg(450),
                kg(24_000),
                kg(30_000),
                Imperfections.USUAL);
    }

    /**
     * A radar above a cone and cylinder of 63.09 m³: 640 kg/m³ over 7.07 m² are 4.5 kg for each of
     * its millimetres.
     */
    private static SiloProfile distance(String id) {
        SiloSpec plain = spec(id, 40, null, 20, 5, 24);
        LevelSpec level =
                new LevelSpec(
                        new Vessel.ConeCylinder(mm(1_500), mm(150), mm(2_500), mm(8_000)),
                        List.of(
                                new Calibration(
                                        plain.sensor().sensorId(),
                                        Instant.EPOCH,
                                        mm(10_800),
                                        null,
                                        null,
                                        null)),
                        List.of(new Density(Instant.EPOCH, new BigDecimal("640"), null)),
                        null,
                        null);
        return new SiloProfile(
                new SiloSpec(
                        id,
                        plain.material(),
                        plain.capacity(),
                        null,
                        plain.sensor(),
                        plain.step(),
                        level),
                ReadingKind.DISTANCE,
                UnitOfMeasure.METRE,
                Duration.ofMinutes(15),
                kg(5000),
                kg(450),
                kg(22_000),
                kg(28_000),
                Imperfections.USUAL);
    }

    private static BigDecimal mm(long millimetres) {
        return BigDecimal.valueOf(millimetres);
    }

    private static SiloSpec spec(
            String id,
            int capacityT,
            @Nullable BigDecimal density,
            int noiseKg,
            int resolutionKg,
            int stuckAfter) {
        return new SiloSpec(
                id,
                "granulate",
                kg(capacityT * 1000),
                density,
                new SensorSpec("sensor-" + id, kg(noiseKg), kg(resolutionKg), stuckAfter),
                kg(500));
    }

    static Quantity kg(long kilograms) {
        return Quantity.of(BigDecimal.valueOf(kilograms), UnitOfMeasure.KILOGRAM);
    }
}
