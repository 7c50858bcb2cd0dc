package io.usance.quantity;

/**
 * What is measured. Quantities of different dimensions never mix without a density.
 *
 * <p>Each has a base unit, in thousandths of which quantities are counted and stored, and a largest
 * quantity that is taken from outside at once. A period's sum is held back from being charged where
 * it would exceed a {@code long}: 9.2 petabytes for data, and far above any contract for the
 * others.
 */
public enum Dimension {
    /** Base unit kilogram; stored in grams. At most ten million tonnes. */
    MASS(UnitOfMeasure.KILOGRAM_CODE, 10_000_000_000L, Use.MATERIAL),
    /** Base unit litre; stored in millilitres. At most ten million cubic metres. */
    VOLUME(UnitOfMeasure.LITRE_CODE, 10_000_000_000L, Use.MATERIAL),
    /** Base unit metre; in millimetres. A signal of a sensor, never a quantity that is billed. */
    LENGTH(UnitOfMeasure.METRE_CODE, 10_000_000_000L, Use.SIGNAL),
    /** Base unit percent; in thousandths of one. A signal of a sensor, as above. */
    RATIO(UnitOfMeasure.PERCENT_CODE, 10_000_000_000L, Use.SIGNAL),
    /** Base unit second; stored in milliseconds. At most 10¹² s: 31,000 machines for a year. */
    TIME(UnitOfMeasure.SECOND_CODE, 1_000_000_000_000L, Use.BILLED),
    /** Base unit one: parts, cycles, readings. At most 10¹⁰. */
    COUNT(UnitOfMeasure.ONE_CODE, 10_000_000_000L, Use.BILLED),
    /** Base unit watt-hour; stored in milliwatt-hours. At most 10¹² Wh. */
    ENERGY(UnitOfMeasure.WATT_HOUR_CODE, 1_000_000_000_000L, Use.BILLED),
    /** Base unit watt; stored in milliwatts. At most 10¹² W. */
    POWER(UnitOfMeasure.WATT_CODE, 1_000_000_000_000L, Use.BILLED),
    /** Base unit byte. At most 10¹⁴ B: a hundred terabytes. */
    DATA(UnitOfMeasure.BYTE_CODE, 100_000_000_000_000L, Use.BILLED);

    private enum Use {
        MATERIAL,
        BILLED,
        SIGNAL
    }

    /** Thousandths of the base unit in one base unit. */
    private static final long MILLI = 1_000;

    private final String baseUnitCode;
    private final long milliMax;
    private final Use use;

    Dimension(String baseUnitCode, long most, Use use) {
        this.baseUnitCode = baseUnitCode;
        this.milliMax = most * MILLI;
        this.use = use;
    }

    /** True for what material is stored, delivered, drawn and priced by: mass and volume. */
    public boolean isOfMaterial() {
        return use == Use.MATERIAL;
    }

    /**
     * True for what a {@link Quantity} can be, and a price can be for. False for length and ratio,
     * which are signals of a sensor only: they become a quantity before anything is billed.
     */
    public boolean isBilled() {
        return use != Use.SIGNAL;
    }

    /** UCUM code of the base unit: {@code kg}, {@code L}, {@code s}, {@code W.h}, for example. */
    public String baseUnitCode() {
        return baseUnitCode;
    }

    /**
     * Largest absolute quantity that is taken from outside, in thousandths of the base unit; a
     * larger one is refused as absurd.
     */
    public long milliMax() {
        return milliMax;
    }
}
