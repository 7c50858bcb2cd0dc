package io.usance.meter.silo.filter;

import io.usance.level.Density;
import java.math.BigDecimal;

/** What a density, or the moisture with it, does to the readings of a silo's sensor. */
public enum DensityUse {
    /** Nothing: the sensor reports what is metered. */
    NONE,
    /** Mass = volume · density, less its moisture. */
    MASS_OF_VOLUME,
    /** Dry mass = mass as weighed, less its moisture. */
    DRY_OF_MASS,
    /** Volume = mass / density. */
    VOLUME_OF_MASS;

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
}
