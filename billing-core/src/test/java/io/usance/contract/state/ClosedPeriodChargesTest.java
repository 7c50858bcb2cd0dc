package io.usance.contract.state;

import static io.usance.contract.state.ContractFixture.APRIL;
import static io.usance.contract.state.ContractFixture.AT;
import static io.usance.contract.state.ContractFixture.MARCH;
import static io.usance.contract.state.ContractFixture.PROVISIONAL;
import static io.usance.contract.state.ContractFixture.charge;
import static io.usance.contract.state.ContractFixture.eur;
import static io.usance.contract.state.ContractFixture.graduated;
import static io.usance.contract.state.ContractFixture.grams;
import static io.usance.contract.state.ContractFixture.perTonne;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.contract.ContractCommand.TerminateContract;
import io.usance.contract.ContractEvent.AdjustmentCause;
import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.ConsumptionHeld;
import io.usance.contract.ContractEvent.HoldReason;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractEvent.SettlementPurpose;
import io.usance.contract.ContractTerms;
import io.usance.contract.ContractTermsBuilder;
import io.usance.contract.state.ChargingCommand.ChargeConsumption;
import io.usance.contract.state.ChargingCommand.NoteSiloClosed;
import io.usance.contract.state.ChargingCommand.TakeIndexValues;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.metering.MeteredKind;
import io.usance.money.Money;
import io.usance.pricing.CarryForward;
import io.usance.pricing.IndexRule;
import io.usance.pricing.IndexRule.Averaging;
import io.usance.pricing.IndexRule.MissingDay;
import io.usance.pricing.Tariff;
import io.usance.pricing.Tariff.Composite;
import io.usance.pricing.Tariff.Indexed;
import io.usance.pricing.Tariff.Minimum;
import io.usance.pricing.Tariff.PerUnit;
import io.usance.pricing.TariffVersion;
import io.usance.quantity.Quantities;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What was drawn in March and became known in April costs what it would have cost in March:
 * 1,100.00 a tonne, and 1,200.00 from April on unless a test has other prices.
 */
class ClosedPeriodChargesTest {
    private static final Instant APRIL_1 = Instant.parse("2026-03-31T22:00:00Z");
    private static final long TONNE = 1_000_000;
    private long no;

    /**
     * 36 t of March known in time, 61 t late, 63 t of April: 97 x 1,100 + 63 x 1,200 = 182,300.00.
     * At April's price the late ones would make it 188,400.00.
     */
    @Test
    void marchIsChargedAtMarchsPrice() {
        ContractLedger contract = new ContractLedger(priced());
        draw(contract, MARCH, 36 * TONNE);
        close(contract, MARCH);
        assertThat(charged(contract, MARCH)).isEqualTo(eur(39_600_00));
        draw(contract, APRIL, 63 * TONNE);
        correct(contract, MARCH, 61 * TONNE);
        close(contract, APRIL);
        assertThat(charged(contract, MARCH)).isEqualTo(eur(106_700_00));
        assertThat(charged(contract, APRIL)).isEqualTo(eur(75_600_00));
        assertThat(contract.total()).isEqualTo(eur(182_300_00));
        audited(contract);
    }

    @Test
    void theChargeSaysWhereItIsBookedAndIsSettledAtOnce() {
        ContractLedger contract = new ContractLedger(priced());
        draw(contract, MARCH, 100 * TONNE);
        close(contract, MARCH);
        int before = contract.settlements.size();
        correct(contract, MARCH, TONNE);
        ConsumptionCharged charge = contract.charges.getLast();
        assertThat(charge.kind()).isEqualTo(MeteredKind.CORRECTION);
        assertThat(charge.bookedPeriodId()).isEqualTo(APRIL);
        assertThat(charge.amount()).isEqualTo(eur(1_100_00));
        assertThat(charge.lines()).hasSize(1);
        assertThat(contract.settlements).hasSize(before + 1);
        SettlementCommanded settlement = contract.settlements.getLast();
        assertThat(settlement.periodId()).isEqualTo(MARCH);
        assertThat(settlement.amount()).isEqualTo(eur(1_100_00));
        assertThat(settlement.consumptionNo()).isEqualTo(charge.consumptionNo());
        assertThat(settlement.lines()).isEqualTo(charge.lines());
        correct(contract, MARCH, -2 * TONNE);
        assertThat(contract.settlements.getLast().amount()).isEqualTo(eur(-2_200_00));
        assertThat(charged(contract, MARCH)).isEqualTo(eur(108_900_00));
        audited(contract);
    }

