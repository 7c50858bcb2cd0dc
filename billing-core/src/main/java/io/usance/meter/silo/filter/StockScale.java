package io.usance.meter.silo.filter;

import io.usance.level.Calibration;
import io.usance.level.Density;
import io.usance.level.LevelSpec;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * By which density and calibration the levels that metering remembers were converted. What the
 * sensor shows is converted by what was in force when it was sampled; a stock that stands while
 * they change must not look drawn or delivered.
 *
 * @param use what a density does to the sensor's readings
 * @param densityMs the density in force since then; the least long before the first reading
 * @param calibrationMs likewise; the least long if the sensor has none
 */
public record StockScale(DensityUse use, long densityMs, long calibrationMs) {

    static final long UNKNOWN = Long.MIN_VALUE;

    static final StockScale START = new StockScale(DensityUse.NONE, UNKNOWN, UNKNOWN);

    StockScale withUse(DensityUse of) {
        return of == use ? this : new StockScale(of, densityMs, calibrationMs);
    }

    StockScale withDensity(long sinceMs) {
        return new StockScale(use, sinceMs, calibrationMs);
    }

    StockScale withCalibration(long sinceMs) {
        return new StockScale(use, densityMs, sinceMs);
    }

    /** When what was in force at an instant had come into force; unknown if nothing was. */
    static long densityMs(LevelSpec level, long atMs) {
        Density density = level.density(Instant.ofEpochMilli(atMs));
        return density == null ? UNKNOWN : ms(density.validFrom());
    }

    /** The first density to come into force after one instant, the last at another. */
    static long nextDensityMs(LevelSpec level, long afterMs, long atMs) {
        for (Density density : level.densities()) {
            long sinceMs = ms(density.validFrom());
            if (afterMs != UNKNOWN && sinceMs > afterMs && sinceMs < atMs) {
                return sinceMs;
            }
        }
        return atMs;
    }

    static long calibrationMs(LevelSpec level, String sensorId, long atMs) {
        Calibration calibration = level.calibration(sensorId, Instant.ofEpochMilli(atMs));
        return calibration == null ? UNKNOWN : ms(calibration.validFrom());
    }

    /** From this scale to the one of a density in force since then; null if nothing changes. */
    @Nullable Revaluation to(LevelSpec level, long sinceMs) {
        if (use == DensityUse.NONE || densityMs == UNKNOWN || sinceMs == UNKNOWN) {
            return null;
        }
        Density from = level.density(Instant.ofEpochMilli(densityMs));
        Density to = level.density(Instant.ofEpochMilli(sinceMs));
        if (from == null || to == null) {
            return null;
        }
        Revaluation revaluation = use.between(from, to);
        return revaluation.isNone() ? null : revaluation;
    }

    /** True if the calibrations in force since two instants give the same levels. */
    static boolean isSameCalibration(LevelSpec level, String sensorId, long oneMs, long otherMs) {
        Calibration one = level.calibration(sensorId, Instant.ofEpochMilli(oneMs));
        Calibration other = level.calibration(sensorId, Instant.ofEpochMilli(otherMs));
        return one == null
                || other == null
                || (Objects.equals(one.referenceHeightMm(), other.referenceHeightMm())
                        && Objects.equals(one.spanMm(), other.spanMm())
                        && Objects.equals(one.gain(), other.gain())
                        && Objects.equals(one.offsetMm(), other.offsetMm())
                        && Objects.equals(one.soundAtCel(), other.soundAtCel()));
    }

    /** The next whole millisecond, from which on it is surely in force. */
    private static long ms(Instant at) {
        long ms = at.toEpochMilli();
        return Instant.ofEpochMilli(ms).isBefore(at) ? ms + 1 : ms;
    }
}
