package io.usance.level;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a cubic metre weighs, from an instant on: the bulk density of a delivered lot, or of a
 * liquid that is reduced in temperature its density at 15 °C.
 *
 * @param validFrom for readings sampled at or after this instant, until the next one
 * @param kgPerM3 above 0, at most {@link #KG_PER_M3_MAX}
 * @param moisturePercent part of the mass that is water, 0 to below 100; null if the contract
 *     counts the mass as it is. If given, dry mass is counted, in deliveries too
 */
public record Density(Instant validFrom, BigDecimal kgPerM3, @Nullable BigDecimal moisturePercent) {

    /** Heavier than any element. */
    public static final BigDecimal KG_PER_M3_MAX = new BigDecimal("30000");

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final BigDecimal MOISTURE_MAX = new BigDecimal("99.999");

    public Density {
        kgPerM3 =
                Sizes.positive(
                        "kgPerM3",
                        Sizes.within("kgPerM3", kgPerM3, BigDecimal.ZERO, KG_PER_M3_MAX));
        moisturePercent =
                moisturePercent == null
                        ? null
                        : Sizes.within(
                                "moisturePercent", moisturePercent, BigDecimal.ZERO, MOISTURE_MAX);
    }

    /** Grams that count in so many millilitres; exact. */
    public BigDecimal massG(BigDecimal volumeMl) {
        return countedG(volumeMl.multiply(kgPerM3).movePointLeft(3));
    }

    /** Of a mass as weighed, what counts: all of it, or what is dry; exact. */
    public BigDecimal countedG(BigDecimal weighedG) {
        return moisturePercent == null
                ? weighedG
                : weighedG.multiply(HUNDRED.subtract(moisturePercent)).movePointLeft(2);
    }

    /** Millilitres that so many weighed grams fill, to 34 digits. */
    public BigDecimal volumeMl(BigDecimal weighedG) {
        return weighedG.movePointRight(3).divide(kgPerM3, MathContext.DECIMAL128);
    }
}
