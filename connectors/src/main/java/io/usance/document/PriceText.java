package io.usance.document;

import io.usance.pricing.RatingLine;
import io.usance.quantity.UnitOfMeasure;
import org.jspecify.annotations.Nullable;

/** Lines of a rating trace, for people. */
public final class PriceText {
    private PriceText() {}

    /**
     * For example {@code 10 t x 1200 = 12000 (tier 1)}, or {@code 160 h x 48.5 = 7760 (component 2,
     * hours, tier 1)}. What is counted has no unit to show.
     */
    public static String line(RatingLine line) {
        return "%s%s x %s = %s (%s)"
                .formatted(
                        line.quantity().shown(),
                        unit(line.unit()),
                        line.unitPrice().toPlainString(),
                        line.amountExact().shown(),
                        (line.component() == null ? "" : "component " + line.component() + ", ")
                                + (line.of() == null ? "" : line.of() + ", ")
                                + (line.basis() == null ? "tier " + line.tier() : line.basis()));
    }

    /** With a space before it; nothing for what is counted. */
    public static String unit(@Nullable UnitOfMeasure unit) {
        return unit == null || unit == UnitOfMeasure.ONE ? "" : " " + unit.code();
    }
}
