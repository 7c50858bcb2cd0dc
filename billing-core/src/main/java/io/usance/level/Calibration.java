package io.usance.level;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the values of one sensor become levels, from an instant on.
 *
 * <p>With m = gain · value + offset: a distance gives the level h = reference height − m, a level
 * gives h = m. A percentage is of the level's span, h = gain · span · value / 100 + offset, or, if
 * there is no span, of the silo's capacity.
 *
 * <p>An ultrasonic sensor that does not measure the air's temperature takes the speed of sound for
 * that at one temperature T0, and is off by 0.17 % of the distance for each kelvin. The speed in
 * air goes with the root of the absolute temperature (the ideal gas; L. E. Kinsler et al.,
 * <i>Fundamentals of Acoustics</i>, chapter 5.6), so at T the distance is √((273.15 + T) / (273.15
 * + T0)) of what it shows; gain and offset come after that.
 *
 * @param sensorId the device
 * @param validFrom for readings sampled at or after this instant, until the sensor's next one
 * @param referenceHeightMm level of the sensor's reference point, from which it measures distances
 *     downwards; null if it reports none
 * @param spanMm the level at 100 %, above 0; null if the sensor reports no percentage of a level
 * @param gain null for 1; within 0.5 to 2
 * @param offsetMm null for 0
 * @param soundAtCel temperature of the air in degrees Celsius, −50 to 100, at which distances by
 *     sound are right; readings then need theirs. Null if the sensor corrects them, or measures
 *     otherwise
 */
public record Calibration(
        String sensorId,
        Instant validFrom,
        @Nullable BigDecimal referenceHeightMm,
        @Nullable BigDecimal spanMm,
        @Nullable BigDecimal gain,
        @Nullable BigDecimal offsetMm,
        @Nullable BigDecimal soundAtCel) {

    /** Colder air is in no silo. */
    public static final BigDecimal AIR_CEL_MIN = new BigDecimal("-50");

    /** Hotter air is in no silo with an ultrasonic sensor. */
    public static final BigDecimal AIR_CEL_MAX = new BigDecimal("100");

    private static final BigDecimal ZERO_CEL_IN_KELVIN = new BigDecimal("273.15");

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
        soundAtCel =
                soundAtCel == null
                        ? null
                        : Sizes.within("soundAtCel", soundAtCel, AIR_CEL_MIN, AIR_CEL_MAX);
    }

    /** Of a sensor that needs no temperature. */
    public Calibration(
            String sensorId,
            Instant validFrom,
            @Nullable BigDecimal referenceHeightMm,
            @Nullable BigDecimal spanMm,
            @Nullable BigDecimal gain,
            @Nullable BigDecimal offsetMm) {
        this(sensorId, validFrom, referenceHeightMm, spanMm, gain, offsetMm, null);
    }

    /** True if the speed of sound is known at this temperature. */
    public static boolean covers(BigDecimal airCel) {
        return airCel.compareTo(AIR_CEL_MIN) >= 0 && airCel.compareTo(AIR_CEL_MAX) <= 0;
    }

    /**
     * What a distance that is shown really is, to 34 digits; as it is shown without {@link
     * #soundAtCel}.
     *
     * @param airCel of the air between sensor and material, within {@link #AIR_CEL_MIN} and {@link
     *     #AIR_CEL_MAX}
     */
    public BigDecimal distanceMm(BigDecimal shownMm, BigDecimal airCel) {
        if (soundAtCel == null) {
            return shownMm;
        }
        BigDecimal air = Sizes.within("temperatureCel", airCel, AIR_CEL_MIN, AIR_CEL_MAX);
        // The library's root is specified to the last digit, unlike its other functions.
        BigDecimal faster =
                ZERO_CEL_IN_KELVIN
                        .add(air)
                        .divide(ZERO_CEL_IN_KELVIN.add(soundAtCel), MathContext.DECIMAL128)
                        .sqrt(MathContext.DECIMAL128);
        return shownMm.multiply(faster, MathContext.DECIMAL128);
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
