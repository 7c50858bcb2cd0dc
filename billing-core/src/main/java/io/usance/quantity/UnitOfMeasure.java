package io.usance.quantity;

import static io.usance.failure.Checks.given;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The units understood at the edges, by their case-sensitive UCUM codes (https://ucum.org): a table
 * of code, dimension, exact size and the code of UN/ECE recommendation 20 that invoices use. One
 * object per unit, so {@code ==} compares.
 *
 * <p>A unit is added by adding a row.
 */
public final class UnitOfMeasure {
    static final String KILOGRAM_CODE = "kg";
    static final String LITRE_CODE = "L";
    static final String METRE_CODE = "m";
    static final String PERCENT_CODE = "%";
    static final String SECOND_CODE = "s";
    static final String ONE_CODE = "1";
    static final String WATT_HOUR_CODE = "W.h";
    static final String WATT_CODE = "W";
    static final String BYTE_CODE = "By";

    /** In the order of the rows below, which fill it. */
    private static final Map<String, UnitOfMeasure> BY_CODE = new LinkedHashMap<>();

    // UCUM code, dimension, thousandths of the base unit (kg L m % s 1 W.h W By), Rec 20 code
    public static final UnitOfMeasure GRAM = row("g", Dimension.MASS, "1", "GRM");
    public static final UnitOfMeasure KILOGRAM = row("kg", Dimension.MASS, "1000", "KGM");
    public static final UnitOfMeasure TONNE = row("t", Dimension.MASS, "1000000", "TNE");

    /** 100 kg, in which grain and feed are sold. */
    public static final UnitOfMeasure DECITONNE = row("dt", Dimension.MASS, "100000", "DTN");

    /** International avoirdupois pound, exactly 0.45359237 kg. */
    public static final UnitOfMeasure POUND = row("[lb_av]", Dimension.MASS, "453.59237", "LBR");

    /** 2,000 pounds. */
    public static final UnitOfMeasure SHORT_TON =
            row("[ston_av]", Dimension.MASS, "907184.74", "STN");

    /** 2,240 pounds. */
    public static final UnitOfMeasure LONG_TON =
            row("[lton_av]", Dimension.MASS, "1016046.9088", "LTN");

    public static final UnitOfMeasure MILLILITRE = row("mL", Dimension.VOLUME, "1", "MLT");
    public static final UnitOfMeasure LITRE = row("L", Dimension.VOLUME, "1000", "LTR");
    public static final UnitOfMeasure HECTOLITRE = row("hL", Dimension.VOLUME, "100000", "HLT");
    public static final UnitOfMeasure CUBIC_METRE = row("m3", Dimension.VOLUME, "1000000", "MTQ");

    /** 231 cubic inches, exactly 3.785411784 L. */
    public static final UnitOfMeasure US_GALLON =
            row("[gal_us]", Dimension.VOLUME, "3785.411784", "GLL");

    public static final UnitOfMeasure MILLIMETRE = row("mm", Dimension.LENGTH, "1", "MMT");
    public static final UnitOfMeasure CENTIMETRE = row("cm", Dimension.LENGTH, "10", "CMT");
    public static final UnitOfMeasure METRE = row("m", Dimension.LENGTH, "1000", "MTR");

    /** International inch, exactly 25.4 mm. */
    public static final UnitOfMeasure INCH = row("[in_i]", Dimension.LENGTH, "25.4", "INH");

    /** International foot, exactly 304.8 mm. */
    public static final UnitOfMeasure FOOT = row("[ft_i]", Dimension.LENGTH, "304.8", "FOT");

    public static final UnitOfMeasure PERCENT = row("%", Dimension.RATIO, "1000", "P1");

    public static final UnitOfMeasure SECOND = row("s", Dimension.TIME, "1000", "SEC");
    public static final UnitOfMeasure MINUTE = row("min", Dimension.TIME, "60000", "MIN");
    public static final UnitOfMeasure HOUR = row("h", Dimension.TIME, "3600000", "HUR");

    /** 24 hours; not a day of the calendar, of which two a year have 23 and 25. */
    public static final UnitOfMeasure DAY = row("d", Dimension.TIME, "86400000", "DAY");

    /** Whatever is counted: parts, cycles, readings. */
    public static final UnitOfMeasure ONE = row("1", Dimension.COUNT, "1000", "C62");

    public static final UnitOfMeasure WATT_HOUR = row("W.h", Dimension.ENERGY, "1000", "WHR");
    public static final UnitOfMeasure KILOWATT_HOUR =
            row("kW.h", Dimension.ENERGY, "1000000", "KWH");
    public static final UnitOfMeasure MEGAWATT_HOUR =
            row("MW.h", Dimension.ENERGY, "1000000000", "MWH");
    public static final UnitOfMeasure GIGAWATT_HOUR =
            row("GW.h", Dimension.ENERGY, "1000000000000", "GWH");

    /** One 3,600th of a watt-hour. */
    public static final UnitOfMeasure JOULE = row("J", Dimension.ENERGY, "5/18", "JOU");

    public static final UnitOfMeasure KILOJOULE = row("kJ", Dimension.ENERGY, "2500/9", "KJO");
    public static final UnitOfMeasure MEGAJOULE = row("MJ", Dimension.ENERGY, "2500000/9", "3B");

    public static final UnitOfMeasure WATT = row("W", Dimension.POWER, "1000", "WTT");
    public static final UnitOfMeasure KILOWATT = row("kW", Dimension.POWER, "1000000", "KWT");
    public static final UnitOfMeasure MEGAWATT = row("MW", Dimension.POWER, "1000000000", "MAW");

    public static final UnitOfMeasure BYTE = row("By", Dimension.DATA, "1000", "AD");

    /** 1,000 bytes; the larger ones follow by thousands too. */
    public static final UnitOfMeasure KILOBYTE = row("kBy", Dimension.DATA, "1000000", "2P");

    public static final UnitOfMeasure MEGABYTE = row("MBy", Dimension.DATA, "1000000000", "4L");
    public static final UnitOfMeasure GIGABYTE = row("GBy", Dimension.DATA, "1000000000000", "E34");

    private static final List<UnitOfMeasure> ALL = List.copyOf(BY_CODE.values());

    /** Longest text in braces that is taken for a count. */
    private static final int ANNOTATION_CHARS_MAX = 32;

    /**
     * UCUM's annotation without a unit, {@code {part}} or {@code {cycle}}: it says in words what is
     * counted and equals 1 (UCUM §6, §12).
     */
    private static final Pattern ANNOTATION =
            Pattern.compile("\\{[!-z|~]{1," + ANNOTATION_CHARS_MAX + "}}");

    private static final int SHOWN_CHARS_MAX = 40;

    private final String code;
    private final Dimension dimension;
    private final Fraction size;
    private final String rec20Code;
    private final @Nullable BigDecimal milliBase;
    private final int milliBaseDigits;

    private UnitOfMeasure(String code, Dimension dimension, Fraction size, String rec20Code) {
        this.code = code;
        this.dimension = dimension;
        this.size = size;
        this.rec20Code = rec20Code;
        this.milliBase = size.isDecimal() ? size.decimal() : null;
        this.milliBaseDigits = milliBase == null ? -1 : digits(milliBase.stripTrailingZeros());
    }

    private static UnitOfMeasure row(
            String code, Dimension dimension, String thousandths, String rec20Code) {
        UnitOfMeasure unit =
                new UnitOfMeasure(code, dimension, Fraction.parse(thousandths), rec20Code);
        if (BY_CODE.put(code, unit) != null) {
            throw new IllegalStateException("unit " + code + " is in the table twice");
        }
        return unit;
    }

    private static int digits(BigDecimal stripped) {
        return stripped.unscaledValue().equals(BigInteger.ONE) ? -stripped.scale() : -1;
    }

    /** UCUM code as written in messages and documents. */
    public String code() {
        return code;
    }

    public Dimension dimension() {
        return dimension;
    }

    /** Code of UN/ECE recommendation 20, as UBL invoices write it. */
    public String rec20Code() {
        return rec20Code;
    }

    /** How many thousandths of its dimension's base unit one of this unit is, exactly. */
    public Fraction size() {
        return size;
    }

    /**
     * {@link #size()} as a decimal: grams, millilitres, millimetres, thousandths of a percent. All
     * units of mass, volume, length and ratio have one.
     *
     * @throws ArithmeticException if it has none: for joules
     */
    public BigDecimal milliBase() {
        return milliBase == null ? size.decimal() : milliBase;
    }

    /**
     * By how many digits the decimal point moves from a value in this unit to {@link #milliBase()};
     * negative if that is no power of ten: for inches, feet and pounds.
     */
    public int milliBaseDigits() {
        return milliBaseDigits;
    }

    /**
     * A value in this unit in whole thousandths of the base unit, rounded half-even.
     *
     * @param value of at most {@link DecimalText#DIGITS_MAX} digits before and after the point
     */
    public BigInteger milli(BigDecimal value) {
        return milliBase == null
                ? Fraction.of(value).times(size).rounded(0, RoundingMode.HALF_EVEN).toBigInteger()
                : value.multiply(milliBase).setScale(0, RoundingMode.HALF_EVEN).toBigInteger();
    }

    /** Whether a value in this unit is beyond {@link Dimension#milliMax}, before it is rounded. */
    public boolean isBeyondLimit(BigDecimal value) {
        BigDecimal most = BigDecimal.valueOf(dimension.milliMax());
        return milliBase == null
                ? Fraction.of(value).times(size).abs().compareTo(Fraction.of(most)) > 0
                : value.multiply(milliBase).abs().compareTo(most) > 0;
    }

    /** All units, by dimension, as the table has them. */
    public static List<UnitOfMeasure> all() {
        return ALL;
    }

    /** The codes of the units that fit, with a space between them; for people. */
    public static String codes(Predicate<Dimension> fits) {
        return ALL.stream()
                .filter(unit -> fits.test(unit.dimension))
                .map(UnitOfMeasure::code)
                .collect(Collectors.joining(" "));
    }

    /**
     * The unit with this UCUM code. An annotation alone, such as {@code {part}}, is {@link #ONE}.
     *
     * @return empty if it is not one of ours
     */
    public static Optional<UnitOfMeasure> ofCode(String code) {
        UnitOfMeasure unit = BY_CODE.get(given(code, "unit"));
        return unit == null && ANNOTATION.matcher(code).matches()
                ? Optional.of(ONE)
                : Optional.ofNullable(unit);
    }

    /**
     * The unit with this UCUM code.
     *
     * @throws IllegalArgumentException if it is not one of ours; with those that are
     */
    public static UnitOfMeasure of(String code) {
        return of(code, "", any -> true);
    }

    /**
     * The unit of a dimension with this UCUM code.
     *
     * @throws IllegalArgumentException if it is not one of ours, or of another dimension; with
     *     those that fit
     */
    public static UnitOfMeasure of(String code, Dimension wanted) {
        return of(code, given(wanted, "unit.dimension").name(), wanted::equals);
    }

    /**
     * The unit of a dimension that can be billed with this UCUM code.
     *
     * @throws IllegalArgumentException if it is not one of ours, or only of a sensor's signal; with
     *     those that fit
     */
    public static UnitOfMeasure billed(String code) {
        return of(code, "what is billed", Dimension::isBilled);
    }

    private static UnitOfMeasure of(String code, String wanted, Predicate<Dimension> fits) {
        UnitOfMeasure unit = ofCode(code).orElse(null);
        if (unit == null) {
            throw new IllegalArgumentException(
                    "unit %s is unknown; known are %s".formatted(shown(code), codes(fits)));
        }
        if (!fits.test(unit.dimension)) {
            throw new IllegalArgumentException(
                    "%s is a unit of %s, not of %s; write one of %s"
                            .formatted(code, unit.dimension, wanted, codes(fits)));
        }
        return unit;
    }

    private static String shown(String code) {
        return code.length() <= SHOWN_CHARS_MAX ? code : code.substring(0, SHOWN_CHARS_MAX) + "…";
    }

    /** The UCUM code. */
    @Override
    public String toString() {
        return code;
    }
}
