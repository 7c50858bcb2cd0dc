package io.usance.finance;

import io.usance.contract.ContractEvent;
import io.usance.contract.ContractTerms;
import io.usance.finance.FinanceEvent.InvoiceIssued;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Issues invoices and credit notes over what contracts have charged. */
public final class InvoiceBook {
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
        PeriodCharges charges = new PeriodCharges(periodId);
        contracts.read(contractId, event -> charges.add((ContractEvent) event.payload()));
        return charges;
    }

    /** All invoices of a contract, in their order. */
    public List<InvoiceIssued> issued(String contractId) {
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
     * @param inspect is shown the invoice before it counts; what it throws prevents it
     * @return empty if all is invoiced
     * @throws FinanceException if the period is open, or self-billing is not agreed
     */
    public Optional<InvoiceIssued> issue(
            String contractId,
            String periodId,
            LocalDate issuedOn,
            Instant at,
            Consumer<InvoiceIssued> inspect) {
        return streams.decideAlone(
                FinanceEvent.invoicesOf(contractId),
                () -> {
                    List<InvoiceIssued> issued = issued(contractId);
                    Optional<InvoiceIssued> next =
                            new Invoicing(charges(contractId, periodId), issued).next(issuedOn, at);
                    next.ifPresent(invoice -> {
                        inspect.accept(invoice);
                        streams.append(invoice, issued.size());
                    });
                    return next;
                });
    }
}
