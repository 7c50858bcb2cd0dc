package io.usance.contract.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.ChargeAdjusted;
import io.usance.contract.ContractEvent.PeriodSettled;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractEvent.TaxCharged;
import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.CarryForward;
import io.usance.pricing.Tariff;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A period is closed on trial by what decides on real contracts. */
class ContractTrialTest {
    private static final Instant FROM = Instant.parse("2026-04-01T00:00:00Z");
    private static final String APRIL = "2026-04-01/2026-05-01";
    private static final ContractTerms TERMS =
            ContractTerms.builder("c-1")
                    .supplier(new Party("s", "Granulat AG", "acct-s"))
                    .customer(new Party("p", "Profile GmbH", "acct-p"))
                    .meters("silo-1", "silo-2")
                    .currency(Currency.getInstance("EUR"))
                    .calendar(new BillingCalendar(ZoneId.of("UTC"), Cycle.MONTH))
                    .tariff(
                            new Tariff.Composite(
                                    List.of(
                                            new Tariff.PerUnit(
                                                    new BigDecimal("1200"), UnitOfMeasure.TONNE),
                                            new Tariff.Indexed(
                                                    new BigDecimal("20"),
                                                    new BigDecimal("0.4"),
                                                    new BigDecimal("0.6"),
                                                    "PVC",
                                                    new BigDecimal("1000"),
                                                    null,
                                                    null,
                                                    4,
                                                    UnitOfMeasure.TONNE),
                                            new Tariff.Minimum(
                                                    new BigDecimal("20000"), CarryForward.CREDIT))))
                    .meteringFrom(FROM)
                    .taxPercent(new BigDecimal("19"))
                    .build();

    private static Quantities tonnes(int tonnes) {
        return Quantities.only(Quantity.of(BigDecimal.valueOf(tonnes), UnitOfMeasure.TONNE));
    }

    private static TreeMap<LocalDate, BigDecimal> at(String value) {
        return new TreeMap<>(Map.of(LocalDate.of(2026, 4, 1), new BigDecimal(value)));
    }

    /** 10 x 1,200 + 10 x 20 x (0.4 + 0.6 x 1.1) = 12,212; 7,788 up to the minimum; 3,800 tax. */
    @Test
    void aPeriodClosesWithAllThatIsDue() {
        ContractTrial trial = ContractTrial.signed(TERMS, FROM);
        assertThat(trial.missingSeries(APRIL)).containsExactly("PVC");
        trial.draw(APRIL, tonnes(10));
        assertThat(trial.held(APRIL)).get().asString().contains("needs index PVC");
        assertThat(trial.close(APRIL)).isEmpty();
        trial.take("PVC", at("1100"), APRIL);
        assertThat(trial.held(APRIL)).isEmpty();
        List<ContractEvent> events = trial.close(APRIL);
        assertThat(events)
                .filteredOn(ChargeAdjusted.class::isInstance)
                .extracting(e -> ((ChargeAdjusted) e).periodAmount().majorText())
                .endsWith("20000.00");
        assertThat(events)
                .filteredOn(TaxCharged.class::isInstance)
                .extracting(e -> ((TaxCharged) e).tax().majorText())
                .containsExactly("3800.00");
        assertThat(events)
                .filteredOn(SettlementCommanded.class::isInstance)
                .extracting(e -> ((SettlementCommanded) e).payee())
                .containsOnly("acct-s");
        assertThat(events)
                .filteredOn(PeriodSettled.class::isInstance)
                .extracting(
                        e -> Objects.requireNonNull(((PeriodSettled) e).carry()).value().shown())
                .containsExactly("7788");
        assertThat(trial.close(APRIL)).isEmpty();
    }

    @Test
    void aContractThatIsNotSignedCannotBeTried() {
        assertThatThrownBy(() -> ContractTrial.from(ContractState.initial()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the contract is not signed yet");
        ContractTrial trial = ContractTrial.signed(TERMS, FROM);
        assertThat(trial.terms()).isEqualTo(TERMS);
    }
}
