package io.usance.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.pricing.Formula.Beyond;
import io.usance.pricing.Formula.Convert;
import io.usance.pricing.Formula.DeadBand;
import io.usance.pricing.Formula.Fixing;
import io.usance.pricing.Formula.Provisional;
import io.usance.pricing.Formula.Term;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random formulas of several series and a fixing, against whole numbers alone: a price is a
 * numerator over a denominator, bounds are compared by multiplying crosswise, and rounding looks at
 * twice the remainder. It shares no code with the rating.
 */
class FormulaOracleTest {
    private static final int CASES = 20_000;

    /** One n-th of a unit in which every number of the test is whole. */
    private static final BigInteger SCALE = BigInteger.TEN.pow(6);

    @Test
    void everyUnitPriceIsTheOracles() {
        long seed = 20_261_201;
        System.out.println("seed " + seed);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        int bounded = 0;
        int converted = 0;
        int provisional = 0;
        for (int i = 0; i < CASES; i++) {
            Formula formula = formula(random);
            RoundingMode rounding =
                    random.nextBoolean() ? RoundingMode.HALF_UP : RoundingMode.HALF_EVEN;
            Map<String, BigDecimal> values = new HashMap<>();
            Map<String, BigDecimal> newest = new HashMap<>();
            Map<String, BigDecimal> all = new HashMap<>();
            for (String series : formula.seriesNames()) {
                BigDecimal value =
                        series.equals("FIXING")
                                ? decimal(random, 3_000, 3).add(new BigDecimal("0.05"))
                                : decimal(random, 3_000_000, 3);
                boolean open = formula.provisional() != null && random.nextInt(3) == 0;
                (open ? newest : values).put(series, value);
                all.put(series, value);
            }
            RatingContext context =
                    new RatingContext(
                            values, RatingContext.Stage.OPEN, Fraction.ZERO, rounding, newest);
            String as = "seed %d case %d %s %s".formatted(seed, i, formula, all);
            RatingLine line =
                    Rating.rate(whole(formula), Quantity.of(BigDecimal.ONE, formula.per()), context)
                            .lines()
                            .getFirst();
            BigInteger expected =
                    new Oracle(formula, all, !newest.isEmpty(), rounding).roundedPrice();
            assertThat(line.unitPrice().setScale(formula.priceDecimals()).unscaledValue())
                    .as(as)
                    .isEqualTo(expected);
            assertThat(line.basis()).as(as).isNotNull();
            assertThat(String.valueOf(line.basis()).startsWith("provisional"))
                    .as(as)
                    .isEqualTo(!newest.isEmpty());
            bounded += String.valueOf(line.basis()).contains(", at the ") ? 1 : 0;
            converted += formula.fixing() == null ? 0 : 1;
            provisional += newest.isEmpty() ? 0 : 1;
        }
        // Or the test would say nothing of them.
        assertThat(List.of(bounded, converted, provisional))
                .allSatisfy(count -> assertThat(count).isGreaterThan(CASES / 10));
    }

    /** What may be negative stands in a composite; the floor is far below. */
    private static Tariff whole(Formula formula) {
        return new Tariff.Composite(
                List.of(formula, new Tariff.Floor(new BigDecimal("-1000000000000"))));
    }

    /** Numerator and denominator in the words of the contract. */
    private static final class Oracle {
        private final Formula formula;
        private final Map<String, BigDecimal> values;
        private final boolean provisional;
        private final RoundingMode rounding;

        private BigInteger top = BigInteger.ZERO;
        private BigInteger bottom = BigInteger.ONE;

        Oracle(
                Formula formula,
                Map<String, BigDecimal> values,
                boolean provisional,
                RoundingMode rounding) {
            this.formula = formula;
            this.values = values;
            this.provisional = provisional;
            this.rounding = rounding;
        }

        /** In units of the last decimal of the price. */
        BigInteger roundedPrice() {
            for (Term term : formula.terms()) {
                BigInteger product = of(term.factor()).multiply(value(term.series()));
                add(
                        product,
                        term.base() == null
                                ? SCALE.multiply(SCALE)
                                : SCALE.multiply(of(term.base())));
            }
            addIfAny(formula.constant());
            if (formula.fixing() != null) {
                BigInteger fixing = value(formula.fixing().series());
                boolean divides = formula.fixing().convert() == Convert.DIVIDE;
                top = top.multiply(divides ? SCALE : fixing);
                bottom = bottom.multiply(divides ? fixing : SCALE);
            }
            addIfAny(formula.differential());
            deadBand(formula.deadBand());
            if (formula.floor() != null && compare(formula.floor()) < 0) {
                set(formula.floor());
            }
            if (formula.cap() != null && compare(formula.cap()) > 0) {
                set(formula.cap());
            }
            if (provisional) {
                Provisional agreed = formula.provisional();
                if (agreed != null && agreed.price() != null) {
                    return agreed.price()
                            .movePointRight(formula.priceDecimals())
                            .toBigIntegerExact();
                }
                top = top.multiply(of(agreed == null ? null : agreed.percent()));
                bottom = bottom.multiply(SCALE).multiply(BigInteger.valueOf(100));
            }
            return rounded(top.multiply(BigInteger.TEN.pow(formula.priceDecimals())), bottom);
        }

