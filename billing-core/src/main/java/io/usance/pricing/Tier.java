package io.usance.pricing;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A tier of a {@link Tariff.Graduated} or {@link Tariff.Volume} price.
 *
 * @param upTo upper bound, inclusive, of the period's quantity; null if the last tier has no end
 * @param unitPrice major currency units per unit within this tier; negative for a rebate
 * @param flatFee major currency units, once per period, when the tier is entered: when the quantity
 *     exceeds its lower bound; negative for a bonus, null for none
 */
public record Tier(@Nullable BigDecimal upTo, BigDecimal unitPrice, @Nullable BigDecimal flatFee) {
    public Tier {
        unitPrice = TariffRules.signed("unit price", unitPrice);
        upTo = upTo == null ? null : TariffRules.plain("tier bound", upTo);
        flatFee = flatFee == null ? null : TariffRules.signed("flat fee", flatFee);
    }

    /** A tier without a flat fee. */
    public Tier(@Nullable BigDecimal upTo, BigDecimal unitPrice) {
        this(upTo, unitPrice, null);
    }
}
