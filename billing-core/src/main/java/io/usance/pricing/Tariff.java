package io.usance.pricing;

import io.usance.failure.Checks;
import io.usance.quantity.Aggregation;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantities;
import io.usance.quantity.QuantityName;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The agreed price, as a function of the quantities drawn so far in a billing period. {@link
 * Rating} applies it.
 *
 * <p>A rate by quantity says of which named quantity it is: {@code goodParts}, {@code hours}. Where
 * a contract has a single quantity, it need not be named.
 */
public sealed interface Tariff {

    /** Most tiers of one tariff. */
    int TIERS_MAX = 32;

    /** Most components of a composite tariff. */
    int COMPONENTS_MAX = 16;

    /** Most digits of a price or bound, before and after the point. */
    int DIGITS_MAX = 18;

    /** Most decimals a unit price by index is rounded to. */
    int PRICE_DECIMALS_MAX = 12;

    /** Longest name of an index series. */
    int SERIES_CHARS_MAX = 64;

    /**
     * Largest change of an index value against its base value; beyond it the series or the decimal
     * point is taken to be wrong.
     */
    int INDEX_CHANGE_MAX = 100;

    /** Highest surcharge in percent. */
    int PERCENT_MAX = 1_000;

    /** Unit that prices and tier bounds are written in; of a composite, that of its first usage. */
    UnitOfMeasure per();

    /**
     * Dimension of its only quantity.
     *
     * @throws IllegalStateException if it prices several
     */
    default Dimension dimension() {
        SortedMap<String, Dimension> all = quantities();
        if (all.size() != 1) {
            throw new IllegalStateException("a tariff of several quantities: " + all);
        }
        return all.sequencedValues().getFirst();
    }

    /**
     * The quantities it prices, by name; {@link Quantities#ONLY} is the name of what it does not
     * name.
     */
    default SortedMap<String, Dimension> quantities() {
        return TariffRules.byQuantity(this, usage -> usage.per().dimension());
    }

    /** What of the period's values counts, by the name of each quantity it prices. */
    default SortedMap<String, Aggregation> aggregations() {
        return TariffRules.byQuantity(this, Usage::aggregation);
    }

    /** The components in their order; of a rate by quantity, itself. */
    default List<Component> parts() {
        return switch (this) {
            case Usage usage -> List.of(usage);
            case Composite composite -> composite.components();
        };
    }

    /** The index rates in it. */
    default List<Indexed> indexed() {
        return parts().stream().filter(Indexed.class::isInstance).map(Indexed.class::cast).toList();
    }

