package io.usance.pricing;

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
import io.usance.quantity.Dimension;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Random tariffs of at least four components, all kinds in any order that makes sense. */
public record RandomTariffs(RandomGenerator random) {
    /** What rates of named quantities are of. */
    static final Map<String, Dimension> NAMED =
            Map.of(
                    "resin", Dimension.MASS,
                    "parts", Dimension.COUNT,
                    "energy", Dimension.ENERGY);

    private static final List<String> NAMES = NAMED.keySet().stream().sorted().toList();

    /** Of the contract's only quantity, a mass. */
    public Composite composite() {
        return composite(false);
    }

    /** Of one to three of {@link #NAMED}. */
    Composite named() {
        return composite(true);
    }

    private Composite composite(boolean named) {
        List<Component> parts = new ArrayList<>();
        if (random.nextBoolean()) {
            parts.add(new BaseFee(decimal(random, 100_000, 2)));
        }
        int usages = 1 + random.nextInt(3);
        for (int i = 0; i < usages; i++) {
            parts.add(usage(named ? NAMES.get(random.nextInt(NAMES.size())) : null));
        }
        if (random.nextInt(4) == 0) {
            // Of the rates so far; the one below is of all.
            parts.add(new Minimum(decimal(random, 900_000, 2), CarryForward.NONE));
        }
        boolean signed = random.nextInt(3) == 0;
        if (signed) {
            parts.add(
                    random.nextBoolean()
                            ? new BaseFee(decimal(random, 200_000, 2).negate())
                            : allowance(lastRate(parts)));
        }
        boolean cappedFirst = random.nextInt(5) == 0;
        int percentages = random.nextInt(3);
        for (int i = 0; i < percentages; i++) {
            Basis on = random.nextBoolean() ? Basis.USAGE : Basis.TOTAL;
            parts.add(new Percentage(decimal(random, 6_000, 2).subtract(whole(30)), on));
        }
        BigDecimal minimum = decimal(random, 3_000_000, 2);
        // Zero in most contracts; below it, so much may be credited.
        Floor floor =
                new Floor(
                        random.nextBoolean()
                                ? BigDecimal.ZERO
                                : minimum.subtract(decimal(random, 6_000_000, 2)));
        boolean flooredFirst = random.nextBoolean();
        if ((signed || mayBeNegative(parts)) && flooredFirst) {
            parts.add(floor);
        }
        BigDecimal maximum = minimum.max(whole(9_000)).add(decimal(random, 6_000_000, 2));
        CarryForward mode = CarryForward.values()[random.nextInt(3)];
        if (cappedFirst) {
            parts.add(new Maximum(maximum));
            parts.add(new Percentage(decimal(random, 1_000, 2), Basis.TOTAL));
            parts.add(new Minimum(minimum, mode));
        } else {
            parts.add(new Minimum(minimum, mode));
            parts.add(new Maximum(maximum));
        }
        if ((signed || mayBeNegative(parts)) && !flooredFirst) {
            parts.add(floor);
        }
        while (parts.size() < 4) {
            parts.add(0, new BaseFee(decimal(random, 5_000, 2)));
        }
        return new Composite(parts);
    }

    private static boolean mayBeNegative(List<Component> parts) {
        return parts.stream()
                .anyMatch(part ->
                        part instanceof Formula rate
                                && rate.floor() == null
                                && rate.differential() != null);
    }

    private static Usage lastRate(List<Component> parts) {
        return parts.reversed().stream()
                .filter(Usage.class::isInstance)
                .map(Usage.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /** So much off per unit. */
    private PerUnit allowance(Usage rate) {
        return new PerUnit(price(rate.per()).negate(), rate.per(), rate.of());
    }

    private Usage usage(@Nullable String of) {
        UnitOfMeasure per =
                switch (of == null ? Dimension.MASS : NAMED.get(of)) {
                    case COUNT -> UnitOfMeasure.ONE;
                    case ENERGY -> UnitOfMeasure.KILOWATT_HOUR;
                    case null, default ->
                            random.nextInt(4) == 0 ? UnitOfMeasure.KILOGRAM : UnitOfMeasure.TONNE;
                };
        return switch (random.nextInt(6)) {
            case 0 -> new PerUnit(price(per), per, of);
            case 1 -> new Graduated(tiers(per), per, of);
            case 2 -> new Volume(tiers(per), per, of);
            case 3 ->
                    new Packaged(
                            bound(per),
                            price(per),
                            per,
                            of,
                            null,
                            null,
                            random.nextBoolean() ? bound(per) : null);
            case 4 -> indexed(per, of);
            default -> formula(per, of);
        };
    }

    /** Index less an amount, with all that a formula of one series may have. */
    private Formula formula(UnitOfMeasure per, @Nullable String of) {
        BigDecimal floor = random.nextBoolean() ? price(per) : null;
        BigDecimal base = random.nextBoolean() ? whole(1_000) : null;
        Formula.DeadBand dead =
                new Formula.DeadBand(
                        price(per),
                        price(per),
                        random.nextBoolean() ? Formula.Beyond.WHOLE : Formula.Beyond.EXCESS);
        return new Formula(
                List.of(new Formula.Term("INDEX", price(per), base)),
                random.nextInt(3) == 0 ? price(per) : null,
                null,
                random.nextBoolean() ? price(per).negate() : null,
                random.nextInt(3) == 0 ? dead : null,
                floor,
                random.nextInt(3) == 0 ? price(per).add(floor == null ? whole(1) : floor) : null,
                random.nextInt(7),
                per,
                of,
                null,
                null,
                random.nextBoolean() ? new Formula.Provisional(whole(80), null) : null);
    }

    private Indexed indexed(UnitOfMeasure per, @Nullable String of) {
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
                per,
                of,
                null,
                null);
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
        return decimal(random, 15_000_000, isLarge(per) ? 6 : 3);
    }

    private BigDecimal price(UnitOfMeasure per) {
        return decimal(random, 2_000_000, isLarge(per) ? 4 : 7);
    }

    /** A million thousandths of the base unit, not a thousand. */
    private static boolean isLarge(UnitOfMeasure per) {
        return per == UnitOfMeasure.TONNE || per == UnitOfMeasure.KILOWATT_HOUR;
    }

    private static BigDecimal whole(int value) {
        return BigDecimal.valueOf(value);
    }

    /** Above zero, at most {@code most} in units of the last decimal. */
    public static BigDecimal decimal(RandomGenerator random, long most, int decimals) {
        return BigDecimal.valueOf(1 + random.nextLong(most), decimals);
    }
}
