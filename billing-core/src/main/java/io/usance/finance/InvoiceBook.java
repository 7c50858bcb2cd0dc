package io.usance.finance;

import static io.usance.failure.Checks.given;
import static io.usance.failure.Checks.id;

import io.usance.contract.ContractEvent;
import io.usance.contract.ContractTerms;
import io.usance.finance.FinanceEvent.InvoiceIssued;
import io.usance.reconciliation.ContractHistory;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Issues invoices and credit notes over what contracts have charged. */
public final class InvoiceBook {
    /** An invoice that has changed so often while it was inspected is not issued. */
    private static final int ATTEMPTS_MAX = 3;

    private final FinanceStreams streams;
    private final ContractHistory contracts;

    InvoiceBook(FinanceStreams streams, ContractHistory contracts) {
        this.streams = streams;
        this.contracts = contracts;
    }

    /**
     * What a contract has charged for a period; reads all events of the contract, a page at a time.
     */
    public PeriodCharges charges(String contractId, String periodId) {
        id(contractId, "charges.contractId");
        id(periodId, "charges.periodId");
        PeriodCharges charges = new PeriodCharges(periodId);
        contracts.read(contractId, event -> charges.add((ContractEvent) event.payload()));
        return charges;
    }

    /** All invoices of a contract, in their order. */
    public List<InvoiceIssued> issued(String contractId) {
        id(contractId, "issued.contractId");
        return streams.events(FinanceEvent.invoicesOf(contractId)).stream()
                .map(InvoiceIssued.class::cast)
                .toList();
    }

    /**
     * The version of the contract's terms that an invoice shows.
     *
     * @throws IllegalStateException if the contract never had that version
     */
    public ContractTerms termsOf(InvoiceIssued invoice) {
        given(invoice, "termsOf.invoice");
        return contracts
                .terms(invoice.contractId(), invoice.contractVersion())
                .orElseThrow(() ->
                        new IllegalStateException(
                                "contract %s never had version %d"
                                        .formatted(
                                                invoice.contractId(), invoice.contractVersion())));
    }

    /**
     * Issues what is not invoiced of a closed period.
     *
     * <p>The invoice is shown before it counts, outside of any transaction of this method: checking
     * a document may take seconds. It is issued only if it is still the next one then; if another
     * was issued or charged meanwhile, the new next one is shown.
     *
     * @param inspect is shown the invoice before it counts; what it throws prevents it
     * @return empty if all is invoiced
     * @throws FinanceException if the period is open or held for an exception, self-billing is not
     *     agreed, or what is charged changes time and again
     */
    public Optional<InvoiceIssued> issue(
            String contractId,
            String periodId,
            LocalDate issuedOn,
            Instant at,
            Consumer<InvoiceIssued> inspect) {
        id(contractId, "issue.contractId");
        id(periodId, "issue.periodId");
        given(issuedOn, "issue.issuedOn");
        given(at, "issue.at");
        given(inspect, "issue.inspect");
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            Optional<InvoiceIssued> next = next(contractId, periodId, issuedOn, at);
            if (next.isEmpty()) {
                return next;
            }
            inspect.accept(next.get());
            if (isAppended(next.get())) {
                return next;
            }
        }
        throw new FinanceException(
                "what contract %s charges for period %s changed %d times while it was invoiced; try again later"
                        .formatted(contractId, periodId, ATTEMPTS_MAX));
    }

    /**
     * What would be invoiced of a period if it closed now, with what its meters have said so far;
     * reads all events of the contract. Nothing is stored and no number is taken.
     *
     * @throws FinanceException if the contract is not signed
     */
    public InvoiceDraft draft(String contractId, String periodId) {
        id(contractId, "draft.contractId");
        id(periodId, "draft.periodId");
        return streams.decide(() -> {
            DraftInvoicing draft = new DraftInvoicing(periodId);
            contracts.read(contractId, event -> draft.add((ContractEvent) event.payload()));
            return draft.close(issued(contractId));
        });
    }

    private Optional<InvoiceIssued> next(
            String contractId, String periodId, LocalDate issuedOn, Instant at) {
        return streams.decide(() ->
                new Invoicing(charges(contractId, periodId), issued(contractId))
                        .next(issuedOn, at));
    }

    /** False if it is not the next one any more. */
    private boolean isAppended(InvoiceIssued invoice) {
        return streams.decideAlone(
                invoice.streamId(),
                () -> {
                    boolean isNext =
                            next(
                                            invoice.contractId(),
                                            invoice.periodId(),
                                            invoice.issuedOn(),
                                            invoice.at())
                                    .filter(invoice::equals)
                                    .isPresent();
                    if (isNext) {
                        streams.append(invoice, invoice.invoiceNo() - 1);
                    }
                    return isNext;
                });
    }
}
