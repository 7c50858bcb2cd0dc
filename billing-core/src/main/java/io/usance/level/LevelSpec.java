package io.usance.level;

import static io.usance.failure.Checks.all;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * All it takes to turn the signals of a silo's sensors into what is in it.
 *
 * @param vessel its inside; null if no sensor reports a level
 * @param calibrations by rising {@code validFrom} for each sensor, at most {@link
 *     #CALIBRATIONS_MAX}; empty if no sensor reports a level or a percentage
 * @param densities by rising {@code validFrom}, at most {@link #DENSITIES_MAX}; all of them say how
 *     moist the material is, or none; empty if the silo's one density does, or none is needed; for
 *     a reduction at least one
 * @param heap null for a flat surface
 * @param reduction if volumes are to be reduced to 15 °C; null if not. Delivery notes in litres
 *     then have to be of litres at 15 °C
 */
public record LevelSpec(
        @Nullable Vessel vessel,
        List<Calibration> calibrations,
        List<Density> densities,
        @Nullable HeapCorrection heap,
        @Nullable TemperatureReduction reduction) {

    public static final int CALIBRATIONS_MAX = 256;

    /** A lot a day for almost three years. */
    public static final int DENSITIES_MAX = 1024;

    public LevelSpec {
        calibrations = List.copyOf(all(calibrations, "level.calibrations"));
        densities = List.copyOf(all(densities, "level.densities"));
        requireAtMost("calibrations", calibrations.size(), CALIBRATIONS_MAX);
        requireAtMost("densities", densities.size(), DENSITIES_MAX);
        requireRising(calibrations);
        requireAlike(densities);
        if (heap != null && vessel == null) {
            throw new IllegalArgumentException(
                    "a heap correction needs a vessel; add the vessel or leave the heap out");
        }
        if (reduction != null) {
            if (densities.isEmpty()) {
                throw new IllegalArgumentException(
                        "a temperature reduction needs densities at 15 Cel; add one");
            }
            densities.forEach(LevelSpec::requireReducible);
        }
    }

    /** The calibration of a sensor in force at an instant; null if there is none. */
    public @Nullable Calibration calibration(String sensorId, Instant at) {
        for (int i = calibrations.size() - 1; i >= 0; i--) {
            Calibration calibration = calibrations.get(i);
            if (!calibration.validFrom().isAfter(at) && calibration.sensorId().equals(sensorId)) {
                return calibration;
            }
        }
        return null;
    }

    /** The density in force at an instant; null if there is none. */
    public @Nullable Density density(Instant at) {
        for (int i = densities.size() - 1; i >= 0; i--) {
            if (!densities.get(i).validFrom().isAfter(at)) {
                return densities.get(i);
            }
        }
        return null;
    }

    /** True if moisture is taken off: then dry mass is what counts. */
    public boolean countsDryMass() {
        return !densities.isEmpty() && densities.getFirst().moisturePercent() != null;
    }

    /**
     * Cubic millimetres at a level, with the heap's correction; empty if the level is outside the
     * vessel, or there is none.
     */
    public OptionalLong volumeMm3(BigDecimal levelMm) {
        OptionalLong flat = vessel == null ? OptionalLong.empty() : vessel.volumeMm3(levelMm);
        if (flat.isEmpty() || heap == null) {
            return flat;
        }
        return OptionalLong.of(Math.addExact(flat.getAsLong(), heap.correctionMm3().longValue()));
    }

    private static void requireAtMost(String what, int count, int most) {
        if (count > most) {
            throw new IllegalArgumentException(
                    count + " " + what + ", at most " + most + "; leave out the oldest");
        }
    }

    private static void requireRising(List<Calibration> calibrations) {
        Map<String, Instant> last = new HashMap<>();
        for (Calibration calibration : calibrations) {
            Instant before = last.put(calibration.sensorId(), calibration.validFrom());
            if (before != null && !before.isBefore(calibration.validFrom())) {
                throw new IllegalArgumentException(
                        "calibrations of "
                                + calibration.sensorId()
                                + " must rise in time: "
                                + calibration.validFrom()
                                + " follows "
                                + before);
            }
        }
    }

    private static void requireAlike(List<Density> densities) {
        for (int i = 1; i < densities.size(); i++) {
            Density before = densities.get(i - 1);
            Density next = densities.get(i);
            if (!before.validFrom().isBefore(next.validFrom())) {
                throw new IllegalArgumentException(
                        "densities must rise in time: "
                                + next.validFrom()
                                + " follows "
                                + before.validFrom());
            }
            if ((before.moisturePercent() == null) != (next.moisturePercent() == null)) {
                throw new IllegalArgumentException(
                        "densities["
                                + i
                                + "] differs from the one before in having a moisture: either"
                                + " all have one, 0 if dry, or none");
            }
        }
    }

    private static void requireReducible(Density density) {
        BigDecimal rho = density.kgPerM3();
        if (rho.compareTo(TemperatureReduction.RHO15_KG_PER_M3_MIN) < 0
                || rho.compareTo(TemperatureReduction.RHO15_KG_PER_M3_MAX) > 0) {
            throw new IllegalArgumentException(
                    "a liquid of "
                            + rho
                            + " kg/m3 at 15 Cel cannot be reduced; the equation holds from "
                            + TemperatureReduction.RHO15_KG_PER_M3_MIN
                            + " to "
                            + TemperatureReduction.RHO15_KG_PER_M3_MAX);
        }
    }
}
