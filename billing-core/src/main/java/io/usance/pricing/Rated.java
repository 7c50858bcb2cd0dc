package io.usance.pricing;

import io.usance.quantity.Fraction;
import java.util.List;

/**
 * What a quantity costs, and how that came about. The lines' amounts add up to {@code amountExact}.
 *
 * @param amountExact major currency units, unrounded; negative for a credit to the customer, which
 *     only a {@link Tariff.Floor} allows
 * @param carry what goes into the next period under a minimum, major currency units, zero or more;
 *     see {@link CarryForward}
 * @param lines in the order of the tariff's components and tiers
 */
public record Rated(Fraction amountExact, Fraction carry, List<RatingLine> lines) {

    /** Before anything is charged in a period, its base fee included. */
    public static final Rated NOTHING = new Rated(Fraction.ZERO, Fraction.ZERO, List.of());

    public Rated {
        lines = List.copyOf(lines);
    }

    static Rated of(List<RatingLine> lines, Fraction carry) {
        return new Rated(RatingLine.sum(lines), carry, lines);
    }
}
