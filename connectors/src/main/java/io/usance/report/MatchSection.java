package io.usance.report;

import io.usance.contract.ContractTerms;
import io.usance.finance.FinanceEvent.InvoiceIssued;
import io.usance.money.Money;
import io.usance.reconciliation.PeriodMatch;
import io.usance.reconciliation.PeriodMatch.Sum;
import io.usance.report.Report.MatchLine;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table from metered to posted, and why two steps differ. */
final class MatchSection {
    private final ContractTerms terms;
    private final PeriodMatch match;
    private final List<InvoiceIssued> invoices;

    MatchSection(ContractTerms terms, PeriodMatch match, List<InvoiceIssued> invoices) {
        this.terms = terms;
        this.match = match;
        this.invoices = invoices;
    }

    /** Invoices are written here, not by the supplier. */
    boolean isInvoiced() {
        return terms.selfBilling() != null;
    }

    long invoicedMinor() {
        return invoices.stream().mapToLong(one -> one.gross().amountMinor()).sum();
    }

    /** Metered less posted, thousandths; zero if the ERP sends nothing. */
    long postedDifferenceMilli() {
        return match.postedMilli() == null
                ? 0
                : match.postedMilli() - match.metered().quantityMilli();
    }

    /** Most that the contract lets the ERP be off by, thousandths. */
    long toleranceMilli() {
        BigDecimal percent =
                terms.selfBilling() == null ? null : terms.selfBilling().quantityTolerancePercent();
        return percent == null
                ? 0
                : percent.multiply(BigDecimal.valueOf(Math.abs(match.metered().quantityMilli())))
                        .movePointLeft(2)
                        .longValue();
    }

    List<MatchLine> lines() {
        List<MatchLine> lines = new ArrayList<>();
        lines.add(
                quantity(
                        "METERED",
                        match.metered().meters(),
                        match.metered().quantityMilli(),
                        null,
                        0,
                        openSilos()));
        long notCharged = match.charged().sum().quantityMilli() - match.metered().quantityMilli();
        lines.add(
                new MatchLine(
                        "CHARGED",
                        null,
                        ReportBuilder.base(match.charged().sum().quantityMilli()),
                        major(match.charged().sum().netMinor()),
                        major(match.charged().sum().taxMinor()),
                        major(match.charged().grossMinor()),
                        "METERED",
                        ReportBuilder.base(match.metered().metersOpen() > 0 ? 0 : notCharged),
                        match.charged().held() != null
                                ? "held: " + match.charged().held()
                                : match.metered().metersOpen() > 0
                                        ? "provisional, the period is open"
                                        : notCharged == 0 ? "" : "differs"));
        lines.add(
                money(
                        "SETTLED",
                        match.settled().sum(),
                        "CHARGED",
                        match.settled().grossMinor() - match.charged().grossMinor(),
                        match.settled().held() != null
                                ? "held: " + match.settled().held()
                                : "not due yet"));
        lines.add(
                money(
                        "ANCHORED",
                        match.anchored().confirmed(),
                        "SETTLED",
                        match.anchored().confirmed().grossMinor() - match.settled().grossMinor(),
                        match.anchored().inFlight().count() > 0
                                ? match.anchored().inFlight().count()
                                        + " in batches not confirmed yet"
                                : "waiting for a batch"));
        lines.add(
                gross(
                        "PAID",
                        null,
                        match.paid().minor(),
                        "SETTLED",
                        match.paid().minor() - match.settled().grossMinor(),
                        "open, see ageing"));
        lines.add(invoiced());
        lines.add(posted());
        return lines;
    }

    private String openSilos() {
        return match.metered().metersOpen() == 0
                ? ""
                : match.metered().metersOpen() + " silos have not closed it";
    }

    private MatchLine invoiced() {
        if (!isInvoiced()) {
            return new MatchLine(
                    "INVOICED", null, null, null, null, null, null, null, "by the supplier");
        }
        long net = invoices.stream().mapToLong(one -> one.net().amountMinor()).sum();
        long tax = invoices.stream().mapToLong(one -> one.tax().amountMinor()).sum();
        long difference = net + tax - match.charged().grossMinor();
        return new MatchLine(
                "INVOICED",
                (long) invoices.size(),
                null,
                major(net),
                major(tax),
                major(net + tax),
                "CHARGED",
                major(difference),
                difference == 0 ? "" : "not invoiced yet");
    }

    private MatchLine posted() {
        if (match.postedMilli() == null) {
            return new MatchLine(
                    "ERP_POSTED",
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    "no postings were read");
        }
        long off = postedDifferenceMilli();
        return quantity(
                "ERP_POSTED",
                null,
                match.postedMilli(),
                "METERED",
                off,
                off == 0
                        ? ""
                        : Math.abs(off) <= toleranceMilli()
                                ? "within tolerance"
                                : "beyond tolerance");
    }

    private MatchLine quantity(
            String stage,
            @Nullable Integer count,
            long milli,
            @Nullable String against,
            long difference,
            String reason) {
        return new MatchLine(
                stage,
                count == null ? null : count.longValue(),
                ReportBuilder.base(milli),
                null,
                null,
                null,
                against,
                against == null ? null : ReportBuilder.base(difference),
                reason);
    }

    private MatchLine money(String stage, Sum sum, String against, long difference, String reason) {
        return new MatchLine(
                stage,
                sum.count(),
                ReportBuilder.base(sum.quantityMilli()),
                major(sum.netMinor()),
                major(sum.taxMinor()),
                major(sum.grossMinor()),
                against,
                major(difference),
                difference == 0 ? "" : reason);
    }

    private MatchLine gross(
            String stage,
            @Nullable Long count,
            long minor,
            String against,
            long difference,
            String reason) {
        return new MatchLine(
                stage,
                count,
                null,
                null,
                null,
                major(minor),
                against,
                major(difference),
                difference == 0 ? "" : reason);
    }

    private BigDecimal major(long minor) {
        return new Money(minor, terms.currency()).major();
    }
}
