package io.usance.cli.contract;

import io.usance.contract.ContractEvent.SettlementPurpose;
import io.usance.contract.SettlementPolicy.When;
import io.usance.document.PriceText;
import io.usance.pricing.Tariff;
import io.usance.quantity.Quantities;
import io.usance.quantity.UnitOfMeasure;
import io.usance.quote.PeriodPrice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A priced period in plain words, one line each. */
final class PeriodPriceWords {
    private PeriodPriceWords() {}

    /** All of it: dates, indexes, every line of the price, who is paid, and when. */
    static List<String> of(PeriodPrice price) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "Period %s by the clock of %s: from %s until before %s."
                        .formatted(
                                price.period().id(),
                                price.period().zone(),
                                price.period().start(),
                                price.period().end()));
        for (PeriodPrice.Index index : price.indexes()) {
            lines.add(
                    "Index %s counts %s: %s. %s before a value for %s is published."
                            .formatted(
                                    index.series(),
                                    index.value().toPlainString(),
                                    index.basis(),
                                    isProvisional(price, index.series())
                                            ? "A provisional price is charged"
                                            : "Nothing is charged",
                                    index.lastDay()));
        }
        lines.add("%s, the period closed:".formatted(drawn(price)));
        price.lines().forEach(line -> lines.add("  " + PriceText.line(line)));
        lines.add("  together " + price.net());
        for (PeriodPrice.Payment payment : price.payments()) {
            lines.add(
                    payment.purpose() == SettlementPurpose.TAX
                            ? "  and tax of %s %% on it, %s to %s, account %s"
                                    .formatted(
                                            price.taxPercent().toPlainString(),
                                            payment.amount(),
                                            payment.name(),
                                            payment.account())
                            : "  of it %s to %s, account %s"
                                    .formatted(
                                            payment.amount(), payment.name(), payment.account()));
        }
        lines.add(
                "  %s in all, from account %s"
                        .formatted(price.gross(), price.terms().customer().account()));
        if (price.carry().value().signum() != 0) {
            lines.add(
                    "  %s %s carried into the next period"
                            .formatted(price.carry().value().shown(), price.terms().currency()));
        }
        lines.add(when(price));
        return lines;
    }

    /** All that the index prices is charged before its value is known. */
    private static boolean isProvisional(PeriodPrice price, String series) {
        for (Tariff.Component part : price.terms().tariff(price.period()).parts()) {
            boolean waits =
                    part instanceof Tariff.Usage usage
                            && usage.seriesNames().contains(series)
                            && !usage.isEverProvisional();
            if (waits) {
                return false;
            }
        }
        return true;
    }

    private static String when(PeriodPrice price) {
        String closes =
                "when every meter has sent its first reading after %s"
                        .formatted(price.closesAfter());
        return price.terms().in(price.period()).settlement().when() == When.AT_CLOSE
                ? "It is due when the period closes, %s.".formatted(closes)
                : "What is charged by then is settled before; the rest, fees and minimums that are due at the close and the tax, when the period closes, %s."
                        .formatted(closes);
    }

    /** In the units that the price is per. */
    private static String drawn(PeriodPrice price) {
        Map<String, UnitOfMeasure> units = new HashMap<>();
        for (Tariff.Component part : price.terms().tariff(price.period()).parts()) {
            if (part instanceof Tariff.Usage usage) {
                units.putIfAbsent(usage.quantityName(), usage.per());
            }
        }
        List<String> words = new ArrayList<>();
        units.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(of ->
                        words.add(
                                price.drawn().of(of.getKey()).in(of.getValue()).shown()
                                        + PriceText.unit(of.getValue())
                                        + (of.getKey().equals(Quantities.ONLY)
                                                ? ""
                                                : " of " + of.getKey())));
        return String.join(", ", words);
    }
}
