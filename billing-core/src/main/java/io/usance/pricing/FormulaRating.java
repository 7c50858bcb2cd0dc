package io.usance.pricing;

import io.usance.pricing.Formula.Beyond;
import io.usance.pricing.Formula.Convert;
import io.usance.pricing.Formula.DeadBand;
import io.usance.pricing.Formula.Provisional;
import io.usance.pricing.Formula.Term;
import io.usance.quantity.Fraction;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The unit price by a {@link Formula}, one fraction until it is rounded, and its words. */
final class FormulaRating {
    private static final int PERCENT_DIGITS = 2;
    private static final BigDecimal PRICE_MAX = BigDecimal.valueOf(Formula.PRICE_MAX);

    private final Formula formula;
    private final RatingContext context;

    /** Of every series that it needs; the newest one where that which counts is not published. */
    private final Map<String, BigDecimal> values = new HashMap<>();

    private FormulaRating(Formula formula, RatingContext context) {
        this.formula = formula;
        this.context = context;
    }

    /**
     * A unit price and how it came about.
     *
     * @param basis in words
     */
    record UnitPrice(BigDecimal price, String basis) {}

    /**
     * @throws MissingIndexValueException if a value that it needs is not there, and no provisional
     *     price can be computed
     * @throws IllegalArgumentException if a value or the price is absurd
     */
    static UnitPrice unitPrice(Formula formula, RatingContext context) {
        return new FormulaRating(formula, context).unitPrice();
    }

    private UnitPrice unitPrice() {
        List<String> missing =
                formula.seriesNames().stream()
                        .filter(series -> !context.indexValues().containsKey(series))
                        .toList();
        if (missing.isEmpty()) {
            take(context.indexValues());
            Computed computed = computed();
            return new UnitPrice(rounded(computed.bounded()), words(computed));
        }
        Provisional provisional = formula.provisional();
        if (provisional == null) {
            throw new MissingIndexValueException(missing.getFirst());
        }
        String until =
                " until %s %s published"
                        .formatted(
                                String.join(" and ", missing), missing.size() == 1 ? "is" : "are");
        if (provisional.percent() == null) {
            BigDecimal price = Objects.requireNonNull(provisional.price());
            return new UnitPrice(price, "provisional price" + until);
        }
        take(context.provisionalValues());
        take(context.indexValues());
        Computed computed = computed();
        Fraction share =
                computed.bounded().times(provisional.percent().movePointLeft(PERCENT_DIGITS));
        return new UnitPrice(
                rounded(share),
                "provisional%s, %s %% of %s"
                        .formatted(until, text(provisional.percent()), words(computed)));
    }

    /**
     * The price on its way.
     *
     * @param plain before dead band, floor and cap
     * @param banded before floor and cap
     * @param bounded before rounding
     */
    private record Computed(Fraction plain, Fraction banded, Fraction bounded) {}

    private Computed computed() {
        Fraction plain = plain();
        Fraction banded = banded(plain);
        return new Computed(plain, banded, bounded(banded));
    }

    private void take(Map<String, BigDecimal> known) {
        for (String series : formula.seriesNames()) {
            BigDecimal value = known.get(series);
            if (value != null) {
                values.put(series, value);
            }
        }
    }

    private BigDecimal value(String series, @Nullable BigDecimal base) {
        BigDecimal value = values.get(series);
        if (value == null) {
            throw new MissingIndexValueException(series);
        }
        IndexFormula.check(series, value, base);
        return value;
    }

    private BigDecimal rounded(Fraction price) {
        if (price.abs().compareTo(Fraction.of(PRICE_MAX)) > 0) {
            throw new IllegalArgumentException(
                    "the formula gives a unit price of %s, more than %s; look for a decimal point that is wrong in %s"
                            .formatted(
                                    price.shown(),
                                    PRICE_MAX,
                                    String.join(", ", formula.seriesNames())));
        }
        return price.rounded(formula.priceDecimals(), context.rounding());
    }

