package io.usance.pricing;

import java.math.BigDecimal;
import java.util.List;

/**
 * What a quantity costs, and how that came about. The lines' amounts add up to {@code amountExact}.
 *
 * @param amountExact major currency units, unrounded, zero or more
 * @param carry what goes into the next period under a minimum, major currency units, zero or more;
 *     see {@link Tariff.CarryForward}
 * @param lines in the order of the tariff's components and tiers
 */
public record Rated(BigDecimal amountExact, BigDecimal carry, List<RatingLine> lines) {

    /** Before anything is charged in a period, its base fee included. */
    public static final Rated NOTHING = new Rated(BigDecimal.ZERO, BigDecimal.ZERO, List.of());

    public Rated {
        lines = List.copyOf(lines);
    }

    static Rated of(List<RatingLine> lines, BigDecimal carry) {
        return new Rated(RatingLine.sum(lines), carry, lines);
    }
}
