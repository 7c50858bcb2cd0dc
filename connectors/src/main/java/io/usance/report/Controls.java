package io.usance.report;

import io.usance.finance.PeriodCharges;
import io.usance.money.Money;
import io.usance.pricing.RatingLine;
import io.usance.reconciliation.PeriodMatch;
import io.usance.report.Report.Check;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** What must be equal in a report, with both sides. */
final class Controls {
    private Controls() {}

    static List<Check> of(ReportData data) {
        ReportScope scope = data.scope();
        PeriodMatch match = data.match();
        PeriodCharges charges = data.billed().charges();
        BigDecimal net = scope.major(match.charged().sum().netMinor());
        List<Check> checks = new ArrayList<>(data.meters().checks());
        checks.add(
                check(
                        "sum of price lines, rounded = charged net",
                        Money.rounded(
                                        RatingLine.sum(charges.lines()),
                                        scope.currency(),
                                        scope.terms().rounding())
                                .major(),
                        net));
        checks.add(check("charges by events = charges by read models", charges.net().major(), net));
        checks.add(
                check(
                        "sum of settlements = commanded by the contract's account",
                        scope.major(match.settled().grossMinor()),
                        scope.major(match.settled().commandedMinor())));
        if (!scope.isOpen()) {
            checks.add(
                    check(
                            "consumed of all %s = charged quantity"
                                    .formatted(data.meters().plural()),
                            ReportScope.base(match.metered().quantityMilli()),
                            ReportScope.base(match.charged().sum().quantityMilli())));
            for (PeriodMatch.ChargedQuantity charged : match.charged().quantities()) {
                checks.add(
                        check(
                                "metered %1$s = charged %1$s".formatted(charged.name()),
                                ReportScope.base(match.metered().quantityMilli(charged.name())),
                                ReportScope.base(charged.quantityMilli())));
            }
        }
        checks.add(
                check(
                        "settlements in the file = settlements matched, count",
                        BigDecimal.valueOf(data.proof().settlements()),
                        BigDecimal.valueOf(match.settled().sum().count())));
        return checks;
    }

    private static Check check(String name, BigDecimal left, BigDecimal right) {
        return new Check(name, left, right, left.compareTo(right) == 0);
    }
}