        private void deadBand(@Nullable DeadBand band) {
            if (band == null) {
                return;
            }
            BigDecimal highest = band.price().add(band.within());
            BigDecimal lowest = band.price().subtract(band.within());
            if (compare(highest) <= 0 && compare(lowest) >= 0) {
                set(band.price());
            } else if (band.beyond() == Beyond.EXCESS) {
                BigDecimal toTheBand =
                        compare(highest) > 0 ? band.within().negate() : band.within();
                add(of(toTheBand), SCALE);
            }
        }

        private BigInteger rounded(BigInteger dividend, BigInteger divisor) {
            BigInteger[] parts = dividend.abs().divideAndRemainder(divisor);
            int half = parts[1].shiftLeft(1).compareTo(divisor);
            boolean up =
                    half > 0
                            || half == 0
                                    && (rounding == RoundingMode.HALF_UP || parts[0].testBit(0));
            BigInteger away = up ? parts[0].add(BigInteger.ONE) : parts[0];
            return dividend.signum() < 0 ? away.negate() : away;
        }

        private void addIfAny(@Nullable BigDecimal value) {
            if (value != null) {
                add(of(value), SCALE);
            }
        }

        private void add(BigInteger moreTop, BigInteger moreBottom) {
            top = top.multiply(moreBottom).add(moreTop.multiply(bottom));
            bottom = bottom.multiply(moreBottom);
        }

        private void set(BigDecimal value) {
            top = of(value);
            bottom = SCALE;
        }

        private int compare(BigDecimal value) {
            return top.multiply(SCALE).compareTo(of(value).multiply(bottom));
        }

        private BigInteger value(String series) {
            return of(values.get(series));
        }

        private static BigInteger of(@Nullable BigDecimal value) {
            return value == null
                    ? BigInteger.ZERO
                    : value.multiply(new BigDecimal(SCALE)).toBigIntegerExact();
        }
    }

    private static Formula formula(RandomGenerator random) {
        List<Term> terms = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            BigDecimal factor = decimal(random, 2_000_000, 4);
            terms.add(
                    new Term(
                            "INDEX-" + i,
                            random.nextInt(4) == 0 ? factor.negate() : factor,
                            random.nextBoolean()
                                    ? decimal(random, 3_000_000, 3).add(whole(30))
                                    : null));
        }
        int decimals = random.nextInt(7);
        BigDecimal floor = random.nextBoolean() ? decimal(random, 9_000_000, 4) : null;
        return new Formula(
                terms,
                maybe(random, decimal(random, 2_000_000, 4).subtract(whole(100))),
                random.nextBoolean()
                        ? new Fixing(
                                "FIXING", random.nextBoolean() ? Convert.DIVIDE : Convert.MULTIPLY)
                        : null,
                maybe(random, decimal(random, 2_000_000, 4).subtract(whole(150))),
                random.nextInt(3) == 0
                        ? new DeadBand(
                                decimal(random, 2_000_000, 2),
                                decimal(random, 900_000, 2),
                                random.nextBoolean() ? Beyond.WHOLE : Beyond.EXCESS)
                        : null,
                floor,
                random.nextInt(3) == 0
                        ? decimal(random, 9_000_000, 4).add(floor == null ? whole(1) : floor)
                        : null,
                decimals,
                UnitOfMeasure.TONNE,
                null,
                null,
                null,
                switch (random.nextInt(3)) {
                    case 0 -> new Provisional(decimal(random, 10_000, 2), null);
                    case 1 -> new Provisional(null, decimal(random, 2_000, 0));
                    default -> null;
                });
    }

    private static @Nullable BigDecimal maybe(RandomGenerator random, BigDecimal value) {
        return random.nextBoolean() ? value : null;
    }

    private static BigDecimal whole(int value) {
        return BigDecimal.valueOf(value);
    }

    private static BigDecimal decimal(RandomGenerator random, long most, int decimals) {
        return RandomTariffs.decimal(random, most, decimals);
    }
}
