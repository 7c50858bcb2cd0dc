package io.usance.level;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the values of one sensor become levels, from an instant on.
 *
 * <p>With m = gain · value + offset: a distance gives the level h = reference height − m, a level
 * gives h = m. A percentage is of the level's span, h = gain · span · value / 100 + offset, or, if
 * there is no span, of the silo's capacity.
 *
 * @param sensorId the device
 * @param validFrom for readings sampled at or after this instant, until the sensor's next one
 * @param referenceHeightMm level of the sensor's reference point, from which it measures distances
 *     downwards; null if it reports none
 * @param spanMm the level at 100 %, above 0; null if the sensor reports no percentage of a level
 * @param gain null for 1; within 0.5 to 2
 * @param offsetMm null for 0
 */
public record Calibration(
        String sensorId,
        Instant validFrom,
        @Nullable BigDecimal referenceHeightMm,
        @Nullable BigDecimal spanMm,
        @Nullable BigDecimal gain,
        @Nullable BigDecimal offsetMm) {

    private static final BigDecimal GAIN_MIN = new BigDecimal("0.5");
    private static final BigDecimal GAIN_MAX = BigDecimal.TWO;

    public Calibration {
        referenceHeightMm =
                referenceHeightMm == null
                        ? null
                        : Sizes.positiveLength("referenceHeightMm", referenceHeightMm);
        spanMm = spanMm == null ? null : Sizes.positiveLength("spanMm", spanMm);
        gain = gain == null ? null : Sizes.within("gain", gain, GAIN_MIN, GAIN_MAX);
        BigDecimal most = Sizes.LENGTH_MM_MAX;
        offsetMm =
                offsetMm == null ? null : Sizes.within("offsetMm", offsetMm, most.negate(), most);
    }

    /** The level of a distance; null if there is no reference height. */
    public @Nullable BigDecimal levelOfDistanceMm(BigDecimal distanceMm) {
        return referenceHeightMm == null ? null : referenceHeightMm.subtract(levelMm(distanceMm));
    }

    /** The level of a level. */
    public BigDecimal levelMm(BigDecimal reportedMm) {
        BigDecimal scaled = gain == null ? reportedMm : reportedMm.multiply(gain);
        return offsetMm == null ? scaled : scaled.add(offsetMm);
    }

    /** The level of a percentage; null if there is no span. */
    public @Nullable BigDecimal levelOfPercentMm(BigDecimal percent) {
        return spanMm == null ? null : levelMm(spanMm.multiply(percent).movePointLeft(2));
    }
}
