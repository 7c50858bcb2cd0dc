package io.usance.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.money.Money;
import io.usance.pricing.RatingContext.Stage;
import io.usance.pricing.Tariff.Component;
import io.usance.pricing.Tariff.Composite;
import io.usance.quantity.Dimension;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Random composite tariffs, quantities, instalments and late corrections, charged by cumulative
 * less issued, against a slow {@link PriceOracle} that sees the final quantity once.
 */
class CompositeOracleTest {
    private static final int CASES = 10_000;
    private static final int INSTALMENTS_MAX = 12;
    private static final long STEP_MILLI_MAX = 9_000_000;
    private static final Currency[] CURRENCIES = {
        Currency.getInstance("EUR"), Currency.getInstance("JPY"), Currency.getInstance("KWD")
    };

    @Test
    void instalmentsAndLateCorrectionsAddUpToWhatTheOracleSaysToTheCent() {
        long seed = 20_260_915;
        System.out.println("seed " + seed);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Set<Class<?>> seen = new HashSet<>();
        int several = 0;
        for (int i = 0; i < CASES; i++) {
            boolean named = random.nextBoolean();
            RandomTariffs tariffs = new RandomTariffs(random);
            Composite tariff = named ? tariffs.named() : tariffs.composite();
            tariff.components().forEach(part -> seen.add(part.getClass()));
            several += tariff.quantities().size() > 1 ? 1 : 0;
            RoundingMode rounding =
                    random.nextBoolean() ? RoundingMode.HALF_UP : RoundingMode.HALF_EVEN;
            Currency currency = CURRENCIES[random.nextInt(CURRENCIES.length)];
            BigDecimal carried = RandomTariffs.decimal(random, 400_000, 2);
            BigDecimal index = RandomTariffs.decimal(random, 300_000, 2);
            PriceOracle oracle = new PriceOracle(tariff, index, carried, rounding);
            Account account =
                    new Account(
                            tariff,
                            named ? RandomTariffs.NAMED : Map.of(Quantities.ONLY, Dimension.MASS),
                            context(index, carried, rounding),
                            currency);

            String as = "seed %d case %d %s".formatted(seed, i, tariff);
            draw(random, account, oracle, as);
            close(random, account, oracle, as);
        }
        assertThat(several).isGreaterThan(CASES / 5);
        assertThat(seen)
                .as("components that RandomTariffs draws, and all there are")
                .containsExactlyInAnyOrderElementsOf(components(Component.class).toList());
    }

    /** A rate is permitted as a component and as a tariff, and counts once. */
    private static Stream<Class<?>> components(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses())
                        .flatMap(CompositeOracleTest::components)
                        .distinct()
                : Stream.of(type);
    }

    private static void draw(
            RandomGenerator random, Account account, PriceOracle oracle, String as) {
        int instalments = 1 + random.nextInt(INSTALMENTS_MAX);
        for (int n = 0; n < instalments; n++) {
            // One in four is a late correction downwards, at most of all there is.
            boolean correction = random.nextInt(4) == 0;
            String name = account.anyName(random);
            long step =
                    correction
                            ? -random.nextLong(account.drawn(name) + 1)
                            : random.nextLong(STEP_MILLI_MAX);
            account.charge(name, step, Stage.OPEN);
            if (n == instalments - 1) {
                assertThat(account.issued())
                        .as(as)
                        .isEqualTo(oracle.amount(account.milli, account.currency, false, false));
            }
        }
    }

    /** The period closes; then what was drawn is corrected once more. */
    private static void close(
            RandomGenerator random, Account account, PriceOracle oracle, String as) {
        Stage stage = random.nextBoolean() ? Stage.CLOSED : Stage.LAST;
        String name = account.anyName(random);
        account.charge(name, 0, stage);
        long correction = random.nextLong(-account.drawn(name), STEP_MILLI_MAX);
        account.charge(name, correction, stage);
        assertThat(account.issued())
                .as(as)
                .isEqualTo(
                        oracle.amount(account.milli, account.currency, true, stage == Stage.LAST));
        assertThat(account.rated.carry().decimal()).as(as).isEqualByComparingTo(oracle.carry());
    }

    private static RatingContext context(
            BigDecimal index, BigDecimal carried, RoundingMode rounding) {
        return new RatingContext(
                Map.of("INDEX", index), Stage.OPEN, Fraction.of(carried), rounding);
    }

    /** Issues instalments as a contract does, and holds every trace against its instalment. */
    private static final class Account {
        private final Composite tariff;
        private final RatingContext context;
        private final Currency currency;
        private final List<Money> instalments = new ArrayList<>();
        private final Map<String, Dimension> dimensions;

        /** Thousandths of each quantity's base unit, drawn so far. */
        private final SortedMap<String, Long> milli = new TreeMap<>();

        private Rated rated = Rated.NOTHING;

        Account(
                Composite tariff,
                Map<String, Dimension> dimensions,
                RatingContext context,
                Currency currency) {
            this.tariff = tariff;
            this.dimensions = dimensions;
            dimensions.keySet().forEach(name -> milli.put(name, 0L));
            this.context = context;
            this.currency = currency;
        }

        String anyName(RandomGenerator random) {
            return List.copyOf(milli.keySet()).get(random.nextInt(milli.size()));
        }

        long drawn(String name) {
            return milli.getOrDefault(name, 0L);
        }

        void charge(String name, long step, Stage stage) {
            milli.merge(name, step, Long::sum);
            Rated after = Rating.rate(tariff, quantities(), context.at(stage));
            Money cumulative = Money.rounded(after.amountExact(), currency, context.rounding());
            instalments.add(cumulative.minus(issued()));
            assertThat(RatingLine.sum(Rating.difference(rated, after)))
                    .isEqualTo(after.amountExact().minus(rated.amountExact()));
            rated = after;
        }

        private Quantities quantities() {
            Map<String, Quantity> quantities = new TreeMap<>();
            dimensions.forEach((name, dimension) ->
                    quantities.put(name, new Quantity(drawn(name), dimension)));
            return Quantities.of(quantities);
        }

        Money issued() {
            return instalments.stream().reduce(Money.zero(currency), Money::plus);
        }
    }
}
