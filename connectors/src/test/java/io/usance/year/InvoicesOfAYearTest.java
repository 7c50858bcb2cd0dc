package io.usance.year;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.contract.ContractTerms;
import io.usance.erp.DocumentRefusedException;
import io.usance.erp.InvoiceValidation;
import io.usance.erp.SelfBillingInvoice;
import io.usance.finance.FinanceEvent.InvoiceIssued;
import io.usance.finance.PeriodCharges;
import io.usance.money.Money;
import io.usance.period.BillingPeriod;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every invoice and credit note of the year against the published rules. */
class InvoicesOfAYearTest {
    private static final SimulatedYear YEAR = SimulatedYear.shared();
    private static final InvoiceValidation RULES = new InvoiceValidation();

    @Test
    void allPassAndAddUpToWhatWasCharged() {
        int credits = 0;
        List<InvoiceIssued> all = new ArrayList<>();
        for (ContractTerms terms : YEAR.contracts) {
            for (BillingPeriod period : SimulatedYear.periods()) {
                issue(terms, period).ifPresent(all::add);
            }
        }
        for (InvoiceIssued invoice : all) {
            credits += invoice.isCredit() ? 1 : 0;
        }
        System.out.println(all.size() + " documents, " + credits + " credit notes");
        assertThat(all).hasSizeGreaterThan(230);
    }

    private static Optional<InvoiceIssued> issue(ContractTerms terms, BillingPeriod period) {
        String contractId = terms.contractId();
        Optional<InvoiceIssued> issued =
                YEAR.engine
                        .finance()
                        .issueInvoice(
                                contractId,
                                period.id(),
                                period.endDate().plusDays(2),
                                period.end(),
                                invoice ->
                                        RULES.require(
                                                SelfBillingInvoice.ubl(terms, invoice),
                                                invoice.documentId()));
        PeriodCharges charges = YEAR.engine.finance().charges(contractId, period.id());
        Money gross = Money.zero(terms.currency());
        for (InvoiceIssued one : YEAR.engine.finance().invoices(contractId)) {
            if (one.periodId().equals(period.id())) {
                gross = gross.plus(one.gross());
            }
        }
        assertThat(gross).isEqualTo(charges.net().plus(charges.tax()));
        return issued;
    }
}
