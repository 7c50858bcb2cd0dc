package io.usance.pricing;

import io.usance.pricing.RatingContext.Stage;
import io.usance.pricing.Tariff.BaseFee;
import io.usance.pricing.Tariff.Component;
import io.usance.pricing.Tariff.Composite;
import io.usance.pricing.Tariff.Floor;
import io.usance.pricing.Tariff.Maximum;
import io.usance.pricing.Tariff.Minimum;
import io.usance.pricing.Tariff.Percentage;
import io.usance.pricing.Tariff.Usage;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantities;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Takes a composite tariff's components in their order. One object rates once. */
final class CompositeRating {
    private static final int PERCENT_DIGITS = 2;
    private static final BigDecimal BACK = BigDecimal.ONE.negate();

    private final Quantities totals;
    private final RatingContext context;
    private final List<RatingLine> lines = new ArrayList<>();

    /** Of the usages so far. */
    private Fraction usage = Fraction.ZERO;

    /** Of all components so far. */
    private Fraction sum = Fraction.ZERO;

    private Fraction carry;

    private CompositeRating(Quantities totals, RatingContext context) {
        this.totals = totals;
        this.context = context;
        this.carry = context.carried();
    }

    static Rated rate(Composite tariff, Quantities totals, RatingContext context) {
        CompositeRating rating = new CompositeRating(totals, context);
        boolean ends = tariff.carryForward() == CarryForward.NONE;
        if (ends && tariff.components().stream().anyMatch(Minimum.class::isInstance)) {
            rating.carry = Fraction.ZERO;
        }
        for (int i = 0; i < tariff.components().size(); i++) {
            rating.take(i + 1, tariff.components().get(i));
        }
        return new Rated(rating.sum, rating.carry, rating.lines);
    }

    private void take(int place, Component component) {
        switch (component) {
            case BaseFee fee -> add(place, Fraction.ONE, fee.amount(), "base fee of the period");
            case Usage rate -> {
                for (RatingLine line : UsageRating.lines(rate, totals, context)) {
                    add(line.inComponent(place));
                    usage = usage.plus(line.amountExact());
                }
            }
            case Percentage percentage -> percentage(place, percentage);
            case Minimum minimum -> minimum(place, minimum);
            case Floor floor -> {
                Fraction shortfall = Fraction.of(floor.amount()).minus(sum).max(Fraction.ZERO);
                add(place, shortfall, BigDecimal.ONE, "up to the floor of " + text(floor.amount()));
            }
            case Maximum maximum -> {
                Fraction excess = sum.minus(Fraction.of(maximum.amount())).max(Fraction.ZERO);
                add(place, excess, BACK, "above the maximum of " + text(maximum.amount()));
            }
        }
    }

    private void percentage(int place, Percentage percentage) {
        Fraction of =
                switch (percentage.on()) {
                    case USAGE -> usage;
                    case TOTAL -> sum;
                };
        String words =
                text(percentage.percent())
                        + " % of "
                        + (percentage.on() == Basis.USAGE ? "usage" : "all before it");
        add(place, of, percentage.percent().movePointLeft(PERCENT_DIGITS), words);
    }

    private void minimum(int place, Minimum minimum) {
        Fraction least = Fraction.of(minimum.amount());
        Fraction excess = sum.minus(least);
        switch (minimum.carryForward()) {
            case NONE -> due(place, least, excess.negated());
            case CREDIT -> {
                Fraction used = excess.max(Fraction.ZERO).min(carry);
                add(place, used, BACK, "credit for a minimum paid before");
                carry = carry.minus(used).plus(due(place, least, excess.negated()));
            }
            case RAISE_NEXT -> {
                Fraction raised = least.plus(carry);
                if (context.stage() == Stage.LAST) {
                    due(place, raised, raised.minus(sum));
                    carry = Fraction.ZERO;
                } else if (context.isClosed()) {
                    carry = raised.minus(sum).max(Fraction.ZERO);
                }
            }
        }
    }

    /** What is due up to a minimum: nothing while the period is open. */
    private Fraction due(int place, Fraction minimum, Fraction shortfall) {
        if (!context.isClosed() || shortfall.signum() <= 0) {
            return Fraction.ZERO;
        }
        add(place, shortfall, BigDecimal.ONE, "up to the minimum of " + minimum.shown());
        return shortfall;
    }

    private void add(int place, Fraction quantity, BigDecimal unitPrice, String basis) {
        if (quantity.signum() != 0) {
            add(RatingLine.of(1, quantity, null, unitPrice, basis).inComponent(place));
        }
    }

    private void add(RatingLine line) {
        lines.add(line);
        sum = sum.plus(line.amountExact());
    }

    private static String text(BigDecimal value) {
        return value.toPlainString();
    }
}
