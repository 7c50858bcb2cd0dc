package io.usance.quote;

import io.usance.contract.ContractTerms;
import io.usance.money.Money;
import io.usance.pricing.CarryForward;
import io.usance.pricing.Rating;
import io.usance.pricing.RatingContext;
import io.usance.pricing.Tariff;
import io.usance.pricing.Tier;
import io.usance.quantity.Dimension;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a price may say but hardly means. */
final class TariffWarnings {
    /** The next quantity that is told of what can be cut as one likes. */
    private static final BigDecimal STEP = new BigDecimal("0.001");

    /** By more than this factor an index value is taken to be of another scale than its base. */
    private static final int SCALE_MAX = 3;

    /** A unit price that is rounded by more than this share of it, as a divisor. */
    private static final int ROUNDED_SHARE = 100;

    private static final BigDecimal HALF = new BigDecimal("0.5");

    private final String path;
    private final Tariff tariff;
    private final ContractTerms terms;
    private final @Nullable PeriodPrice price;
    private final List<String> found = new ArrayList<>();

    private TariffWarnings(
            String path, Tariff tariff, ContractTerms terms, @Nullable PeriodPrice price) {
        this.path = path;
        this.tariff = tariff;
        this.terms = terms;
        this.price = price;
    }

    /**
     * @param path of the tariff
     * @param price a period that was asked for; null if none was
     */
    static List<String> of(
            String path, Tariff tariff, ContractTerms terms, @Nullable PeriodPrice price) {
        TariffWarnings warnings = new TariffWarnings(path, tariff, terms, price);
        List<Tariff.Component> parts = tariff.parts();
        for (int i = 0; i < parts.size(); i++) {
            warnings.component(warnings.place(i), i, parts.get(i));
        }
        warnings.bounds();
        return warnings.found;
    }

    private String place(int component) {
        return tariff instanceof Tariff.Composite
                ? "%s.components[%d]".formatted(path, component)
                : path;
    }

    @SuppressWarnings("AnnotateFormatMethod") // The annotation is of the checker itself.
    private void warn(String field, String what, Object... with) {
        found.add(field + ": " + what.formatted(with));
    }

    private void component(String place, int index, Tariff.Component part) {
        switch (part) {
            case Tariff.Volume rate -> volume(place, rate);
            case Tariff.Indexed rate -> indexed(place, rate);
            case Tariff.Percentage percentage -> afterMinimum(place, index, percentage);
            default -> {}
        }
    }

    /** All at the price of the tier reached: behind an edge all may cost less. */
    private void volume(String place, Tariff.Volume rate) {
        BigDecimal step = rate.per().dimension() == Dimension.COUNT ? BigDecimal.ONE : STEP;
        for (int i = 0; i + 1 < rate.tiers().size(); i++) {
            BigDecimal edge = rate.tiers().get(i).upTo();
            if (edge == null) {
                return;
            }
            BigDecimal next = edge.add(step);
            Money before = amount(rate.tiers().get(i), edge);
            Money after = amount(rate.tiers().get(i + 1), next);
            if (after.amountMinor() < before.amountMinor()) {
                warn(
                        "%s.tiers[%d].unitPrice".formatted(place, i + 1),
                        "is %s, so that more costs less: %s%s cost %s, %s%s cost %s; if each tier is to price only what falls in it, write type: GRADUATED",
                        rate.tiers().get(i + 1).unitPrice().toPlainString(),
                        edge.toPlainString(),
                        unit(rate.per()),
                        before,
                        next.toPlainString(),
                        unit(rate.per()),
                        after);
            }
        }
    }

    private Money amount(Tier tier, BigDecimal quantity) {
        BigDecimal fee = tier.flatFee() == null ? BigDecimal.ZERO : tier.flatFee();
        return Money.rounded(
                quantity.multiply(tier.unitPrice()).add(fee), terms.currency(), terms.rounding());
    }

    private void indexed(String place, Tariff.Indexed rate) {
        BigDecimal base = rate.basePrice();
        if (rate.indexShare().signum() == 0) {
            warn(
                    place + ".indexShare",
                    "is 0, so that index %s changes nothing, and yet nothing is charged before its value is published; write type: PER_UNIT, or the share",
                    rate.series());
        } else if (rate.floor() != null
                && rate.cap() != null
                && rate.floor().compareTo(rate.cap()) == 0) {
            warn(
                    place + ".cap",
                    "is %s, as the floor, so that the price is always that; write them apart, or type: PER_UNIT",
                    rate.cap().toPlainString());
        } else if (rate.floor() != null && rate.floor().compareTo(base) > 0) {
            warn(
                    place + ".floor",
                    "is %s, above the basePrice of %s, so that the price is the floor until the index has risen well above its base value; write at most the base price",
                    rate.floor().toPlainString(),
                    base.toPlainString());
        } else if (rate.cap() != null && rate.cap().compareTo(base) < 0) {
            warn(
                    place + ".cap",
                    "is %s, below the basePrice of %s, so that the price is the cap until the index has fallen well below its base value; write at least the base price",
                    rate.cap().toPlainString(),
                    base.toPlainString());
        }
        rounded(place, rate);
        scale(place, rate);
    }

