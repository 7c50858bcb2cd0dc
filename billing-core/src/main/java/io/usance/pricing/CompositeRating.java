package io.usance.pricing;

import io.usance.pricing.RatingContext.Stage;
import io.usance.pricing.Tariff.BaseFee;
import io.usance.pricing.Tariff.Basis;
import io.usance.pricing.Tariff.Component;
import io.usance.pricing.Tariff.Composite;
import io.usance.pricing.Tariff.Maximum;
import io.usance.pricing.Tariff.Minimum;
import io.usance.pricing.Tariff.Percentage;
import io.usance.pricing.Tariff.Usage;
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
    private BigDecimal usage = BigDecimal.ZERO;

    /** Of all components so far. */
    private BigDecimal sum = BigDecimal.ZERO;

    private BigDecimal carry;

    private CompositeRating(Quantities totals, RatingContext context) {
        this.totals = totals;
        this.context = context;
        this.carry = context.carried();
    }

    static Rated rate(Composite tariff, Quantities totals, RatingContext context) {
        CompositeRating rating = new CompositeRating(totals, context);
        for (int i = 0; i < tariff.components().size(); i++) {
            rating.take(i + 1, tariff.components().get(i));
        }
        return new Rated(rating.sum, rating.carry, rating.lines);
    }

    private void take(int place, Component component) {
        switch (component) {
            case BaseFee fee -> add(place, BigDecimal.ONE, fee.amount(), "base fee of the period");
            case Usage rate -> {
                for (RatingLine line : UsageRating.lines(rate, totals, context)) {
                    add(line.inComponent(place));
                    usage = usage.add(line.amountExact());
                }
            }
            case Percentage percentage -> percentage(place, percentage);
            case Minimum minimum -> minimum(place, minimum);
            case Maximum maximum -> {
                BigDecimal excess = sum.subtract(maximum.amount()).max(BigDecimal.ZERO);
                add(place, excess, BACK, "above the maximum of " + text(maximum.amount()));
            }
        }
    }

    private void percentage(int place, Percentage percentage) {
        BigDecimal of =
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
        BigDecimal excess = sum.subtract(minimum.amount());
        switch (minimum.carryForward()) {
            case NONE -> {
                due(place, minimum.amount(), excess.negate());
                carry = BigDecimal.ZERO;
            }
            case CREDIT -> {
                BigDecimal used = excess.max(BigDecimal.ZERO).min(carry);
                add(place, used, BACK, "credit for a minimum paid before");
                carry = carry.subtract(used).add(due(place, minimum.amount(), excess.negate()));
            }
            case RAISE_NEXT -> {
                BigDecimal raised = minimum.amount().add(carry);
                if (context.stage() == Stage.LAST) {
                    due(place, raised, raised.subtract(sum));
                    carry = BigDecimal.ZERO;
                } else if (context.isClosed()) {
                    carry = raised.subtract(sum).max(BigDecimal.ZERO);
                }
            }
        }
    }

    /** What is due up to a minimum: nothing while the period is open. */
    private BigDecimal due(int place, BigDecimal minimum, BigDecimal shortfall) {
        if (!context.isClosed() || shortfall.signum() <= 0) {
            return BigDecimal.ZERO;
        }
        add(place, shortfall, BigDecimal.ONE, "up to the minimum of " + text(minimum));
        return shortfall;
    }

    private void add(int place, BigDecimal quantity, BigDecimal unitPrice, String basis) {
        if (quantity.signum() != 0) {
            add(RatingLine.of(1, quantity, null, unitPrice, basis).inComponent(place));
        }
    }

    private void add(RatingLine line) {
        lines.add(line);
        sum = sum.add(line.amountExact());
    }

    private static String text(BigDecimal value) {
        return value.toPlainString();
    }
}
