package io.usance.document;

import io.usance.pricing.Formula;
import io.usance.pricing.Formula.Beyond;
import io.usance.pricing.Formula.Convert;
import io.usance.pricing.Formula.DeadBand;
import io.usance.pricing.Formula.Provisional;
import io.usance.pricing.Formula.Term;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** A price by a formula of indexes, in plain words. */
final class FormulaWords {
    private FormulaWords() {}

    /** For example {@code PVC-EU / EURUSD - 35 EUR per t, at least 900, rounded to 4 decimals}. */
    static String of(Formula rate, String currency) {
        return "%s%s%s %s per %s%s%s%s, rounded to %d decimals%s"
                .formatted(
                        terms(rate),
                        conversion(rate),
                        signed(rate.differential()),
                        currency,
                        TariffWords.one(rate.per()),
                        deadBand(rate.deadBand()),
                        bound(", at least ", rate.floor()),
                        bound(", at most ", rate.cap()),
                        rate.priceDecimals(),
                        provisional(rate, currency));
    }

    private static String terms(Formula rate) {
        StringBuilder words = new StringBuilder();
        for (Term term : rate.terms()) {
            BigDecimal factor = words.isEmpty() ? term.factor() : term.factor().abs();
            words.append(words.isEmpty() ? "" : term.factor().signum() < 0 ? " - " : " + ");
            words.append(factor.compareTo(BigDecimal.ONE) == 0 ? "" : text(factor) + " x ");
            words.append(term.series());
            words.append(term.base() == null ? "" : " / " + text(term.base()));
        }
        words.append(signed(rate.constant()));
        boolean several = rate.terms().size() > 1 || rate.constant() != null;
        return several && rate.fixing() != null ? "(" + words + ")" : words.toString();
    }

    private static String conversion(Formula rate) {
        return rate.fixing() == null
                ? ""
                : (rate.fixing().convert() == Convert.DIVIDE ? " / " : " x ")
                        + rate.fixing().series();
    }

    private static String signed(@Nullable BigDecimal value) {
        return value == null ? "" : (value.signum() < 0 ? " - " : " + ") + text(value.abs());
    }

    private static String deadBand(@Nullable DeadBand band) {
        if (band == null) {
            return "";
        }
        return ", %s while that is within +/- %s of it%s"
                .formatted(
                        text(band.price()),
                        text(band.within()),
                        band.beyond() == Beyond.EXCESS
                                ? ", beyond that changed by the excess alone"
                                : "");
    }

    private static String bound(String words, @Nullable BigDecimal bound) {
        return bound == null ? "" : words + text(bound);
    }

    private static String provisional(Formula rate, String currency) {
        Provisional provisional = rate.provisional();
        if (provisional == null) {
            return "";
        }
        String what =
                provisional.percent() == null
                        ? bound("", provisional.price()) + " " + currency
                        : text(provisional.percent()) + " % of it by the newest values published";
        return "; provisionally %s, until %s %s published and the difference is issued"
                .formatted(
                        what,
                        String.join(" and ", rate.seriesNames()),
                        rate.seriesNames().size() == 1 ? "is" : "are");
    }

    private static String text(BigDecimal value) {
        return value.toPlainString();
    }
}
