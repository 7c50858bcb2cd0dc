package io.usance.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.usance.contract.ContractTerms;
import io.usance.contract.PeriodTerms;
import io.usance.contract.SelfBilling;
import io.usance.finance.FinanceEvent.InvoiceIssued;
import io.usance.json.Json;
import io.usance.money.Money;
import io.usance.period.BillingPeriod;
import io.usance.pricing.RatingLine;
import io.usance.quantity.Dimension;
import io.usance.reconciliation.PeriodBank;
import io.usance.reconciliation.PeriodMatch;
import io.usance.report.Report.Accrual;
import io.usance.report.Report.Change;
import io.usance.report.Report.Header;
import io.usance.report.Report.InvoiceLine;
import io.usance.report.Report.Measures;
import io.usance.report.Report.MeterChapter;
import io.usance.report.Report.PriceLine;
import io.usance.report.Report.Tax;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes the report of one period of a contract from what was collected. Pure. */
final class ReportBuilder {
    private final ReportData data;
    private final ReportScope scope;
    private final ContractTerms terms;
    private final PeriodMatch match;

    ReportBuilder(ReportData data) {
        this.data = data;
        scope = data.scope();
        terms = scope.terms();
        match = data.match();
    }

    /**
     * The report as a version.
     *
     * @param before figures of the version before; empty for the first
     */
    Report version(int version, SortedMap<String, String> before) {
        Report report = report(version, List.of());
        if (version < 2) {
            return report;
        }
        return report(version, changes(before, report.figures()));
    }

    private static List<Change> changes(
            SortedMap<String, String> before, SortedMap<String, String> now) {
        SortedSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(now.keySet());
        List<Change> changes = new ArrayList<>();
        for (String name : names) {
            if (!Objects.equals(before.get(name), now.get(name))) {
                changes.add(new Change(name, before.get(name), now.get(name)));
            }
        }
        return changes;
    }

    private Report report(int version, List<Change> changes) {
        MatchSection section = new MatchSection(data);
        List<MeterChapter> chapters = data.meters().chapters();
        return new Report(
                header(version),
                data.meters().bridge(),
                data.meters().levels(),
                chapters.isEmpty() ? null : chapters,
                section.lines(),
                prices(),
                tax(),
                accrual(section),
                data.billed().invoices().stream().map(ReportBuilder::invoice).toList(),
                new Findings(data, section).list(),
                Ageing.of(match.paid().open(), data.asOf(), scope.currency()),
                measures(),
                Controls.of(data),
                changes,
                data.proof().details());
    }

    private Header header(int version) {
        String runId =
                ReportFiles.sha256(
                                (scope.contractId() + "|" + scope.periodId() + "|" + version)
                                        .getBytes(StandardCharsets.UTF_8))
                        .substring(0, 16);
        BillingPeriod period = scope.period();
        return new Header(
                runId,
                terms.contractId(),
                terms.version(),
                period.id(),
                period.start(),
                period.end(),
                period.zone().getId(),
                version,
                scope.isOpen() ? "PRELIMINARY" : "CLOSED",
                data.asOf(),
                terms.supplier().name(),
                terms.customer().name(),
                terms.material().isEmpty() ? null : terms.material(),
                terms.currency().getCurrencyCode(),
                Dimension.valueOf(match.period().dimension()).baseUnitCode(),
                configuration(),
                product(),
                data.proof().evidence());
    }

    private String configuration() {
        try {
            return ReportFiles.sha256(Json.mapper().writeValueAsBytes(terms));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("terms that cannot be written", e);
        }
    }

    private static String product() {
        String version = ReportBuilder.class.getPackage().getImplementationVersion();
        return "usance " + (version == null ? "unpackaged" : version);
    }

    private List<PriceLine> prices() {
        List<PriceLine> lines = new ArrayList<>();
        for (RatingLine line : data.billed().charges().lines()) {
            lines.add(
                    new PriceLine(
                            lines.size() + 1,
                            line.tier(),
                            line.quantity(),
                            line.unit() == null ? null : line.unit().code(),
                            line.unitPrice(),
                            line.amountExact(),
                            line.basis() == null ? "" : line.basis(),
                            line.of()));
        }
        return lines;
    }

    private Tax tax() {
        PeriodTerms agreed = scope.agreed();
        BigDecimal percent = agreed.taxPercent() == null ? BigDecimal.ZERO : agreed.taxPercent();
        Money net = scope.money(match.charged().sum().netMinor());
        Money tax = scope.money(match.charged().sum().taxMinor());
        BigDecimal charged = data.billed().charges().taxPercent();
        Money expected =
                scope.isOpen()
                        ? tax
                        : Money.rounded(
                                net.major().multiply(charged).movePointLeft(2),
                                terms.currency(),
                                terms.rounding());
        SelfBilling billing = agreed.selfBilling();
        return new Tax(
                percent,
                billing == null || billing.vatCategory() == null
                        ? null
                        : billing.vatCategory().code(),
                net.major(),
                tax.major(),
                expected.major(),
                tax.equals(expected));
    }

    private Accrual accrual(MatchSection section) {
        long charged = match.charged().grossMinor();
        long settled = match.settled().grossMinor();
        return new Accrual(
                scope.major(charged - settled),
                scope.major(settled - match.paid().minor()),
                scope.major(section.isInvoiced() ? charged - section.invoicedMinor() : 0));
    }

    private static InvoiceLine invoice(InvoiceIssued one) {
        return new InvoiceLine(
                one.documentId(),
                one.isCredit() ? "261" : "389",
                one.issuedOn(),
                one.precedingDocumentId(),
                one.net().major(),
                one.tax().major(),
                one.gross().major());
    }

    private Measures measures() {
        PeriodBank.Cash cash = data.bank().cash();
        MeterPart.Counts counts = data.meters().counts();
        return new Measures(
                cash.medianDays(),
                cash.p95Days(),
                percent(cash.matched().count(), cash.all().count()),
                percent(cash.matched().minor(), cash.all().minor()),
                percent(counts.estimatedMilli(), counts.deliveredMilli()),
                counts.readings(),
                counts.setAside(),
                counts.missing());
    }

    private static @Nullable BigDecimal percent(long part, long whole) {
        return whole == 0
                ? null
                : BigDecimal.valueOf(part)
                        .multiply(BigDecimal.valueOf(100))
                        .divide(BigDecimal.valueOf(whole), MathContext.DECIMAL64)
                        .setScale(1, RoundingMode.HALF_UP);
    }
}
