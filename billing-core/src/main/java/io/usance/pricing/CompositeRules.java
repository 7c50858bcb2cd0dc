package io.usance.pricing;

import io.usance.pricing.Tariff.BaseFee;
import io.usance.pricing.Tariff.Component;
import io.usance.pricing.Tariff.Floor;
import io.usance.pricing.Tariff.Indexed;
import io.usance.pricing.Tariff.Maximum;
import io.usance.pricing.Tariff.Minimum;
import io.usance.pricing.Tariff.Percentage;
import io.usance.pricing.Tariff.Usage;
import io.usance.quantity.Aggregation;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantities;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What must hold between the components of a composite tariff. */
final class CompositeRules {
    private static final BigDecimal ALL_PERCENT = BigDecimal.valueOf(100);

    private CompositeRules() {}

    static List<Usage> usages(List<Component> components) {
        return of(components, Usage.class);
    }

    static void check(List<Component> components) {
        if (components.isEmpty() || components.size() > Tariff.COMPONENTS_MAX) {
            throw new IllegalArgumentException(
                    "a composite tariff has 1 to "
                            + Tariff.COMPONENTS_MAX
                            + " components, not "
                            + components.size());
        }
        checkUsages(usages(components));
        checkSeries(of(components, Indexed.class));
        checkOrder(components);
        checkDiscounts(components);
        checkBounds(of(components, Minimum.class), of(components, Maximum.class));
        checkFloors(of(components, Floor.class), of(components, Maximum.class));
        SignRules.check(components);
    }

    private static void checkUsages(List<Usage> usages) {
        if (usages.isEmpty()) {
            throw new IllegalArgumentException(
                    "a composite tariff needs at least one rate by quantity, such as PER_UNIT");
        }
        Map<String, Dimension> dimensions = new TreeMap<>();
        for (Usage usage : usages) {
            Dimension dimension = usage.per().dimension();
            Dimension other = dimensions.putIfAbsent(usage.quantityName(), dimension);
            if (other != null && other != dimension) {
                throw new IllegalArgumentException(
                        usage.of() == null
                                ? "a composite tariff prices %s or %s, not both, unless each rate names its quantity with 'of'"
                                        .formatted(other, dimension)
                                : "quantity %s is priced as %s and as %s"
                                        .formatted(usage.of(), other, dimension));
            }
        }
        checkNames(usages, dimensions.keySet());
        checkAggregations(usages);
        checkBands(usages);
    }

    /** A contract remembers one value of each quantity. */
    private static void checkAggregations(List<Usage> usages) {
        Map<String, Aggregation> taken = new TreeMap<>();
        for (Usage usage : usages) {
            String of = usage.of() == null ? Quantities.ONLY : usage.of();
            Aggregation other = taken.putIfAbsent(of, usage.aggregation());
            if (other != null && other != usage.aggregation()) {
                throw new IllegalArgumentException(
                        "quantity %s is taken as %s and as %s; write the same take: in all its rates, or have it metered under two names"
                                .formatted(usage.of(), other, usage.aggregation()));
            }
        }
    }

    /** What is metered counts once: in its band, or in all time. */
    private static void checkBands(List<Usage> usages) {
        Map<String, Usage> first = new TreeMap<>();
        for (Usage usage : usages) {
            if (usage.of() == null) {
                continue;
            }
            Usage other = first.putIfAbsent(usage.of(), usage);
            if (other == null) {
                continue;
            }
            if ((other.band() == null) != (usage.band() == null)) {
                throw new IllegalArgumentException(
                        "quantity %s is priced in band %s and without a band; write band: in all its rates"
                                .formatted(
                                        usage.of(),
                                        other.band() == null ? usage.band() : other.band()));
            }
            if (other.per().dimension() != usage.per().dimension()) {
                throw new IllegalArgumentException(
                        "quantity %s is priced as %s and as %s"
                                .formatted(
                                        usage.of(),
                                        other.per().dimension(),
                                        usage.per().dimension()));
            }
        }
    }

