package io.usance.year;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.contract.ContractTerms;
import io.usance.erp.DocumentRefusedException;
import io.usance.erp.InvoiceValidation;
import io.usance.finance.FinanceEvent.InvoiceIssued;
import io.usance.finance.PeriodCharges;
import io.usance.money.Money;
import io.usance.period.BillingPeriod;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every invoice and credit note of the year against the published rules. */
@Tag("slow")
class InvoicesOfAYearTest {
    private static final SimulatedYear YEAR = SimulatedYear.shared();
    private static final InvoiceValidation RULES = new InvoiceValidation();

    /** The year has had each checked before it counted; here they are again, and their sums. */
    @Test
    void allPassAndAddUpToWhatWasCharged() {
        int credits = 0;
        int corrections = 0;
        int issued = 0;
        for (ContractTerms terms : YEAR.contracts) {
            for (InvoiceIssued one : YEAR.engine.finance().invoices().issued(terms.contractId())) {
                issued++;
                credits += one.isCredit() ? 1 : 0;
                corrections += one.precedingDocumentId() == null ? 0 : 1;
            }
            for (BillingPeriod period : SimulatedYear.periods()) {
                assertInvoiced(terms, period);
            }
        }
        System.out.printf(
                "%d documents, %d of them corrections, %d credit notes%n",
                issued, corrections, credits);
        assertThat(YEAR.documents).hasSize(issued);
        assertThat(YEAR.documents).allSatisfy(one -> assertThat(RULES.check(one)).isEmpty());
        assertThat(issued).isGreaterThan(240);
        assertThat(corrections).isGreaterThan(4);
        assertThat(credits).isPositive();
    }

    private static void assertInvoiced(ContractTerms terms, BillingPeriod period) {
        PeriodCharges charges =
                YEAR.engine.finance().invoices().charges(terms.contractId(), period.id());
        Money net = Money.zero(terms.currency());
        Money tax = Money.zero(terms.currency());
        for (InvoiceIssued one : YEAR.engine.finance().invoices().issued(terms.contractId())) {
            if (one.periodId().equals(period.id())) {
                net = net.plus(one.net());
                tax = tax.plus(one.tax());
            }
        }
        assertThat(net).isEqualTo(charges.net());
        assertThat(tax).isEqualTo(charges.tax());
        assertThat(net).isEqualTo(charges.exact().rounded(terms.rounding()));
        if (terms.taxPercent() != null) {
            assertThat(tax)
                    .isEqualTo(
                            Money.rounded(
                                    net.major().multiply(terms.taxPercent()).movePointLeft(2),
                                    terms.currency(),
                                    terms.rounding()));
        }
    }

    /** One document per group of rules, broken in one place. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // schema
                "<cbc:IssueDate>[^<]*</cbc:IssueDate>||UBL-2.1",
                // EN 16931: business rules, calculation, VAT, code lists
                "<cbc:DocumentCurrencyCode>EUR|<cbc:DocumentCurrencyCode>EUX|BR-CL-04",
                "(<cbc:TaxInclusiveAmount[^>]*>)[0-9]+|$199999999|BR-CO-15",
                "(<cbc:LineExtensionAmount[^>]*>)([0-9]+)|$11$2|BR-CO-10",
                "<cbc:Percent>[0-9.]+</cbc:Percent>|<cbc:Percent>20</cbc:Percent>|BR-CO-17",
                "<cac:PartyTaxScheme>[\\s\\S]*?</cac:PartyTaxScheme>||BR-S-02",
                "<cbc:RegistrationName>Granulat AG</cbc:RegistrationName>||BR-06",
                // Peppol
                "<cbc:BuyerReference>[^<]*</cbc:BuyerReference>||PEPPOL-EN16931-R003",
                "<cbc:EndpointID schemeID=\"0088\">4012345000009</cbc:EndpointID>||PEPPOL-EN16931-R020",
                "4012345000009|4012345000008|PEPPOL-COMMON-R040",
                "poacc:selfbilling:01:1.0|poacc:billing:01:1.0|PEPPOL-EN16931-R007",
                "<cbc:InvoiceTypeCode>389|<cbc:InvoiceTypeCode>380|PEPPOL-EN16931-P0100",
                "(<cbc:PriceAmount[^>]*>)[0-9]+|$17|PEPPOL-EN16931-R120",
            })
    void aBrokenOneIsRefusedByItsRule(String pattern, @Nullable String replacement, String ruleId) {
        String good = new String(YEAR.documents.getFirst(), StandardCharsets.UTF_8);
        String broken = good.replaceFirst(pattern, replacement == null ? "" : replacement);
        assertThat(broken).isNotEqualTo(good);
        assertThatThrownBy(() -> RULES.require(broken.getBytes(StandardCharsets.UTF_8), "c-1-0001"))
                .isInstanceOfSatisfying(
                        DocumentRefusedException.class,
                        refused -> assertThat(refused.ruleIds()).contains(ruleId))
                .hasMessageContaining("was not issued");
    }
}
