package io.usance.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sections of a report that are the same whatever meters there are, as tables. */
final class ReportTables {
    private ReportTables() {}

    static Table header(Report.Header h) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        rows.add(Table.row("contract", h.contractId() + ", version " + h.contractVersion()));
        rows.add(Table.row("period", h.periodId() + " " + h.zone()));
        rows.add(Table.row("supplier", h.supplier()));
        rows.add(Table.row("customer", h.customer()));
        if (h.material() != null) {
            rows.add(Table.row("material", h.material()));
        }
        rows.add(Table.row("currency, unit", h.currency() + ", " + h.unit()));
        rows.add(Table.row("report version", h.version() == 0 ? "preliminary" : "" + h.version()));
        rows.add(Table.row("period is", h.state()));
        rows.add(Table.row("as of", h.asOf().toString()));
        rows.add(Table.row("run", h.runId()));
        rows.add(Table.row("terms, SHA-256", h.configurationSha256()));
        rows.add(Table.row("made by", h.product()));
        Report.Evidence e = h.evidence();
        rows.add(
                Table.row(
                        "evidence",
                        e.root() == null
                                ? "not in a batch yet"
                                : "batches %d to %d".formatted(e.firstBatch(), e.lastBatch())));
        rows.add(Table.row("root of the last batch", e.root()));
        rows.add(Table.row("its transaction", e.transaction()));
        return new Table("header", "Header", List.of("field", "value"), rows);
    }

    static Table match(Report report) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Report.MatchLine line : report.match()) {
            rows.add(
                    Table.row(
                            line.name(),
                            line.count(),
                            line.quantity(),
                            line.net(),
                            line.tax(),
                            line.gross(),
                            line.againstName(),
                            line.difference(),
                            line.reason()));
        }
        return new Table(
                "match",
                "From metered to paid, %s and %s"
                        .formatted(report.header().unit(), report.header().currency()),
                List.of(
                        "step",
                        "count",
                        "quantity",
                        "net",
                        "tax",
                        "gross",
                        "against",
                        "difference",
                        "reason"),
                rows,
                (row, column) -> column == 7 ? difference(rows, row) : null,
                List.of());
    }

    static Table prices(Report report) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Report.PriceLine line : report.prices()) {
            rows.add(
                    Table.row(
                            line.line(),
                            line.tier(),
                            Table.cell(line.quantity()),
                            line.unit(),
                            line.unitPrice(),
                            Table.cell(line.amountExact()),
                            line.of() == null
                                    ? line.basis()
                                    : Table.basis(line.of(), line.basis())));
        }
        return new Table(
                "prices",
                "How the net amount comes about, " + report.header().currency(),
                List.of("line", "tier", "quantity", "unit", "unit price", "amount", "basis"),
                rows,
                (row, column) -> column == 5 ? amount(rows.get(row), row) : null,
                rows.isEmpty() ? List.of() : List.of(sumOfPrices(report.tax(), rows.size())));
    }

    /** Of gross amounts where both steps have one, else of quantities. */
    private static @Nullable String difference(List<List<@Nullable Object>> rows, int row) {
        Object against = rows.get(row).get(6);
        if (against == null || rows.get(row).get(7) == null) {
            return null;
        }
        for (int other = 0; other < rows.size(); other++) {
            if (against.equals(rows.get(other).getFirst())) {
                boolean money = rows.get(row).get(5) != null && rows.get(other).get(5) != null;
                return (money ? "F%d-F%d" : "C%d-C%d")
                        .formatted(Table.sheetRow(row), Table.sheetRow(other));
            }
        }
        return null;
    }

    /** Null where quantity or amount has no finite decimal form. */
    private static @Nullable String amount(List<@Nullable Object> cells, int row) {
        boolean exact = cells.get(2) instanceof Number && cells.get(5) instanceof Number;
        return exact ? "C%1$d*E%1$d".formatted(Table.sheetRow(row)) : null;
    }

    private static Table.Control sumOfPrices(Report.Tax tax, int rows) {
        return new Table.Control(
                "prices: sum of amounts, rounded = charged net",
                "ROUND(SUM(prices!F2:F%d),%d)".formatted(rows + 1, Math.max(0, tax.net().scale())),
                tax.net());
    }

    static Table money(Report report) {
        Report.Tax tax = report.tax();
        Report.Accrual accrual = report.accrual();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        rows.add(Table.row("net", tax.net(), ""));
        rows.add(
                Table.row(
                        "tax",
                        tax.tax(),
                        "%s %% %s"
                                .formatted(
                                        tax.percent().toPlainString(), orEmpty(tax.category()))));
        rows.add(
                Table.row(
                        "tax expected on the net",
                        tax.expected(),
                        tax.holds() ? "equal" : "DIFFERS"));
        rows.add(Table.row("accrual: charged, not commanded", accrual.notCommanded(), ""));
        rows.add(Table.row("accrual: commanded, not paid", accrual.notPaid(), ""));
        rows.add(Table.row("accrual: charged, not invoiced", accrual.notInvoiced(), ""));
        return new Table(
                "tax_and_accrual",
                "Tax and accrual, " + report.header().currency(),
                List.of("item", "amount", "remark"),
                rows);
    }

    static Table invoices(Report report) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Report.InvoiceLine line : report.invoices()) {
            rows.add(
                    Table.row(
                            line.documentId(),
                            line.type(),
                            line.issuedOn().toString(),
                            line.preceding(),
                            line.net(),
                            line.tax(),
                            line.gross()));
        }
        return new Table(
                "invoices",
                "Invoices and credit notes, " + report.header().currency(),
                List.of("document", "type", "date", "corrects", "net", "tax", "gross"),
                rows);
    }

    static Table exceptions(Report report) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Report.Finding one : report.exceptions()) {
            rows.add(
                    Table.row(
                            one.kind(),
                            one.subject(),
                            one.owner(),
                            one.since().toString(),
                            one.ageDays(),
                            one.valueAtRisk(),
                            one.quantityAtRisk(),
                            one.detail(),
                            one.action()));
        }
        return new Table(
                "exceptions",
                "Exceptions",
                List.of(
                        "kind",
                        "subject",
                        "owner",
                        "since",
                        "days",
                        report.header().currency() + " at risk",
                        report.header().unit() + " at risk",
                        "detail",
                        "what to do"),
                rows);
    }

    static Table ageing(Report report) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        report.ageing().forEach(bucket -> rows.add(Table.row(bucket.days(), bucket.amount())));
        return new Table(
                "ageing",
                "Ageing of what is not paid, " + report.header().currency(),
                List.of("days", "amount"),
                rows,
                Table.Formulas.NONE,
                List.of(
                        new Table.Control(
                                "ageing: sum = commanded, not paid",
                                "SUM(ageing!B2:B%d)".formatted(rows.size() + 1),
                                report.accrual().notPaid())));
    }

    static Table measures(Report.Measures m) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        rows.add(Table.row("command to cash, days, median", m.commandToCashDaysMedian()));
        rows.add(Table.row("command to cash, days, p95", m.commandToCashDaysP95()));
        rows.add(
                Table.row(
                        "bank entries matched by themselves, % by count", m.matchedShareByCount()));
        rows.add(
                Table.row(
                        "bank entries matched by themselves, % by value", m.matchedShareByValue()));
        rows.add(
                Table.row(
                        "deliveries estimated without a note, % of quantity", m.estimatedShare()));
        rows.add(Table.row("readings recorded", m.readings()));
        rows.add(Table.row("readings not believed", m.readingsSetAside()));
        rows.add(Table.row("readings that never came", m.readingsMissing()));
        return new Table("measures", "Measures", List.of("measure", "value"), rows);
    }

    static Table identities(Report report) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Report.Check check : report.identities()) {
            rows.add(
                    Table.row(
                            check.name(),
                            check.left(),
                            check.right(),
                            check.holds() ? "yes" : "NO"));
        }
        return new Table(
                "identities",
                "Control totals",
                List.of("identity", "left", "right", "holds"),
                rows);
    }

    static Table changes(Report report) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        report.changes().forEach(one -> rows.add(Table.row(one.figure(), one.before(), one.now())));
        return new Table(
                "changes",
                "What changed since the version before",
                List.of("figure", "before", "now"),
                rows);
    }

    static Table details(Report report) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        report.details().forEach(one -> rows.add(Table.row(one.file(), one.rows(), one.sha256())));
        return new Table(
                "details",
                "Single entries behind the figures",
                List.of("file", "rows", "SHA-256"),
                rows);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
