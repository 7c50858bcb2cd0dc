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
    private Invoicing() {}

    /**
     * @param issued all invoices of the contract so far
     * @return empty if all is invoiced
     * @throws FinanceException if the period is open, or self-billing is not agreed
     */
    static Optional<InvoiceIssued> next(
            String periodId,
            PeriodCharges charges,
            List<InvoiceIssued> issued,
            LocalDate issuedOn,
            Instant at) {
        ContractTerms terms = charges.terms();
        if (terms.selfBilling() == null) {
            throw new FinanceException(
                    "contract %s has no selfBilling: the supplier writes the invoices"
                            .formatted(terms.contractId()));
        }
        if (!charges.isSettled()) {
            throw new FinanceException(
                    "period %s of contract %s is still open; it is invoiced when all its silos have closed it"
                            .formatted(periodId, terms.contractId()));
        }
        Money net = charges.net();
        Money tax = charges.tax();
        List<RatingLine> before = List.of();
        String preceding = null;
        for (InvoiceIssued one : issued) {
            if (one.periodId().equals(periodId)) {
                net = net.minus(one.net());
                tax = tax.minus(one.tax());
                before = Rating.net(before, one.lines());
                preceding = preceding == null ? one.documentId() : preceding;
            }
        }
        List<RatingLine> lines = Rating.difference(before, charges.lines());
        if (net.isZero() && tax.isZero() && lines.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                invoice(
                        periodId,
                        charges,
                        issued.size() + 1,
                        lines,
                        net,
                        tax,
                        preceding,
                        issuedOn,
                        at));
    }

    private static InvoiceIssued invoice(
            String periodId,
            PeriodCharges charges,
            long no,
            List<RatingLine> lines,
            Money net,
            Money tax,
            @Nullable String preceding,
            LocalDate issuedOn,
            Instant at) {
        ContractTerms terms = charges.terms();
        return new InvoiceIssued(
                terms.contractId(),
                periodId,
                no,
                "%s-%04d".formatted(terms.contractId(), no),
                preceding,
                terms.version(),
                lines,
                net,
                charges.taxPercent(),
                tax,
                issuedOn,
                at);
    }
}
