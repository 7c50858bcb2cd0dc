package io.usance.cli.contract;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.cli.console.CliFailure;
import io.usance.cli.console.CliValues;
import io.usance.cli.console.EngineSession;
import io.usance.contract.ContractTerms;
import io.usance.document.PriceText;
import io.usance.engine.BillingEngine;
import io.usance.finance.FinanceException;
import io.usance.finance.InvoiceDraft;
import io.usance.json.Json;
import io.usance.period.BillingPeriod;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usance contract draft-invoice}. */
@Command(
        name = "draft-invoice",
        description = {
            "Says what would be invoiced if the period closed now.",
            "A draft: nothing is stored and no number is taken."
        },
        mixinStandardHelpOptions = true)
final class ContractDraftInvoiceCommand implements Runnable {
    private static final ObjectMapper JSON = Json.mapper();

    @Parameters(paramLabel = "CONTRACT-ID")
    private String contractId;

    @Option(
            names = "--period",
            paramLabel = "P",
            description = "Which, such as 2026-04; without it the one that runs now.")
    private @Nullable String period;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin private EngineSession session;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    ContractDraftInvoiceCommand() {}

    @Override
    public void run() {
        try {
            InvoiceDraft draft = session.with(this::draft);
            if (json) {
                session.out().println(json(draft).toPrettyString());
            } else {
                words(draft).forEach(session.out()::println);
            }
        } catch (FinanceException e) {
            throw new CliFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private InvoiceDraft draft(BillingEngine engine) {
        ContractTerms terms = EngineSession.signed(engine, contractId);
        String periodId =
                period == null ? running(terms).id() : CliValues.period(terms.calendar(), period);
        return engine.finance().invoices().draft(contractId, periodId);
    }

    /** The period that runs now, or the only one there is. */
    private BillingPeriod running(ContractTerms terms) {
        BillingPeriod now = terms.calendar().periodOf(session.now());
        return terms.calendar().isBilled(now)
                ? now
                : terms.calendar().periodOf(terms.meteringFrom());
    }

    private List<String> words(InvoiceDraft draft) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "DRAFT, not an invoice: contract %s, %s; it has no number and nothing was stored."
                        .formatted(contractId, draft.periodId()));
        lines.add(
                "From %s to %s%s."
                        .formatted(
                                draft.terms().supplier().name(),
                                draft.terms().customer().name(),
                                draft.precedingDocumentId() == null
                                        ? ""
                                        : "; it would change " + draft.precedingDocumentId()));
        draft.lines().forEach(line -> lines.add("  " + PriceText.line(line)));
        lines.add("  net " + draft.net());
        if (draft.taxPercent().signum() != 0) {
            lines.add(
                    "  tax of %s %%: %s"
                            .formatted(draft.taxPercent().toPlainString(), draft.tax()));
        }
        lines.add("  together " + draft.gross());
        if (draft.lines().isEmpty() && draft.gross().isZero()) {
            lines.add("  nothing is to be invoiced");
        }
        draft.held().forEach(why -> lines.add("Held: " + why + "."));
        return lines;
    }

    private ObjectNode json(InvoiceDraft draft) {
        ObjectNode object =
                JSON.createObjectNode()
                        .put("draft", true)
                        .put("contractId", contractId)
                        .put("period", draft.periodId())
                        .put("closed", draft.closed())
                        .put("currency", draft.terms().currency().getCurrencyCode());
        if (draft.precedingDocumentId() != null) {
            object.put("precedingDocumentId", draft.precedingDocumentId());
        }
        object.set("lines", JSON.valueToTree(draft.lines()));
        object.put("net", draft.net().majorText())
                .put("taxPercent", draft.taxPercent().toPlainString())
                .put("tax", draft.tax().majorText())
                .put("gross", draft.gross().majorText());
        draft.held().forEach(object.putArray("held")::add);
        return object;
    }
}
