package io.usance.meter.silo.state;

import io.usance.level.Calibration;
import io.usance.level.Density;
import io.usance.level.HeapCorrection;
import io.usance.level.LevelSpec;
import io.usance.level.TemperatureReduction;
import io.usance.level.Vessel;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.SiloEvent.SensorChangeKind;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SensorSpec.Sequencing;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.simulation.Imperfections;
import io.usance.simulation.Material;
import io.usance.simulation.Mishaps;
import io.usance.simulation.SiloProfile;
import io.usance.simulation.SiloSimulator;
import io.usance.simulation.SimulatedSilo;
import io.usance.simulation.SimulationSpec;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ten plants that differ in everything a silo's readings can differ in. */
final class TenPlants {

    /**
     * One configuration.
     *
     * @param mishaps what goes wrong with its device
     * @param work what a technician does in mid-month; null for nothing
     */
    record Configuration(SiloProfile profile, Mishaps mishaps, @Nullable SensorWork work) {

        String name() {
            return profile.silo().siloId();
        }

        /** One March. */
        SensorWork.Worked month(long seed) {
            SimulationSpec spec =
                    new SimulationSpec(
                            seed, SimulatedMonths.FROM, SimulatedMonths.TO, List.of(profile));
            SimulatedSilo silo =
                    SiloSimulator.failing(SiloSimulator.simulate(spec).getFirst(), mishaps, seed);
            return work == null
                    ? new SensorWork.Worked(silo, null)
                    : work.on(
                            silo,
                            SimulatedMonths.FROM.plus(Duration.ofHours(150 + 37 * seed % 420)));
        }
    }

    private static final Vessel CONE =
            new Vessel.ConeCylinder(mm(1_500), mm(150), mm(2_500), mm(8_000));
    private static final Vessel TANK = new Vessel.HorizontalCylinder(mm(1_200), mm(7_000));
    private static final TemperatureReduction GAS_OIL =
            new TemperatureReduction(new BigDecimal("186.9696"), new BigDecimal("0.4862"));

    /** Replays around two refills in three, with times made up by the gateway. */
    private static final Imperfections USUAL =
            new Imperfections(0.02, 0.003, 0.004, 0.002, 3, 1, 40, 0, 0.67);

    private static final Imperfections ROUGH =
            new Imperfections(0.05, 0.01, 0.02, 0.006, 8, 2, 60, 0, 0.5);

    /** A quarter of the notes never comes. */
    private static final Imperfections FEW_NOTES =
            new Imperfections(0.02, 0.003, 0.004, 0.002, 2, 0, 0, 0.25, 0.3);

    private static final Imperfections SPARSE =
            new Imperfections(0.02, 0.01, 0.01, 0, 0.3, 0, 0, 0, 0);

    private static final Mishaps FAILING = new Mishaps(0.004, 0.003, 1, 0, 0);

    private TenPlants() {}

    static List<Configuration> all() {
        return List.of(
                coneDistance(),
                heapLots(),
                gasOil(),
                coarsePercent(),
                moistBox(),
                strappingTable(),
                loadCells(),
                counterlessCap(),
                sixHours(),
                staticTank());
    }

    /** A radar that is replaced by one mounted 50 cm lower, with a calibration of its own. */
    private static Configuration coneDistance() {
        String id = "cone-distance";
        LevelSpec level =
                new LevelSpec(
                        CONE,
                        List.of(
                                calibration(id, 10_800, null),
                                new Calibration(
                                        sensorId(id) + "-b",
                                        Instant.EPOCH,
                                        mm(10_300),
                                        null,
                                        null,
                                        null)),
                        densities("640", null),
                        null,
                        null);
        SiloSpec silo = silo(id, kg(40_000), kg(20), kg(5), 24, level);
        return new Configuration(
                profile(silo, ReadingKind.DISTANCE, UnitOfMeasure.METRE, 15, 5_000, USUAL),
                FAILING,
                new SensorWork(SensorChangeKind.REPLACED, "-b", new BigDecimal("-0.5")));
    }

