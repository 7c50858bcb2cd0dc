package io.usance.finance;

import static io.usance.failure.Checks.all;
import static io.usance.failure.Checks.given;

import io.usance.contract.ContractTerms;
import io.usance.money.Money;
import io.usance.pricing.RatingLine;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would be invoiced of a period if it closed now. It has no number and is stored nowhere.
 *
 * @param terms the newest
 * @param precedingDocumentId first invoice of the period, of which this would be a change; null if
 *     nothing of it is invoiced
 * @param closed true if its meters have closed the period, so that it changes by corrections alone
 * @param lines what is not invoiced yet: taken back and charged
 * @param taxPercent 0 for none
 * @param held why it would not be issued as it is, or not all of it, each for people with what to
 *     do; empty if nothing stands against it
 */
public record InvoiceDraft(
        ContractTerms terms,
        String periodId,
        @Nullable String precedingDocumentId,
        boolean closed,
        List<RatingLine> lines,
        Money net,
        BigDecimal taxPercent,
        Money tax,
        List<String> held) {

    public InvoiceDraft {
        given(terms, "invoiceDraft.terms");
        given(periodId, "invoiceDraft.periodId");
        given(net, "invoiceDraft.net");
        given(taxPercent, "invoiceDraft.taxPercent");
        given(tax, "invoiceDraft.tax");
        lines = List.copyOf(all(lines, "invoiceDraft.lines"));
        held = List.copyOf(all(held, "invoiceDraft.held"));
    }

    /** What would be owed by it; below zero it would be a credit note. */
    public Money gross() {
        return net.plus(tax);
    }
}
