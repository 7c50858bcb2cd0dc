package io.usance.pricing;

import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Rates quantities by a tariff, exactly. Pure.
 *
 * <p>A tier ends at its upper bound, inclusive, and every fraction belongs to the tier it falls in.
 */
public final class Rating {
    private Rating() {}

    /**
     * The exact amount of a period's cumulated quantity.
     *
     * @param total drawn in the period so far; zero or more
     * @return major currency units, unrounded
     */
    public static BigDecimal amount(Tariff tariff, Quantity total) {
        return trace(tariff, Quantity.zero(total.dimension()), total).stream()
                .map(RatingLine::amountExact)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /**
     * How the instalment between two cumulated quantities is priced. The lines' amounts add up to
     * {@code amount(to) - amount(from)}.
     *
     * @param from drawn before, zero or more
     * @param to drawn after; may be less than {@code from} (a credit), then lines are negative
     * @throws IllegalArgumentException if a quantity is negative or not of the tariff's dimension
     */
    public static List<RatingLine> trace(Tariff tariff, Quantity from, Quantity to) {
        BigDecimal lower = inTariffUnit(tariff, from);
        BigDecimal upper = inTariffUnit(tariff, to);
        return switch (tariff) {
            case Tariff.PerUnit flat -> flatLines(flat, upper.subtract(lower));
            case Tariff.Graduated graduated -> tierLines(graduated, lower, upper);
        };
    }

    private static List<RatingLine> flatLines(Tariff.PerUnit tariff, BigDecimal quantity) {
        return quantity.signum() == 0
                ? List.of()
                : List.of(line(1, quantity, tariff.per(), tariff.unitPrice()));
    }

    private static List<RatingLine> tierLines(
            Tariff.Graduated tariff, BigDecimal from, BigDecimal to) {
        List<RatingLine> lines = new ArrayList<>();
        BigDecimal tierStart = BigDecimal.ZERO;
        for (int i = 0; i < tariff.tiers().size(); i++) {
            Tariff.Tier tier = tariff.tiers().get(i);
            BigDecimal tierEnd = tier.upTo() == null ? from.max(to).max(tierStart) : tier.upTo();
            BigDecimal quantity =
                    clamp(to, tierStart, tierEnd).subtract(clamp(from, tierStart, tierEnd));
            if (quantity.signum() != 0) {
                lines.add(line(i + 1, quantity, tariff.per(), tier.unitPrice()));
            }
            tierStart = tierEnd;
        }
        return lines;
    }

    private static RatingLine line(
            int tier, BigDecimal quantity, UnitOfMeasure unit, BigDecimal unitPrice) {
        BigDecimal shortest = plain(quantity);
        return new RatingLine(tier, shortest, unit, unitPrice, plain(shortest.multiply(unitPrice)));
    }

    /** Without trailing zeros and without an exponent, as it is stored. */
    private static BigDecimal plain(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    private static BigDecimal clamp(BigDecimal value, BigDecimal low, BigDecimal high) {
        return value.max(low).min(high);
    }

    private static BigDecimal inTariffUnit(Tariff tariff, Quantity quantity) {
        if (quantity.milli() < 0) {
            throw new IllegalArgumentException("cannot rate the negative quantity " + quantity);
        }
        return quantity.in(tariff.per());
    }
}
