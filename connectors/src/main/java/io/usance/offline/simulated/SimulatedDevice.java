package io.usance.offline.simulated;

import io.usance.level.Calibration;
import io.usance.level.Density;
import io.usance.level.HeapCorrection;
import io.usance.level.LevelSpec;
import io.usance.level.TemperatureReduction;
import io.usance.level.Vessel;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.spec.SensorSpec.Sequencing;
import io.usance.quantity.UnitOfMeasure;
import io.usance.simulation.Material;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a simulated plant's sensors report, and of what.
 *
 * @param kind of reading
 * @param shape of the silos; null where the kind needs none, else {@link SiloShape#CONE}; a
 *     percentage without a shape is one of the capacity
 * @param heapDegrees angle of repose of a heap under the filler, 0 for a flat surface, at most 60;
 *     only in a {@link SiloShape#CONE}
 * @param liquid gas oil instead of granulate, reduced to 15 °C
 * @param moisturePercent of the first lot; then dry mass counts. Null: the mass as it is
 * @param sequencing null for a sensor with a counter
 * @param material how lots and temperature differ
 */
public record SimulatedDevice(
        ReadingKind kind,
        @Nullable SiloShape shape,
        double heapDegrees,
        boolean liquid,
        @Nullable BigDecimal moisturePercent,
        @Nullable Sequencing sequencing,
        Material material) {

    /** A scale under a silo of one material. */
    public static final SimulatedDevice SCALE =
            new SimulatedDevice(ReadingKind.MASS, null, 0, false, null, null, Material.STEADY);

    private static final double HEAP_DEGREES_MAX = 60;
    private static final BigDecimal GRANULATE_KG_PER_M3 = new BigDecimal("550");
    private static final BigDecimal GAS_OIL_KG_PER_M3 = new BigDecimal("840");
    private static final TemperatureReduction GAS_OIL =
            new TemperatureReduction(new BigDecimal("186.9696"), new BigDecimal("0.4862"));

    /** A radar hangs this far above the highest level. */
    private static final BigDecimal ABOVE_MM = BigDecimal.valueOf(500);

    /**
     * @throws IllegalArgumentException if they do not fit one another
     */
    public SimulatedDevice {
        if (shape == null && (isOfLength(kind) || heapDegrees > 0)) {
            shape = SiloShape.CONE;
        }
        if (!(heapDegrees >= 0 && heapDegrees <= HEAP_DEGREES_MAX)) {
            throw new IllegalArgumentException(
                    "a heap of " + heapDegrees + " degrees is not one of 0 to " + HEAP_DEGREES_MAX);
        }
        if (heapDegrees > 0 && (shape != SiloShape.CONE || liquid)) {
            throw new IllegalArgumentException(
                    "a heap lies in a round silo of granulate; leave out the heap, or shape and"
                            + " liquid");
        }
        if (liquid && moisturePercent != null) {
            throw new IllegalArgumentException(
                    "a liquid is counted as it is; leave out its moisture");
        }
    }

    private static boolean isOfLength(ReadingKind kind) {
        return kind == ReadingKind.DISTANCE || kind == ReadingKind.LEVEL;
    }

    String materialName() {
        return liquid ? "gas oil" : "PVC granulate";
    }

    UnitOfMeasure unit() {
        return switch (kind) {
            case MASS -> UnitOfMeasure.KILOGRAM;
            case VOLUME -> UnitOfMeasure.CUBIC_METRE;
            case DISTANCE -> UnitOfMeasure.METRE;
            case LEVEL -> UnitOfMeasure.MILLIMETRE;
            case PERCENT -> UnitOfMeasure.PERCENT;
        };
    }

    /** All that turns the readings into mass; null for a scale and one material. */
    @Nullable LevelSpec level(String sensorId) {
        if (kind == ReadingKind.MASS && shape == null && moisturePercent == null && !liquid) {
            return null;
        }
        Vessel vessel = shape == null ? null : shape.vessel();
        return new LevelSpec(
                vessel,
                List.of(calibration(sensorId, vessel)),
                List.of(
                        new Density(
                                Instant.EPOCH,
                                liquid ? GAS_OIL_KG_PER_M3 : GRANULATE_KG_PER_M3,
                                moisturePercent)),
                heapDegrees == 0 ? null : heap(),
                liquid ? GAS_OIL : null);
    }

    private Calibration calibration(String sensorId, @Nullable Vessel vessel) {
        BigDecimal highest = vessel == null ? null : vessel.highestMm();
        boolean distance = kind == ReadingKind.DISTANCE;
        return new Calibration(
                sensorId,
                Instant.EPOCH,
                highest != null && distance ? highest.add(ABOVE_MM) : null,
                kind == ReadingKind.PERCENT ? highest : null,
                null,
                null);
    }

    /** The sensor is mounted at the edge of the roof. */
    private HeapCorrection heap() {
        BigDecimal radius = SiloShape.CONE_RADIUS_MM;
        return new HeapCorrection.ReposeCone(
                radius,
                radius.multiply(BigDecimal.valueOf(5))
                        .divide(BigDecimal.valueOf(6), 0, RoundingMode.HALF_EVEN),
                BigDecimal.valueOf(heapDegrees));
    }
}
