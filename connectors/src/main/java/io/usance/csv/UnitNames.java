package io.usance.csv;

import io.usance.quantity.UnitOfMeasure;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Units as portals and spreadsheets write them. Not among them is a ton, which may be a metric, a
 * short or a long one.
 */
public final class UnitNames {
    private static final Map<String, UnitOfMeasure> BY_NAME = new HashMap<>();

    static {
        names(UnitOfMeasure.GRAM, "g gr gram grams gramm gramme");
        names(UnitOfMeasure.KILOGRAM, "kg kgs kilo kilos kilogram kilograms kilogramm");
        names(UnitOfMeasure.TONNE, "t to tonne tonnes tonnen mt metricton metrictons");
        names(UnitOfMeasure.DECITONNE, "dt dz");
        names(UnitOfMeasure.POUND, "lb lbs pound pounds lb_av");
        names(UnitOfMeasure.MILLILITRE, "ml millilitre milliliter");
        names(UnitOfMeasure.LITRE, "l ltr lt liter liters litre litres");
        names(UnitOfMeasure.HECTOLITRE, "hl hektoliter hectolitre");
        names(UnitOfMeasure.CUBIC_METRE, "m3 m³ m^3 cbm cum kubikmeter cubicmetre cubicmeter");
        names(UnitOfMeasure.US_GALLON, "gal gals gallon gallons usgal gal_us");
        names(UnitOfMeasure.MILLIMETRE, "mm millimeter millimetre");
        names(UnitOfMeasure.CENTIMETRE, "cm zentimeter centimeter centimetre");
        names(UnitOfMeasure.METRE, "m meter metre meters metres");
        names(UnitOfMeasure.INCH, "in inch inches \"");
        names(UnitOfMeasure.FOOT, "ft foot feet");
        names(UnitOfMeasure.PERCENT, "% percent pct prozent");
    }

    private UnitNames() {}

    private static void names(UnitOfMeasure unit, String names) {
        for (String name : names.split(" ")) {
            BY_NAME.put(name, unit);
        }
    }

    /** The unit by its UCUM code, else by another name in any case; empty if it has neither. */
    public static Optional<UnitOfMeasure> of(String name) {
        Optional<UnitOfMeasure> byCode = UnitOfMeasure.ofCode(name);
        return byCode.isPresent()
                ? byCode
                : Optional.ofNullable(
                        BY_NAME.get(name.toLowerCase(Locale.ROOT).replaceAll("[ .]", "")));
    }
}
