package io.usance.demo;

import io.usance.contract.ContractTerms;
import io.usance.engine.BillingEngine;
import io.usance.erp.InvoiceValidation;
import io.usance.erp.PaymentFile;
import io.usance.erp.SelfBillingInvoice;
import io.usance.period.BillingPeriod;
import io.usance.quantity.Fraction;
import io.usance.report.Report;
import io.usance.report.ReportFiles;
import io.usance.report.kinds.StandardSections;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What finance makes of the last month: an invoice, a payment order, and the report to sign. */
final class DemoFinance {
    private final BillingEngine engine;
    private final DemoPlant plant;
    private final DemoFiles files;
    private final List<String> failures = new ArrayList<>();

    DemoFinance(BillingEngine engine, DemoPlant plant, DemoFiles files) {
        this.engine = engine;
        this.plant = plant;
        this.files = files;
    }

    /**
     * Does it for the first contract and that of the machine, and says where to look.
     *
     * @return what does not hold, one line each
     */
    List<String> run(PrintWriter text) throws IOException {
        ContractTerms first = plant.contracts().getFirst();
        ContractTerms machine = plant.machine().contract();
        BillingPeriod period = first.calendar().periodOf(plant.to().minusMillis(1));
        invoice(first, period);
        invoice(machine, period);
        order(period.endDate());
        Report silos = report(first, period, files.report(), text);
        Report machines = report(machine, period, files.machineReport(), text);
        text.printf(
                "open %s and %s (also as pdf, xlsx, csv and json beside them); the invoices are in %s, the payment order in %s%n",
                files.report().resolve("report.html"),
                files.machineReport().resolve("report.html"),
                files.invoices(),
                files.payments());
        Stream.of(silos, machines)
                .flatMap(one -> one.identities().stream())
                .filter(one -> !one.holds())
                .forEach(one -> failures.add("report: " + one.name()));
        return failures;
    }

    private Report report(ContractTerms terms, BillingPeriod period, Path to, PrintWriter text)
            throws IOException {
        ReportFiles.Written written =
                new ReportFiles(engine, StandardSections.all(), Clock.systemUTC())
                        .write(terms.contractId(), period.id(), false, null, to);
        Report report = written.report();
        text.printf(
                "%nreport on %s, %s: %s, %s %s charged, %d exceptions, %d control totals, SHA-256 %s%n",
                terms.contractId(),
                period.id(),
                consumed(report),
                report.tax().net().toPlainString(),
                report.header().currency(),
                report.exceptions().size(),
                report.identities().size(),
                written.sha256());
        return report;
    }

    private static String consumed(Report report) {
        if (!report.bridge().isEmpty()) {
            return report.bridge().getLast().consumed().toPlainString()
                    + " "
                    + report.header().unit()
                    + " consumed";
        }
        Map<String, Fraction> sums = new LinkedHashMap<>();
        Map<String, String> units = new HashMap<>();
        for (Report.PriceLine line : report.prices()) {
            String of = Objects.requireNonNullElse(line.of(), "");
            sums.merge(of, line.quantity(), Fraction::plus);
            units.put(of, line.unit() == null || line.unit().equals("1") ? "" : " " + line.unit());
        }
        return sums.entrySet().stream()
                .map(sum -> sum.getKey() + " " + sum.getValue().shown() + units.get(sum.getKey()))
                .collect(Collectors.joining(", "));
    }

    private void invoice(ContractTerms terms, BillingPeriod period) throws IOException {
        Files.createDirectories(files.invoices());
        InvoiceValidation rules = new InvoiceValidation();
        byte[][] document = {null};
        engine.finance()
                .invoices()
                .issue(
                        terms.contractId(),
                        period.id(),
                        period.endDate(),
                        period.end(),
                        invoice -> {
                            document[0] = SelfBillingInvoice.ubl(terms, invoice);
                            rules.require(document[0], invoice.documentId());
                        });
        if (document[0] != null) {
            Files.write(files.invoices().resolve(terms.contractId() + ".xml"), document[0]);
        }
    }

    private void order(LocalDate day) throws IOException {
        Instant at = Clock.systemUTC().instant();
        var order = engine.finance().payments().order(day, at, terms -> true);
        if (order.isPresent()) {
            Files.write(
                    files.payments(),
                    PaymentFile.pain001(
                            order.get(), id -> Objects.requireNonNull(engine.contractTerms(id))));
        }
    }
}
