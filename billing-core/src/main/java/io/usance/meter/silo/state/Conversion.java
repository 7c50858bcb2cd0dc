package io.usance.meter.silo.state;

import io.usance.level.Calibration;
import io.usance.level.Density;
import io.usance.level.LevelSpec;
import io.usance.level.TemperatureReduction;
import io.usance.level.Vessel;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.filter.DensityUse;
import io.usance.meter.silo.filter.Tolerances;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Dimension;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a reading of any kind says in the silo's dimension, or why it says nothing. What holds is
 * what was in force when the reading was sampled.
 *
 * @param milli thousandths of the silo's base unit, not rounded yet; null if refused
 * @param reason null if converted
 * @param detail of the refusal, in one plain line
 */
record Conversion(@Nullable BigDecimal milli, @Nullable RefusalReason reason, String detail) {

    /** Digits before or behind the decimal point that a value may have; guards the arithmetic. */
    private static final int DIGITS_MAX = 30;

    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

    static Conversion of(SiloSpec spec, Reading reading) {
        if (reading.unit().dimension() != reading.kind().dimension()) {
            return mismatch(spec, reading);
        }
        BigDecimal temperature = reading.temperatureCel();
        if (!isBounded(reading.value()) || (temperature != null && !isBounded(temperature))) {
            return refused(
                    RefusalReason.OUT_OF_RANGE,
                    "value or temperature has more than " + DIGITS_MAX + " digits");
        }
        BigDecimal milli = reading.value().multiply(reading.unit().milliBase());
        return switch (reading.kind()) {
            case MASS -> ofMass(spec, reading, milli);
            case VOLUME -> ofVolume(spec, reading, milli);
            case DISTANCE -> ofDistance(spec, reading, milli);
            case LEVEL -> ofReportedLevel(spec, reading, milli);
            case PERCENT -> ofPercent(spec, reading);
        };
    }

    /** What the silo's densities by date do to readings of this one's kind. */
    static DensityUse densityUse(SiloSpec spec, Reading reading) {
        boolean inMass = spec.dimension() == Dimension.MASS;
        LevelSpec level = spec.level();
        if (level == null || level.densities().isEmpty()) {
            return DensityUse.NONE;
        }
        return switch (reading.kind()) {
            case MASS -> inMass ? DensityUse.DRY_OF_MASS : DensityUse.VOLUME_OF_MASS;
            case VOLUME, DISTANCE, LEVEL -> inMass ? DensityUse.MASS_OF_VOLUME : DensityUse.NONE;
            case PERCENT ->
                    inMass && isOfSpan(spec, reading) ? DensityUse.MASS_OF_VOLUME : DensityUse.NONE;
        };
    }

    private static boolean isOfSpan(SiloSpec spec, Reading reading) {
        Calibration calibration = calibration(spec, reading);
        return calibration != null && calibration.spanMm() != null;
    }

    private static Conversion ofDistance(SiloSpec spec, Reading reading, BigDecimal mm) {
        Calibration calibration = calibration(spec, reading);
        if (calibration == null) {
            return uncalibrated(reading);
        }
        Conversion refused = withoutSound(calibration, reading);
        if (refused != null) {
            return refused;
        }
        BigDecimal air = reading.temperatureCel();
        BigDecimal distanceMm = air == null ? mm : calibration.distanceMm(mm, air);
        BigDecimal levelMm = calibration.levelOfDistanceMm(distanceMm);
        return levelMm == null
                ? refused(
                        RefusalReason.UNKNOWN_CALIBRATION,
                        "the calibration of sensor "
                                + reading.sensorId()
                                + " from "
                                + calibration.validFrom()
                                + " has no referenceHeightMm, which a DISTANCE needs")
                : ofLevel(spec, reading, levelMm);
    }

    /** Why a distance by sound is not known; null if it is, or is not by sound. */
    private static @Nullable Conversion withoutSound(Calibration calibration, Reading reading) {
        if (calibration.soundAtCel() == null) {
            return null;
        }
        BigDecimal air = reading.temperatureCel();
        if (air == null) {
            return refused(
                    RefusalReason.NO_TEMPERATURE,
                    "a distance by sound, right at "
                            + calibration.soundAtCel().toPlainString()
                            + " Cel, needs the air's temperatureCel, which is missing");
        }
        return Calibration.covers(air)
                ? null
                : refused(
                        RefusalReason.OUT_OF_RANGE,
                        "%s Cel is outside %s to %s"
                                .formatted(
                                        air.toPlainString(),
                                        Calibration.AIR_CEL_MIN,
                                        Calibration.AIR_CEL_MAX));
    }

    private static Conversion ofReportedLevel(SiloSpec spec, Reading reading, BigDecimal mm) {
        Calibration calibration = calibration(spec, reading);
        return calibration == null
                ? uncalibrated(reading)
                : ofLevel(spec, reading, calibration.levelMm(mm));
    }

    private static Conversion ofPercent(SiloSpec spec, Reading reading) {
        Calibration calibration = calibration(spec, reading);
        if (calibration == null) {
            return uncalibrated(reading);
        }
        BigDecimal levelMm = calibration.levelOfPercentMm(reading.value());
        if (levelMm != null) {
            return ofLevel(spec, reading, levelMm);
        }
        BigDecimal capacity = BigDecimal.valueOf(spec.capacity().milli());
        return converted(capacity.multiply(reading.value()).movePointLeft(2));
    }

    private static @Nullable Calibration calibration(SiloSpec spec, Reading reading) {
        LevelSpec level = spec.level();
        return level == null ? null : level.calibration(reading.sensorId(), reading.sampledAt());
    }

