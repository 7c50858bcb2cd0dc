package io.usance.finance;

import io.usance.contract.ContractEvent;
import io.usance.contract.ContractTerms;
import io.usance.contract.state.ContractAudit;
import io.usance.contract.state.ContractTrial;
import io.usance.finance.FinanceEvent.InvoiceIssued;
import io.usance.period.BillingPeriod;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Closes a period of a contract on trial, and invoices it. */
final class DraftInvoicing {
    private final ContractAudit history = ContractAudit.fromSigning();
    private final PeriodCharges charges;

    /** Periods with charges that are not closed. */
    private final SortedSet<String> open = new TreeSet<>();

    DraftInvoicing(String periodId) {
        charges = new PeriodCharges(periodId);
    }

    /** Takes the contract's next event. */
    void add(ContractEvent event) {
        history.skip(List.of(event));
        charges.add(event);
        switch (event) {
            case ContractEvent.ConsumptionCharged e -> open.add(e.periodId());
            case ContractEvent.ConsumptionHeld e -> open.add(e.periodId());
            case ContractEvent.PeriodSettled e -> open.remove(e.periodId());
            default -> {}
        }
    }

    /**
     * @param issued all invoices of the contract so far
     */
    InvoiceDraft close(List<InvoiceIssued> issued) {
        ContractTerms terms = charges.terms();
        String periodId = charges.periodId();
        boolean closed = charges.isSettled();
        List<String> held = new ArrayList<>();
        if (!closed) {
            ContractTrial trial = ContractTrial.from(history.state());
            trial.close(periodId).forEach(charges::add);
            open(terms, held);
            trial.held(periodId)
                    .ifPresent(why -> held.add("what is not charged for it is left out: " + why));
        }
        if (charges.isHeldByException()) {
            held.add(
                    "exceptions %s of the period are open; accept or resolve them"
                            .formatted(charges.openExceptions()));
        }
        if (terms.in(periodId).selfBilling() == null) {
            held.add(
                    "the contract has no selfBilling, so the supplier writes the invoice, not this service");
        }
        return new Invoicing(charges, issued).draft(closed, held);
    }

    private void open(ContractTerms terms, List<String> held) {
        BillingPeriod period = terms.calendar().period(charges.periodId());
        held.add(
                "the period is open: it is invoiced when all its meters have closed it, after %s, and what they meter until then is added"
                        .formatted(period.end()));
        SortedSet<String> before = open.headSet(charges.periodId());
        if (!before.isEmpty()) {
            held.add(
                    "%s, before it, %s open too; what is carried from there is not known yet"
                            .formatted(
                                    String.join(", ", before), before.size() == 1 ? "is" : "are"));
        }
    }
}
