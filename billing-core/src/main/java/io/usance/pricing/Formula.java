package io.usance.pricing;

import io.usance.failure.Checks;
import io.usance.quantity.Aggregation;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A unit price by a formula of indexes, in this order:
 *
 * <ol>
 *   <li>{@code constant} and the sum of the terms, in the currency in which the indexes are quoted;
 *   <li>converted by {@code fixing};
 *   <li>plus {@code differential}, in the contract's currency: "index less 35 EUR" has -35;
 *   <li>{@code deadBand}, then {@code floor} and {@code cap}, on the whole, in the contract's
 *       currency;
 *   <li>rounded once, to {@code priceDecimals}.
 * </ol>
 *
 * @param terms 1 to {@link #TERMS_MAX}, no series twice
 * @param constant in the currency of the indexes, any sign; null for none
 * @param fixing null if the indexes are quoted in the contract's currency
 * @param differential major currency units per {@code per}, any sign; null for none
 * @param deadBand null for none
 * @param floor lowest unit price, any sign; null for none
 * @param cap highest unit price, any sign; null for none
 * @param priceDecimals decimals of the unit price, 0 to {@link Tariff#PRICE_DECIMALS_MAX}
 * @param of name of the quantity; null for the only one
 * @param take what of the period counts; null for the sum
 * @param band of time; null for all of it
 * @param provisional what is charged until every value is published; null if charging waits
 */
public record Formula(
        List<Term> terms,
        @Nullable BigDecimal constant,
        @Nullable Fixing fixing,
        @Nullable BigDecimal differential,
        @Nullable DeadBand deadBand,
        @Nullable BigDecimal floor,
        @Nullable BigDecimal cap,
        int priceDecimals,
        UnitOfMeasure per,
        @Nullable String of,
        @Nullable Aggregation take,
        @Nullable String band,
        @Nullable Provisional provisional)
        implements Tariff.Usage {

    /** Most terms of a formula. */
    public static final int TERMS_MAX = 12;

    /** Highest unit price that a formula gives; beyond it a decimal point is taken to be wrong. */
    public static final int PRICE_MAX = 1_000_000_000;

    /** How a value of a fixing converts. */
    public enum Convert {
        /** It says how much of the indexes' currency one of the contract's is: USD per EUR. */
        DIVIDE,
        /** It says how much of the contract's currency one of the indexes' is: EUR per USD. */
        MULTIPLY
    }

    /** What of a change counts that leaves a dead band. */
    public enum Beyond {
        /** All of it. */
        WHOLE,
        /** Only what is outside of the band. */
        EXCESS
    }

    /**
     * {@code factor x value}, or {@code factor x value / base}.
     *
     * @param series name of the index
     * @param factor any sign, not zero
     * @param base the value at which the term comes to {@code factor}, above zero; null if the
     *     value itself is priced
     */
    public record Term(String series, BigDecimal factor, @Nullable BigDecimal base) {
        public Term {
            TariffRules.checkSeries(series);
            factor = TariffRules.signed("factor", factor);
            if (factor.signum() == 0) {
                throw new IllegalArgumentException(
                        "the factor of index %s is 0, so it prices nothing; leave the term out"
                                .formatted(series));
            }
            base = base == null ? null : TariffRules.positive("base", base);
        }
    }

    /**
     * A currency fixing: a series as any other, with its own {@link IndexRule}.
     *
     * @param series name of the fixing
     */
    public record Fixing(String series, Convert convert) {
        public Fixing {
            TariffRules.checkSeries(series);
            Checks.given(convert, "tariff.fixing.convert");
        }
    }

    /**
     * A price that differs by no more than {@code within} is {@code price}.
     *
     * @param price major currency units per unit
     * @param within major currency units per unit, above zero
     * @param beyond what of a larger change counts
     */
    public record DeadBand(BigDecimal price, BigDecimal within, Beyond beyond) {
        public DeadBand {
            price = TariffRules.signed("dead band price", price);
            within = TariffRules.positive("dead band within", within);
            Checks.given(beyond, "tariff.deadBand.beyond");
        }
    }

    /**
     * What is charged while a value that counts is not published. It is taken back, and the price
     * charged, when it is.
     *
     * @param percent of the price computed from the newest values that are published, above 0 and
     *     at most 100; null if there is a price
     * @param price major currency units per unit, zero or more; null if there is a percentage
     */
    public record Provisional(@Nullable BigDecimal percent, @Nullable BigDecimal price) {
        private static final BigDecimal ALL = BigDecimal.valueOf(100);

        public Provisional {
            if ((percent == null) == (price == null)) {
                throw new IllegalArgumentException(
                        percent == null
                                ? "a provisional price is a percent or a price, and neither is there; write one, such as percent: \"80\""
                                : "a provisional price is a percent or a price, not both; take one of them out");
            }
            percent = percent == null ? null : TariffRules.positive("percent", percent);
            if (percent != null && percent.compareTo(ALL) > 0) {
                throw new IllegalArgumentException(
                        "provisional percent " + percent + " is above 100");
            }
            price = price == null ? null : TariffRules.notNegative("provisional price", price);
        }
    }

    public Formula {
        terms = List.copyOf(Checks.all(terms, "tariff.terms"));
        take = TariffRules.usage(per, of, take, band);
        constant = signed("constant", constant);
        differential = signed("differential", differential);
        floor = signed("floor", floor);
        cap = signed("cap", cap);
        checkSeries(terms, fixing);
        TariffRules.checkBand(floor, cap);
        TariffRules.checkDecimals(priceDecimals);
    }

    private static @Nullable BigDecimal signed(String what, @Nullable BigDecimal value) {
        return value == null ? null : TariffRules.signed(what, value);
    }

    private static void checkSeries(List<Term> terms, @Nullable Fixing fixing) {
        if (terms.isEmpty() || terms.size() > TERMS_MAX) {
            throw new IllegalArgumentException(
                    "a formula has 1 to %d terms, not %d; a price without an index is PER_UNIT"
                            .formatted(TERMS_MAX, terms.size()));
        }
        TreeSet<String> names = new TreeSet<>();
        for (Term term : terms) {
            if (!names.add(term.series())) {
                throw new IllegalArgumentException(
                        "index %s stands in two terms; write one, with the factors added up"
                                .formatted(term.series()));
            }
        }
        if (fixing != null && names.contains(fixing.series())) {
            throw new IllegalArgumentException(
                    "%s is a term and the fixing; an index and a currency fixing have two series"
                            .formatted(fixing.series()));
        }
    }

    @Override
    public SortedSet<String> seriesNames() {
        TreeSet<String> names = new TreeSet<>();
        terms.forEach(term -> names.add(term.series()));
        if (fixing != null) {
            names.add(fixing.series());
        }
        return Collections.unmodifiableSortedSet(names);
    }

    /** True if it prices with the newest values that are published, until those that count are. */
    public boolean takesNewestValues() {
        return provisional != null && provisional.percent() != null;
    }

    /** Values of an index are above zero; so only what is subtracted takes it below. */
    boolean mayBeNegative() {
        boolean floored = floor != null && floor.signum() >= 0;
        boolean subtracts =
                terms.stream().anyMatch(term -> term.factor().signum() < 0)
                        || Stream.of(constant, differential, cap)
                                .anyMatch(value -> value != null && value.signum() < 0)
                        || (deadBand != null && deadBand.price().signum() < 0);
        return !floored && subtracts;
    }

    /** The highest price, without its sign, that is written in it; what indexes add is unknown. */
    BigDecimal highestKnown() {
        return Stream.of(
                        constant,
                        differential,
                        floor,
                        cap,
                        deadBand == null ? null : deadBand.price(),
                        provisional == null ? null : provisional.price())
                .map(value -> value == null ? BigDecimal.ZERO : value.abs())
                .reduce(BigDecimal.ZERO, BigDecimal::max);
    }
}
