package io.usance.record;

import io.usance.quantity.UnitOfMeasure;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Units from outside, by their case-sensitive UCUM codes. */
final class Units {

    private static final String KNOWN =
            Arrays.stream(UnitOfMeasure.values())
                    .map(UnitOfMeasure::code)
                    .collect(Collectors.joining(" "));

    private Units() {}

    static UnitOfMeasure ofCode(String code) throws Refusal {
        UnitOfMeasure unit = UnitOfMeasure.ofCode(code).orElse(null);
        if (unit == null) {
            throw new Refusal(
                    DecodeReason.UNKNOWN_UNIT,
                    "unit " + Refusal.shown(code) + " is none of " + KNOWN);
        }
        return unit;
    }

    /** The unit of a mass or a volume. */
    static UnitOfMeasure ofMaterial(String code) throws Refusal {
        UnitOfMeasure unit = ofCode(code);
        if (!unit.dimension().isOfMaterial()) {
            throw new Refusal(
                    DecodeReason.UNKNOWN_UNIT, code + " is not a unit of a mass or a volume");
        }
        return unit;
    }
}
