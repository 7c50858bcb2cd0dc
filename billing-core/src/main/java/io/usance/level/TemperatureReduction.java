package io.usance.level;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The reduction of a liquid's volume to 15 °C: {@code α = (K0 + K1·ρ15)/ρ15²} and {@code VCF =
 * exp(−α·Δt·(1 + 0.8·α·Δt))} with Δt = t − 15 °C.
 *
 * <p>Source: API MPMS chapter 11.1 / ASTM D1250-80, tables 53 and 54. Gas oil: K0 = 186.9696, K1 =
 * 0.4862. The printed tables round density, temperature and factor; this is the equation, not
 * rounded, to 28 decimals.
 *
 * @param k0 in kg²/(m⁶·K), 0 to 1000
 * @param k1 in kg/(m³·K), -1 to 1; with these limits the exponent stays below 1
 */
public record TemperatureReduction(BigDecimal k0, BigDecimal k1) {

    /** The tables begin here. */
    public static final BigDecimal TEMPERATURE_CEL_MIN = new BigDecimal("-18");

    /** The longest of the tables ends here. */
    public static final BigDecimal TEMPERATURE_CEL_MAX = new BigDecimal("150");

    /** Lighter and heavier liquids are not in the tables. */
    public static final BigDecimal RHO15_KG_PER_M3_MIN = new BigDecimal("600");

    /** See {@link #RHO15_KG_PER_M3_MIN}. */
    public static final BigDecimal RHO15_KG_PER_M3_MAX = new BigDecimal("1200");

    private static final int FACTOR_DECIMALS = 28;
    private static final BigDecimal REFERENCE_CEL = BigDecimal.valueOf(15);
    private static final BigDecimal SECOND_ORDER = new BigDecimal("0.8");
    private static final BigDecimal K0_MAX = new BigDecimal("1000");
    private static final BigDecimal K1_MAX = BigDecimal.ONE;

    public TemperatureReduction {
        k0 = Sizes.within("k0", k0, BigDecimal.ZERO, K0_MAX);
        k1 = Sizes.within("k1", k1, K1_MAX.negate(), K1_MAX);
    }

    /** True if the equation holds at this temperature. */
    public static boolean covers(BigDecimal temperatureCel) {
        return temperatureCel.compareTo(TEMPERATURE_CEL_MIN) >= 0
                && temperatureCel.compareTo(TEMPERATURE_CEL_MAX) <= 0;
    }

    /**
     * What one litre at a temperature is at 15 °C, in litres.
     *
     * @param rho15KgPerM3 density at 15 °C, within the limits above
     * @param temperatureCel within the limits above
     */
    public BigDecimal factor(BigDecimal rho15KgPerM3, BigDecimal temperatureCel) {
        requireWithin("density", rho15KgPerM3, RHO15_KG_PER_M3_MIN, RHO15_KG_PER_M3_MAX, "kg/m3");
        requireWithin(
                "temperature", temperatureCel, TEMPERATURE_CEL_MIN, TEMPERATURE_CEL_MAX, "Cel");
        BigDecimal alpha =
                k0.add(k1.multiply(rho15KgPerM3))
                        .divide(rho15KgPerM3.multiply(rho15KgPerM3), MathContext.DECIMAL128);
        BigDecimal x = alpha.multiply(temperatureCel.subtract(REFERENCE_CEL));
        BigDecimal exponent = x.add(x.multiply(x).multiply(SECOND_ORDER)).negate();
        return Fixed.times(Fixed.exp(Fixed.of(exponent)), BigDecimal.ONE, FACTOR_DECIMALS);
    }

    private static void requireWithin(
            String what, BigDecimal value, BigDecimal least, BigDecimal most, String unit) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    what
                            + " "
                            + value
                            + " "
                            + unit
                            + " is outside "
                            + least
                            + " to "
                            + most
                            + "; the reduction is not known there");
        }
    }
}