    /** Beside named quantities "the only one" means nothing. */
    private static void checkNames(List<Usage> usages, Set<String> names) {
        boolean someNamed = usages.stream().anyMatch(usage -> usage.of() != null);
        if (someNamed && usages.stream().anyMatch(usage -> usage.of() == null)) {
            throw new IllegalArgumentException(
                    "some rates say of which quantity they are, some do not: "
                            + usages.stream()
                                    .map(usage -> usage.of() == null ? "(none)" : usage.of())
                                    .toList()
                            + "; name it in all of them");
        }
        if (names.size() > Quantities.NAMES_MAX) {
            throw new IllegalArgumentException(
                    "a tariff prices at most "
                            + Quantities.NAMES_MAX
                            + " quantities, not "
                            + names.size());
        }
    }

    private static void checkSeries(List<Indexed> indexed) {
        Map<String, BigDecimal> baseValues = new HashMap<>();
        for (Indexed rate : indexed) {
            BigDecimal other = baseValues.putIfAbsent(rate.series(), rate.baseValue());
            if (other != null && other.compareTo(rate.baseValue()) != 0) {
                throw new IllegalArgumentException(
                        "index "
                                + rate.series()
                                + " has the base values "
                                + other
                                + " and "
                                + rate.baseValue());
            }
        }
    }

    /** A percentage, minimum or maximum of nothing is a mistake of order. */
    private static void checkOrder(List<Component> components) {
        boolean anything = false;
        boolean usage = false;
        boolean capped = false;
        boolean floored = false;
        for (int i = 0; i < components.size(); i++) {
            String place = "component " + (i + 1);
            switch (components.get(i)) {
                case BaseFee fee -> anything = true;
                case Usage rate -> {
                    anything = true;
                    usage = true;
                }
                case Percentage percentage -> {
                    boolean ofUsage = percentage.on() == Basis.USAGE;
                    require(ofUsage ? usage : anything, place, "is a percentage of nothing");
                    // What is left under the cap may be less than a share of what was above it.
                    require(!ofUsage || !capped, place, "is a percentage of usage after a maximum");
                    // It could take the amount below what it is never to fall below.
                    require(!ofUsage || !floored, place, "is a percentage of usage after a floor");
                }
                case Minimum minimum -> require(usage, place, "is a minimum of nothing");
                case Maximum maximum -> {
                    require(usage, place, "is a maximum of nothing");
                    capped = true;
                }
                case Floor floor -> {
                    require(anything, place, "is a floor of nothing");
                    floored = true;
                }
            }
        }
    }

    private static void require(boolean holds, String place, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(
                    place + " " + otherwise + "; components count in their order, move it");
        }
    }

    /** Together at most 100 percent, or an amount could become negative. */
    private static void checkDiscounts(List<Component> components) {
        BigDecimal discounts =
                of(components, Percentage.class).stream()
                        .map(percentage -> percentage.percent().min(BigDecimal.ZERO).negate())
                        .reduce(BigDecimal.ZERO, BigDecimal::add);
        if (discounts.compareTo(ALL_PERCENT) > 0) {
            throw new IllegalArgumentException(
                    "the discounts add up to " + discounts + " percent, more than 100");
        }
    }

    private static void checkBounds(List<Minimum> minimums, List<Maximum> maximums) {
        long carrying =
                minimums.stream()
                        .filter(minimum -> minimum.carryForward() != CarryForward.NONE)
                        .count();
        if (carrying > 1 || maximums.size() > 1) {
            throw new IllegalArgumentException(
                    "a composite tariff has at most one minimum that carries forward and one maximum, not "
                            + carrying
                            + " and "
                            + maximums.size());
        }
        for (Minimum least : maximums.isEmpty() ? List.<Minimum>of() : minimums) {
            BigDecimal minimum = least.amount();
            BigDecimal maximum = maximums.getFirst().amount();
            if (minimum.compareTo(maximum) > 0) {
                throw new IllegalArgumentException(
                        "minimum " + minimum + " is above maximum " + maximum);
            }
        }
    }

    private static void checkFloors(List<Floor> floors, List<Maximum> maximums) {
        for (Floor floor : floors) {
            for (Maximum maximum : maximums) {
                if (floor.amount().compareTo(maximum.amount()) > 0) {
                    throw new IllegalArgumentException(
                            "floor " + floor.amount() + " is above maximum " + maximum.amount());
                }
            }
        }
    }

    private static <T> List<T> of(List<Component> components, Class<T> type) {
        return components.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
