package io.usance.finance;

import io.usance.contract.ContractTerms;
import io.usance.finance.FinanceEvent.InvoiceIssued;
import io.usance.money.Money;
import io.usance.pricing.Rating;
import io.usance.pricing.RatingLine;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides on the next invoice of a period. Pure.
 *
 * <p>Cumulative, as everything: an invoice is what the period comes to now, less what was invoiced
 * for it before, net, tax and every line. So whatever happens later, the documents of a period add
 * up to the period, and a change of an invoiced period is a document of its own.
 */
final class Invoicing {
    private final PeriodCharges charges;
    private final ContractTerms terms;
    private final long invoiceNo;
    private final List<InvoiceIssued> before;

    /**
     * @param charges of the period
     * @param issued all invoices of the contract so far
     * @throws FinanceException if the contract is not signed
     */
    Invoicing(PeriodCharges charges, List<InvoiceIssued> issued) {
        this.charges = charges;
        terms = charges.terms();
        invoiceNo = issued.size() + 1L;
        before = issued.stream().filter(one -> one.periodId().equals(charges.periodId())).toList();
    }

    /**
     * @return empty if all is invoiced
     * @throws FinanceException if the period is open or held for an exception, or self-billing is
     *     not agreed
     */
    Optional<InvoiceIssued> next(LocalDate issuedOn, Instant at) {
        requireInvoiceable();
        List<RatingLine> lines = lines();
        Money net = net();
        Money tax = tax();
        if (net.isZero() && tax.isZero() && lines.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new InvoiceIssued(
                        terms.contractId(),
                        charges.periodId(),
                        invoiceNo,
                        "%s-%04d".formatted(terms.contractId(), invoiceNo),
                        preceding(),
                        terms.version(),
                        lines,
                        net,
                        charges.taxPercent(),
                        tax,
                        issuedOn,
                        at));
    }

    /**
     * What would be next, whatever stands against it.
     *
     * @param closed as in {@link InvoiceDraft#closed()}
     * @param held as in {@link InvoiceDraft#held()}
     */
    InvoiceDraft draft(boolean closed, List<String> held) {
        return new InvoiceDraft(
                terms,
                charges.periodId(),
                preceding(),
                closed,
                lines(),
                net(),
                charges.taxPercent(),
                tax(),
                held);
    }

    private Money net() {
        Money net = charges.net();
        for (InvoiceIssued one : before) {
            net = net.minus(one.net());
        }
        return net;
    }

    private Money tax() {
        Money tax = charges.tax();
        for (InvoiceIssued one : before) {
            tax = tax.minus(one.tax());
        }
        return tax;
    }

    private void requireInvoiceable() {
        if (terms.selfBilling() == null) {
            throw new FinanceException(
                    "contract %s has no selfBilling: the supplier writes the invoices"
                            .formatted(terms.contractId()));
        }
        if (!charges.isSettled()) {
            throw new FinanceException(
                    "period %s of contract %s is still open; it is invoiced when all its meters have closed it"
                            .formatted(charges.periodId(), terms.contractId()));
        }
        if (charges.isHeldByException()) {
            throw new FinanceException(
                    "period %s of contract %s is held for its open exceptions %s; accept or resolve them, then it is invoiced"
                            .formatted(
                                    charges.periodId(),
                                    terms.contractId(),
                                    charges.openExceptions()));
        }
    }

    /** What changed since the invoices before: taken back and charged. */
    private List<RatingLine> lines() {
        List<RatingLine> invoiced = List.of();
        for (InvoiceIssued one : before) {
            invoiced = Rating.net(invoiced, one.lines());
        }
        return Rating.difference(invoiced, charges.lines());
    }

    private @Nullable String preceding() {
        return before.isEmpty() ? null : before.getFirst().documentId();
    }
}