    private Fraction plain() {
        Fraction sum = orZero(formula.constant());
        for (Term term : formula.terms()) {
            Fraction part = Fraction.of(value(term.series(), term.base())).times(term.factor());
            sum = sum.plus(term.base() == null ? part : part.dividedBy(Fraction.of(term.base())));
        }
        if (formula.fixing() != null) {
            Fraction fixing = Fraction.of(value(formula.fixing().series(), null));
            sum =
                    formula.fixing().convert() == Convert.DIVIDE
                            ? sum.dividedBy(fixing)
                            : sum.times(fixing);
        }
        return sum.plus(orZero(formula.differential()));
    }

    private Fraction banded(Fraction price) {
        DeadBand band = formula.deadBand();
        if (band == null) {
            return price;
        }
        Fraction base = Fraction.of(band.price());
        Fraction within = Fraction.of(band.within());
        Fraction change = price.minus(base);
        if (change.abs().compareTo(within) <= 0) {
            return base;
        }
        if (band.beyond() == Beyond.WHOLE) {
            return price;
        }
        return change.signum() > 0 ? price.minus(within) : price.plus(within);
    }

    private Fraction bounded(Fraction price) {
        Fraction bounded = price;
        if (formula.floor() != null) {
            bounded = bounded.max(Fraction.of(formula.floor()));
        }
        if (formula.cap() != null) {
            bounded = bounded.min(Fraction.of(formula.cap()));
        }
        return bounded;
    }

    private static Fraction orZero(@Nullable BigDecimal value) {
        return value == null ? Fraction.ZERO : Fraction.of(value);
    }

    /** For example {@code PVC-EU 1063.50 / EURUSD 1.09 - 35 = 940.6881}. */
    private String words(Computed price) {
        return terms()
                + conversion()
                + signed(formula.differential())
                + " = "
                + price.plain().rounded(formula.priceDecimals(), context.rounding()).toPlainString()
                + deadBand(price.plain())
                + bound(price.banded(), price.bounded());
    }

    private String terms() {
        StringBuilder words = new StringBuilder();
        for (Term term : formula.terms()) {
            BigDecimal factor = words.isEmpty() ? term.factor() : term.factor().abs();
            words.append(words.isEmpty() ? "" : term.factor().signum() < 0 ? " - " : " + ");
            words.append(factor.compareTo(BigDecimal.ONE) == 0 ? "" : text(factor) + " x ");
            words.append(term.series()).append(' ').append(text(value(term.series(), null)));
            words.append(term.base() == null ? "" : " / " + text(term.base()));
        }
        words.append(signed(formula.constant()));
        boolean several = formula.terms().size() > 1 || formula.constant() != null;
        return several && formula.fixing() != null ? "(" + words + ")" : words.toString();
    }

    private String conversion() {
        if (formula.fixing() == null) {
            return "";
        }
        return (formula.fixing().convert() == Convert.DIVIDE ? " / " : " x ")
                + formula.fixing().series()
                + " "
                + text(value(formula.fixing().series(), null));
    }

    private static String signed(@Nullable BigDecimal value) {
        if (value == null) {
            return "";
        }
        return (value.signum() < 0 ? " - " : " + ") + text(value.abs());
    }

    private String deadBand(Fraction plain) {
        DeadBand band = formula.deadBand();
        if (band == null) {
            return "";
        }
        Fraction change = plain.minus(Fraction.of(band.price()));
        String around = "%s +/- %s".formatted(text(band.price()), text(band.within()));
        if (change.abs().compareTo(Fraction.of(band.within())) <= 0) {
            return ", within " + around + ", so " + text(band.price());
        }
        return band.beyond() == Beyond.WHOLE
                ? ", outside of " + around
                : ", outside of " + around + " by the excess alone";
    }

    private String bound(Fraction banded, Fraction bounded) {
        if (bounded.compareTo(banded) == 0) {
            return "";
        }
        return bounded.compareTo(banded) > 0
                ? ", at the floor of " + text(Objects.requireNonNull(formula.floor()))
                : ", at the cap of " + text(Objects.requireNonNull(formula.cap()));
    }

    private static String text(BigDecimal value) {
        return value.toPlainString();
    }
}
