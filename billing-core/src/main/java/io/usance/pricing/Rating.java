package io.usance.pricing;

import io.usance.failure.Checks;
import io.usance.quantity.Dimension;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Rates quantities by a tariff, exactly. Pure.
 *
 * <p>A tier ends at its upper bound, inclusive, and every fraction belongs to the tier it falls in.
 * Unit prices by index are rounded to the tariff's decimals; nothing else is rounded here. An
 * instalment is the rounded amount of all that was drawn less what was issued before.
 */
public final class Rating {
    private Rating() {}

    /**
     * What a period's cumulated quantities cost. What the tariff does not price costs nothing.
     *
     * @param totals drawn in the period so far, by name; each zero or more
     * @throws IllegalArgumentException if a quantity is negative or not of the dimension that the
     *     tariff prices it by, if one that it prices is not there, or an index value is not above
     *     zero or absurd
     * @throws MissingIndexValueException if the context lacks a value the tariff needs
     */
    public static Rated rate(Tariff tariff, Quantities totals, RatingContext context) {
        totals.byName()
                .forEach((name, total) -> {
                    if (total.milli() < 0) {
                        throw new IllegalArgumentException(
                                "cannot rate the negative quantity "
                                        + (name.equals(Quantities.ONLY) ? "" : name + " ")
                                        + total);
                    }
                });
        return switch (tariff) {
            case Tariff.Usage usage -> {
                SignRules.checkAlone(usage);
                yield Rated.of(UsageRating.lines(usage, totals, context), context.carried());
            }
            case Tariff.Composite composite -> CompositeRating.rate(composite, totals, context);
        };
    }

    /**
     * As {@link #rate(Tariff, Quantities, RatingContext)}, of a tariff of one quantity, by whatever
     * name.
     *
     * @param total drawn in the period so far; zero or more
     * @throws IllegalArgumentException as there, and if the tariff prices several quantities
     */
    public static Rated rate(Tariff tariff, Quantity total, RatingContext context) {
        SortedMap<String, Dimension> priced = tariff.quantities();
        if (priced.size() > 1) {
            throw new IllegalArgumentException(
                    "the tariff prices %s; say how much of each"
                            .formatted(String.join(", ", priced.keySet())));
        }
        return rate(tariff, Quantities.of(Map.of(priced.firstKey(), total)), context);
    }

    /**
     * The exact amount of a period's cumulated quantity in a plain context: open, no index.
     *
     * @param total drawn in the period so far; zero or more
     * @return major currency units, unrounded
     */
    public static Fraction amount(Tariff tariff, Quantity total) {
        return rate(tariff, total, RatingContext.PLAIN).amountExact();
    }

    /**
     * How the instalment between two cumulated quantities is priced in a plain context. The lines'
     * amounts add up to {@code amount(to) - amount(from)}.
     *
     * @param from drawn before, zero or more
     * @param to drawn after; may be less than {@code from} (a credit), then lines are negative
     * @throws IllegalArgumentException if a quantity is negative or not of the tariff's dimension
     */
    public static List<RatingLine> trace(Tariff tariff, Quantity from, Quantity to) {
        return difference(
                rate(tariff, from, RatingContext.PLAIN), rate(tariff, to, RatingContext.PLAIN));
    }

    /**
     * At least what a tariff can come to, whatever its sign, and whatever the indexes are: by its
     * prices and fees without their signs. What a formula without a cap adds is not in it.
     *
     * @param most the largest quantities
     * @return major currency units, zero or more
     * @throws IllegalArgumentException if the amount may be negative, and nothing says how far
     */
    public static Fraction bound(Tariff tariff, Quantities most) {
        Checks.given(tariff, "tariff");
        Checks.given(most, "quantities");
        if (tariff instanceof Tariff.Usage usage) {
            SignRules.checkAlone(usage);
        }
        Tariff unsigned = SignRules.unsigned(tariff);
        return rate(unsigned, most, RatingContext.dearest(unsigned)).amountExact();
    }

    /**
     * What is to be issued when something has been: lines at the same price are netted; a price
     * that no longer holds is taken back, and the new one charged. The lines' amounts add up to
     * {@code after - before}.
     *
     * @param before what was charged, at whatever prices
     * @param after what is due now
     */
    public static List<RatingLine> difference(Rated before, Rated after) {
        return difference(before.lines(), after.lines());
    }

    /** As {@link #difference(Rated, Rated)}, of their lines. */
    public static List<RatingLine> difference(List<RatingLine> before, List<RatingLine> after) {
        return net(
                before.stream().map(line -> line.withQuantity(line.quantity().negated())).toList(),
                after);
    }

    /** All the lines, those at the same price netted to one, without those that come to nothing. */
    public static List<RatingLine> net(List<RatingLine> some, List<RatingLine> more) {
        Map<Price, RatingLine> lines = new LinkedHashMap<>();
        some.forEach(line -> add(lines, line));
        more.forEach(line -> add(lines, line));
        List<RatingLine> changed = new ArrayList<>(lines.values());
        changed.removeIf(line -> line.quantity().signum() == 0);
        changed.sort(Comparator.comparingInt(Rating::place).thenComparingInt(RatingLine::tier));
        return changed;
    }

    /** Lines with the same price net to one. */
    private record Price(
            int tier,
            @Nullable UnitOfMeasure unit,
            BigDecimal unitPrice,
            @Nullable Integer component,
            @Nullable String basis,
            @Nullable String of) {}

    private static void add(Map<Price, RatingLine> lines, RatingLine line) {
        Price price =
                new Price(
                        line.tier(),
                        line.unit(),
                        RatingLine.plain(line.unitPrice()),
                        line.component(),
                        line.basis(),
                        line.of());
        lines.merge(
                price,
                line,
                (one, more) -> more.withQuantity(one.quantity().plus(more.quantity())));
    }

    private static int place(RatingLine line) {
        return line.component() == null ? 0 : line.component();
    }
}