    /** A heap under the filler, lots of 3 % more or less, and notes that do not come. */
    private static Configuration heapLots() {
        String id = "heap-lots";
        LevelSpec level =
                new LevelSpec(
                        CONE,
                        List.of(calibration(id, null, null)),
                        densities("610", null),
                        new HeapCorrection.ReposeCone(mm(1_500), mm(1_250), mm(30)),
                        null);
        SiloSpec silo = silo(id, kg(37_000), kg(25), kg(5), 24, level);
        return new Configuration(
                with(
                        profile(
                                silo,
                                ReadingKind.LEVEL,
                                UnitOfMeasure.MILLIMETRE,
                                10,
                                4_500,
                                FEW_NOTES),
                        new Material(0.03, 0, 15, 0)),
                FAILING,
                null);
    }

    /** A lying tank in the sun, in litres at 15 °C; the counter restarts once. */
    private static Configuration gasOil() {
        String id = "gas-oil";
        return new Configuration(
                with(
                        profile(
                                tank(id),
                                ReadingKind.LEVEL,
                                UnitOfMeasure.CENTIMETRE,
                                30,
                                2_400,
                                USUAL),
                        new Material(0, 0, 16, 5)),
                Mishaps.NONE,
                new SensorWork(SensorChangeKind.REPLACED, "", BigDecimal.ZERO));
    }

    /** Steps of 0.8 % of the capacity on a rough line. */
    private static Configuration coarsePercent() {
        String id = "coarse-percent";
        LevelSpec level =
                new LevelSpec(null, List.of(calibration(id, null, null)), List.of(), null, null);
        SiloSpec silo = silo(id, kg(30_000), kg(60), kg(240), 192, level);
        return new Configuration(
                profile(silo, ReadingKind.PERCENT, UnitOfMeasure.PERCENT, 15, 4_000, ROUGH),
                FAILING,
                null);
    }

    /** Dry mass of lots of differing moisture in a bunker; a percentage of its height. */
    private static Configuration moistBox() {
        String id = "moist-box";
        LevelSpec level =
                new LevelSpec(
                        new Vessel.Box(mm(4_000), mm(3_500), mm(6_000)),
                        List.of(calibration(id, null, 6_000)),
                        densities("720", "12"),
                        null,
                        null);
        SiloSpec silo = silo(id, kg(50_000), kg(60), kg(45), 48, level);
        return new Configuration(
                with(
                        profile(silo, ReadingKind.PERCENT, UnitOfMeasure.PERCENT, 60, 3_000, USUAL),
                        new Material(0.02, 2, 15, 0)),
                Mishaps.NONE,
                null);
    }

    private static Configuration strappingTable() {
        String id = "strapping-table";
        List<Vessel.StrappingTable.Point> points = new ArrayList<>();
        points.add(new Vessel.StrappingTable.Point(mm(0), mm(150)));
        points.add(new Vessel.StrappingTable.Point(mm(400), mm(1_900)));
        points.add(new Vessel.StrappingTable.Point(mm(1_000), mm(6_700)));
        points.add(new Vessel.StrappingTable.Point(mm(3_000), mm(24_500)));
        points.add(new Vessel.StrappingTable.Point(mm(5_000), mm(41_200)));
        points.add(new Vessel.StrappingTable.Point(mm(6_200), mm(52_000)));
        LevelSpec level =
                new LevelSpec(
                        new Vessel.StrappingTable(points),
                        List.of(calibration(id, 6_800, null)),
                        densities("1100", null),
                        null,
                        null);
        SiloSpec silo = silo(id, kg(55_000), kg(30), kg(10), 24, level);
        return new Configuration(
                profile(silo, ReadingKind.DISTANCE, UnitOfMeasure.MILLIMETRE, 5, 9_000, USUAL),
                FAILING,
                null);
    }

    /** Every minute; recalibrated in mid-month, since when they show 1.8 t less. */
    private static Configuration loadCells() {
        SiloSpec silo = silo("load-cells", kg(60_000), kg(20), kg(10), 24, null);
        return new Configuration(
                profile(silo, ReadingKind.MASS, UnitOfMeasure.TONNE, 1, 8_000, USUAL),
                Mishaps.NONE,
                new SensorWork(SensorChangeKind.RECALIBRATED, "", new BigDecimal("-1.8")));
    }

