package io.usance.pricing;

import io.usance.failure.Checks;
import io.usance.quantity.Fraction;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;

/**
 * What a price depends on beside the quantity.
 *
 * @param indexValues value pinned for the period, by series
 * @param stage of the period
 * @param carried from earlier periods under a minimum, major currency units, zero or more; see
 *     {@link CarryForward}
 * @param rounding of unit prices by index, HALF_UP or HALF_EVEN
 * @param provisionalValues the newest value of series of which the value that counts is not
 *     published, by series; what {@code indexValues} has goes before
 */
public record RatingContext(
        Map<String, BigDecimal> indexValues,
        Stage stage,
        Fraction carried,
        RoundingMode rounding,
        Map<String, BigDecimal> provisionalValues) {

    /** An open period, nothing carried, no index, HALF_UP. */
    public static final RatingContext PLAIN =
            new RatingContext(Map.of(), Stage.OPEN, Fraction.ZERO, RoundingMode.HALF_UP);

    /** Where a billing period stands. */
    public enum Stage {
        /** More may be drawn. */
        OPEN,
        /** All that was drawn is known: a minimum is due or carried. */
        CLOSED,
        /** Closed, and no period follows in which anything could be carried. */
        LAST
    }

    public RatingContext {
        indexValues = Map.copyOf(Checks.given(indexValues, "ratingContext.indexValues"));
        provisionalValues =
                Map.copyOf(Checks.given(provisionalValues, "ratingContext.provisionalValues"));
        Checks.given(stage, "ratingContext.stage");
        Checks.given(carried, "ratingContext.carried");
        Checks.given(rounding, "ratingContext.rounding");
        if (carried.signum() < 0) {
            throw new IllegalArgumentException(
                    "carried amount " + carried + " is negative, not 0 or more");
        }
    }

    /** Nothing is provisional. */
    public RatingContext(
            Map<String, BigDecimal> indexValues,
            Stage stage,
            Fraction carried,
            RoundingMode rounding) {
        this(indexValues, stage, carried, rounding, Map.of());
    }

    /** Under which a tariff costs most for a quantity: every index as high as it may be. */
    public static RatingContext dearest(Tariff tariff) {
        Map<String, BigDecimal> highest = new HashMap<>();
        for (Tariff.Indexed rate : tariff.indexed()) {
            highest.put(rate.series(), IndexFormula.highest(rate));
        }
        return PLAIN.with(highest).at(Stage.LAST);
    }

    /** The same at another stage. */
    public RatingContext at(Stage other) {
        return new RatingContext(indexValues, other, carried, rounding, provisionalValues);
    }

    /** The same with these index values. */
    public RatingContext with(Map<String, BigDecimal> values) {
        return new RatingContext(values, stage, carried, rounding, provisionalValues);
    }

    /** The same with these newest values, while those that count are not published. */
    public RatingContext provisionally(Map<String, BigDecimal> values) {
        return new RatingContext(indexValues, stage, carried, rounding, values);
    }

    /** The same with this amount carried. */
    public RatingContext carrying(Fraction amount) {
        return new RatingContext(indexValues, stage, amount, rounding, provisionalValues);
    }

    boolean isClosed() {
        return switch (stage) {
            case OPEN -> false;
            case CLOSED, LAST -> true;
        };
    }
}
