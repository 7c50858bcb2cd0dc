package io.usance.document;

import io.usance.pricing.Formula;
import io.usance.pricing.Tariff;
import io.usance.pricing.Tier;
import io.usance.quantity.Aggregation;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Components of a tariff in plain words. */
final class TariffWords {
    private TariffWords() {}

    static String of(Tariff.Component component, String currency) {
        String quantity =
                component instanceof Tariff.Usage usage && usage.of() != null
                        ? usage.of()
                                + (usage.band() == null ? "" : " in " + usage.band())
                                + taken(usage.aggregation())
                                + ": "
                        : "";
        return quantity + price(component, currency);
    }

    private static String taken(Aggregation aggregation) {
        return aggregation == Aggregation.SUM
                ? ""
                : ", the %s, of each meter its own".formatted(aggregation.text());
    }

    private static String price(Tariff.Component component, String currency) {
        return switch (component) {
            case Tariff.PerUnit rate ->
                    "%s%s %s per %s"
                            .formatted(
                                    rate.unitPrice().signum() < 0 ? "less " : "",
                                    text(rate.unitPrice().abs()),
                                    currency,
                                    one(rate.per()));
            case Tariff.Graduated rate ->
                    "by tiers, each for the part that falls in it: "
                            + tiers(rate.tiers(), currency, rate.per());
            case Tariff.Volume rate ->
                    "all at the price of the tier reached: "
                            + tiers(rate.tiers(), currency, rate.per());
            case Tariff.Packaged rate ->
                    "%s %s per package of %s%s, a begun one in full%s"
                            .formatted(
                                    text(rate.packagePrice()),
                                    currency,
                                    text(rate.packageSize()),
                                    PriceText.unit(rate.per()),
                                    rate.free() == null
                                            ? ""
                                            : "; the first %s%s of a period are free"
                                                    .formatted(
                                                            text(rate.free()),
                                                            PriceText.unit(rate.per())));
            case Tariff.Indexed rate -> indexed(rate, currency);
            case Formula rate -> FormulaWords.of(rate, currency);
            case Tariff.BaseFee fee ->
                    "%s of %s %s per period, in full"
                            .formatted(
                                    fee.amount().signum() < 0 ? "an allowance" : "a base fee",
                                    text(fee.amount().abs()),
                                    currency);
            case Tariff.Percentage percentage -> percentage(percentage);
            case Tariff.Minimum minimum -> minimum(minimum, currency);
            case Tariff.Maximum maximum ->
                    "at most %s %s per period".formatted(text(maximum.amount()), currency);
            case Tariff.Floor floor -> floor(floor, currency);
        };
    }

    private static String floor(Tariff.Floor floor, String currency) {
        return floor.amount().signum() < 0
                ? "never less than %s %s per period: at most %s %s are credited to the customer"
                        .formatted(
                                text(floor.amount()),
                                currency,
                                text(floor.amount().abs()),
                                currency)
                : "never less than %s %s per period, at every moment"
                        .formatted(text(floor.amount()), currency);
    }

    private static String tiers(List<Tier> tiers, String currency, UnitOfMeasure unit) {
        List<String> words = new ArrayList<>();
        for (Tier tier : tiers) {
            String fee =
                    tier.flatFee() == null ? "" : " and %s once".formatted(text(tier.flatFee()));
            String upTo =
                    tier.upTo() == null
                            ? "above"
                            : "up to " + text(tier.upTo()) + PriceText.unit(unit);
            words.add("%s %s %s%s".formatted(upTo, text(tier.unitPrice()), currency, fee));
        }
        BigDecimal end = tiers.getLast().upTo();
        return String.join(", ", words)
                + (end == null
                        ? ""
                        : "; above %s%s no price is agreed, and charging waits for one"
                                .formatted(text(end), PriceText.unit(unit)));
    }

    private static String indexed(Tariff.Indexed rate, String currency) {
        return "%s x (%s + %s x %s / %s) %s per %s%s%s, rounded to %d decimals"
                .formatted(
                        text(rate.basePrice()),
                        text(rate.fixedShare()),
                        text(rate.indexShare()),
                        rate.series(),
                        text(rate.baseValue()),
                        currency,
                        one(rate.per()),
                        bound(", at least ", rate.floor()),
                        bound(", at most ", rate.cap()),
                        rate.priceDecimals());
    }

    /** What a price is per. */
    static String one(UnitOfMeasure unit) {
        return unit == UnitOfMeasure.ONE ? "piece" : unit.code();
    }

    private static String bound(String words, @Nullable BigDecimal bound) {
        return bound == null ? "" : words + text(bound);
    }

    private static String percentage(Tariff.Percentage percentage) {
        String of =
                switch (percentage.on()) {
                    case USAGE -> "the rates by quantity above";
                    case TOTAL -> "all above";
                };
        return "%s of %s %% on %s"
                .formatted(
                        percentage.percent().signum() < 0 ? "a discount" : "a surcharge",
                        text(percentage.percent().abs()),
                        of);
    }

    private static String minimum(Tariff.Minimum minimum, String currency) {
        String shortfall =
                switch (minimum.carryForward()) {
                    case NONE -> "what is missing is due when the period closes";
                    case CREDIT ->
                            "what is missing is due when the period closes, and credited against"
                                    + " what exceeds the minimum later";
                    case RAISE_NEXT -> "what is missing raises the next period's minimum";
                };
        return "at least %s %s per period; %s"
                .formatted(text(minimum.amount()), currency, shortfall);
    }

    private static String text(BigDecimal value) {
        return value.toPlainString();
    }
}
