package io.usance.pricing;

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
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The price of several quantities by the words of the contract, in whole numbers alone: every
 * amount is a multiple of one tiny part of a major unit, chosen so small that nothing is ever cut.
 * It shares no code with the rating, and no table of units either.
 */
public final class FractionOracle {
    /**
     * One n-th of a major unit: n is 10^24 times what the units of the test divide by (3,600,000
     * and 86,400,000 ms; 45,359,237 hundred-thousandths of a gram), so that prices with 5 decimals,
     * percentages with 2 and quantities in thousandths are whole.
     */
    public static final BigInteger PARTS =
            BigInteger.TEN
                    .pow(24)
                    .multiply(BigInteger.valueOf(86_400_000L))
                    .multiply(BigInteger.valueOf(45_359_237L));

    /** Thousandths of the base unit in one unit, times 10^7. */
    static final Map<String, Long> SIZE_E7 =
            Map.of(
                    "s", 10_000_000_000L,
                    "min", 600_000_000_000L,
                    "h", 36_000_000_000_000L,
                    "d", 864_000_000_000_000L,
                    "[lb_av]", 4_535_923_700L,
                    "kg", 10_000_000_000L,
                    "1", 10_000_000_000L,
                    "kW.h", 10_000_000_000_000L,
                    "kW", 10_000_000_000_000L);

    private final Composite tariff;
    private final Map<String, Long> milli;
    private final BigInteger carried;
    private BigInteger carry = BigInteger.ZERO;

    /**
     * @param milli thousandths of the base unit, by the name of the quantity
     */
    public FractionOracle(Composite tariff, Map<String, Long> milli, BigDecimal carried) {
        this.tariff = tariff;
        this.milli = milli;
        this.carried = parts(carried);
    }

    /** What the period carries on, after the amount was asked for. */
    BigInteger carry() {
        return carry;
    }

    /** In {@link #PARTS}. */
    public BigInteger amount(boolean closed, boolean last) {
        BigInteger all = BigInteger.ZERO;
        BigInteger drawn = BigInteger.ZERO;
        carry = carried;
        for (Component part : tariff.components()) {
            if (part instanceof Usage usage) {
                BigInteger cost = cost(usage);
                drawn = drawn.add(cost);
                all = all.add(cost);
            } else if (part instanceof BaseFee fee) {
                all = all.add(parts(fee.amount()));
            } else if (part instanceof Percentage p) {
                BigInteger of = p.on() == Basis.USAGE ? drawn : all;
                all = all.add(share(of, p.percent().movePointLeft(2)));
            } else if (part instanceof Maximum maximum) {
                all = all.min(parts(maximum.amount()));
            } else if (part instanceof Floor floor) {
                all = all.max(parts(floor.amount()));
            } else if (part instanceof Minimum minimum) {
                all = takeOrPay(minimum, all, closed, last);
            }
        }
        return all;
    }

    private BigInteger takeOrPay(Minimum minimum, BigInteger all, boolean closed, boolean last) {
        BigInteger least = parts(minimum.amount());
        if (minimum.carryForward() == CarryForward.NONE) {
            carry = BigInteger.ZERO;
            return closed ? all.max(least) : all;
        }
        if (minimum.carryForward() == CarryForward.CREDIT) {
            if (all.compareTo(least) >= 0) {
                BigInteger pays = all.subtract(carried).max(least);
                carry = carried.subtract(all.subtract(pays));
                return pays;
            }
            if (closed) {
                carry = carried.add(least).subtract(all);
                return least;
            }
            return all;
        }
        BigInteger owed = least.add(carried);
        if (last) {
            carry = BigInteger.ZERO;
            return all.max(owed);
        }
        if (closed) {
            carry = owed.subtract(all).max(BigInteger.ZERO);
        }
        return all;
    }

    private BigInteger cost(Usage usage) {
        String unit = usage.per().code();
        BigInteger quantity =
                BigInteger.valueOf(milli.getOrDefault(usage.quantityName(), 0L))
                        .multiply(BigInteger.valueOf(10_000_000));
        if (quantity.signum() == 0) {
            return BigInteger.ZERO;
        }
        if (usage instanceof PerUnit rate) {
            return priced(quantity, rate.unitPrice(), unit);
        } else if (usage instanceof Packaged rate) {
            BigInteger size = sized(rate.packageSize(), unit);
            BigInteger[] begun = quantity.divideAndRemainder(size);
            long more = begun[1].signum() == 0 ? 0 : 1;
            return parts(rate.packagePrice()).multiply(begun[0].add(BigInteger.valueOf(more)));
        }
        List<Tier> tiers =
                usage instanceof Graduated graduated ? graduated.tiers() : ((Volume) usage).tiers();
        return usage instanceof Graduated
                ? graduated(tiers, quantity, unit)
                : volume(tiers, quantity, unit);
    }

    private static BigInteger graduated(List<Tier> tiers, BigInteger quantity, String unit) {
        BigInteger cost = BigInteger.ZERO;
        BigInteger reached = BigInteger.ZERO;
        for (Tier tier : tiers) {
            if (quantity.compareTo(reached) <= 0) {
                break;
            }
            BigInteger end =
                    tier.upTo() == null ? quantity : sized(tier.upTo(), unit).min(quantity);
            cost = cost.add(priced(end.subtract(reached), tier.unitPrice(), unit));
            cost = tier.flatFee() == null ? cost : cost.add(parts(tier.flatFee()));
            reached = end;
        }
        return cost;
    }

    private static BigInteger volume(List<Tier> tiers, BigInteger quantity, String unit) {
        for (Tier tier : tiers) {
            if (tier.upTo() == null || quantity.compareTo(sized(tier.upTo(), unit)) <= 0) {
                BigInteger cost = priced(quantity, tier.unitPrice(), unit);
                return tier.flatFee() == null ? cost : cost.add(parts(tier.flatFee()));
            }
        }
        throw new IllegalStateException("no tier for " + quantity);
    }

    /** A number of units in 10^-7 thousandths of the base unit. */
    private static BigInteger sized(BigDecimal units, String unit) {
        return units.multiply(BigDecimal.valueOf(size(unit))).toBigIntegerExact();
    }

    private static BigInteger priced(BigInteger quantity, BigDecimal unitPrice, String unit) {
        return whole(parts(unitPrice).multiply(quantity), BigInteger.valueOf(size(unit)));
    }

    private static long size(String unit) {
        return Objects.requireNonNull(SIZE_E7.get(unit), unit);
    }

    private static BigInteger share(BigInteger of, BigDecimal factor) {
        return whole(
                of.multiply(factor.movePointRight(8).toBigIntegerExact()), BigInteger.TEN.pow(8));
    }

    private static BigInteger parts(BigDecimal major) {
        return major.multiply(new BigDecimal(PARTS)).toBigIntegerExact();
    }

    private static BigInteger whole(BigInteger dividend, BigInteger divisor) {
        BigInteger[] result = dividend.divideAndRemainder(divisor);
        if (result[1].signum() != 0) {
            throw new IllegalStateException("the parts of the oracle are too large");
        }
        return result[0];
    }
}
