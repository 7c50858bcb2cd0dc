package io.usance.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.money.Money;
import io.usance.pricing.RatingContext.Stage;
import io.usance.pricing.Tariff.BaseFee;
import io.usance.pricing.Tariff.Component;
import io.usance.pricing.Tariff.Composite;
import io.usance.pricing.Tariff.Floor;
import io.usance.pricing.Tariff.Graduated;
import io.usance.pricing.Tariff.Maximum;
import io.usance.pricing.Tariff.Minimum;
import io.usance.pricing.Tariff.Packaged;
import io.usance.pricing.Tariff.PerUnit;
import io.usance.pricing.Tariff.Percentage;
import io.usance.pricing.Tariff.Usage;
import io.usance.pricing.Tariff.Volume;
import io.usance.quantity.Dimension;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random tariffs of several named quantities, priced per hour, pound or day and metered in
 * milliseconds or grams, in instalments and corrections, against a {@link FractionOracle} that
 * calculates in whole numbers.
 */
class FractionOracleTest {
    private static final int CASES = 10_000;
    private static final int INSTALMENTS_MAX = 6;
    private static final Currency EUR = Currency.getInstance("EUR");

    /** Name, dimension, units to be priced by, most thousandths of an instalment. */
    private enum Of {
        HOURS(Dimension.TIME, List.of("s", "min", "h", "d"), 900_000_000L),
        MASS(Dimension.MASS, List.of("kg", "[lb_av]"), 9_000_000L),
        PARTS(Dimension.COUNT, List.of("1"), 90_000_000L),
        ENERGY(Dimension.ENERGY, List.of("kW.h"), 90_000_000_000L);

        final Dimension dimension;
        final List<String> units;
        final long step;

        Of(Dimension dimension, List<String> units, long step) {
            this.dimension = dimension;
            this.units = units;
            this.step = step;
        }
    }

    @Test
    void everyAmountIsTheOraclesExactly() {
        long seed = 20_261_130;
        System.out.println("seed " + seed);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        int endless = 0;
        for (int i = 0; i < CASES; i++) {
            endless += one(random, "seed %d case %d ".formatted(seed, i)) ? 1 : 0;
        }
        // Or the test would say nothing of fractions.
        assertThat(endless).isGreaterThan(CASES / 10);
    }

    /** Whether one of the amounts had no finite decimal form. */
    private static boolean one(RandomGenerator random, String seed) {
        Composite tariff = composite(random);
        BigDecimal carried = decimal(random, 400_000, 2);
        Map<String, Long> milli = new TreeMap<>();
        for (Of of : Of.values()) {
            milli.put(of.name(), 0L);
        }
        String as = seed + tariff;
        List<RatingLine> lines = List.of();
        Rated before = Rated.NOTHING;
        boolean endless = false;
        int instalments = 1 + random.nextInt(INSTALMENTS_MAX);
        for (int n = 0; n <= instalments; n++) {
            Of of = Of.values()[random.nextInt(Of.values().length)];
            boolean correction = random.nextInt(4) == 0;
            long step =
                    correction
                            ? -random.nextLong(milli.getOrDefault(of.name(), 0L) + 1)
                            : random.nextLong(of.step);
            milli.merge(of.name(), step, Long::sum);
            Stage stage =
                    n < instalments ? Stage.OPEN : random.nextBoolean() ? Stage.CLOSED : Stage.LAST;
            Rated after =
                    Rating.rate(
                            tariff,
                            quantities(milli),
                            RatingContext.PLAIN.carrying(Fraction.of(carried)).at(stage));
            check(new FractionOracle(tariff, milli, carried), after, stage, as);
            lines = Rating.net(lines, Rating.difference(before, after));
            before = after;
            endless |= !after.amountExact().isDecimal();
        }
        // However it was cut, the lines are those of the last amount.
        assertThat(RatingLine.sum(lines)).as(as).isEqualTo(before.amountExact());
        assertThat(Rating.difference(lines, before.lines())).as(as).isEmpty();
        return endless;
    }

