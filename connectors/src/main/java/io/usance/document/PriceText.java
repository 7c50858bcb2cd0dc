package io.usance.document;

import io.usance.pricing.RatingLine;

/** Lines of a rating trace, for people. */
public final class PriceText {
    private PriceText() {}

    /** For example {@code 10 t x 1200 = 12000 (tier 1)}. */
    public static String line(RatingLine line) {
        return "%s%s x %s = %s (%s)"
                .formatted(
                        line.quantity().toPlainString(),
                        line.unit() == null ? "" : " " + line.unit().code(),
                        line.unitPrice().toPlainString(),
                        line.amountExact().toPlainString(),
                        (line.component() == null ? "" : "component " + line.component() + ", ")
                                + (line.basis() == null ? "tier " + line.tier() : line.basis()));
    }
}
