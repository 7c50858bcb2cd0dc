package io.usance.finance;

import io.usance.contract.ContractTerms;
import io.usance.contract.DatedTerms.Term;
import io.usance.contract.SelfBilling;
import io.usance.contract.VatCategory;
import io.usance.finance.FinanceEvent.InvoiceIssued;
import io.usance.money.Money;
import io.usance.period.BillingPeriod;
import io.usance.pricing.Rating;
import io.usance.pricing.RatingLine;
import java.math.BigDecimal;
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
 * up to the period, and a change of an invoiced period is a document of its own. If its rate of tax
 * or VAT category has changed, by terms with a date, it is two: what was invoiced is taken back as
 * it was, and all is invoiced as it is now.
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
        for (InvoiceIssued one : before) {
            Optional<InvoiceIssued> back = takenBack(one, issuedOn, at);
            if (back.isPresent()) {
                return back;
            }
        }
        List<RatingLine> lines = Rating.difference(lines(before), charges.lines());
        Money net = charges.net().minus(net(before));
        Money tax = charges.tax().minus(tax(before));
        return net.isZero() && tax.isZero() && lines.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        invoice(
                                terms.version(),
                                lines,
                                net,
                                charges.taxPercent(),
                                tax,
                                issuedOn,
                                at));
    }

    /**
     * What was invoiced with the rate and the VAT category of an invoice, taken back, if the period
     * has others now: no document has two. It shows the terms of that invoice.
     */
    private Optional<InvoiceIssued> takenBack(InvoiceIssued one, LocalDate issuedOn, Instant at) {
        if (!hasDatedTax() || isTaxedAs(one, charges.taxPercent(), terms)) {
            return Optional.empty();
        }
        List<InvoiceIssued> same = taxedAs(one.taxPercent(), charges.terms(one.contractVersion()));
        Money nothing = Money.zero(terms.currency());
        Money net = nothing.minus(net(same));
        Money tax = nothing.minus(tax(same));
        return net.isZero() && tax.isZero()
                ? Optional.empty()
                : Optional.of(
                        invoice(
                                one.contractVersion(),
                                Rating.difference(lines(same), List.of()),
                                net,
                                one.taxPercent(),
                                tax,
                                issuedOn,
                                at));
    }

    /** Without a date a period keeps its rate, and is invoiced as it ever was. */
    private boolean hasDatedTax() {
        BillingPeriod period = terms.calendar().period(charges.periodId());
        return terms.isDated(Term.TAX, period)
                || terms.isDated(Term.VAT_CATEGORY, period)
                || terms.isDated(Term.SELF_BILLING, period);
    }

    private List<InvoiceIssued> taxedAs(BigDecimal percent, ContractTerms version) {
        return before.stream().filter(one -> isTaxedAs(one, percent, version)).toList();
    }

    private boolean isTaxedAs(InvoiceIssued one, BigDecimal percent, ContractTerms version) {
        return one.taxPercent().compareTo(percent) == 0
                && category(charges.terms(one.contractVersion())) == category(version);
    }

    private @Nullable VatCategory category(ContractTerms version) {
        SelfBilling billing = version.in(charges.periodId()).selfBilling();
        return billing == null ? null : billing.vatCategory();
    }

    private InvoiceIssued invoice(
            int contractVersion,
            List<RatingLine> lines,
            Money net,
            BigDecimal taxPercent,
            Money tax,
            LocalDate issuedOn,
            Instant at) {
        return new InvoiceIssued(
                terms.contractId(),
                charges.periodId(),
                invoiceNo,
                "%s-%04d".formatted(terms.contractId(), invoiceNo),
                preceding(),
                contractVersion,
                lines,
                net,
                taxPercent,
                tax,
                issuedOn,
                at);
    }

    private Money net(List<InvoiceIssued> invoices) {
        return invoices.stream()
                .map(InvoiceIssued::net)
                .reduce(Money.zero(terms.currency()), Money::plus);
    }

    private Money tax(List<InvoiceIssued> invoices) {
        return invoices.stream()
                .map(InvoiceIssued::tax)
                .reduce(Money.zero(terms.currency()), Money::plus);
    }

    /**
     * What would be next, whatever stands against it.
     *
     * @param closed as in {@link InvoiceDraft#closed()}
     * @param held as in {@link InvoiceDraft#held()}
     */
    InvoiceDraft draft(boolean closed, List<String> held) {
        // Those taxed otherwise are taken back first, each as it was.
        List<InvoiceIssued> same = hasDatedTax() ? taxedAs(charges.taxPercent(), terms) : before;
        return new InvoiceDraft(
                terms,
                charges.periodId(),
                preceding(),
                closed,
                Rating.difference(lines(same), charges.lines()),
                charges.net().minus(net(same)),
                charges.taxPercent(),
                charges.tax().minus(tax(same)),
                held);
    }

    private void requireInvoiceable() {
        if (terms.in(charges.periodId()).selfBilling() == null) {
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

    private static List<RatingLine> lines(List<InvoiceIssued> invoices) {
        List<RatingLine> invoiced = List.of();
        for (InvoiceIssued one : invoices) {
            invoiced = Rating.net(invoiced, one.lines());
        }
        return invoiced;
    }

    private @Nullable String preceding() {
        return before.isEmpty() ? null : before.getFirst().documentId();
    }
}
