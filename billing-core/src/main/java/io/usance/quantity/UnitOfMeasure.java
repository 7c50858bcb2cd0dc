package io.usance.quantity;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/** The units understood at the edges, by their case-sensitive UCUM codes (https://ucum.org). */
public enum UnitOfMeasure {
    GRAM("g", Dimension.MASS, "1"),
    KILOGRAM(UnitOfMeasure.KILOGRAM_CODE, Dimension.MASS, "1000"),
    TONNE("t", Dimension.MASS, "1000000"),
    /** International avoirdupois pound, exactly 0.45359237 kg. */
    POUND("[lb_av]", Dimension.MASS, "453.59237"),
    MILLILITRE("mL", Dimension.VOLUME, "1"),
    LITRE(UnitOfMeasure.LITRE_CODE, Dimension.VOLUME, "1000"),
    HECTOLITRE("hL", Dimension.VOLUME, "100000"),
    CUBIC_METRE("m3", Dimension.VOLUME, "1000000"),
    MILLIMETRE("mm", Dimension.LENGTH, "1"),
    CENTIMETRE("cm", Dimension.LENGTH, "10"),
    METRE(UnitOfMeasure.METRE_CODE, Dimension.LENGTH, "1000"),
    /** International inch, exactly 25.4 mm. */
    INCH("[in_i]", Dimension.LENGTH, "25.4"),
    /** International foot, exactly 304.8 mm. */
    FOOT("[ft_i]", Dimension.LENGTH, "304.8"),
    PERCENT(UnitOfMeasure.PERCENT_CODE, Dimension.RATIO, "1000");

    static final String KILOGRAM_CODE = "kg";
    static final String LITRE_CODE = "L";
    static final String METRE_CODE = "m";
    static final String PERCENT_CODE = "%";

    private final String code;
    private final Dimension dimension;
    private final BigDecimal milliBase;
    private final int milliBaseDigits;

    UnitOfMeasure(String code, Dimension dimension, String milliBase) {
        this.code = code;
        this.dimension = dimension;
        this.milliBase = new BigDecimal(milliBase);
        BigDecimal stripped = this.milliBase.stripTrailingZeros();
        this.milliBaseDigits =
                stripped.unscaledValue().equals(BigInteger.ONE) ? -stripped.scale() : -1;
    }

    /** UCUM code as written in messages and documents. */
    public String code() {
        return code;
    }

    public Dimension dimension() {
        return dimension;
    }

    /**
     * How many thousandths of its dimension's base unit one of this unit is, exactly: grams,
     * millilitres, millimetres, thousandths of a percent.
     */
    public BigDecimal milliBase() {
        return milliBase;
    }

    /**
     * By how many digits the decimal point moves from a value in this unit to {@link #milliBase()};
     * negative if that is no power of ten: for inches, feet and pounds.
     */
    public int milliBaseDigits() {
        return milliBaseDigits;
    }

    /**
     * True if every quantity has a finite decimal value in this unit, as exact prices need. False
     * for the pound: a gram is 0.0022046… of it, without end.
     */
    public boolean isDecimal() {
        try {
            return BigDecimal.ONE.divide(milliBase).signum() > 0;
        } catch (ArithmeticException endless) {
            return false;
        }
    }

    /** The unit with this UCUM code; empty if it is not one of ours. */
    public static Optional<UnitOfMeasure> ofCode(String code) {
        for (UnitOfMeasure unit : values()) {
            if (unit.code.equals(code)) {
                return Optional.of(unit);
            }
        }
        return Optional.empty();
    }
}
