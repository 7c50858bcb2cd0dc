package io.usance.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.money.Money;
import io.usance.pricing.RatingContext.Stage;
import io.usance.pricing.Tariff.BaseFee;
import io.usance.pricing.Tariff.Basis;
import io.usance.pricing.Tariff.CarryForward;
import io.usance.pricing.Tariff.Component;
import io.usance.pricing.Tariff.Composite;
import io.usance.pricing.Tariff.Graduated;
import io.usance.pricing.Tariff.Indexed;
import io.usance.pricing.Tariff.Maximum;
import io.usance.pricing.Tariff.Minimum;
import io.usance.pricing.Tariff.Packaged;
import io.usance.pricing.Tariff.PerUnit;
import io.usance.pricing.Tariff.Percentage;
import io.usance.pricing.Tariff.Tier;
import io.usance.pricing.Tariff.Usage;
import io.usance.pricing.Tariff.Volume;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random composite tariffs, quantities, instalments and late corrections, charged by cumulative
 * less issued, against a slow oracle that sees the final quantity once.
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
            Composite tariff = new Tariffs(random).composite();
            tariff.components().forEach(part -> seen.add(part.getClass()));
            RoundingMode rounding =
                    random.nextBoolean() ? RoundingMode.HALF_UP : RoundingMode.HALF_EVEN;
            Currency currency = CURRENCIES[random.nextInt(CURRENCIES.length)];
            BigDecimal carried = Tariffs.decimal(random, 400_000, 2);
            BigDecimal index = Tariffs.decimal(random, 300_000, 2);
            Oracle oracle = new Oracle(tariff, index, carried, rounding);
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

    private static void draw(RandomGenerator random, Account account, Oracle oracle, String as) {
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
                assertThat(account.issued()).as(as).isEqualTo(oracle.amount(account, false, false));
            }
        }
    }

    /** The period closes; then what was drawn is corrected once more. */
    private static void close(RandomGenerator random, Account account, Oracle oracle, String as) {
        Stage stage = random.nextBoolean() ? Stage.CLOSED : Stage.LAST;
        account.charge(0, stage);
        long correction = random.nextLong(-account.grams, STEP_GRAMS_MAX);
        account.charge(correction, stage);
        assertThat(account.issued())
                .as(as)
                .isEqualTo(oracle.amount(account, true, stage == Stage.LAST));
        assertThat(account.rated.carry()).as(as).isEqualByComparingTo(oracle.carry);
    }

    private static RatingContext context(
            BigDecimal index, BigDecimal carried, RoundingMode rounding) {
        return new RatingContext(Map.of("INDEX", index), Stage.OPEN, carried, rounding);
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
                    .isEqualByComparingTo(after.amountExact().subtract(rated.amountExact()));
            rated = after;
        }

        Money issued() {
            return instalments.stream().reduce(Money.zero(currency), Money::plus);
        }
    }

    /** Random tariffs of at least four components, all kinds in any order that makes sense. */
    private record Tariffs(RandomGenerator random) {

        Composite composite() {
            List<Component> parts = new ArrayList<>();
            if (random.nextBoolean()) {
                parts.add(new BaseFee(decimal(random, 100_000, 2)));
            }
            int usages = 1 + random.nextInt(3);
            for (int i = 0; i < usages; i++) {
                parts.add(usage());
            }
            boolean cappedFirst = random.nextInt(5) == 0;
            int percentages = random.nextInt(3);
            for (int i = 0; i < percentages; i++) {
                Basis on = random.nextBoolean() ? Basis.USAGE : Basis.TOTAL;
                parts.add(new Percentage(decimal(random, 6_000, 2).subtract(whole(30)), on));
            }
            BigDecimal minimum = decimal(random, 3_000_000, 2);
            BigDecimal maximum = minimum.add(decimal(random, 6_000_000, 2));
            CarryForward mode = CarryForward.values()[random.nextInt(3)];
            if (cappedFirst) {
                parts.add(new Maximum(maximum));
                parts.add(new Percentage(decimal(random, 1_000, 2), Basis.TOTAL));
                parts.add(new Minimum(minimum, mode));
            } else {
                parts.add(new Minimum(minimum, mode));
                parts.add(new Maximum(maximum));
            }
            while (parts.size() < 4) {
                parts.add(0, new BaseFee(decimal(random, 5_000, 2)));
            }
            return new Composite(parts);
        }

        private Usage usage() {
            UnitOfMeasure per =
                    random.nextInt(4) == 0 ? UnitOfMeasure.KILOGRAM : UnitOfMeasure.TONNE;
            return switch (random.nextInt(5)) {
                case 0 -> new PerUnit(price(per), per);
                case 1 -> new Graduated(tiers(per), per);
                case 2 -> new Volume(tiers(per), per);
                case 3 -> new Packaged(bound(per), price(per), per);
                default -> indexed(per);
            };
        }

        private Indexed indexed(UnitOfMeasure per) {
            BigDecimal fixed = BigDecimal.valueOf(random.nextInt(101), 2);
            BigDecimal floor = price(per);
            return new Indexed(
                    price(per),
                    fixed,
                    BigDecimal.ONE.subtract(fixed),
                    "INDEX",
                    whole(1_000),
                    random.nextBoolean() ? floor : null,
                    random.nextBoolean() ? floor.add(price(per)) : null,
                    random.nextInt(7),
                    per);
        }

        private List<Tier> tiers(UnitOfMeasure per) {
            List<Tier> tiers = new ArrayList<>();
            BigDecimal bound = BigDecimal.ZERO;
            int bounded = random.nextInt(4);
            for (int i = 0; i < bounded; i++) {
                bound = bound.add(bound(per));
                tiers.add(new Tier(bound, price(per), fee()));
            }
            tiers.add(new Tier(null, price(per), fee()));
            return tiers;
        }

        private @Nullable BigDecimal fee() {
            return random.nextBoolean() ? decimal(random, 50_000, 2) : null;
        }

        private BigDecimal bound(UnitOfMeasure per) {
            return decimal(random, 15_000_000, per == UnitOfMeasure.TONNE ? 6 : 3);
        }

        private BigDecimal price(UnitOfMeasure per) {
            return decimal(random, 2_000_000, per == UnitOfMeasure.TONNE ? 4 : 7);
        }

        private static BigDecimal whole(int value) {
            return BigDecimal.valueOf(value);
        }

        /** Above zero, at most {@code most} in units of the last decimal. */
        static BigDecimal decimal(RandomGenerator random, long most, int decimals) {
            return BigDecimal.valueOf(1 + random.nextLong(most), decimals);
        }
    }

    /**
     * The price of a quantity by the words of the contract. It shares no code with the rating: it
     * walks through tiers by subtraction, counts packages one by one, and computes with fractions
     * that are as long as they need to be.
     */
    private static final class Oracle {
        private final Composite tariff;
        private final BigDecimal index;
        private final BigDecimal carried;
        private final RoundingMode rounding;
        private BigDecimal carry = BigDecimal.ZERO;

        Oracle(Composite tariff, BigDecimal index, BigDecimal carried, RoundingMode rounding) {
            this.tariff = tariff;
            this.index = index;
            this.carried = carried;
            this.rounding = rounding;
        }

        Money amount(Account account, boolean closed, boolean last) {
            BigDecimal exact = exact(account.grams, closed, last);
            int decimals = account.currency.getDefaultFractionDigits();
            String minor = exact.setScale(decimals, rounding).unscaledValue().toString();
            return new Money(Long.parseLong(minor), account.currency);
        }

        private BigDecimal exact(long grams, boolean closed, boolean last) {
            BigDecimal all = BigDecimal.ZERO;
            BigDecimal drawn = BigDecimal.ZERO;
            carry = carried;
            for (Component part : tariff.components()) {
                if (part instanceof Usage usage) {
                    BigDecimal cost = cost(usage, grams);
                    drawn = drawn.add(cost);
                    all = all.add(cost);
                } else if (part instanceof BaseFee fee) {
                    all = all.add(fee.amount());
                } else if (part instanceof Percentage p) {
                    BigDecimal of = p.on() == Basis.USAGE ? drawn : all;
                    all = all.add(of.multiply(p.percent()).divide(new BigDecimal("100")));
                } else if (part instanceof Maximum maximum) {
                    all = all.compareTo(maximum.amount()) > 0 ? maximum.amount() : all;
                } else if (part instanceof Minimum minimum) {
                    all = takeOrPay(minimum, all, closed, last);
                }
            }
            return all;
        }

        private BigDecimal takeOrPay(
                Minimum minimum, BigDecimal all, boolean closed, boolean last) {
            BigDecimal least = minimum.amount();
            if (minimum.carryForward() == CarryForward.NONE) {
                carry = BigDecimal.ZERO;
                return closed && all.compareTo(least) < 0 ? least : all;
            }
            if (minimum.carryForward() == CarryForward.CREDIT) {
                if (all.compareTo(least) >= 0) {
                    BigDecimal withAllCredit = all.subtract(carried);
                    BigDecimal pays = withAllCredit.compareTo(least) < 0 ? least : withAllCredit;
                    carry = carried.subtract(all.subtract(pays));
                    return pays;
                }
                if (closed) {
                    carry = carried.add(least).subtract(all);
                    return least;
                }
                return all;
            }
            BigDecimal owed = least.add(carried);
            if (last) {
                carry = BigDecimal.ZERO;
                return all.compareTo(owed) < 0 ? owed : all;
            }
            if (closed) {
                carry = all.compareTo(owed) < 0 ? owed.subtract(all) : BigDecimal.ZERO;
            }
            return all;
        }

        private BigDecimal cost(Usage usage, long grams) {
            String perUnit = usage.per() == UnitOfMeasure.TONNE ? "1000000" : "1000";
            BigDecimal quantity = new BigDecimal(grams).divide(new BigDecimal(perUnit));
            if (usage instanceof PerUnit rate) {
                return quantity.multiply(rate.unitPrice());
            } else if (usage instanceof Graduated rate) {
                return graduated(rate.tiers(), quantity);
            } else if (usage instanceof Volume rate) {
                return volume(rate.tiers(), quantity);
            } else if (usage instanceof Packaged rate) {
                BigDecimal left = quantity;
                BigDecimal cost = BigDecimal.ZERO;
                // Whole thousands at once, or a package of a gram would take all day.
                BigDecimal thousand = rate.packageSize().multiply(new BigDecimal("1000"));
                while (left.compareTo(thousand) > 0) {
                    left = left.subtract(thousand);
                    cost = cost.add(rate.packagePrice().multiply(new BigDecimal("1000")));
                }
                while (left.signum() > 0) {
                    left = left.subtract(rate.packageSize());
                    cost = cost.add(rate.packagePrice());
                }
                return cost;
            }
            return quantity.multiply(indexPrice((Indexed) usage));
        }

        /** The base value is 1000 here, so the fraction ends and nothing is cut off early. */
        private BigDecimal indexPrice(Indexed rate) {
            BigDecimal ratio = index.divide(rate.baseValue());
            BigDecimal price =
                    rate.fixedShare()
                            .multiply(rate.basePrice())
                            .add(rate.indexShare().multiply(ratio).multiply(rate.basePrice()));
            if (rate.floor() != null && price.compareTo(rate.floor()) < 0) {
                price = rate.floor();
            }
            if (rate.cap() != null && price.compareTo(rate.cap()) > 0) {
                price = rate.cap();
            }
            return price.setScale(rate.priceDecimals(), rounding);
        }

        private static BigDecimal graduated(List<Tier> tiers, BigDecimal quantity) {
            BigDecimal left = quantity;
            BigDecimal reached = BigDecimal.ZERO;
            BigDecimal cost = BigDecimal.ZERO;
            for (Tier tier : tiers) {
                if (left.signum() <= 0) {
                    break;
                }
                BigDecimal part = left;
                if (tier.upTo() != null && left.compareTo(tier.upTo().subtract(reached)) > 0) {
                    part = tier.upTo().subtract(reached);
                }
                cost = cost.add(part.multiply(tier.unitPrice()));
                cost = tier.flatFee() == null ? cost : cost.add(tier.flatFee());
                left = left.subtract(part);
                reached = reached.add(part);
            }
            return cost;
        }

        private static BigDecimal volume(List<Tier> tiers, BigDecimal quantity) {
            if (quantity.signum() == 0) {
                return BigDecimal.ZERO;
            }
            for (Tier tier : tiers) {
                if (tier.upTo() == null || quantity.compareTo(tier.upTo()) <= 0) {
                    BigDecimal cost = quantity.multiply(tier.unitPrice());
                    return tier.flatFee() == null ? cost : cost.add(tier.flatFee());
                }
            }
            throw new IllegalStateException("no tier for " + quantity);
        }
    }
}
