package io.usance.level;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * How much more or less is in a vessel than under a flat surface at the measured level: a constant
 * volume, which is added to that of the level.
 *
 * <p>Being constant, it cancels in a balance of two stocks. It holds while the heap lies in the
 * upright part of the vessel; near empty, the corrected stock may come out below zero, and is then
 * refused beyond the silo's tolerance.
 */
public sealed interface HeapCorrection {

    /** Cubic millimetres to add; negative if the measured level is above the mean one. */
    BigDecimal correctionMm3();

    /**
     * A cone heap under a filler in the middle of a round silo, seen by a sensor off the middle.
     *
     * <p>With the surface at z(x) = z(R) + (R − x)·tan β at the distance x from the axis, its mean
     * over the circle is that at x = 2R/3. So a sensor at s, which sees z(s), is corrected by
     * {@code πR²·(s − 2R/3)·tan β}: nothing at 2R/3, which is why sensors are best mounted there,
     * at a sixth of the diameter from the wall. (Elementary geometry: the mean of R − x over a disc
     * is R/3.)
     *
     * @param radiusMm of the silo, R
     * @param sensorAtMm distance of the sensor's beam from the axis, s, 0 to R
     * @param reposeDegrees angle of repose of the material, β, above 0, at most 60
     */
    record ReposeCone(BigDecimal radiusMm, BigDecimal sensorAtMm, BigDecimal reposeDegrees)
            implements HeapCorrection {

        private static final BigDecimal REPOSE_DEGREES_MAX = BigDecimal.valueOf(60);
        private static final BigDecimal HALF_TURN_DEGREES = BigDecimal.valueOf(180);
        private static final BigDecimal THREE = BigDecimal.valueOf(3);

        public ReposeCone {
            radiusMm = Sizes.positiveLength("radiusMm", radiusMm);
            sensorAtMm = Sizes.within("sensorAtMm", sensorAtMm, BigDecimal.ZERO, radiusMm);
            reposeDegrees =
                    Sizes.within(
                            "reposeDegrees", reposeDegrees, BigDecimal.ZERO, REPOSE_DEGREES_MAX);
            Sizes.positive("reposeDegrees", reposeDegrees);
        }

        @Override
        public BigDecimal correctionMm3() {
            BigInteger angle = Fixed.ratio(reposeDegrees.multiply(Fixed.PI), HALF_TURN_DEGREES);
            BigInteger tangent = Fixed.sin(angle).shiftLeft(Fixed.BITS).divide(Fixed.cos(angle));
            // (3s − 2R)·R²·π·tan β / 3
            BigDecimal arm = sensorAtMm.multiply(THREE).subtract(radiusMm.add(radiusMm));
            BigDecimal factor = arm.multiply(radiusMm).multiply(radiusMm).multiply(Fixed.PI);
            return Fixed.times(tangent.divide(BigInteger.valueOf(3)), factor, 0);
        }
    }

    /**
     * A volume found otherwise, by a survey or agreed.
     *
     * @param offsetL litres to add; may be negative
     */
    record FixedVolume(BigDecimal offsetL) implements HeapCorrection {

        private static final BigDecimal OFFSET_L_MAX = new BigDecimal("1000000000");

        public FixedVolume {
            offsetL = Sizes.within("offsetL", offsetL, OFFSET_L_MAX.negate(), OFFSET_L_MAX);
        }

        @Override
        public BigDecimal correctionMm3() {
            return offsetL.movePointRight(6);
        }
    }
}
