package io.usance.quantity;

/** What is measured. Quantities of different dimensions never mix without a density. */
public enum Dimension {
    /** Base unit kilogram; stored in grams. */
    MASS(UnitOfMeasure.KILOGRAM_CODE),
    /** Base unit litre; stored in millilitres. */
    VOLUME(UnitOfMeasure.LITRE_CODE);

    private final String baseUnitCode;

    Dimension(String baseUnitCode) {
        this.baseUnitCode = baseUnitCode;
    }

    /** UCUM code of the base unit: {@code kg} or {@code L}. */
    public String baseUnitCode() {
        return baseUnitCode;
    }
}