    /** The index series whose values price it, fixings included, in the order of their names. */
    default SortedSet<String> seriesNames() {
        return parts().stream()
                .flatMap(part ->
                        part instanceof Indexed rate
                                ? Stream.of(rate.series())
                                : part instanceof Formula rate
                                        ? rate.seriesNames().stream()
                                        : Stream.of())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * The series of which a value that counts is not waited for: until it is published, the newest
     * one is taken, and the price is provisional.
     */
    default SortedSet<String> provisionalSeries() {
        return parts().stream()
                .filter(Formula.class::isInstance)
                .map(Formula.class::cast)
                .filter(Formula::takesNewestValues)
                .flatMap(rate -> rate.seriesNames().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** True if it can be charged before every value that counts is published. */
    default boolean isEverProvisional() {
        return parts().stream()
                .anyMatch(part -> part instanceof Formula rate && rate.provisional() != null);
    }

    /**
     * How what a period costs depends on the period before it. An amount is carried only from one
     * period to the next with a price that carries it in the same way.
     */
    default CarryForward carryForward() {
        return parts().stream()
                .filter(Minimum.class::isInstance)
                .map(part -> ((Minimum) part).carryForward())
                .filter(carries -> carries != CarryForward.NONE)
                .findFirst()
                .orElse(CarryForward.NONE);
    }

    /** What a composite tariff is made of. */
    sealed interface Component permits Usage, BaseFee, Percentage, Minimum, Maximum, Floor {}

    /** A rate by quantity: a tariff of its own, or a component of one. Zero costs nothing. */
    sealed interface Usage extends Tariff, Component
            permits PerUnit, Graduated, Volume, Packaged, Indexed, Formula {
        /** Name of the quantity it is of; null for the contract's only quantity. */
        @Nullable String of();

        /** Name of the band of time that it prices what falls into; null for all time. */
        @Nullable String band();

        /** {@link #of()}, or {@link Quantities#ONLY}; of a band, {@code energy@peak}. */
        default String quantityName() {
            String name = of();
            String band = band();
            return name == null
                    ? Quantities.ONLY
                    : band == null ? name : QuantityName.inBand(name, band);
        }

        /** What of the period's values counts; null for their sum. */
        @Nullable Aggregation take();

        /** {@link #take()}, or the sum. */
        default Aggregation aggregation() {
            Aggregation take = take();
            return take == null ? Aggregation.SUM : take;
        }
    }

    /**
     * One price for every unit.
     *
     * @param unitPrice major currency units per {@code per}; negative for an allowance per unit, in
     *     a composite with a {@link Floor} after it
     * @param of name of the quantity; null for the only one
     * @param take what of the period counts; null for the sum
     * @param band of time; null for all of it
     */
    record PerUnit(
            BigDecimal unitPrice,
            UnitOfMeasure per,
            @Nullable String of,
            @Nullable Aggregation take,
            @Nullable String band)
            implements Usage {
        public PerUnit {
            unitPrice = TariffRules.signed("unit price", unitPrice);
            take = TariffRules.usage(per, of, take, band);
        }

        /** Of the sum over the period. */
        public PerUnit(BigDecimal unitPrice, UnitOfMeasure per, @Nullable String of) {
            this(unitPrice, per, of, null, null);
        }

        /** Of the only quantity. */
        public PerUnit(BigDecimal unitPrice, UnitOfMeasure per) {
            this(unitPrice, per, null);
        }
    }

    /**
     * Tiers that each price the part of the quantity that falls in them. The flat fee of every tier
     * entered is due.
     *
     * @param tiers by rising bound; what is beyond the end of the last cannot be rated, and is held
     * @param of name of the quantity; null for the only one
     * @param take what of the period counts; null for the sum
     * @param band of time; null for all of it
     */
    record Graduated(
            List<Tier> tiers,
            UnitOfMeasure per,
            @Nullable String of,
            @Nullable Aggregation take,
            @Nullable String band)
            implements Usage {
        public Graduated {
            tiers = List.copyOf(Checks.all(tiers, "tariff.tiers"));
            TariffRules.checkTiers("graduated", tiers);
            take = TariffRules.usage(per, of, take, band);
        }

        /** Of the sum over the period. */
        public Graduated(List<Tier> tiers, UnitOfMeasure per, @Nullable String of) {
            this(tiers, per, of, null, null);
        }

        /** Of the only quantity. */
        public Graduated(List<Tier> tiers, UnitOfMeasure per) {
            this(tiers, per, null);
        }
    }

    /**
     * The tier the period's quantity falls in prices all of it, from the first unit. Its flat fee,
     * and only its, is due.
     *
     * @param tiers by rising bound; what is beyond the end of the last cannot be rated, and is held
     * @param of name of the quantity; null for the only one
     * @param take what of the period counts; null for the sum
     * @param band of time; null for all of it
     */
    record Volume(
            List<Tier> tiers,
            UnitOfMeasure per,
            @Nullable String of,
            @Nullable Aggregation take,
            @Nullable String band)
            implements Usage {
        public Volume {
            tiers = List.copyOf(Checks.all(tiers, "tariff.tiers"));
            TariffRules.checkTiers("volume", tiers);
            take = TariffRules.usage(per, of, take, band);
        }

        /** Of the sum over the period. */
        public Volume(List<Tier> tiers, UnitOfMeasure per, @Nullable String of) {
            this(tiers, per, of, null, null);
        }

        /** Of the only quantity. */
        public Volume(List<Tier> tiers, UnitOfMeasure per) {
            this(tiers, per, null);
        }
    }

    /**
     * Whole packages: one that is begun is due in full.
     *
     * @param packageSize in {@code per}, above zero
     * @param packagePrice major currency units per package, zero or more
     * @param of name of the quantity; null for the only one
     * @param take what of the period counts; null for the sum
     * @param band of time; null for all of it
     * @param free in {@code per}, above zero: so much of the period costs nothing, and packages are
     *     counted of the rest; null for none
     */
    record Packaged(
            BigDecimal packageSize,
            BigDecimal packagePrice,
            UnitOfMeasure per,
            @Nullable String of,
            @Nullable Aggregation take,
            @Nullable String band,
            @Nullable BigDecimal free)
            implements Usage {
        public Packaged {
            packageSize = TariffRules.positive("package size", packageSize);
            packagePrice = TariffRules.notNegative("package price", packagePrice);
            take = TariffRules.usage(per, of, take, band);
            free = free == null ? null : TariffRules.positive("free", free);
        }

        /** Without a free quantity. */
        public Packaged(
                BigDecimal packageSize,
                BigDecimal packagePrice,
                UnitOfMeasure per,
                @Nullable String of,
                @Nullable Aggregation take,
                @Nullable String band) {
            this(packageSize, packagePrice, per, of, take, band, null);
        }

        /** Of the sum over the period. */
        public Packaged(
                BigDecimal packageSize,
                BigDecimal packagePrice,
                UnitOfMeasure per,
                @Nullable String of) {
            this(packageSize, packagePrice, per, of, null, null);
        }

        /** Of the only quantity. */
        public Packaged(BigDecimal packageSize, BigDecimal packagePrice, UnitOfMeasure per) {
            this(packageSize, packagePrice, per, null);
        }
    }

    /**
     * A unit price that follows an index: {@code P = P0 x (a + b x I / I0)}, then floor and cap,
     * then rounded once to {@code priceDecimals}.
     *
     * @param basePrice P0, major currency units per {@code per}
     * @param fixedShare a, 0 to 1
     * @param indexShare b, 0 to 1; {@code a + b = 1}, so at the base value the price is P0
     * @param series name of the index series
     * @param baseValue I0, above zero
     * @param floor lowest unit price, null for none
     * @param cap highest unit price, null for none
     * @param priceDecimals decimals of the unit price, 0 to {@link Tariff#PRICE_DECIMALS_MAX}
     * @param of name of the quantity; null for the only one
     * @param take what of the period counts; null for the sum
     * @param band of time; null for all of it
     */
    record Indexed(
            BigDecimal basePrice,
            BigDecimal fixedShare,
            BigDecimal indexShare,
            String series,
            BigDecimal baseValue,
            @Nullable BigDecimal floor,
            @Nullable BigDecimal cap,
            int priceDecimals,
            UnitOfMeasure per,
            @Nullable String of,
            @Nullable Aggregation take,
            @Nullable String band)
            implements Usage {
        public Indexed {
            basePrice = TariffRules.notNegative("base price", basePrice);
            fixedShare = TariffRules.notNegative("fixed share", fixedShare);
            indexShare = TariffRules.notNegative("index share", indexShare);
            baseValue = TariffRules.positive("base value", baseValue);
            floor = floor == null ? null : TariffRules.notNegative("floor", floor);
            cap = cap == null ? null : TariffRules.notNegative("cap", cap);
            TariffRules.checkShares(fixedShare, indexShare);
            TariffRules.checkSeries(series);
            TariffRules.checkBand(floor, cap);
            TariffRules.checkDecimals(priceDecimals);
            take = TariffRules.usage(per, of, take, band);
        }

        /** Of the only quantity, its sum over the period. */
        public Indexed(
                BigDecimal basePrice,
                BigDecimal fixedShare,
                BigDecimal indexShare,
                String series,
                BigDecimal baseValue,
                @Nullable BigDecimal floor,
                @Nullable BigDecimal cap,
                int priceDecimals,
                UnitOfMeasure per) {
            this(
                    basePrice,
                    fixedShare,
                    indexShare,
                    series,
                    baseValue,
                    floor,
                    cap,
                    priceDecimals,
                    per,
                    null,
                    null,
                    null);
        }
    }

    /**
     * Due once per period, in full, with the period's first charge; if nothing is drawn, when the
     * period closes. There is no pro rata: a period that begins or ends early costs all of it.
     *
     * @param amount major currency units; negative for an allowance or bonus per period, with a
     *     {@link Floor} after it
     */
    record BaseFee(BigDecimal amount) implements Component {
        public BaseFee {
            amount = TariffRules.signed("base fee", amount);
        }
    }

    /**
     * A discount or surcharge.
     *
     * @param percent negative for a discount, at least -100; at most {@link Tariff#PERCENT_MAX}
     */
    record Percentage(BigDecimal percent, Basis on) implements Component {
        public Percentage {
            percent = TariffRules.percent(percent);
        }
    }

    /**
     * Take or pay: what stands before it is raised to the amount, once, when the period closes.
     *
     * @param amount major currency units per period, above zero
     */
    record Minimum(BigDecimal amount, CarryForward carryForward) implements Component {
        public Minimum {
            amount = TariffRules.positive("minimum", amount);
        }
    }

    /**
     * What stands before it is never more than the amount.
     *
     * @param amount major currency units per period, above zero
     */
    record Maximum(BigDecimal amount) implements Component {
        public Maximum {
            amount = TariffRules.positive("maximum", amount);
        }
    }

    /**
     * What stands before it is never less than the amount, at every moment; a {@link Minimum} is
     * due at the close. Where components may be negative, it says how far the amount may fall.
     *
     * @param amount major currency units per period; negative for the largest credit to the
     *     customer
     */
    record Floor(BigDecimal amount) implements Component {
        public Floor {
            amount = TariffRules.signed("floor", amount);
        }
    }

    /**
     * Components in the order in which they count: fees and rates add up; a percentage, minimum,
     * maximum or floor works on what stands before it.
     *
     * @param components at least one of them a {@link Usage}; usages of one quantity all of one
     *     dimension and with one {@link Usage#take}, of different quantities of any, then each with
     *     its name; at most one minimum that carries, and one maximum; after the last one that may
     *     be negative, a floor
     */
    record Composite(List<Component> components) implements Tariff {
        public Composite {
            components = List.copyOf(Checks.all(components, "tariff.components"));
            CompositeRules.check(components);
        }

        @Override
        public UnitOfMeasure per() {
            return CompositeRules.usages(components).getFirst().per();
        }
    }
}
