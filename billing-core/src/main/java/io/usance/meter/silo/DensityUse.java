package io.usance.meter.silo;

import io.usance.level.Density;
import io.usance.level.LevelSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Dimension;
import java.math.BigDecimal;

/** What a density, or the moisture with it, does to the readings of a silo's sensor. */
enum DensityUse {
    /** Nothing: the sensor reports what is metered. */
    NONE,
    /** Mass = volume · density, less its moisture. */
    MASS_OF_VOLUME,
    /** Dry mass = mass as weighed, less its moisture. */
    DRY_OF_MASS,
    /** Volume = mass / density. */
    VOLUME_OF_MASS;

    /** By the kind of its readings; the silo has densities by date. */
    static DensityUse of(SiloSpec spec, Reading reading) {
        boolean inMass = spec.dimension() == Dimension.MASS;
        LevelSpec level = spec.level();
        if (level == null || level.densities().isEmpty()) {
            return NONE;
        }
        return switch (reading.kind()) {
            case MASS -> inMass ? DRY_OF_MASS : VOLUME_OF_MASS;
            case VOLUME, DISTANCE, LEVEL -> inMass ? MASS_OF_VOLUME : NONE;
            case PERCENT -> inMass && isOfSpan(level, reading) ? MASS_OF_VOLUME : NONE;
        };
    }

    /** By how much more, or less, the same content counts by another density. */
    Revaluation between(Density from, Density to) {
        BigDecimal was = factor(from);
        BigDecimal is = factor(to);
        return this == VOLUME_OF_MASS ? new Revaluation(was, is) : new Revaluation(is, was);
    }

    private BigDecimal factor(Density density) {
        return switch (this) {
            case NONE -> BigDecimal.ONE;
            case MASS_OF_VOLUME -> density.countedG(density.kgPerM3());
            case DRY_OF_MASS -> density.countedG(BigDecimal.ONE);
            case VOLUME_OF_MASS -> density.kgPerM3();
        };
    }

    private static boolean isOfSpan(LevelSpec level, Reading reading) {
        var calibration = level.calibration(reading.sensorId(), reading.sampledAt());
        return calibration != null && calibration.spanMm() != null;
    }
}
