package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.contract.ContractEvent.ContractSigned;
import io.usance.contract.ContractTerms;
import io.usance.contract.ExceptionEnded;
import io.usance.contract.ExceptionTerms;
import io.usance.contract.state.ContractAggregate;
import io.usance.contract.state.ContractState;
import io.usance.contract.state.OpenExceptions;
import io.usance.engine.form.EventForms;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How a contract stores what was agreed on exceptions, and those there are. */
class ExceptionFormsTest {
    private static final EventForms FORMS = new EventForms();

    @Test
    void whatWasAgreedIsStoredAsItsGoldenFile() {
        ContractSigned signed = new ContractSigned(terms(), GoldenEvents.AT);
        assertThat(GoldenFiles.assertStored(FORMS, "ContractSigned-exceptions", signed))
                .isEqualTo(signed);
    }

    @Test
    void openAndEndedOnesAreStoredAsTheirGoldenFile() {
        ContractState state =
                new ContractState(
                        terms(),
                        null,
                        0,
                        Map.of(),
                        Map.of(),
                        null,
                        null,
                        Map.of(),
                        null,
                        new OpenExceptions(
                                3,
                                List.of(
                                        new OpenExceptions.Open(
                                                3,
                                                "silo-7",
                                                "2026-03-01/2026-04-01",
                                                "UNUSUAL_FALL")),
                                List.of(
                                        new OpenExceptions.Ended(
                                                2,
                                                ExceptionEnded.How.RESOLVED,
                                                "A. Meier",
                                                "note 47 was sent")),
                                Map.of("silo-7", 212L)));
        Object read =
                GoldenFiles.assertStored(
                        FORMS, "ContractSnapshot-exceptions", ContractAggregate.restore(state));
        assertThat(((ContractAggregate) read).snapshot()).isEqualTo(state);
    }

    /** What earlier releases have stored says nothing of exceptions, and is settled as charged. */
    @Test
    void whatSaysNothingIsReadSo() {
        ContractSigned read =
                (ContractSigned)
                        FORMS.decode("ContractSigned", GoldenFiles.read("ContractSigned-maximum"));
        assertThat(read.terms().exceptions()).isNull();
    }

    private static ContractTerms terms() {
        return GoldenEvents.terms().toBuilder()
                .exceptions(
                        new ExceptionTerms(
                                new BigDecimal("7.5"), ExceptionTerms.Settlement.AS_CHARGED))
                .build();
    }
}
