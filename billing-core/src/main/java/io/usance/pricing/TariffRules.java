package io.usance.pricing;

import io.usance.failure.Checks;
import io.usance.pricing.Tariff.Usage;
import io.usance.quantity.Aggregation;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantities;
import io.usance.quantity.QuantityName;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What must hold of the numbers of a tariff. Every refusal has both values. */
final class TariffRules {
    private static final BigDecimal LOWEST_PERCENT = BigDecimal.valueOf(-100);
    private static final BigDecimal HIGHEST_PERCENT = BigDecimal.valueOf(Tariff.PERCENT_MAX);

    private TariffRules() {}

    /** A number that is needed; its path is {@code tariff.packageSize} of a package size. */
    private static BigDecimal given(@Nullable BigDecimal value, String what) {
        if (value == null) {
            StringBuilder field = new StringBuilder();
            for (String word : what.split(" ")) {
                field.append(
                        field.isEmpty()
                                ? word
                                : Character.toUpperCase(word.charAt(0)) + word.substring(1));
            }
            return Checks.given(value, "tariff." + field);
        }
        return value;
    }

    /** Of any sign; {@link SignRules} say where it may be negative. */
    static BigDecimal signed(String what, BigDecimal value) {
        return plain(what, given(value, what));
    }

    static BigDecimal notNegative(String what, BigDecimal value) {
        given(value, what);
        if (value.signum() < 0) {
            throw new IllegalArgumentException(what + " " + value + " is negative, not 0 or more");
        }
        return plain(what, value);
    }

    static BigDecimal positive(String what, BigDecimal value) {
        given(value, what);
        if (value.signum() <= 0) {
            throw new IllegalArgumentException(what + " " + value + " is not above 0");
        }
        return plain(what, value);
    }

    static BigDecimal percent(BigDecimal percent) {
        given(percent, "percent");
        if (percent.compareTo(LOWEST_PERCENT) < 0 || percent.compareTo(HIGHEST_PERCENT) > 0) {
            throw new IllegalArgumentException(
                    "percentage " + percent + " is not within -100 to " + Tariff.PERCENT_MAX);
        }
        return plain("percentage", percent);
    }

    /**
     * The same value without an exponent, so that {@code 1.2E+3} and {@code 1200} are one tariff.
     */
    static BigDecimal plain(String what, BigDecimal value) {
        // Precision less scale is the number of digits before the point.
        if (value.scale() > Tariff.DIGITS_MAX
                || (long) value.precision() - value.scale() > Tariff.DIGITS_MAX) {
            throw new IllegalArgumentException(
                    what
                            + " "
                            + value
                            + " has more than "
                            + Tariff.DIGITS_MAX
                            + " digits before or after the point");
        }
        return value.scale() < 0 ? value.setScale(0) : value;
    }

    /**
     * What must hold of a rate by quantity, whatever its form.
     *
     * @return {@link #take}
     */
    static @Nullable Aggregation usage(
            UnitOfMeasure per,
            @Nullable String of,
            @Nullable Aggregation take,
            @Nullable String band) {
        checkUnit(per, of);
        Aggregation taken = take(take, of);
        checkBandName(band, of);
        return taken;
    }

    /** What a tariff's rates say of their quantities, by the name of the quantity. */
    static <T> SortedMap<String, T> byQuantity(Tariff tariff, Function<Usage, T> said) {
        SortedMap<String, T> all = new TreeMap<>();
        for (Tariff.Component part : tariff.parts()) {
            if (part instanceof Usage usage) {
                all.put(usage.quantityName(), said.apply(usage));
            }
        }
        return all;
    }

    static void checkUnit(UnitOfMeasure per, @Nullable String of) {
        Checks.given(per, "tariff.per");
        if (of != null) {
            Quantities.checkName(of);
        }
        if (!per.dimension().isBilled()) {
            throw new IllegalArgumentException(
                    "a price is per unit of what is billed, not per %s, a unit of %s; write one of %s"
                            .formatted(
                                    per.code(),
                                    per.dimension(),
                                    UnitOfMeasure.codes(Dimension::isBilled)));
        }
    }

    /**
     * A sum is written by leaving it out, so that one tariff has one form.
     *
     * @return null for the sum
     */
    private static @Nullable Aggregation take(@Nullable Aggregation take, @Nullable String of) {
        if (take == null || take == Aggregation.SUM) {
            return null;
        }
        if (of == null) {
            throw new IllegalArgumentException(
                    "take: %s does not say of which quantity; write of: with its name beside it, such as of: power"
                            .formatted(take));
        }
        return take;
    }

    private static void checkBandName(@Nullable String band, @Nullable String of) {
        if (band == null) {
            return;
        }
        if (of == null) {
            throw new IllegalArgumentException(
                    "band: %s does not say of which quantity; write of: with its name beside it, such as of: energy"
                            .formatted(band));
        }
        Quantities.checkPricedName(QuantityName.inBand(of, band));
    }

    /**
     * @param kind of the tariff, for people
     */
    static void checkTiers(String kind, List<Tier> tiers) {
        if (tiers.isEmpty() || tiers.size() > Tariff.TIERS_MAX) {
            throw new IllegalArgumentException(
                    "a "
                            + kind
                            + " tariff has 1 to "
                            + Tariff.TIERS_MAX
                            + " tiers, not "
                            + tiers.size());
        }
        BigDecimal lower = BigDecimal.ZERO;
        for (int i = 0; i < tiers.size(); i++) {
            BigDecimal upTo = tiers.get(i).upTo();
            boolean last = i == tiers.size() - 1;
            if (upTo == null && !last) {
                throw new IllegalArgumentException(
                        "only the last tier may have no upper bound; tier " + (i + 1));
            }
            if (upTo != null && upTo.compareTo(lower) <= 0) {
                throw new IllegalArgumentException(
                        "tier " + (i + 1) + " ends at " + upTo + ", not above " + lower);
            }
            lower = upTo == null ? lower : upTo;
        }
    }

    static void checkShares(BigDecimal fixedShare, BigDecimal indexShare) {
        BigDecimal sum = fixedShare.add(indexShare);
        if (sum.compareTo(BigDecimal.ONE) != 0) {
            throw new IllegalArgumentException(
                    "fixed share "
                            + fixedShare
                            + " and index share "
                            + indexShare
                            + " add up to "
                            + sum
                            + ", not 1");
        }
    }

    static void checkSeries(String series) {
        Checks.given(series, "tariff.series");
        if (series.isBlank()
                || series.length() > Tariff.SERIES_CHARS_MAX
                || series.indexOf('=') >= 0) {
            throw new IllegalArgumentException(
                    "index series '"
                            + series
                            + "' must have 1 to "
                            + Tariff.SERIES_CHARS_MAX
                            + " characters, none of them =");
        }
    }

    static void checkBand(@Nullable BigDecimal floor, @Nullable BigDecimal cap) {
        if (floor != null && cap != null && floor.compareTo(cap) > 0) {
            throw new IllegalArgumentException("floor " + floor + " is above cap " + cap);
        }
    }

    static void checkDecimals(int priceDecimals) {
        if (priceDecimals < 0 || priceDecimals > Tariff.PRICE_DECIMALS_MAX) {
            throw new IllegalArgumentException(
                    "a unit price is rounded to 0 to "
                            + Tariff.PRICE_DECIMALS_MAX
                            + " decimals, not "
                            + priceDecimals);
        }
    }
}
