package io.usance.cli.finance;

import io.usance.cli.console.CliFailure;
import io.usance.cli.console.CliValues;
import io.usance.cli.console.EngineSession;
import io.usance.cli.console.OutputFile;
import io.usance.contract.ContractTerms;
import io.usance.engine.BillingEngine;
import io.usance.erp.DocumentRefusedException;
import io.usance.erp.InvoiceValidation;
import io.usance.erp.SelfBillingInvoice;
import io.usance.finance.FinanceEvent.InvoiceIssued;
import io.usance.finance.FinanceException;
import io.usance.finance.InvoiceBook;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code usance invoice}. */
@Command(
        name = "invoice",
        description = {
            "Issues the self-billing invoice of a closed period, or what has changed since the last one, as UBL",
            "by Peppol's self-billing profile. A document that breaks a rule is not issued. All documents of",
            "the period are written, also those issued before."
        },
        mixinStandardHelpOptions = true)
public final class InvoiceCommand implements Runnable {
    /** A rate that was changed: one document takes back each old one, and one has the new. */
    private static final int DOCUMENTS_MAX = 10;

    @ArgGroup(exclusive = false, multiplicity = "1")
    private ReportCommand.Of of;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "For the documents.")
    private Path out;

    @Option(
            names = "--date",
            paramLabel = "DAY",
            description = "Date on a new document; default: today, in the contract's zone.")
    private @Nullable String date;

    @Mixin private EngineSession session;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    InvoiceCommand() {}

    @Override
    public void run() {
        LocalDate given = date == null ? null : CliValues.day("--date", date);
        try {
            session.<List<String>>with(engine -> issue(engine, given))
                    .forEach(session.out()::println);
        } catch (FinanceException | DocumentRefusedException e) {
            throw new CliFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private List<String> issue(BillingEngine engine, @Nullable LocalDate given) {
        ContractTerms terms = EngineSession.signed(engine, of.contractId);
        String periodId = of.periodId(engine);
        LocalDate day =
                given != null ? given : session.now().atZone(terms.calendar().zone()).toLocalDate();
        InvoiceValidation rules = new InvoiceValidation();
        InvoiceBook invoices = engine.finance().invoices();
        int issued = 0;
        while (issued < DOCUMENTS_MAX
                && invoices.issue(
                                of.contractId,
                                periodId,
                                day,
                                session.now(),
                                invoice ->
                                        rules.require(
                                                SelfBillingInvoice.ubl(
                                                        invoices.termsOf(invoice), invoice),
                                                invoice.documentId()))
                        .isPresent()) {
            issued++;
        }
        List<String> lines = new ArrayList<>();
        for (InvoiceIssued one : invoices.issued(of.contractId)) {
            if (one.periodId().equals(periodId)) {
                Path file = out.resolve(OutputFile.name(one.documentId()) + ".xml");
                OutputFile.write(file, SelfBillingInvoice.ubl(invoices.termsOf(one), one));
                lines.add(
                        "%s %s, net %s, tax %s, %s"
                                .formatted(
                                        one.isCredit() ? "credit note" : "invoice",
                                        one.documentId(),
                                        one.net(),
                                        one.tax(),
                                        file));
            }
        }
        if (issued == 0) {
            lines.addFirst("nothing new to invoice");
        }
        return lines;
    }
}
