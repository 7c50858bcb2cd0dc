package io.usance.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.money.Money;
import io.usance.pricing.RatingContext.Stage;
import io.usance.pricing.Tariff.BaseFee;
import io.usance.pricing.Tariff.Composite;
import io.usance.pricing.Tariff.Graduated;
import io.usance.pricing.Tariff.Indexed;
import io.usance.pricing.Tariff.Maximum;
import io.usance.pricing.Tariff.Minimum;
import io.usance.pricing.Tariff.Packaged;
import io.usance.pricing.Tariff.PerUnit;
import io.usance.pricing.Tariff.Percentage;
import io.usance.pricing.Tariff.Volume;
import io.usance.quantity.Dimension;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/**
 * Random composite tariffs, quantities, instalments and late corrections, charged by cumulative
 * less issued, against a slow {@link PriceOracle} that sees the final quantity once.
 */
class CompositeOracleTest {
    private static final int CASES = 10_000;
    private static final int INSTALMENTS_MAX = 12;
    private static final long STEP_GRAMS_MAX = 9_000_000;
    private static final Currency[] CURRENCIES = {
        Currency.getInstance("EUR"), Currency.getInstance("JPY"), Currency.getInstance("KWD")
    };

    @Test
    void instalmentsAndLateCorrectionsAddUpToWhatTheOracleSaysToTheCent() {
        long seed = 20_260_915;
        System.out.println("seed " + seed);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Set<Class<?>> seen = new HashSet<>();
        for (int i = 0; i < CASES; i++) {
            Composite tariff = new RandomTariffs(random).composite();
            tariff.components().forEach(part -> seen.add(part.getClass()));
            RoundingMode rounding =
                    random.nextBoolean() ? RoundingMode.HALF_UP : RoundingMode.HALF_EVEN;
            Currency currency = CURRENCIES[random.nextInt(CURRENCIES.length)];
            BigDecimal carried = RandomTariffs.decimal(random, 400_000, 2);
            BigDecimal index = RandomTariffs.decimal(random, 300_000, 2);
            PriceOracle oracle = new PriceOracle(tariff, index, carried, rounding);
            Account account = new Account(tariff, context(index, carried, rounding), currency);

            String as = "seed %d case %d %s".formatted(seed, i, tariff);
            draw(random, account, oracle, as);
            close(random, account, oracle, as);
        }
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        BaseFee.class,
                        PerUnit.class,
                        Graduated.class,
                        Volume.class,
                        Packaged.class,
                        Indexed.class,
                        Percentage.class,
                        Minimum.class,
                        Maximum.class);
    }

    private static void draw(
            RandomGenerator random, Account account, PriceOracle oracle, String as) {
        int instalments = 1 + random.nextInt(INSTALMENTS_MAX);
        for (int n = 0; n < instalments; n++) {
            // One in four is a late correction downwards, at most of all there is.
            boolean correction = random.nextInt(4) == 0;
            long step =
                    correction
                            ? -random.nextLong(account.grams + 1)
                            : random.nextLong(STEP_GRAMS_MAX);
            account.charge(step, Stage.OPEN);
            if (n == instalments - 1) {
                assertThat(account.issued())
                        .as(as)
                        .isEqualTo(oracle.amount(account.grams, account.currency, false, false));
            }
        }
    }

    /** The period closes; then what was drawn is corrected once more. */
    private static void close(
            RandomGenerator random, Account account, PriceOracle oracle, String as) {
        Stage stage = random.nextBoolean() ? Stage.CLOSED : Stage.LAST;
        account.charge(0, stage);
        long correction = random.nextLong(-account.grams, STEP_GRAMS_MAX);
        account.charge(correction, stage);
        assertThat(account.issued())
                .as(as)
                .isEqualTo(
                        oracle.amount(account.grams, account.currency, true, stage == Stage.LAST));
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
        private long grams;
        private Rated rated = Rated.NOTHING;

        Account(Composite tariff, RatingContext context, Currency currency) {
            this.tariff = tariff;
            this.context = context;
            this.currency = currency;
        }

        void charge(long step, Stage stage) {
            grams += step;
            Rated after =
                    Rating.rate(tariff, new Quantity(grams, Dimension.MASS), context.at(stage));
            Money cumulative = Money.rounded(after.amountExact(), currency, context.rounding());
            instalments.add(cumulative.minus(issued()));
            assertThat(RatingLine.sum(Rating.difference(rated, after)))
                    .isEqualTo(after.amountExact().minus(rated.amountExact()));
            rated = after;
        }

        Money issued() {
            return instalments.stream().reduce(Money.zero(currency), Money::plus);
        }
    }
}
