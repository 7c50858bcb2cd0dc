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

    /** Most digits of a price or bound, before and after the point. */
    int DIGITS_MAX = 18;

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
            unitPrice = price(unitPrice);
            checkUnit(per);
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
            checkUnit(per);
        }
    }

    /**
     * @param upTo upper bound, inclusive, of the period's quantity; null for the last tier
     * @param unitPrice major currency units per unit within this tier, zero or more
     */
    record Tier(@Nullable BigDecimal upTo, BigDecimal unitPrice) {
        public Tier {
            unitPrice = price(unitPrice);
            upTo = upTo == null ? null : plain("tier bound", upTo);
        }
    }

    private static BigDecimal price(BigDecimal unitPrice) {
        if (unitPrice.signum() < 0) {
            throw new IllegalArgumentException(
                    "unit price " + unitPrice + " is negative; a price is 0 or more");
        }
        return plain("unit price", unitPrice);
    }

    /**
     * The same value without an exponent, so that {@code 1.2E+3} and {@code 1200} are one tariff.
     */
    private static BigDecimal plain(String what, BigDecimal value) {
        // Precision less scale is the number of digits before the point.
        if (value.scale() > DIGITS_MAX || (long) value.precision() - value.scale() > DIGITS_MAX) {
            throw new IllegalArgumentException(
                    what
                            + " "
                            + value
                            + " has more than "
                            + DIGITS_MAX
                            + " digits before or after the point");
        }
        return value.scale() < 0 ? value.setScale(0) : value;
    }

    private static void checkUnit(UnitOfMeasure per) {
        if (!per.dimension().isOfMaterial()) {
            throw new IllegalArgumentException(
                    "a price is per mass or volume, not per " + per.code());
        }
        if (!per.isDecimal()) {
            throw new IllegalArgumentException(
                    "a price per "
                            + per.code()
                            + " cannot be exact: one "
                            + per.code()
                            + " is "
                            + per.milliBase().toPlainString()
                            + " thousandths of a "
                            + per.dimension().baseUnitCode()
                            + ", so most quantities have no finite decimal value in it;"
                            + " convert the price to one per "
                            + per.dimension().baseUnitCode());
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
