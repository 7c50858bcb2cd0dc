package io.usance.pricing;

import io.usance.pricing.Tariff.Graduated;
import io.usance.pricing.Tariff.Indexed;
import io.usance.pricing.Tariff.Packaged;
import io.usance.pricing.Tariff.PerUnit;
import io.usance.pricing.Tariff.Usage;
import io.usance.pricing.Tariff.Volume;
import io.usance.quantity.Aggregation;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The lines of a rate by quantity, for all that was drawn in a period. */
final class UsageRating {
    private UsageRating() {}

    static List<RatingLine> lines(Usage usage, Quantities totals, RatingContext context) {
        Fraction quantity = in(usage, totals.get(usage.of() == null ? null : usage.quantityName()));
        if (quantity.signum() == 0) {
            return List.of();
        }
        List<RatingLine> lines =
                switch (usage) {
                    case PerUnit rate ->
                            List.of(line(1, quantity, rate.per(), rate.unitPrice(), null));
                    case Graduated rate -> graduated(rate, quantity);
                    case Volume rate -> volume(rate, quantity);
                    case Packaged rate -> packages(rate, quantity);
                    case Indexed rate -> List.of(indexed(rate, quantity, context));
                    case Formula rate -> List.of(formula(rate, quantity, context));
                };
        return usage.of() == null
                ? lines
                : lines.stream()
                        .map(line -> line.ofQuantity(usage.quantityName()).taken(taken(usage)))
                        .toList();
    }

    /** Null for the sum, which needs no words. */
    private static @Nullable String taken(Usage usage) {
        Aggregation taken = usage.aggregation();
        return taken == Aggregation.SUM ? null : taken.text();
    }

    private static Fraction in(Usage usage, Quantity total) {
        try {
            return total.in(usage.per());
        } catch (IllegalArgumentException e) {
            String name = usage.of() == null ? "" : "quantity " + usage.quantityName() + ": ";
            throw new IllegalArgumentException(name + e.getMessage(), e);
        }
    }

    private static List<RatingLine> graduated(Graduated rate, Fraction total) {
        checkEnd(rate.tiers(), total, rate.per());
        List<RatingLine> lines = new ArrayList<>();
        Fraction start = Fraction.ZERO;
        for (int i = 0; i < rate.tiers().size() && total.compareTo(start) > 0; i++) {
            Tier tier = rate.tiers().get(i);
            Fraction end = tier.upTo() == null ? total : Fraction.of(tier.upTo()).min(total);
            tier(lines, i + 1, tier, end.minus(start), rate.per());
            start = end;
        }
        return lines;
    }

    private static List<RatingLine> volume(Volume rate, Fraction total) {
        checkEnd(rate.tiers(), total, rate.per());
        int i = 0;
        while (isBelow(rate.tiers().get(i), total)) {
            i++;
        }
        List<RatingLine> lines = new ArrayList<>();
        tier(lines, i + 1, rate.tiers().get(i), total, rate.per());
        return lines;
    }

    /** What no tier prices is not free: a price for it has to be agreed. */
    private static void checkEnd(List<Tier> tiers, Fraction total, UnitOfMeasure per) {
        if (isBelow(tiers.getLast(), total)) {
            throw new IllegalArgumentException(
                    "%s %s are beyond the last tier, which ends at %s %s; add a version of the price with a tier for more"
                            .formatted(
                                    total.shown(),
                                    per.code(),
                                    Objects.requireNonNull(tiers.getLast().upTo()).toPlainString(),
                                    per.code()));
        }
    }

    private static boolean isBelow(Tier tier, Fraction total) {
        return tier.upTo() != null && Fraction.of(tier.upTo()).compareTo(total) < 0;
    }

    private static void tier(
            List<RatingLine> lines, int no, Tier tier, Fraction quantity, UnitOfMeasure per) {
        lines.add(line(no, quantity, per, tier.unitPrice(), null));
        if (tier.flatFee() != null) {
            lines.add(line(no, Fraction.ONE, null, tier.flatFee(), "flat fee of the tier"));
        }
    }

    private static List<RatingLine> packages(Packaged rate, Fraction total) {
        Fraction paid = rate.free() == null ? total : total.minus(Fraction.of(rate.free()));
        if (paid.signum() <= 0) {
            return List.of();
        }
        Fraction packages = paid.dividedBy(Fraction.of(rate.packageSize()));
        BigDecimal begun = packages.rounded(0, RoundingMode.CEILING);
        String basis =
                "packages of "
                        + rate.packageSize().toPlainString()
                        + (rate.per() == UnitOfMeasure.ONE ? "" : " " + rate.per().code())
                        + ", a begun one in full"
                        + (rate.free() == null
                                ? ""
                                : ", after %s free".formatted(rate.free().toPlainString()));
        return List.of(line(1, Fraction.of(begun), null, rate.packagePrice(), basis));
    }

    private static RatingLine indexed(Indexed rate, Fraction total, RatingContext context) {
        return line(
                1,
                total,
                rate.per(),
                IndexFormula.unitPrice(rate, context),
                IndexFormula.words(rate, context));
    }

    private static RatingLine formula(Formula rate, Fraction total, RatingContext context) {
        FormulaRating.UnitPrice price = FormulaRating.unitPrice(rate, context);
        return line(1, total, rate.per(), price.price(), price.basis());
    }

    private static RatingLine line(
            int tier,
            Fraction quantity,
            @Nullable UnitOfMeasure unit,
            BigDecimal unitPrice,
            @Nullable String basis) {
        return RatingLine.of(tier, quantity, unit, unitPrice, basis);
    }
}