    /** A dish in litres; the sensor has no counter. */
    private static Configuration counterlessCap() {
        String id = "counterless-cap";
        LevelSpec level =
                new LevelSpec(
                        new Vessel.SphericalCap(mm(2_500), mm(4_000)),
                        List.of(calibration(id, null, null)),
                        List.of(),
                        null,
                        null);
        SensorSpec sensor =
                new SensorSpec(sensorId(id), litres(30), litres(20), 24, Sequencing.TIME);
        SiloSpec silo = new SiloSpec(id, "syrup", litres(55_000), null, sensor, litres(500), level);
        return new Configuration(
                profile(silo, ReadingKind.LEVEL, UnitOfMeasure.METRE, 20, 5_000, USUAL),
                FAILING,
                null);
    }

    private static Configuration sixHours() {
        String id = "six-hours";
        SensorSpec sensor = new SensorSpec(sensorId(id), kg(30), kg(32), 0);
        SiloSpec silo =
                new SiloSpec(
                        id, "cement", kg(80_000), new BigDecimal("1300"), sensor, kg(500), null);
        return new Configuration(
                profile(silo, ReadingKind.VOLUME, UnitOfMeasure.CUBIC_METRE, 360, 3_000, SPARSE),
                Mishaps.NONE,
                null);
    }

    /** Nothing is drawn; the tank warms and cools. */
    private static Configuration staticTank() {
        return new Configuration(
                with(
                        profile(
                                tank("static-tank"),
                                ReadingKind.LEVEL,
                                UnitOfMeasure.MILLIMETRE,
                                15,
                                0,
                                ROUGH),
                        new Material(0, 0, 16, 6)),
                FAILING,
                null);
    }

    /** A millimetre at half height is 16.8 L. */
    private static SiloSpec tank(String id) {
        LevelSpec level =
                new LevelSpec(
                        TANK,
                        List.of(calibration(id, null, null)),
                        densities("840", null),
                        null,
                        GAS_OIL);
        SensorSpec sensor = new SensorSpec(sensorId(id), litres(30), litres(17), 48);
        return new SiloSpec(id, "gas oil", litres(30_000), null, sensor, litres(250), level);
    }

    private static SiloSpec silo(
            String id,
            Quantity capacity,
            Quantity noise,
            Quantity resolution,
            int stuckAfter,
            @Nullable LevelSpec level) {
        SensorSpec sensor = new SensorSpec(sensorId(id), noise, resolution, stuckAfter);
        return new SiloSpec(id, "granulate", capacity, null, sensor, kg(500), level);
    }

    private static SiloProfile profile(
            SiloSpec silo,
            ReadingKind kind,
            UnitOfMeasure unit,
            int minutes,
            long daily,
            Imperfections imperfections) {
        Dimension dimension = silo.dimension();
        long capacity = silo.capacity().milli();
        return new SiloProfile(
                silo,
                kind,
                unit,
                Duration.ofMinutes(minutes),
                new Quantity(daily * 1_000, dimension),
                new Quantity(daily * 1_000 / 12, dimension),
                new Quantity(daily == 0 ? 0 : Math.min(25_000_000, capacity * 6 / 10), dimension),
                new Quantity(capacity * 7 / 10, dimension),
                imperfections);
    }

    private static SiloProfile with(SiloProfile steady, Material material) {
        return new SiloProfile(
                steady.silo(),
                steady.kind(),
                steady.unit(),
                steady.interval(),
                steady.dailyDraw(),
                steady.batch(),
                steady.truck(),
                steady.initial(),
                steady.imperfections(),
                material);
    }

    private static Calibration calibration(
            String id, @Nullable Integer referenceMm, @Nullable Integer spanMm) {
        return new Calibration(
                sensorId(id),
                Instant.EPOCH,
                referenceMm == null ? null : mm(referenceMm),
                spanMm == null ? null : mm(spanMm),
                null,
                null);
    }

    private static List<Density> densities(String kgPerM3, @Nullable String moisture) {
        return List.of(
                new Density(
                        Instant.EPOCH,
                        new BigDecimal(kgPerM3),
                        moisture == null ? null : new BigDecimal(moisture)));
    }

    private static String sensorId(String id) {
        return "sensor-" + id;
    }

    private static BigDecimal mm(long millimetres) {
        return BigDecimal.valueOf(millimetres);
    }

    private static Quantity kg(long kilograms) {
        return new Quantity(kilograms * 1_000, Dimension.MASS);
    }

    private static Quantity litres(long litres) {
        return new Quantity(litres * 1_000, Dimension.VOLUME);
    }
}
