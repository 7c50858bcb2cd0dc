package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.contract.ContractEvent.ContractAmended;
import io.usance.contract.ContractEvent.ContractSigned;
import io.usance.contract.ContractTerms;
import io.usance.contract.DatedTerms;
import io.usance.contract.ExceptionTerms;
import io.usance.contract.Payee;
import io.usance.contract.SettlementPolicy;
import io.usance.contract.VatCategory;
import io.usance.engine.form.EventForms;
import io.usance.money.Share;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a contract stores what holds from a period on. */
class DatedFormsTest {
    private static final EventForms FORMS = new EventForms();
    private static final Instant JULY = Instant.parse("2026-06-30T22:00:00Z");
    private static final Instant AUGUST = Instant.parse("2026-07-31T22:00:00Z");
    private static final Instant AGREED = Instant.parse("2026-05-25T08:00:00Z");

    @Test
    void whatWasAgreedIsStoredAsItsGoldenFile() {
        ContractAmended amended = new ContractAmended(terms(), GoldenEvents.AT);
        assertThat(GoldenFiles.assertStored(FORMS, "ContractAmended-dated", amended))
                .isEqualTo(amended);
    }

    /** What earlier releases have stored has no dates. */
    @Test
    void whatSaysNothingIsReadSo() {
        ContractSigned read =
                (ContractSigned)
                        FORMS.decode("ContractSigned", GoldenFiles.read("ContractSigned-maximum"));
        assertThat(read.terms().datedTerms()).isNull();
    }

    private static ContractTerms terms() {
        return GoldenEvents.terms().toBuilder()
                .datedTerms(
                        List.of(
                                DatedTerms.from(JULY, AGREED)
                                        .taxPercent(new BigDecimal("16"))
                                        .vatCategory(VatCategory.EXEMPT, "small business")
                                        .payees(
                                                List.of(
                                                        new Payee(
                                                                "Fund", "acct-f", new Share(1, 1))))
                                        .creditLimit(GoldenEvents.eur(5_000_00))
                                        .settlement(
                                                new SettlementPolicy(
                                                        SettlementPolicy.When.AT_CLOSE, null, null))
                                        .exceptions(ExceptionTerms.HOLD)
                                        .build(),
                                DatedTerms.from(AUGUST, AGREED)
                                        .without(DatedTerms.Term.SELF_BILLING)
                                        .build()))
                .build();
    }
}
