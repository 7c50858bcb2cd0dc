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
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an amount may fall below zero, and what says how far. A negative amount is a credit to the
 * customer. It is agreed by a {@link Floor}, or it is a minus sign too many.
 */
final class SignRules {
    private SignRules() {}

    /** True if it may take something off what stands before it, a percentage apart. */
    static boolean mayBeNegative(Component component) {
        return switch (component) {
            case PerUnit rate -> rate.unitPrice().signum() < 0;
            case Graduated rate -> anyNegative(rate.tiers());
            case Volume rate -> anyNegative(rate.tiers());
            case Formula rate -> rate.mayBeNegative();
            case BaseFee fee -> fee.amount().signum() < 0;
            case Packaged rate -> false;
            case Indexed rate -> false;
            case Percentage percentage -> false;
            case Minimum minimum -> false;
            case Maximum maximum -> false;
            case Floor floor -> false;
        };
    }

    private static boolean anyNegative(List<Tier> tiers) {
        return tiers.stream()
                .anyMatch(tier -> tier.unitPrice().signum() < 0 || isNegative(tier.flatFee()));
    }

    private static boolean isNegative(@Nullable BigDecimal value) {
        return value != null && value.signum() < 0;
    }

    /** After the last component that may be negative comes a floor. */
    static void check(List<Component> components) {
        int open = 0;
        for (int i = 0; i < components.size(); i++) {
            if (components.get(i) instanceof Floor) {
                open = 0;
            } else if (open == 0 && mayBeNegative(components.get(i))) {
                open = i + 1;
            }
        }
        if (open > 0) {
            throw new IllegalArgumentException(
                    "component %d may be negative, and nothing after it keeps the amount from falling below 0; add {type: FLOOR, amount: \"0\"} at the end, or with the least that may be due, such as \"-500\" for a credit of at most 500 to the customer"
                            .formatted(open));
        }
    }

    /**
     * A rate that is the whole price costs nothing or more.
     *
     * @throws IllegalArgumentException if it may be negative
     */
    static void checkAlone(Usage rate) {
        if (!mayBeNegative(rate)) {
            return;
        }
        throw new IllegalArgumentException(
                rate instanceof Formula
                        ? "the price by formula may fall below 0; write floor: \"0\" in it, or a COMPOSITE with a FLOOR after it"
                        : "the price is negative and stands alone; write a COMPOSITE with a FLOOR after it, which says how far the amount may fall");
    }

    /** The same prices and fees without their signs: it costs at least as much, either way. */
    static Tariff unsigned(Tariff tariff) {
        return switch (tariff) {
            case Usage usage -> unsigned(usage);
            case Composite composite ->
                    new Composite(
                            composite.components().stream().map(SignRules::unsigned).toList());
        };
    }

    private static Component unsigned(Component component) {
        return switch (component) {
            case Usage usage -> unsigned(usage);
            case BaseFee fee -> new BaseFee(fee.amount().abs());
            case Floor floor -> new BaseFee(floor.amount().abs());
            case Percentage percentage -> percentage;
            case Minimum minimum -> minimum;
            case Maximum maximum -> maximum;
        };
    }

    private static Usage unsigned(Usage usage) {
        return switch (usage) {
            case PerUnit rate ->
                    new PerUnit(
                            rate.unitPrice().abs(),
                            rate.per(),
                            rate.of(),
                            rate.take(),
                            rate.band());
            case Graduated rate ->
                    new Graduated(
                            unsigned(rate.tiers()),
                            rate.per(),
                            rate.of(),
                            rate.take(),
                            rate.band());
            case Volume rate ->
                    new Volume(
                            unsigned(rate.tiers()),
                            rate.per(),
                            rate.of(),
                            rate.take(),
                            rate.band());
            case Formula rate ->
                    new PerUnit(
                            rate.highestKnown(), rate.per(), rate.of(), rate.take(), rate.band());
            case Packaged rate -> rate;
            case Indexed rate -> rate;
        };
    }

    private static List<Tier> unsigned(List<Tier> tiers) {
        Tier last = tiers.getLast();
        return tiers.stream()
                .map(tier ->
                        new Tier(
                                tier == last ? null : tier.upTo(),
                                tier.unitPrice().abs(),
                                tier.flatFee() == null ? null : tier.flatFee().abs()))
                .toList();
    }
}