    /** 10 t at 1,200, 10 t at 1,150, all else at 1,100: the late tonne is March's 31st. */
    @Test
    void inMarchsTiers() {
        ContractLedger contract = new ContractLedger(terms(one(graduated())).build());
        draw(contract, MARCH, 30 * TONNE);
        close(contract, MARCH);
        assertThat(charged(contract, MARCH)).isEqualTo(eur(34_500_00));
        draw(contract, APRIL, 5 * TONNE);
        correct(contract, MARCH, TONNE);
        assertThat(contract.charges.getLast().amount()).isEqualTo(eur(1_100_00));
        correct(contract, MARCH, -22 * TONNE);
        assertThat(contract.charges.getLast().amount())
                .isEqualTo(eur(-11 * 1_100_00 - 11_500_00 - 1_200_00));
        assertThat(charged(contract, MARCH)).isEqualTo(eur(10_800_00));
        assertThat(charged(contract, APRIL)).isEqualTo(eur(6_000_00));
        audited(contract);
    }

    /** March drew 4 t of at least 10 t, 10,000.00; what comes later is within it. */
    @Test
    void withinMarchsMinimum() {
        ContractLedger contract =
                new ContractLedger(terms(one(minimum(CarryForward.NONE))).build());
        draw(contract, MARCH, 4 * TONNE);
        close(contract, MARCH);
        assertThat(charged(contract, MARCH)).isEqualTo(eur(10_000_00));
        draw(contract, APRIL, 9 * TONNE);
        correct(contract, MARCH, 5 * TONNE);
        assertThat(contract.charges.getLast().amount()).isEqualTo(eur(0));
        assertThat(charged(contract, MARCH)).isEqualTo(eur(10_000_00));
        correct(contract, MARCH, 2 * TONNE);
        assertThat(charged(contract, MARCH)).isEqualTo(eur(11_000_00));
        close(contract, APRIL);
        assertThat(charged(contract, APRIL)).isEqualTo(eur(10_000_00));
        audited(contract);
    }

    /** What March paid beyond its draw is April's credit; a late tonne takes it back. */
    @Test
    void andWhatMarchCarriesCascades() {
        ContractLedger contract =
                new ContractLedger(terms(one(minimum(CarryForward.CREDIT))).build());
        draw(contract, MARCH, 4 * TONNE);
        close(contract, MARCH);
        Money march = charged(contract, MARCH);
        draw(contract, APRIL, 14 * TONNE);
        close(contract, APRIL);
        Money april = charged(contract, APRIL);
        correct(contract, MARCH, 3 * TONNE);
        ContractLedger known = new ContractLedger(terms(one(minimum(CarryForward.CREDIT))).build());
        draw(known, MARCH, 7 * TONNE);
        close(known, MARCH);
        draw(known, APRIL, 14 * TONNE);
        close(known, APRIL);
        assertThat(charged(contract, MARCH)).isEqualTo(charged(known, MARCH));
        assertThat(charged(contract, APRIL)).isEqualTo(charged(known, APRIL));
        assertThat(contract.adjustments.getLast().cause()).isEqualTo(AdjustmentCause.CARRY);
        assertThat(march.plus(april))
                .isNotEqualTo(charged(known, MARCH).plus(charged(known, APRIL)));
        audited(contract);
    }

    /** 1,000.00 a tonne at an index of 100: 110 in March, 130 in April. */
    @Test
    void atMarchsIndex() {
        Tariff indexed =
                new Indexed(
                        new BigDecimal("1000"),
                        BigDecimal.ZERO,
                        BigDecimal.ONE,
                        "INDEX",
                        new BigDecimal("100"),
                        null,
                        null,
                        2,
                        UnitOfMeasure.TONNE);
        ContractLedger contract =
                new ContractLedger(
                        terms(one(indexed))
                                .indexRules(
                                        List.of(
                                                new IndexRule(
                                                        "INDEX",
                                                        Averaging.DAY,
                                                        0,
                                                        MissingDay.HOLD,
                                                        4)))
                                .build());
        TreeMap<LocalDate, BigDecimal> values = new TreeMap<>();
        values.put(LocalDate.of(2026, 3, 1), new BigDecimal("110"));
        values.put(LocalDate.of(2026, 4, 1), new BigDecimal("130"));
        contract.handle(new TakeIndexValues("c-1", "INDEX", values, MARCH));
        contract.handle(new TakeIndexValues("c-1", "INDEX", values, APRIL));
        draw(contract, MARCH, 10 * TONNE);
        close(contract, MARCH);
        draw(contract, APRIL, 10 * TONNE);
        correct(contract, MARCH, TONNE);
        assertThat(contract.charges.getLast().amount()).isEqualTo(eur(1_100_00));
        assertThat(charged(contract, MARCH)).isEqualTo(eur(12_100_00));
        assertThat(charged(contract, APRIL)).isEqualTo(eur(13_000_00));
        audited(contract);
    }

