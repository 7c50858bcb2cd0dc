package io.usance.pricing;

import io.usance.quantity.Dimension;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The agreed price, as a function of the quantity drawn so far in a billing period. */
public sealed interface Tariff {

    /** Most tiers of one tariff. */
    int TIERS_MAX = 32;

    /** Unit that prices and tier bounds are written in. */
    UnitOfMeasure per();

    default Dimension dimension() {
        return per().dimension();
    }

    /**
     * One price for every unit.
     *
     * @param unitPrice major currency units per {@code per}, zero or more
     */
    record PerUnit(BigDecimal unitPrice, UnitOfMeasure per) implements Tariff {
        public PerUnit {
            notNegative(unitPrice);
        }
    }

    /**
     * Tiers that each price the part of the quantity that falls in them.
     *
     * @param tiers by rising bound; the last and only the last is unbounded
     */
    record Graduated(List<Tier> tiers, UnitOfMeasure per) implements Tariff {
        public Graduated {
            tiers = List.copyOf(tiers);
            checkTiers(tiers);
        }
    }

    /**
     * @param upTo upper bound, inclusive, of the period's quantity; null for the last tier
     * @param unitPrice major currency units per unit within this tier, zero or more
     */
    record Tier(@Nullable BigDecimal upTo, BigDecimal unitPrice) {
        public Tier {
            notNegative(unitPrice);
        }
    }

    private static void notNegative(BigDecimal unitPrice) {
        if (unitPrice.signum() < 0) {
            throw new IllegalArgumentException("unit price " + unitPrice + " is negative");
        }
    }

    private static void checkTiers(List<Tier> tiers) {
        if (tiers.isEmpty() || tiers.size() > TIERS_MAX) {
            throw new IllegalArgumentException(
                    "a graduated tariff has 1 to " + TIERS_MAX + " tiers, not " + tiers.size());
        }
        BigDecimal lower = BigDecimal.ZERO;
        for (int i = 0; i < tiers.size(); i++) {
            BigDecimal upTo = tiers.get(i).upTo();
            boolean last = i == tiers.size() - 1;
            if (last != (upTo == null)) {
                throw new IllegalArgumentException(
                        "the last tier and only the last has no upper bound; tier " + (i + 1));
            }
            if (upTo != null && upTo.compareTo(lower) <= 0) {
                throw new IllegalArgumentException(
                        "tier " + (i + 1) + " ends at " + upTo + ", not above " + lower);
            }
            lower = upTo == null ? lower : upTo;
        }
    }
}
