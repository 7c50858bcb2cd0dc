package io.usance.pricing;

import io.usance.pricing.Tariff.Indexed;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * The unit price by index, in this order: formula, floor and cap, rounding. It is computed as one
 * fraction {@code P0 x (a x I0 + b x I) / I0}, so nothing is rounded before the end.
 */
final class IndexFormula {
    private IndexFormula() {}

    /**
     * @throws MissingIndexValueException if the context has no value of the series
     * @throws IllegalArgumentException if the value is not above zero or absurd
     */
    static BigDecimal unitPrice(Indexed tariff, RatingContext context) {
        BigDecimal value = value(tariff, context);
        BigDecimal base = tariff.baseValue();
        BigDecimal dividend =
                tariff.basePrice()
                        .multiply(
                                tariff.fixedShare()
                                        .multiply(base)
                                        .add(tariff.indexShare().multiply(value)));
        if (tariff.floor() != null) {
            dividend = dividend.max(tariff.floor().multiply(base));
        }
        if (tariff.cap() != null) {
            dividend = dividend.min(tariff.cap().multiply(base));
        }
        return dividend.divide(base, tariff.priceDecimals(), context.rounding());
    }

    static BigDecimal value(Indexed tariff, RatingContext context) {
        BigDecimal value = context.indexValues().get(tariff.series());
        if (value == null) {
            throw new MissingIndexValueException(tariff.series());
        }
        check(tariff.series(), value, tariff.baseValue());
        return value;
    }

    /**
     * Refuses a value that cannot be meant.
     *
     * @param base value it is compared with; null if there is none
     */
    static void check(String series, BigDecimal value, @Nullable BigDecimal base) {
        boolean absurd = base != null && value.compareTo(highest(base)) > 0;
        if (value.signum() <= 0 || absurd) {
            throw new IllegalArgumentException(
                    "index %s is %s, not above 0%s"
                            .formatted(
                                    series,
                                    value,
                                    base == null
                                            ? ""
                                            : " and at most %d times its base value %s"
                                                    .formatted(
                                                            Tariff.INDEX_CHANGE_MAX,
                                                            base.toPlainString())));
        }
        if (value.scale() > Tariff.DIGITS_MAX) {
            throw new IllegalArgumentException(
                    "index "
                            + series
                            + " has "
                            + value.scale()
                            + " decimals, more than "
                            + Tariff.DIGITS_MAX);
        }
    }

    static BigDecimal highest(Indexed tariff) {
        return highest(tariff.baseValue());
    }

    private static BigDecimal highest(BigDecimal base) {
        return base.multiply(BigDecimal.valueOf(Tariff.INDEX_CHANGE_MAX));
    }

    /** The formula with its numbers, for a trace. */
    static String words(Indexed tariff, RatingContext context) {
        String formula =
                "%s x (%s + %s x %s / %s) by index %s"
                        .formatted(
                                tariff.basePrice().toPlainString(),
                                tariff.fixedShare().toPlainString(),
                                tariff.indexShare().toPlainString(),
                                value(tariff, context).toPlainString(),
                                tariff.baseValue().toPlainString(),
                                tariff.series());
        BigDecimal price = unitPrice(tariff, context);
        return formula
                + bound("floor", tariff.floor(), price, tariff, context.rounding())
                + bound("cap", tariff.cap(), price, tariff, context.rounding());
    }

    private static String bound(
            String name,
            @Nullable BigDecimal bound,
            BigDecimal price,
            Indexed tariff,
            RoundingMode rounding) {
        return bound != null
                        && price.compareTo(bound.setScale(tariff.priceDecimals(), rounding)) == 0
                ? ", at the " + name
                : "";
    }
}