    @Test
    void withMarchsTax() {
        ContractLedger contract =
                new ContractLedger(terms(prices()).taxPercent(new BigDecimal("19")).build());
        close(contract, MARCH); // at nothing
        correct(contract, MARCH, TONNE);
        assertThat(contract.commanded(SettlementPurpose.TAX)).isEqualTo(eur(209_00));
        correct(contract, MARCH, -TONNE);
        assertThat(contract.commanded(SettlementPurpose.TAX)).isEqualTo(eur(0));
        audited(contract);
    }

    @Test
    void afterTheEndOfTheContractToo() {
        ContractLedger contract = new ContractLedger(priced());
        draw(contract, MARCH, TONNE);
        close(contract, MARCH);
        contract.handle(new TerminateContract("c-1", APRIL_1, "sold", AT));
        correct(contract, MARCH, TONNE);
        assertThat(charged(contract, MARCH)).isEqualTo(eur(2_200_00));
        correct(contract, APRIL, TONNE);
        assertThat(contract.held.getLast().reason()).isEqualTo(HoldReason.CONTRACT_ENDED);
    }

    @Test
    void ofAPeriodThatIsNotKeptAnyMoreIsHeldAndSaysSo() {
        ContractLedger contract = new ContractLedger(priced());
        LocalDate month = LocalDate.of(2026, 3, 1);
        for (int i = 0; i <= ContractState.PERIODS_KEPT_MAX; i++) {
            String id = month + "/" + month.plusMonths(1);
            draw(contract, id, TONNE);
            close(contract, id);
            month = month.plusMonths(1);
        }
        correct(contract, MARCH, TONNE);
        ConsumptionHeld held = contract.held.getLast();
        assertThat(held.periodId()).isEqualTo(MARCH);
        assertThat(held.reason()).isEqualTo(HoldReason.NOT_RATABLE);
        assertThat(held.bookedPeriodId()).isEqualTo(APRIL);
        assertThat(held.detail()).contains("older than the 100 periods that are kept", "agree on");
        audited(contract);
    }

    private static Tariff minimum(CarryForward carry) {
        return new Composite(
                List.of(
                        new PerUnit(new BigDecimal("1000"), UnitOfMeasure.TONNE),
                        new Minimum(new BigDecimal("10000"), carry)));
    }

    private static List<TariffVersion> prices() {
        return List.of(
                new TariffVersion(AT, AT, perTonne("1100")),
                new TariffVersion(APRIL_1, AT, perTonne("1200")));
    }

    private static List<TariffVersion> one(Tariff tariff) {
        return List.of(new TariffVersion(AT, AT, tariff));
    }

    private static ContractTerms priced() {
        return terms(prices()).build();
    }

    private static ContractTermsBuilder terms(List<TariffVersion> prices) {
        ContractTerms plain = ContractFixture.terms(perTonne("1"));
        return ContractTerms.builder("c-1")
                .supplier(plain.supplier())
                .customer(plain.customer())
                .material(plain.material())
                .meters(plain.meterIds().stream().toList())
                .currency(plain.currency())
                .calendar(plain.calendar())
                .tariffs(prices)
                .meteringFrom(AT);
    }

    private void draw(ContractLedger contract, String periodId, long grams) {
        contract.handle(charge("silo-a", periodId, ++no, PROVISIONAL, grams));
    }

    private void correct(ContractLedger contract, String periodId, long grams) {
        contract.handle(
                new ChargeConsumption(
                        new ConsumptionMetered(
                                "silo-a",
                                "c-1",
                                periodId,
                                ++no,
                                MeteredKind.CORRECTION,
                                grams(grams),
                                grams(grams),
                                no,
                                APRIL),
                        AT));
    }

    private static void close(ContractLedger contract, String periodId) {
        for (String silo : List.of("silo-a", "silo-b")) {
            contract.handle(new NoteSiloClosed("c-1", silo, periodId, Quantities.only(grams(0))));
        }
    }

    private static Money charged(ContractLedger contract, String periodId) {
        Money sum = eur(0);
        for (var charge : contract.charges) {
            sum = charge.periodId().equals(periodId) ? sum.plus(charge.amount()) : sum;
        }
        for (var adjusted : contract.adjustments) {
            sum = adjusted.periodId().equals(periodId) ? sum.plus(adjusted.amount()) : sum;
        }
        return sum;
    }

    private static void audited(ContractLedger contract) {
        assertThat(ContractAudit.fromSigning().check(contract.events)).isEmpty();
    }
}