    private static Conversion ofLevel(SiloSpec spec, Reading reading, BigDecimal levelMm) {
        LevelSpec level = spec.level();
        if (level == null || level.vessel() == null) {
            return refused(
                    RefusalReason.UNIT_MISMATCH,
                    reading.kind() + " does not fit a silo without a vessel; add its level.vessel");
        }
        OptionalLong mm3 = level.volumeMm3(within(spec, level.vessel(), levelMm));
        if (mm3.isEmpty()) {
            return refused(
                    RefusalReason.OUT_OF_RANGE,
                    reading.value().toPlainString()
                            + " "
                            + reading.unit().code()
                            + " is a level of "
                            + levelMm.stripTrailingZeros().toPlainString()
                            + " mm, outside the vessel's "
                            + level.vessel().lowestMm()
                            + " to "
                            + level.vessel().highestMm()
                            + " by more than the sensor's own uncertainty");
        }
        return ofVolume(spec, reading, BigDecimal.valueOf(mm3.getAsLong(), 3));
    }

    /**
     * A sensor's noise carries a level of an empty or full vessel beyond its end: by up to 4σ and
     * one resolution, on average over its height, the end is what it shows. Farther it stays out.
     */
    private static BigDecimal within(SiloSpec spec, Vessel vessel, BigDecimal levelMm) {
        BigDecimal end = levelMm.max(vessel.lowestMm()).min(vessel.highestMm());
        BigDecimal height = vessel.highestMm().subtract(vessel.lowestMm());
        BigDecimal beyond = levelMm.subtract(end).abs();
        BigDecimal part = beyond.multiply(BigDecimal.valueOf(spec.capacity().milli()));
        BigDecimal own = BigDecimal.valueOf(Tolerances.of(spec).single());
        return part.compareTo(height.multiply(own)) <= 0 ? end : levelMm;
    }

    private static Conversion ofVolume(SiloSpec spec, Reading reading, BigDecimal ml) {
        LevelSpec level = spec.level();
        TemperatureReduction reduction = level == null ? null : level.reduction();
        if (spec.dimension() == Dimension.VOLUME && reduction == null) {
            return converted(ml);
        }
        if (level == null || level.densities().isEmpty()) {
            BigDecimal density = spec.densityKgPerM3();
            return density == null
                    ? noDensity(spec, reading)
                    : converted(ml.multiply(density).movePointLeft(3));
        }
        Density density = level.density(reading.sampledAt());
        if (density == null) {
            return noDensity(spec, reading);
        }
        if (reduction != null) {
            return ofLiquid(spec, reading, ml, density, reduction);
        }
        return converted(density.massG(ml));
    }

    private static Conversion ofLiquid(
            SiloSpec spec,
            Reading reading,
            BigDecimal ml,
            Density density,
            TemperatureReduction reduction) {
        BigDecimal temperature = reading.temperatureCel();
        if (temperature == null) {
            return refused(
                    RefusalReason.NO_TEMPERATURE,
                    "a volume that is reduced to 15 Cel needs temperatureCel, which is missing");
        }
        if (!TemperatureReduction.covers(temperature)) {
            return refused(
                    RefusalReason.OUT_OF_RANGE,
                    temperature.toPlainString()
                            + " Cel is outside "
                            + TemperatureReduction.TEMPERATURE_CEL_MIN
                            + " to "
                            + TemperatureReduction.TEMPERATURE_CEL_MAX);
        }
        BigDecimal reduced = ml.multiply(reduction.factor(density.kgPerM3(), temperature));
        return converted(spec.dimension() == Dimension.VOLUME ? reduced : density.massG(reduced));
    }

    private static Conversion ofMass(SiloSpec spec, Reading reading, BigDecimal weighedG) {
        LevelSpec level = spec.level();
        boolean inMass = spec.dimension() == Dimension.MASS;
        if (inMass && (level == null || !level.countsDryMass())) {
            return converted(weighedG);
        }
        if (level == null || level.densities().isEmpty()) {
            BigDecimal density = spec.densityKgPerM3();
            return density == null
                    ? noDensity(spec, reading)
                    : converted(
                            weighedG.multiply(THOUSAND).divide(density, MathContext.DECIMAL128));
        }
        Density density = level.density(reading.sampledAt());
        if (density == null) {
            return noDensity(spec, reading);
        }
        return converted(inMass ? density.countedG(weighedG) : density.volumeMl(weighedG));
    }

    private static Conversion noDensity(SiloSpec spec, Reading reading) {
        return spec.level() == null
                ? mismatch(spec, reading)
                : refused(
                        RefusalReason.NO_DENSITY,
                        "silo "
                                + spec.siloId()
                                + " has no density in force at "
                                + reading.sampledAt());
    }

    private static Conversion mismatch(SiloSpec spec, Reading reading) {
        return refused(
                RefusalReason.UNIT_MISMATCH,
                reading.kind()
                        + " in "
                        + reading.unit().code()
                        + " does not fit a silo metered in "
                        + spec.dimension().baseUnitCode()
                        + (spec.densityKgPerM3() == null ? " without density" : ""));
    }

    private static Conversion uncalibrated(Reading reading) {
        return refused(
                RefusalReason.UNKNOWN_CALIBRATION,
                "sensor "
                        + reading.sensorId()
                        + " reports "
                        + reading.kind()
                        + " and has no calibration in force at "
                        + reading.sampledAt());
    }

    private static Conversion converted(BigDecimal milli) {
        return new Conversion(milli, null, "");
    }

    private static Conversion refused(RefusalReason reason, String detail) {
        return new Conversion(null, reason, detail);
    }

    private static boolean isBounded(BigDecimal value) {
        return Math.abs((long) value.scale()) <= DIGITS_MAX && value.precision() <= DIGITS_MAX;
    }
}