    private void rounded(String place, Tariff.Indexed rate) {
        BigDecimal most = HALF.movePointLeft(rate.priceDecimals());
        if (most.multiply(BigDecimal.valueOf(ROUNDED_SHARE)).compareTo(rate.basePrice()) > 0
                && rate.basePrice().signum() > 0) {
            warn(
                    place + ".priceDecimals",
                    "is %d, which rounds a price of %s by up to %s; write more decimals",
                    rate.priceDecimals(),
                    rate.basePrice().toPlainString(),
                    most.toPlainString());
        }
    }

    private void scale(String place, Tariff.Indexed rate) {
        if (price == null) {
            return;
        }
        for (PeriodPrice.Index index : price.indexes()) {
            BigDecimal most = BigDecimal.valueOf(SCALE_MAX);
            boolean far =
                    index.value().compareTo(rate.baseValue().multiply(most)) > 0
                            || rate.baseValue().compareTo(index.value().multiply(most)) > 0;
            if (index.series().equals(rate.series()) && far) {
                warn(
                        place + ".baseValue",
                        "is %s, but index %s stands at %s; if it is not of the same scale, write the value it had when the base price was agreed",
                        rate.baseValue().toPlainString(),
                        rate.series(),
                        index.value().toPlainString());
            }
        }
    }

    /** A discount takes off what a minimum has just filled up. */
    private void afterMinimum(String place, int index, Tariff.Percentage percentage) {
        if (percentage.percent().signum() >= 0) {
            return;
        }
        for (Tariff.Component before : tariff.parts().subList(0, index)) {
            if (before instanceof Tariff.Minimum least) {
                warn(
                        place,
                        "is a discount after the minimum of %s, so that a period costs less than that; if that is not meant, move it before the minimum",
                        money(least.amount()));
            }
        }
    }

    private void bounds() {
        Tariff.Minimum least = null;
        for (int i = 0; i < tariff.parts().size(); i++) {
            switch (tariff.parts().get(i)) {
                case Tariff.Minimum minimum -> least = minimum;
                case Tariff.Maximum most -> maximum(i, most, least);
                default -> {}
            }
        }
    }

    private void maximum(int index, Tariff.Maximum most, Tariff.@Nullable Minimum least) {
        String field = place(index) + ".amount";
        if (least != null && least.carryForward() == CarryForward.RAISE_NEXT) {
            int periods = most.amount().divide(least.amount(), 0, RoundingMode.FLOOR).intValue();
            warn(
                    field,
                    "is %s, and the minimum of %s rises by what is missing (RAISE_NEXT): after %d periods without consumption it is %s, above the maximum, and what is missing can never be made good; write a higher maximum, or carryForward: NONE",
                    most.amount().toPlainString(),
                    money(least.amount()),
                    periods,
                    money(least.amount().multiply(BigDecimal.valueOf(periods + 1L))));
        }
        if (least != null && least.amount().compareTo(most.amount()) == 0) {
            warn(
                    field,
                    "is %s, as the minimum, so that every period costs that; write them apart",
                    most.amount().toPlainString());
        }
        Fraction dearest = dearest(index);
        if (dearest.compareTo(Fraction.of(most.amount())) <= 0) {
            warn(
                    field,
                    "is %s, but what stands before it comes to %s at most, so that it never limits; take it out, or write less",
                    most.amount().toPlainString(),
                    dearest.shown());
        }
    }

    /**
     * The most that the components before one can cost: of the largest quantities, and of those at
     * the edges of tiers.
     */
    private Fraction dearest(int before) {
        List<Tariff.Component> parts = new ArrayList<>(tariff.parts().subList(0, before));
        Tariff part = new Tariff.Composite(parts);
        RatingContext context = RatingContext.dearest(part);
        Fraction most = cost(part, largest(part), context);
        for (Tariff.Component rate : parts) {
            if (rate instanceof Tariff.Volume volume) {
                for (Tier tier : volume.tiers()) {
                    if (tier.upTo() != null) {
                        most = most.max(cost(part, at(part, volume, tier.upTo()), context));
                    }
                }
            }
        }
        return most;
    }

    private static Fraction cost(Tariff part, Quantities drawn, RatingContext context) {
        return Rating.rate(part, drawn, context).amountExact();
    }

    private static Quantities largest(Tariff part) {
        Map<String, Quantity> largest = new TreeMap<>();
        part.quantities()
                .forEach((name, dimension) ->
                        largest.put(name, new Quantity(dimension.milliMax(), dimension)));
        return Quantities.of(largest);
    }

    private static Quantities at(Tariff part, Tariff.Volume rate, BigDecimal edge) {
        Map<String, Quantity> drawn = new TreeMap<>(largest(part).byName());
        UnitOfMeasure per = rate.per();
        if (!per.isBeyondLimit(edge)) {
            drawn.put(rate.quantityName(), Quantity.of(edge, per));
        }
        return Quantities.of(drawn);
    }

    private String money(BigDecimal amount) {
        return amount.toPlainString() + " " + terms.currency();
    }

    /** With a space before it; nothing for what is counted. */
    private static String unit(UnitOfMeasure unit) {
        return unit == UnitOfMeasure.ONE ? "" : " " + unit.code();
    }
}
