package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.contract.ContractEvent.ContractSigned;
import io.usance.contract.ContractEvent.IndexFixed;
import io.usance.contract.ContractTerms;
import io.usance.contract.state.ContractAggregate;
import io.usance.contract.state.ContractState;
import io.usance.contract.state.PeriodState;
import io.usance.engine.form.EventForms;
import io.usance.money.ExactAmount;
import io.usance.money.Money;
import io.usance.pricing.Formula;
import io.usance.pricing.IndexRule;
import io.usance.pricing.IndexRule.Averaging;
import io.usance.pricing.IndexRule.MissingDay;
import io.usance.pricing.Tariff;
import io.usance.pricing.TariffVersion;
import io.usance.quantity.Quantities;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * How a contract stores a price by a formula, how its values are found, and what is provisional.
 */
class PriceFormsTest {
    private static final EventForms FORMS = new EventForms();
    private static final String MARCH = "2026-03-01/2026-04-01";

    private static final IndexFixed PROVISIONAL =
            new IndexFixed(
                    "c-1",
                    MARCH,
                    "PVC-EU",
                    new BigDecimal("1010"),
                    "provisionally PVC-EU of 2026-01-31, the newest published",
                    true);

    @Test
    void aFormulaWithItsRulesIsStoredAsItsGoldenFile() {
        ContractSigned signed = new ContractSigned(terms(), GoldenEvents.AT);
        assertThat(GoldenFiles.assertStored(FORMS, "ContractSigned-formula", signed))
                .isEqualTo(signed);
    }

    @Test
    void aProvisionalValueIsStoredAsItsGoldenFile() {
        assertThat(GoldenFiles.assertStored(FORMS, "IndexFixed-provisional", PROVISIONAL))
                .isEqualTo(PROVISIONAL);
    }

    @Test
    void aProvisionalPeriodIsStoredAsItsGoldenFile() {
        ContractAggregate contract = ContractAggregate.restore(state());
        Object read = GoldenFiles.assertStored(FORMS, "ContractSnapshot-provisional", contract);
        ContractState known = ((ContractAggregate) read).snapshot();
        assertThat(known).isEqualTo(state());
    }

    /** What earlier releases have stored says nothing of it: the value counts. */
    @Test
    void whatSaysNothingIsReadSo() {
        IndexFixed read = (IndexFixed) FORMS.decode("IndexFixed", GoldenFiles.read("IndexFixed"));
        assertThat(read.isProvisional()).isFalse();
        assertThat(read.provisional()).isNull();
    }

    private static ContractState state() {
        Money none = GoldenEvents.eur(0);
        ExactAmount exactly = GoldenEvents.exact("0");
        Quantities nothing = terms().none();
        PeriodState march =
                new PeriodState(
                        new PeriodState.Charged(nothing, exactly, none, none, List.of(), exactly),
                        new PeriodState.Settled(
                                0,
                                List.of(),
                                none,
                                none,
                                null,
                                new PeriodState.Pending(0, null, 0, nothing, List.of(), null),
                                false),
                        Map.of("EURUSD", new BigDecimal("1.08")),
                        Set.of(),
                        false,
                        Map.of("PVC-EU", new BigDecimal("1010")));
        return new ContractState(
                terms(), null, 0, Map.of(), Map.of(MARCH, march), null, null, Map.of(), null, null);
    }

    private static ContractTerms terms() {
        Tariff price =
                new Tariff.Composite(
                        List.of(
                                new Formula(
                                        List.of(new Formula.Term("PVC-EU", BigDecimal.ONE, null)),
                                        null,
                                        new Formula.Fixing("EURUSD", Formula.Convert.DIVIDE),
                                        new BigDecimal("-35"),
                                        new Formula.DeadBand(
                                                new BigDecimal("950"),
                                                new BigDecimal("20"),
                                                Formula.Beyond.EXCESS),
                                        new BigDecimal("900"),
                                        new BigDecimal("1300"),
                                        4,
                                        UnitOfMeasure.TONNE,
                                        null,
                                        null,
                                        null,
                                        new Formula.Provisional(new BigDecimal("80"), null)),
                                new Tariff.BaseFee(new BigDecimal("-500")),
                                new Tariff.Floor(BigDecimal.ZERO)));
        ContractTerms plain = GoldenEvents.terms();
        TariffVersion first = plain.tariffs().getFirst();
        return plain.toBuilder()
                .tariffs(List.of(new TariffVersion(first.validFrom(), first.knownFrom(), price)))
                .indexRules(
                        List.of(
                                new IndexRule(
                                        "PVC-EU",
                                        Averaging.MONTH,
                                        0,
                                        MissingDay.SKIP,
                                        4,
                                        -3,
                                        -1,
                                        null),
                                new IndexRule(
                                        "EURUSD",
                                        Averaging.LAST_DAY,
                                        1,
                                        MissingDay.PREVIOUS,
                                        4,
                                        null,
                                        null,
                                        5)))
                .build();
    }
}
