package io.usance.report;

import static io.usance.quantity.Aggregation.SUM;

import io.usance.contract.SelfBilling;
import io.usance.finance.FinanceEvent.InvoiceIssued;
import io.usance.quantity.Aggregation;
import io.usance.quantity.Dimension;
import io.usance.reconciliation.PeriodMatch;
import io.usance.reconciliation.PeriodMatch.ChargedQuantity;
import io.usance.reconciliation.PeriodMatch.Sum;
import io.usance.report.Report.MatchLine;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table from metered to posted, and why two steps differ. */
final class MatchSection {
    private static final String PROVISIONAL = "provisional, the period is open";
    private static final String DIFFERS = "differs";

    private final ReportScope scope;
    private final PeriodMatch match;
    private final List<InvoiceIssued> invoices;
    private final String meters;

    MatchSection(ReportData data) {
        scope = data.scope();
        match = data.match();
        invoices = data.billed().invoices();
        meters = data.meters().plural();
    }

    /** Invoices are written here, not by the supplier. */
    boolean isInvoiced() {
        return scope.agreed().selfBilling() != null;
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
        SelfBilling agreed = scope.agreed().selfBilling();
        BigDecimal percent = agreed == null ? null : agreed.quantityTolerancePercent();
        return percent == null
                ? 0
                : percent.multiply(BigDecimal.valueOf(Math.abs(match.metered().quantityMilli())))
                        .movePointLeft(2)
                        .longValue();
    }

    List<MatchLine> lines() {
        List<MatchLine> lines = new ArrayList<>();
        lines.add(metered());
        lines.add(charged());
        match.charged().quantities().forEach(quantity -> addNamed(quantity, lines));
        lines.addAll(List.of(settled(), anchored(), paid(), invoiced(), posted()));
        return lines;
    }

    /** What was metered of a quantity that the price names, and what was charged of it. */
    private void addNamed(ChargedQuantity charged, List<MatchLine> lines) {
        boolean open = match.metered().metersOpen() > 0;
        long metered = match.metered().quantityMilli(charged.name());
        long off = open ? 0 : charged.quantityMilli() - metered;
        Aggregation taken = scope.terms().aggregation(charged.name());
        String all = taken == SUM ? "" : "all values added up; the price takes the " + taken.text();
        lines.add(new Step("METERED").of(charged).quantity(metered).because(openMeters()));
        lines.add(
                new Step("CHARGED")
                        .of(charged)
                        .quantity(charged.quantityMilli())
                        .against("METERED", ReportScope.base(off))
                        .because(open ? PROVISIONAL : off == 0 ? all : DIFFERS));
    }

    private MatchLine metered() {
        return new Step("METERED")
                .count(match.metered().meters())
                .quantity(match.metered().quantityMilli())
                .because(openMeters());
    }

    private String openMeters() {
        int open = match.metered().metersOpen();
        return open == 0 ? "" : open + " " + meters + " have not closed it";
    }

    private MatchLine charged() {
        Sum charged = match.charged().sum();
        boolean open = match.metered().metersOpen() > 0;
        long notCharged = charged.quantityMilli() - match.metered().quantityMilli();
        String held = match.charged().held();
        return new Step("CHARGED")
                .quantity(charged.quantityMilli())
                .amounts(charged.netMinor(), charged.taxMinor())
                .against("METERED", ReportScope.base(open ? 0 : notCharged))
                .because(
                        held != null
                                ? "held: " + held
                                : open ? PROVISIONAL : notCharged == 0 ? "" : DIFFERS);
    }

    private MatchLine settled() {
        String held = match.settled().held();
        return settlements("SETTLED", match.settled().sum())
                .differsFrom(
                        "CHARGED",
                        match.settled().grossMinor() - match.charged().grossMinor(),
                        held != null ? "held: " + held : "not due yet");
    }

    private MatchLine anchored() {
        Sum confirmed = match.anchored().confirmed();
        long inFlight = match.anchored().inFlight().count();
        return settlements("ANCHORED", confirmed)
                .differsFrom(
                        "SETTLED",
                        confirmed.grossMinor() - match.settled().grossMinor(),
                        inFlight > 0
                                ? inFlight + " in batches not confirmed yet"
                                : "waiting for a batch");
    }

    private Step settlements(String stage, Sum sum) {
        return new Step(stage)
                .count(sum.count())
                .quantity(sum.quantityMilli())
                .amounts(sum.netMinor(), sum.taxMinor());
    }

    private MatchLine paid() {
        long paid = match.paid().minor();
        return new Step("PAID")
                .gross(paid)
                .differsFrom("SETTLED", paid - match.settled().grossMinor(), "open, see ageing");
    }

    private MatchLine invoiced() {
        if (!isInvoiced()) {
            return new Step("INVOICED").because("by the supplier");
        }
        long net = invoices.stream().mapToLong(one -> one.net().amountMinor()).sum();
        long tax = invoices.stream().mapToLong(one -> one.tax().amountMinor()).sum();
        return new Step("INVOICED")
                .count(invoices.size())
                .amounts(net, tax)
                .differsFrom(
                        "CHARGED", net + tax - match.charged().grossMinor(), "not invoiced yet");
    }

    private MatchLine posted() {
        if (match.postedMilli() == null) {
            return new Step("ERP_POSTED").because("no postings were read");
        }
        long off = postedDifferenceMilli();
        boolean tolerated = Math.abs(off) <= toleranceMilli();
        return new Step("ERP_POSTED")
                .quantity(match.postedMilli())
                .against("METERED", ReportScope.base(off))
                .because(off == 0 ? "" : tolerated ? "within tolerance" : "beyond tolerance");
    }

    /** A line in the making; what is not said of it is null. */
    private final class Step {
        private final String stage;
        private @Nullable Long count;
        private @Nullable BigDecimal quantity;
        private @Nullable BigDecimal net;
        private @Nullable BigDecimal tax;
        private @Nullable BigDecimal gross;
        private @Nullable String against;
        private @Nullable BigDecimal difference;
        private @Nullable ChargedQuantity of;

        Step(String stage) {
            this.stage = stage;
        }

        Step of(ChargedQuantity named) {
            of = named;
            return this;
        }

        Step count(long number) {
            count = number;
            return this;
        }

        Step quantity(long milli) {
            quantity = ReportScope.base(milli);
            return this;
        }

        Step amounts(long netMinor, long taxMinor) {
            net = scope.major(netMinor);
            tax = scope.major(taxMinor);
            return gross(netMinor + taxMinor);
        }

        Step gross(long minor) {
            gross = scope.major(minor);
            return this;
        }

        Step against(String other, BigDecimal by) {
            against = other;
            difference = by;
            return this;
        }

        /** With the reason only if it differs. */
        MatchLine differsFrom(String other, long minor, String reason) {
            return against(other, scope.major(minor)).because(minor == 0 ? "" : reason);
        }

        MatchLine because(String reason) {
            return new MatchLine(
                    stage,
                    count,
                    quantity,
                    net,
                    tax,
                    gross,
                    against,
                    difference,
                    reason,
                    of == null ? null : of.name(),
                    of == null ? null : Dimension.valueOf(of.dimension()).baseUnitCode());
        }
    }
}