    private static void check(FractionOracle oracle, Rated rated, Stage stage, String as) {
        BigInteger parts = oracle.amount(stage != Stage.OPEN, stage == Stage.LAST);
        assertThat(inParts(rated.amountExact())).as(as).isEqualTo(parts);
        assertThat(inParts(rated.carry())).as(as).isEqualTo(oracle.carry());
        assertThat(RatingLine.sum(rated.lines())).as(as).isEqualTo(rated.amountExact());
        BigInteger cent = FractionOracle.PARTS.divide(BigInteger.valueOf(100));
        BigInteger half = cent.divide(BigInteger.TWO);
        assertThat(Money.rounded(rated.amountExact(), EUR, RoundingMode.HALF_UP).amountMinor())
                .as(as)
                .isEqualTo(
                        parts.abs()
                                .add(half)
                                .divide(cent)
                                .multiply(BigInteger.valueOf(parts.signum()))
                                .longValueExact());
        for (RatingLine line : rated.lines()) {
            assertThat(line.quantity().times(line.unitPrice()))
                    .as(as)
                    .isEqualTo(line.amountExact());
        }
    }

    private static BigInteger inParts(Fraction value) {
        BigInteger[] parts =
                value.numerator()
                        .multiply(FractionOracle.PARTS)
                        .divideAndRemainder(value.denominator());
        assertThat(parts[1]).isEqualTo(BigInteger.ZERO);
        return parts[0];
    }

    private static Quantities quantities(Map<String, Long> milli) {
        Map<String, Quantity> byName = new TreeMap<>();
        for (Of of : Of.values()) {
            byName.put(of.name(), new Quantity(milli.getOrDefault(of.name(), 0L), of.dimension));
        }
        return Quantities.of(byName);
    }

    private static Composite composite(RandomGenerator random) {
        List<Component> parts = new ArrayList<>();
        if (random.nextBoolean()) {
            parts.add(new BaseFee(decimal(random, 100_000, 2)));
        }
        int usages = 1 + random.nextInt(4);
        for (int i = 0; i < usages; i++) {
            parts.add(usage(random));
        }
        if (random.nextBoolean()) {
            Basis on = random.nextBoolean() ? Basis.USAGE : Basis.TOTAL;
            parts.add(new Percentage(decimal(random, 6_000, 2).subtract(BigDecimal.TEN), on));
        }
        BigDecimal minimum = decimal(random, 300_000, 2);
        if (random.nextInt(3) == 0) {
            Usage last =
                    (Usage) parts.stream().filter(Usage.class::isInstance).findAny().orElseThrow();
            parts.add(new PerUnit(decimal(random, 9_000_000, 5).negate(), last.per(), last.of()));
            parts.add(new Floor(minimum.subtract(decimal(random, 600_000, 2))));
        }
        parts.add(new Minimum(minimum, CarryForward.values()[random.nextInt(3)]));
        if (random.nextInt(3) == 0) {
            parts.add(new Maximum(minimum.add(decimal(random, 6_000_000, 2))));
        }
        return new Composite(parts);
    }

    private static Usage usage(RandomGenerator random) {
        Of of = Of.values()[random.nextInt(Of.values().length)];
        UnitOfMeasure per = UnitOfMeasure.of(of.units.get(random.nextInt(of.units.size())));
        return switch (random.nextInt(4)) {
            case 0 -> new PerUnit(decimal(random, 9_000_000, 5), per, of.name());
            case 1 -> new Graduated(tiers(random), per, of.name());
            case 2 -> new Volume(tiers(random), per, of.name());
            default ->
                    new Packaged(
                            decimal(random, 90_000, 2), decimal(random, 90_000, 2), per, of.name());
        };
    }

    private static List<Tier> tiers(RandomGenerator random) {
        List<Tier> tiers = new ArrayList<>();
        BigDecimal bound = BigDecimal.ZERO;
        int bounded = random.nextInt(4);
        for (int i = 0; i < bounded; i++) {
            bound = bound.add(decimal(random, 90_000, 2));
            tiers.add(new Tier(bound, decimal(random, 9_000_000, 5), fee(random)));
        }
        tiers.add(new Tier(null, decimal(random, 9_000_000, 5), fee(random)));
        return tiers;
    }

    private static @Nullable BigDecimal fee(RandomGenerator random) {
        return random.nextBoolean() ? decimal(random, 50_000, 2) : null;
    }

    private static BigDecimal decimal(RandomGenerator random, long most, int decimals) {
        return RandomTariffs.decimal(random, most, decimals);
    }
}
