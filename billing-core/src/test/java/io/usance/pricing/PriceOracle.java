package io.usance.pricing;

import io.usance.money.Money;
import io.usance.pricing.Tariff.BaseFee;
import io.usance.pricing.Tariff.Component;
import io.usance.pricing.Tariff.Composite;
import io.usance.pricing.Tariff.Floor;
import io.usance.pricing.Tariff.Graduated;
import io.usance.pricing.Tariff.Indexed;
import io.usance.pricing.Tariff.Maximum;
import io.usance.pricing.Tariff.Minimum;
import io.usance.pricing.Tariff.Packaged;
import io.usance.pricing.Tariff.PerUnit;
import io.usance.pricing.Tariff.Percentage;
import io.usance.pricing.Tariff.Usage;
import io.usance.pricing.Tariff.Volume;
import io.usance.quantity.Quantities;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The price of a quantity by the words of the contract. It shares no code with the rating: it walks
 * through tiers by subtraction, counts packages one by one, and computes with fractions that are as
 * long as they need to be.
 */
public final class PriceOracle {
    private final Composite tariff;
    private final BigDecimal index;
    private final BigDecimal carried;
    private final RoundingMode rounding;
    private BigDecimal carry = BigDecimal.ZERO;

    public PriceOracle(
            Composite tariff, BigDecimal index, BigDecimal carried, RoundingMode rounding) {
        this.tariff = tariff;
        this.index = index;
        this.carried = carried;
        this.rounding = rounding;
    }

    /** What the period carries on, after the last amount. */
    public BigDecimal carry() {
        return carry;
    }

    /** Of the contract's only quantity, a mass. */
    public Money amount(long grams, Currency currency, boolean closed, boolean last) {
        return amount(Map.of(Quantities.ONLY, grams), currency, closed, last);
    }

    /**
     * @param milli thousandths of each quantity's base unit, by its name
     */
    Money amount(Map<String, Long> milli, Currency currency, boolean closed, boolean last) {
        BigDecimal exact = exact(milli, closed, last);
        int decimals = currency.getDefaultFractionDigits();
        String minor = exact.setScale(decimals, rounding).unscaledValue().toString();
        return new Money(Long.parseLong(minor), currency);
    }

    private BigDecimal exact(Map<String, Long> milli, boolean closed, boolean last) {
        BigDecimal all = BigDecimal.ZERO;
        BigDecimal drawn = BigDecimal.ZERO;
        carry = carried;
        for (Component part : tariff.components()) {
            switch (part) {
                case Usage usage -> {
                    BigDecimal cost = cost(usage, milli);
                    drawn = drawn.add(cost);
                    all = all.add(cost);
                }
                case BaseFee fee -> all = all.add(fee.amount());
                case Percentage p -> {
                    BigDecimal of = p.on() == Basis.USAGE ? drawn : all;
                    all = all.add(of.multiply(p.percent()).divide(new BigDecimal("100")));
                }
                case Maximum maximum ->
                        all = all.compareTo(maximum.amount()) > 0 ? maximum.amount() : all;
                case Minimum minimum -> all = takeOrPay(minimum, all, closed, last);
                case Floor floor -> all = all.compareTo(floor.amount()) < 0 ? floor.amount() : all;
            }
        }
        return all;
    }

    private BigDecimal takeOrPay(Minimum minimum, BigDecimal all, boolean closed, boolean last) {
        BigDecimal least = minimum.amount();
        if (minimum.carryForward() == CarryForward.NONE) {
            boolean another =
                    tariff.components().stream()
                            .anyMatch(part ->
                                    part instanceof Minimum other
                                            && other.carryForward() != CarryForward.NONE);
            carry = another ? carry : BigDecimal.ZERO;
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

    private BigDecimal cost(Usage usage, Map<String, Long> milli) {
        String name = usage.of() == null ? Quantities.ONLY : usage.of();
        BigDecimal quantity = quantity(Objects.requireNonNull(milli.get(name), name), usage.per());
        return switch (usage) {
            case PerUnit rate -> quantity.multiply(rate.unitPrice());
            case Graduated rate -> graduated(rate.tiers(), quantity);
            case Volume rate -> volume(rate.tiers(), quantity);
            case Packaged rate -> packages(rate, quantity);
            case Indexed rate -> quantity.multiply(indexPrice(rate));
            case Formula rate -> quantity.multiply(formulaPrice(rate));
        };
    }

    /** Base units are kilograms, pieces and watt-hours. */
    private static BigDecimal quantity(long milli, UnitOfMeasure per) {
        String milliPerUnit =
                switch (per.code()) {
                    case "t", "kW.h" -> "1000000";
                    case "kg", "1" -> "1000";
                    default -> throw new IllegalArgumentException(per.code());
                };
        return new BigDecimal(milli).divide(new BigDecimal(milliPerUnit));
    }

    private static BigDecimal packages(Packaged rate, BigDecimal quantity) {
        BigDecimal left = rate.free() == null ? quantity : quantity.subtract(rate.free());
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

    /** Of one series, whose base value is 1000 if there is one, and in one currency. */
    private BigDecimal formulaPrice(Formula rate) {
        Formula.Term term = rate.terms().getFirst();
        BigDecimal price =
                term.base() == null
                        ? index.multiply(term.factor())
                        : index.multiply(term.factor()).divide(term.base());
        price = rate.constant() == null ? price : price.add(rate.constant());
        price = rate.differential() == null ? price : price.add(rate.differential());
        Formula.DeadBand dead = rate.deadBand();
        if (dead != null) {
            BigDecimal highest = dead.price().add(dead.within());
            BigDecimal lowest = dead.price().subtract(dead.within());
            boolean above = price.compareTo(highest) > 0;
            boolean below = price.compareTo(lowest) < 0;
            if (!above && !below) {
                price = dead.price();
            } else if (dead.beyond() == Formula.Beyond.EXCESS) {
                price = dead.price().add(price).subtract(above ? highest : lowest);
            }
        }
        price = rate.floor() != null && price.compareTo(rate.floor()) < 0 ? rate.floor() : price;
        price = rate.cap() != null && price.compareTo(rate.cap()) > 0 ? rate.cap() : price;
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
