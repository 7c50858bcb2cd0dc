package io.usance.demo;

import io.usance.contract.ContractTerms;
import io.usance.engine.BillingEngine;
import io.usance.erp.InvoiceValidation;
import io.usance.erp.PaymentFile;
import io.usance.erp.SelfBillingInvoice;
import io.usance.period.BillingPeriod;
import io.usance.report.Report;
import io.usance.report.ReportFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

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
     * Does it for the first contract, and says where to look.
     *
     * @return what does not hold, one line each
     */
    List<String> run(PrintWriter text) throws IOException {
        ContractTerms terms = plant.contracts().getFirst();
        BillingPeriod period = terms.calendar().periodOf(plant.to().minusMillis(1));
        invoice(terms, period);
        order(period.endDate());
        ReportFiles.Written written =
                new ReportFiles(engine, Clock.systemUTC())
                        .write(terms.contractId(), period.id(), false, null, files.report());
        Report report = written.report();
        report.identities().stream()
                .filter(one -> !one.holds())
                .forEach(one -> failures.add("report: " + one.name()));
        Path page = files.report().resolve("report.html");
        text.printf(
                "%nreport on %s, %s: %s %s consumed, %s %s charged, %d exceptions, %d control totals, SHA-256 %s%n",
                terms.contractId(),
                period.id(),
                report.bridge().getLast().consumed().toPlainString(),
                report.header().unit(),
                report.tax().net().toPlainString(),
                report.header().currency(),
                report.exceptions().size(),
                report.identities().size(),
                written.sha256());
        text.printf(
                "open %s (also as pdf, xlsx, csv and json beside it); the invoice is in %s, the payment order in %s%n",
                page, files.invoices(), files.payments());
        return failures;
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
