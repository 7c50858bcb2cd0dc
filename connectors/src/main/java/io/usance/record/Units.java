package io.usance.record;

import io.usance.quantity.Dimension;
import io.usance.quantity.UnitOfMeasure;

/** Units from outside, by their case-sensitive UCUM codes. */
public final class Units {
    private static final String KNOWN = UnitOfMeasure.codes(any -> true);
    private static final String OF_MATERIAL = UnitOfMeasure.codes(Dimension::isOfMaterial);

    private Units() {}

    /** The unit of that code. */
    public static UnitOfMeasure ofCode(String code) throws Refusal {
        UnitOfMeasure unit = UnitOfMeasure.ofCode(code).orElse(null);
        if (unit == null) {
            throw new Refusal(
                    DecodeReason.UNKNOWN_UNIT,
                    "unit " + Refusal.shown(code) + " is none of " + KNOWN);
        }
        return unit;
    }

    /** The unit of a mass or a volume. */
    public static UnitOfMeasure ofMaterial(String code) throws Refusal {
        UnitOfMeasure unit = ofCode(code);
        if (!unit.dimension().isOfMaterial()) {
            throw new Refusal(
                    DecodeReason.UNKNOWN_UNIT,
                    code
                            + " is a unit of "
                            + unit.dimension()
                            + ", not of a mass or a volume; send one of "
                            + OF_MATERIAL);
        }
        return unit;
    }
}
