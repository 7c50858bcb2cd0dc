package io.usance.report;

import io.usance.quantity.Fraction;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One section of a report as rows, for every form that shows rows.
 *
 * @param name of the section's file and sheet
 * @param rows cells are texts, {@link Number}s or null
 */
record Table(String name, String title, List<String> columns, List<List<@Nullable Object>> rows) {

    /** All sections, in the order of the report. */
    static List<Table> of(Report report) {
        return List.of(
                header(report.header()),
                exceptions(report),
                bridge(report),
                match(report),
                prices(report),
                money(report),
                invoices(report),
                ageing(report),
                measures(report.measures()),
                identities(report),
                changes(report),
                details(report));
    }

    private static Table table(
            String name, String title, List<String> columns, List<List<@Nullable Object>> rows) {
        return new Table(name, title, columns, rows);
    }

    private static List<@Nullable Object> row(@Nullable Object... cells) {
        List<@Nullable Object> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(cell);
        }
        return row;
    }

    private static Table header(Report.Header h) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        rows.add(row("contract", h.contractId() + ", version " + h.contractVersion()));
        rows.add(row("period", h.periodId() + " " + h.zone()));
        rows.add(row("supplier", h.supplier()));
        rows.add(row("customer", h.customer()));
        rows.add(row("material", h.material()));
        rows.add(row("currency, unit", h.currency() + ", " + h.unit()));
        rows.add(row("report version", h.version() == 0 ? "preliminary" : "" + h.version()));
        rows.add(row("period is", h.state()));
        rows.add(row("as of", h.asOf().toString()));
        rows.add(row("run", h.runId()));
        rows.add(row("terms, SHA-256", h.configurationSha256()));
        rows.add(row("made by", h.product()));
        Report.Evidence e = h.evidence();
        rows.add(
                row(
                        "evidence",
                        e.root() == null
                                ? "not in a batch yet"
                                : "batches %d to %d".formatted(e.firstBatch(), e.lastBatch())));
        rows.add(row("root of the last batch", e.root()));
        rows.add(row("its transaction", e.transaction()));
        return table("header", "Header", List.of("field", "value"), rows);
    }

    private static Table bridge(Report report) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Report.BridgeLine line : report.bridge()) {
            rows.add(
                    row(
                            line.siloId(),
                            line.opening(),
                            line.deliveries(),
                            line.adjustments(),
                            line.closing(),
                            line.consumed(),
                            line.uncertainty(),
                            line.state(),
                            line.holds() ? "yes" : "NO"));
        }
        return table(
                "bridge",
                "Stock bridge, " + report.header().unit(),
                List.of(
                        "silo",
                        "opening",
                        "deliveries",
                        "adjustments",
                        "closing",
                        "consumed",
                        "± (k = 2)",
                        "state",
                        "holds"),
                rows);
    }

    private static Table match(Report report) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Report.MatchLine line : report.match()) {
            rows.add(
                    row(
                            line.stage(),
                            line.count(),
                            line.quantity(),
                            line.net(),
                            line.tax(),
                            line.gross(),
                            line.against(),
                            line.difference(),
                            line.reason()));
        }
        return table(
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
                rows);
    }

    private static Table prices(Report report) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Report.PriceLine line : report.prices()) {
            rows.add(
                    row(
                            line.line(),
                            line.tier(),
                            cell(line.quantity()),
                            line.unit(),
                            line.unitPrice(),
                            cell(line.amountExact()),
                            line.of() == null ? line.basis() : basis(line.of(), line.basis())));
        }
        return table(
                "prices",
                "How the net amount comes about, " + report.header().currency(),
                List.of("line", "tier", "quantity", "unit", "unit price", "amount", "basis"),
                rows);
    }

    private static Table money(Report report) {
        Report.Tax tax = report.tax();
        Report.Accrual accrual = report.accrual();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        rows.add(row("net", tax.net(), ""));
        rows.add(
                row(
                        "tax",
                        tax.tax(),
                        "%s %% %s"
                                .formatted(
                                        tax.percent().toPlainString(), orEmpty(tax.category()))));
        rows.add(row("tax expected on the net", tax.expected(), tax.holds() ? "equal" : "DIFFERS"));
        rows.add(row("accrual: charged, not commanded", accrual.notCommanded(), ""));
        rows.add(row("accrual: commanded, not paid", accrual.notPaid(), ""));
        rows.add(row("accrual: charged, not invoiced", accrual.notInvoiced(), ""));
        return table(
                "tax_and_accrual",
                "Tax and accrual, " + report.header().currency(),
                List.of("item", "amount", "remark"),
                rows);
    }

    private static Table invoices(Report report) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Report.InvoiceLine line : report.invoices()) {
            rows.add(
                    row(
                            line.documentId(),
                            line.type(),
                            line.issuedOn().toString(),
                            line.preceding(),
                            line.net(),
                            line.tax(),
                            line.gross()));
        }
        return table(
                "invoices",
                "Invoices and credit notes, " + report.header().currency(),
                List.of("document", "type", "date", "corrects", "net", "tax", "gross"),
                rows);
    }

    private static Table exceptions(Report report) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Report.Finding one : report.exceptions()) {
            rows.add(
                    row(
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
        return table(
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

    private static Table ageing(Report report) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        report.ageing().forEach(bucket -> rows.add(row(bucket.days(), bucket.amount())));
        return table(
                "ageing",
                "Ageing of what is not paid, " + report.header().currency(),
                List.of("days", "amount"),
                rows);
    }

    private static Table measures(Report.Measures m) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        rows.add(row("command to cash, days, median", m.commandToCashDaysMedian()));
        rows.add(row("command to cash, days, p95", m.commandToCashDaysP95()));
        rows.add(row("bank entries matched by themselves, % by count", m.matchedShareByCount()));
        rows.add(row("bank entries matched by themselves, % by value", m.matchedShareByValue()));
        rows.add(row("deliveries estimated without a note, % of quantity", m.estimatedShare()));
        rows.add(row("readings recorded", m.readings()));
        rows.add(row("readings not believed", m.readingsSetAside()));
        rows.add(row("readings that never came", m.readingsMissing()));
        return table("measures", "Measures", List.of("measure", "value"), rows);
    }

    private static Table identities(Report report) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Report.Check check : report.identities()) {
            rows.add(row(check.name(), check.left(), check.right(), check.holds() ? "yes" : "NO"));
        }
        return table(
                "identities",
                "Control totals",
                List.of("identity", "left", "right", "holds"),
                rows);
    }

    private static Table changes(Report report) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        report.changes().forEach(one -> rows.add(row(one.figure(), one.before(), one.now())));
        return table(
                "changes",
                "What changed since the version before",
                List.of("figure", "before", "now"),
                rows);
    }

    private static Table details(Report report) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        report.details().forEach(one -> rows.add(row(one.file(), one.rows(), one.sha256())));
        return table(
                "details",
                "Single entries behind the figures",
                List.of("file", "rows", "SHA-256"),
                rows);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** Which columns hold numbers. */
    boolean[] numbers() {
        boolean[] numbers = new boolean[columns.size()];
        for (List<@Nullable Object> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                numbers[i] |= row.get(i) instanceof Number;
            }
        }
        return numbers;
    }

    /** A number; where it has no finite decimal form a text that says it was cut. */
    static Object cell(Fraction value) {
        return value.isDecimal() ? value.decimal() : value.shown();
    }

    /** The quantity a line is of, and how it came about. */
    static String basis(String quantity, @Nullable String basis) {
        return basis == null || basis.isEmpty() ? quantity : quantity + ": " + basis;
    }

    /** A cell as people read it: thousands apart. */
    static String shown(@Nullable Object cell) {
        return switch (cell) {
            case null -> "";
            case BigDecimal number ->
                    String.format(
                            java.util.Locale.ROOT,
                            "%,." + Math.max(0, number.scale()) + "f",
                            number);
            case Number number -> String.format(java.util.Locale.ROOT, "%,d", number.longValue());
            default -> cell.toString();
        };
    }
}
