package io.usance.quantity;

/** What is measured. Quantities of different dimensions never mix without a density. */
public enum Dimension {
    /** Base unit kilogram; stored in grams. */
    MASS(UnitOfMeasure.KILOGRAM_CODE),
    /** Base unit litre; stored in millilitres. */
    VOLUME(UnitOfMeasure.LITRE_CODE),
    /** Base unit metre; in millimetres. A signal of a sensor, never a quantity of material. */
    LENGTH(UnitOfMeasure.METRE_CODE),
    /** Base unit percent; in thousandths of one. A signal of a sensor, as above. */
    RATIO(UnitOfMeasure.PERCENT_CODE);

    private final String baseUnitCode;

    Dimension(String baseUnitCode) {
        this.baseUnitCode = baseUnitCode;
    }

    /** True for what material is stored, delivered, drawn and priced by: mass and volume. */
    public boolean isOfMaterial() {
        return this == MASS || this == VOLUME;
    }

    /** UCUM code of the base unit: {@code kg}, {@code L}, {@code m} or {@code %}. */
    public String baseUnitCode() {
        return baseUnitCode;
    }
}
