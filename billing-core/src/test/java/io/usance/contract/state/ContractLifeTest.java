package io.usance.contract.state;

import static io.usance.contract.state.ContractFixture.APRIL;
import static io.usance.contract.state.ContractFixture.AT;
import static io.usance.contract.state.ContractFixture.EUR;
import static io.usance.contract.state.ContractFixture.MARCH;
import static io.usance.contract.state.ContractFixture.PROVISIONAL;
import static io.usance.contract.state.ContractFixture.TRUE_UP;
import static io.usance.contract.state.ContractFixture.charge;
import static io.usance.contract.state.ContractFixture.eur;
import static io.usance.contract.state.ContractFixture.exact;
import static io.usance.contract.state.ContractFixture.grams;
import static io.usance.contract.state.ContractFixture.perTonne;
import static io.usance.contract.state.ContractFixture.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.usance.contract.ContractCommand.AmendContract;
import io.usance.contract.ContractCommand.RecordPayment;
import io.usance.contract.ContractCommand.SettleDue;
import io.usance.contract.ContractCommand.TerminateContract;
import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.ChargeAdjusted;
import io.usance.contract.ContractEvent.CreditLimitNear;
import io.usance.contract.ContractEvent.HoldReason;
import io.usance.contract.ContractEvent.PeriodSettled;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractEvent.SettlementHeld;
import io.usance.contract.ContractEvent.SettlementPurpose;
import io.usance.contract.ContractTerms;
import io.usance.contract.ContractTermsException;
import io.usance.contract.DatedTerms;
import io.usance.contract.Payee;
import io.usance.contract.SettlementPolicy;
import io.usance.contract.state.ChargingCommand.ChargeConsumption;
import io.usance.contract.state.ChargingCommand.NoteSiloClosed;
import io.usance.contract.state.ChargingCommand.NoteSiloLeft;
import io.usance.contract.state.ChargingCommand.TakeIndexValues;
import io.usance.money.Money;
import io.usance.money.Share;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.CarryForward;
import io.usance.pricing.IndexRule;
import io.usance.pricing.Tariff;
import io.usance.pricing.TariffVersion;
import io.usance.quantity.Quantities;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.AbstractThrowableAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of a contract over its life, to the cent, on the pure decisions. */
class ContractLifeTest {
    private static final Instant APRIL_FIRST = Instant.parse("2026-03-31T22:00:00Z");
    private static final Instant MAY_FIRST = Instant.parse("2026-04-30T22:00:00Z");
    private static final String MAY = "2026-05-01/2026-06-01";
    private static final Instant LATER = Instant.parse("2026-05-20T10:00:00Z");

    // Amendment

    /** 1,217.5030 becomes 1,200.0000 in May, for March on: both months get back the difference. */
    @Test
    void aPriceThatReachesBackIssuesOnlyTheDifference() {
        ContractLedger ledger = new ContractLedger(terms(perTonne("1217.5030")));
        month(ledger, MARCH, 1, 50_525_000);
        ledger.handle(charge("silo-a", APRIL, 3, PROVISIONAL, 10_000_000));
        assertThat(ledger.total()).isEqualTo(eur(61_514_34 + 12_175_03));

        ledger.handle(amended(ledger, AT, "1200"));

        assertThat(ledger.adjustments)
                .extracting(ChargeAdjusted::periodId, ChargeAdjusted::amount)
                .containsExactly(
                        tuple(MARCH, eur(60_630_00 - 61_514_34)),
                        tuple(APRIL, eur(12_000_00 - 12_175_03)));
        assertThat(ledger.adjustments.getFirst().lines())
                .extracting(
                        line -> line.unitPrice().toPlainString(),
                        line -> line.quantity().toString())
                .containsExactly(tuple("1217.5030", "-50.525"), tuple("1200", "50.525"));
        assertThat(ledger.total()).isEqualTo(eur(72_630_00));
        assertThat(ledger.handle(new AmendContract(ledger.state.signed(), LATER)))
                .as("again")
                .isEmpty();
    }

    @Test
    void aPriceFromAprilOnLeavesMarchAlone() {
        ContractLedger ledger = new ContractLedger(terms(perTonne("1200")));
        month(ledger, MARCH, 1, 10_000_000);
        ledger.handle(charge("silo-a", APRIL, 3, PROVISIONAL, 10_000_000));
        ledger.handle(amended(ledger, APRIL_FIRST, "1300"));
        assertThat(ledger.adjustments).extracting(ChargeAdjusted::periodId).containsExactly(APRIL);
        assertThat(ledger.total()).isEqualTo(eur(25_000_00));
    }

    /** Prices, quantities and closings in any order come to what a replay from zero comes to. */
    @Test
    void whenThePriceBecomesKnownDoesNotMatterToTheTotal() {
        List<Money> totals = new ArrayList<>();
        for (int amendedAfter = 0; amendedAfter <= 4; amendedAfter++) {
            ContractLedger ledger = new ContractLedger(terms(perTonne("81.5873")));
            for (int step = 0; step <= 4; step++) {
                if (step == amendedAfter) {
                    ledger.handle(amended(ledger, AT, "79.1234"));
                }
                switch (step) {
                    case 0, 1, 2 ->
                            ledger.handle(
                                    charge("silo-a", MARCH, step + 1, PROVISIONAL, 4_217_000));
                    case 3 -> ledger.handle(charge("silo-a", MARCH, 4, TRUE_UP, -17_000));
                    default -> close(ledger, MARCH);
                }
            }
            totals.add(ledger.total());
        }
        assertThat(totals)
                .containsOnly(
                        Money.rounded(
                                new BigDecimal("79.1234").multiply(new BigDecimal("12.634")),
                                EUR,
                                RoundingMode.HALF_UP));
    }

    @Test
    void whatCannotBeAmendedIsRefusedWithWhatCan() {
        ContractLedger ledger = new ContractLedger(terms(perTonne("1200")));
        ContractTerms signed = ledger.state.signed();
        refused(ledger, with(signed, 3, signed.tariffs()))
                .hasMessage("amendment of contract c-1 has version 3; the next version is 2");
        refused(ledger, with(signed, 2, List.of(new TariffVersion(AT, AT, perTonne("1")))))
                .hasMessageContaining("drops or changes a price agreed before");
        refused(
                        ledger,
                        with(
                                signed,
                                2,
                                plus(
                                        signed,
                                        new TariffVersion(
                                                AT, LATER.plusSeconds(1), perTonne("1")))))
                .hasMessageContaining("after it is agreed");
    }

    @Test
    void aPriceAgreedNoLaterThanTheLastIsRefused() {
        ContractLedger ledger = new ContractLedger(terms(perTonne("1000")));
        AmendContract first = amendedTo(ledger, MAY_FIRST, perTonne("900"));
        ledger.handle(first);
        ContractTerms signed = ledger.state.signed();
        Instant at = signed.tariffs().getLast().knownFrom();
        TariffVersion same = new TariffVersion(APRIL_FIRST, at, perTonne("800"));
        assertThatThrownBy(() ->
                        ledger.handle(new AmendContract(with(signed, 3, plus(signed, same)), at)))
                .hasMessageContaining("not after that of the last price");
        TariffVersion twice = new TariffVersion(MAY_FIRST, at, perTonne("800"));
        assertThatThrownBy(() -> with(signed, 3, plus(signed, twice)))
                .hasMessageContaining("has two prices from 2026-04-30T22:00:00Z, both known from");
    }

    // Index

    @Test
    void aMissingIndexValueHoldsTheChargeAndNothingElse() {
        ContractLedger ledger = new ContractLedger(terms(indexed()));
        ledger.handle(charge("silo-a", MARCH, 1, PROVISIONAL, 20_000_000));
        ledger.handle(charge("silo-b", MARCH, 1, PROVISIONAL, 4_350_000));
        assertThat(ledger.held)
                .extracting(held -> held.reason() + ": " + held.detail())
                .containsOnly(
                        "INDEX_VALUE_MISSING: the price of 2026-03-01/2026-04-01 needs index PVC, of"
                                + " which no value that counts is published; publish it");
        close(ledger, MARCH);
        assertThat(ledger.settled).as("nothing to settle yet").isEmpty();

        ledger.handle(published("1063.50"));

        assertThat(ledger.total()).isEqualTo(eur(29_646_20));
        assertThat(ledger.settled)
                .extracting(PeriodSettled::amount)
                .containsExactly(eur(29_646_20));
        assertThat(ledger.handle(published("1063.50"))).as("again").isEmpty();
        SettlementCommanded one = ledger.settlements.getFirst();
        assertThat(one.siloId()).as("several silos").isNull();
        assertThat(one.quantity().first()).isEqualTo(grams(24_350_000));
    }

    /** 1180 x (0.4 + 0.6 x 1010/1010) = 1180 instead of 1217.5030. */
    @Test
    void aCorrectedIndexValueIssuesTheDifferenceEvenAfterTheClose() {
        ContractLedger ledger = new ContractLedger(terms(indexed()));
        ledger.handle(published("1063.50"));
        month(ledger, MARCH, 1, 24_350_000);
        ledger.handle(published("1063.50"));
        assertThat(ledger.total()).isEqualTo(eur(29_646_20));
        ledger.handle(published("1010.00"));
        assertThat(ledger.adjustments.getLast().amount()).isEqualTo(eur(28_733_00 - 29_646_20));
        assertThat(ledger.total()).isEqualTo(eur(28_733_00));
    }

    // Fees and minimum

    @Test
    void feesAndMinimumAreDueAtTheCloseThoughNothingWasDrawn() {
        Tariff tariff =
                composite(
                        new Tariff.BaseFee(new BigDecimal("250")),
                        new Tariff.PerUnit(new BigDecimal("1200"), UnitOfMeasure.TONNE),
                        new Tariff.Minimum(new BigDecimal("1000"), CarryForward.NONE));
        ContractLedger ledger = new ContractLedger(terms(tariff));
        close(ledger, MARCH);
        assertThat(ledger.charges).isEmpty();
        assertThat(ledger.total()).isEqualTo(eur(1_000_00));
        assertThat(ledger.settlements.getFirst().siloId()).isNull();
        assertThat(ledger.settlements.getFirst().consumptionNo()).isZero();
        assertThat(ledger.settled.getFirst().trueUp()).isEqualTo(eur(1_000_00));
    }

    /**
     * A minimum of 1,000 of which 400 is drawn carries 600 on; when March is corrected afterwards,
     * April's minimum follows.
     */
    @Test
    void whatAMinimumCarriesFollowsALaterChangeOfThePeriodBefore() {
        Tariff tariff =
                composite(
                        new Tariff.PerUnit(new BigDecimal("100"), UnitOfMeasure.TONNE),
                        new Tariff.Minimum(new BigDecimal("1000"), CarryForward.CREDIT));
        ContractLedger ledger = new ContractLedger(terms(tariff));
        month(ledger, MARCH, 1, 4_000_000); // 400, raised to 1,000: 600 to the good
        month(ledger, APRIL, 3, 15_000_000); // 1,500, of it 500 above the minimum is credited
        assertThat(ledger.total()).isEqualTo(eur(2_000_00));
        assertThat(ledger.settled.getLast().carry()).isEqualTo(exact("100"));

        // March costs 200 a tonne after all: 800, and only 200 to the good. April: 3,000 - 200.
        ledger.handle(
                amendedTo(
                        ledger,
                        AT,
                        composite(
                                new Tariff.PerUnit(new BigDecimal("200"), UnitOfMeasure.TONNE),
                                new Tariff.Minimum(new BigDecimal("1000"), CarryForward.CREDIT))));
        assertThat(ledger.total()).isEqualTo(eur(1_000_00 + 2_800_00));
    }

    @Test
    void aMinimumThatRaisesTheNextIsDueWhenTheContractEnds() {
        Tariff tariff =
                composite(
                        new Tariff.PerUnit(new BigDecimal("100"), UnitOfMeasure.TONNE),
                        new Tariff.Minimum(new BigDecimal("1000"), CarryForward.RAISE_NEXT));
        ContractLedger ledger = new ContractLedger(terms(tariff));
        month(ledger, MARCH, 1, 4_000_000);
        assertThat(ledger.total()).isEqualTo(eur(400_00));
        ledger.handle(new TerminateContract("c-1", MAY_FIRST, "sold", LATER));
        month(ledger, APRIL, 3, 5_000_000);
        assertThat(ledger.total()).as("1,000 + 600 carried").isEqualTo(eur(2_000_00));
        ledger.handle(charge("silo-a", "2026-05-01/2026-06-01", 5, PROVISIONAL, 1_000_000));
        assertThat(ledger.held)
                .extracting(held -> held.reason())
                .containsExactly(HoldReason.CONTRACT_ENDED);
        assertThat(ledger.total()).isEqualTo(eur(2_000_00));
    }

    @Test
    void aContractThatEndsAfterItsLastPeriodWasSettledRatesThatAgain() {
        Tariff tariff =
                composite(
                        new Tariff.PerUnit(new BigDecimal("100"), UnitOfMeasure.TONNE),
                        new Tariff.Minimum(new BigDecimal("1000"), CarryForward.RAISE_NEXT));
        ContractLedger ledger = new ContractLedger(terms(tariff));
        month(ledger, MARCH, 1, 4_000_000);
        ledger.handle(new TerminateContract("c-1", APRIL_FIRST, "sold", LATER));
        assertThat(ledger.total()).isEqualTo(eur(1_000_00));
        assertThat(ledger.handle(new TerminateContract("c-1", APRIL_FIRST, "sold", LATER)))
                .isEmpty();
        assertThatThrownBy(() -> ledger.handle(new TerminateContract("c-1", MAY_FIRST, "x", LATER)))
                .isInstanceOf(ContractTermsException.class)
                .hasMessageContaining("ends 2026-03-31T22:00:00Z already");
    }

    @Test
    void aContractEndsWithAPeriodThatHasNothingAfterIt() {
        ContractLedger ledger = new ContractLedger(terms(perTonne("100")));
        ledger.handle(charge("silo-a", APRIL, 1, PROVISIONAL, 1_000_000));
        assertThatThrownBy(() -> ledger.handle(new TerminateContract("c-1", LATER, "x", LATER)))
                .hasMessageContaining(
                        "it ends with a period, 2026-04-30T22:00:00Z or 2026-05-31T22:00:00Z");
        assertThatThrownBy(
                        () -> ledger.handle(new TerminateContract("c-1", APRIL_FIRST, "x", LATER)))
                .hasMessageContaining("period " + APRIL + " has charges already");
    }

    // Payees, tax

    /** 53.19 over 50/30/20 is 26.59, 15.96, 10.64, however the 53.19 came together. */
    @Test
    void payeesGetTheirShareOfTheWholeHoweverItWasCut() {
        for (List<Long> steps : List.of(List.of(53_190L), List.of(10_001L, 20_007L, 23_182L))) {
            ContractLedger ledger =
                    new ContractLedger(
                            agreed(
                                    perTonne("1000"),
                                    List.of(
                                            new Payee("mill", "acct-1", Share.of("0.5")),
                                            new Payee("haulier", "acct-2", Share.of("0.3")),
                                            new Payee("bank", "acct-3", Share.of("0.2"))),
                                    null,
                                    null,
                                    SettlementPolicy.EACH_STEP));
            long no = 0;
            for (long grams : steps) {
                ledger.handle(charge("silo-a", MARCH, ++no, PROVISIONAL, grams));
            }
            Map<String, Long> byPayee = new TreeMap<>();
            ledger.settlements.forEach(
                    s -> byPayee.merge(s.payee(), s.amount().amountMinor(), Long::sum));
            assertThat(byPayee)
                    .as(steps + "")
                    .isEqualTo(Map.of("acct-1", 2659L, "acct-2", 1596L, "acct-3", 1064L));
            assertThat(ledger.total()).isEqualTo(eur(53_19));
        }
    }

    /** Tax on a sum and tax on its true-up differ from tax on the total; this is on the total. */
    @Test
    void taxIsOnThePeriodsTotalAndFollowsItsChanges() {
        ContractLedger ledger =
                new ContractLedger(
                        agreed(
                                perTonne("1217.5030"),
                                List.of(),
                                new BigDecimal("19"),
                                null,
                                SettlementPolicy.EACH_STEP));
        ledger.handle(charge("silo-a", MARCH, 1, PROVISIONAL, 50_490_000));
        ledger.handle(charge("silo-a", MARCH, 2, TRUE_UP, 35_000));
        assertThat(ledger.taxes).isEmpty();
        close(ledger, MARCH);
        assertThat(ledger.commanded(SettlementPurpose.TAX)).isEqualTo(eur(11_687_72));
        ledger.handle(amended(ledger, AT, "1200"));
        assertThat(ledger.total()).isEqualTo(eur(60_630_00));
        assertThat(ledger.commanded(SettlementPurpose.TAX)).isEqualTo(eur(11_519_70));
        assertThat(ledger.settlements.getLast().purpose()).isEqualTo(SettlementPurpose.TAX);
        assertThat(ledger.settlements.getLast().payee()).isEqualTo("acct-supplier");
    }

    // When it is settled

    @Test
    void aThresholdSettlesWhatHasComeTogether() {
        ContractLedger ledger =
                settled(
                        new SettlementPolicy(
                                SettlementPolicy.When.THRESHOLD, null, new BigDecimal("2500")));
        for (int no = 1; no <= 4; no++) {
            ledger.handle(charge("silo-a", MARCH, no, PROVISIONAL, 1_000_000));
        }
        assertThat(ledger.settlements)
                .extracting(SettlementCommanded::amount)
                .containsExactly(eur(3_000_00));
        assertThat(ledger.settlements.getFirst().consumptionNo()).isEqualTo(3);
        assertThat(ledger.settlements.getFirst().quantity().first()).isEqualTo(grams(3_000_000));
        close(ledger, MARCH);
        assertThat(ledger.total()).isEqualTo(eur(4_000_00));
    }

    @Test
    void anIntervalCountsFromTheOldestChargeAndNeedsNoFurtherOne() {
        ContractLedger ledger =
                settled(new SettlementPolicy(SettlementPolicy.When.INTERVAL, 24, null));
        ledger.handle(at(charge("silo-a", MARCH, 1, PROVISIONAL, 1_000_000), 0));
        ledger.handle(at(charge("silo-a", MARCH, 2, PROVISIONAL, 1_000_000), 23));
        assertThat(ledger.settlements).isEmpty();
        ledger.handle(at(charge("silo-a", MARCH, 3, PROVISIONAL, 1_000_000), 24));
        assertThat(ledger.total()).isEqualTo(eur(3_000_00));
        ledger.handle(at(charge("silo-a", MARCH, 4, PROVISIONAL, 1_000_000), 30));
        ledger.handle(new SettleDue("c-1", AT.plus(Duration.ofHours(53))));
        assertThat(ledger.settlements).hasSize(1);
        ledger.handle(new SettleDue("c-1", AT.plus(Duration.ofHours(54))));
        assertThat(ledger.total()).isEqualTo(eur(4_000_00));
    }

    @Test
    void atTheCloseMeansOneSettlement() {
        ContractLedger ledger =
                settled(new SettlementPolicy(SettlementPolicy.When.AT_CLOSE, null, null));
        month(ledger, MARCH, 1, 4_000_000);
        assertThat(ledger.settlements).hasSize(1);
        assertThat(ledger.total()).isEqualTo(eur(4_000_00));
    }

    @Test
    void aCreditLimitHoldsPaymentUntilSomeIsPaidAndNeverCharging() {
        ContractLedger ledger =
                new ContractLedger(
                        agreed(
                                perTonne("1000"),
                                List.of(),
                                null,
                                eur(10_000_00),
                                SettlementPolicy.EACH_STEP));
        List<ContractEvent> events = new ArrayList<>();
        for (int no = 1; no <= 12; no++) {
            events.addAll(ledger.handle(charge("silo-a", MARCH, no, PROVISIONAL, 1_000_000)));
        }
        assertThat(events)
                .filteredOn(CreditLimitNear.class::isInstance)
                .containsExactly(new CreditLimitNear("c-1", eur(8_000_00), eur(10_000_00)));
        assertThat(events)
                .filteredOn(SettlementHeld.class::isInstance)
                .containsExactly(
                        new SettlementHeld(
                                "c-1",
                                MARCH,
                                HoldReason.CREDIT_LIMIT,
                                eur(1_000_00),
                                eur(10_000_00),
                                eur(10_000_00)));
        assertThat(ledger.charged()).isEqualTo(eur(12_000_00));
        assertThat(ledger.commanded()).isEqualTo(eur(10_000_00));
        RecordPayment payment = new RecordPayment("c-1", eur(10_000_00), 1, "batch 1", LATER);
        ledger.handle(payment);
        assertThat(ledger.handle(payment)).as("again").isEmpty();
        assertThat(ledger.total()).isEqualTo(eur(12_000_00));
    }

    /** A correction reaches below what was drawn; the fee of 250 stays, the period closes. */
    @Test
    void aQuantityBelowNothingCostsWhatNothingCosts() {
        ContractLedger ledger =
                new ContractLedger(
                        terms(
                                composite(
                                        new Tariff.BaseFee(new BigDecimal("250")),
                                        new Tariff.PerUnit(
                                                new BigDecimal("1000"), UnitOfMeasure.TONNE))));
        ledger.handle(charge("silo-a", MARCH, 1, PROVISIONAL, 300_000));
        ledger.handle(charge("silo-a", MARCH, 2, TRUE_UP, -500_000));
        assertThat(ledger.total()).isEqualTo(eur(250_00));
        ledger.handle(charge("silo-a", MARCH, 3, PROVISIONAL, 800_000));
        assertThat(ledger.total()).isEqualTo(eur(850_00));
        ledger.handle(charge("silo-a", MARCH, 4, TRUE_UP, -601_000));
        close(ledger, MARCH);
        assertThat(ledger.settled).extracting(PeriodSettled::amount).containsExactly(eur(250_00));
    }

    /** Otherwise what has come together while it waited could never be paid. */
    @Test
    void whatExceedsTheLimitByItselfWaitsUntilNothingIsOwed() {
        ContractLedger ledger = new ContractLedger(limited());
        for (int no = 1; no <= 21; no++) {
            ledger.handle(charge("silo-a", MARCH, no, PROVISIONAL, 1_000_000));
        }
        assertThat(ledger.commanded()).isEqualTo(eur(10_000_00));
        ledger.handle(new RecordPayment("c-1", eur(9_000_00), 1, "bank", LATER));
        assertThat(ledger.commanded()).isEqualTo(eur(10_000_00));
        ledger.handle(new RecordPayment("c-1", eur(1_000_00), 2, "bank", LATER));
        assertThat(ledger.total()).isEqualTo(eur(21_000_00));
    }

    @Test
    void whatComesLaterWaitsBehindWhatIsHeld() {
        ContractLedger ledger = new ContractLedger(limited());
        month(ledger, MARCH, 1, 9_000_000);
        month(ledger, APRIL, 3, 2_000_000);
        assertThat(ledger.commanded()).isEqualTo(eur(9_000_00));
        ledger.handle(charge("silo-a", MAY, 5, PROVISIONAL, 500_000));
        ledger.handle(charge("silo-a", APRIL, 6, TRUE_UP, 1_000_000));
        assertThat(ledger.commanded()).as("May is not paid before April").isEqualTo(eur(9_000_00));
        ledger.handle(new RecordPayment("c-1", eur(2_000_00), 1, "bank", LATER));
        assertThat(ledger.commanded()).isEqualTo(eur(12_000_00));
        ledger.handle(new RecordPayment("c-1", eur(1_000_00), 2, "bank", LATER));
        assertThat(ledger.total()).isEqualTo(eur(12_500_00));
    }

    /** 9,000 + 3,000 would exceed 10,000; then March gives 4,000 back. */
    @Test
    void aCreditNoteReleasesWhatItMakesRoomFor() {
        ContractLedger ledger = new ContractLedger(limited());
        month(ledger, MARCH, 1, 9_000_000);
        ledger.handle(charge("silo-a", APRIL, 3, PROVISIONAL, 3_000_000));
        assertThat(ledger.commanded()).isEqualTo(eur(9_000_00));
        ledger.handle(charge("silo-a", MARCH, 4, TRUE_UP, -4_000_000));
        assertThat(ledger.total()).isEqualTo(eur(8_000_00));
        assertThat(ledger.state.creditOrNone().near()).as("8,000 of 10,000").isTrue();
    }

    @Test
    void paymentsAreNotedInTheirOrderAndNoneIsLost() {
        ContractLedger ledger = new ContractLedger(limited());
        month(ledger, MARCH, 1, 9_000_000);
        RecordPayment first = new RecordPayment("c-1", eur(4_000_00), 1, "bank", LATER);
        RecordPayment third = new RecordPayment("c-1", eur(4_000_00), 3, "bank", LATER);
        ledger.handle(first);
        assertThat(ledger.handle(first)).isEmpty();
        assertThatThrownBy(() -> ledger.handle(third))
                .hasMessage(
                        "payment 3 of contract c-1 comes before payment 2 was recorded; record that first");
        RecordPayment other = new RecordPayment("c-1", eur(5_000_00), 1, "bank", LATER);
        assertThatThrownBy(() -> ledger.handle(other))
                .hasMessageContaining(
                        "is recorded with 4000.00 EUR already, not with 5000.00 EUR; another payment has"
                                + " the next number, 2");
    }

    @Test
    void aSiloThatLeavesIsNotWaitedFor() {
        ContractLedger ledger = new ContractLedger(terms(perTonne("1000")));
        ledger.handle(new NoteSiloLeft("c-1", "silo-b", APRIL_FIRST));
        ledger.handle(charge("silo-a", MARCH, 1, TRUE_UP, 1_000_000));
        ledger.handle(new NoteSiloClosed("c-1", "silo-a", MARCH, Quantities.only(grams(0))));
        assertThat(ledger.settled).as("of March it is still a part").isEmpty();
        ledger.handle(charge("silo-a", APRIL, 2, TRUE_UP, 1_000_000));
        ledger.handle(new NoteSiloClosed("c-1", "silo-a", APRIL, Quantities.only(grams(0))));
        assertThat(ledger.settled).extracting(PeriodSettled::periodId).containsExactly(APRIL);
        ledger.handle(new NoteSiloClosed("c-1", "silo-b", MARCH, Quantities.only(grams(0))));
        assertThat(ledger.settled)
                .extracting(PeriodSettled::periodId)
                .containsExactly(APRIL, MARCH);
        assertThat(ledger.handle(new NoteSiloLeft("c-1", "silo-b", APRIL_FIRST))).isEmpty();
    }

    /** The news may come last. */
    @Test
    void aPeriodThatWaitedForASiloThatHasLeftCloses() {
        ContractLedger ledger = new ContractLedger(terms(perTonne("1000")));
        ledger.handle(charge("silo-a", APRIL, 1, TRUE_UP, 1_000_000));
        ledger.handle(new NoteSiloClosed("c-1", "silo-a", APRIL, Quantities.only(grams(0))));
        assertThat(ledger.settled).isEmpty();
        ledger.handle(new NoteSiloLeft("c-1", "silo-b", APRIL_FIRST));
        assertThat(ledger.settled).extracting(PeriodSettled::periodId).containsExactly(APRIL);
    }

    @Test
    void howAnIndexIsReadStaysAsAgreed() {
        ContractLedger ledger = new ContractLedger(terms(indexed()));
        ContractTerms signed = ledger.state.signed();
        ContractTerms other =
                ContractTerms.builder(signed.contractId())
                        .version(2)
                        .supplier(signed.supplier())
                        .customer(signed.customer())
                        .material(signed.material())
                        .meters(signed.meterIds())
                        .currency(signed.currency())
                        .calendar(signed.calendar())
                        .tariffs(signed.tariffs())
                        .rounding(signed.rounding())
                        .meteringFrom(signed.meteringFrom())
                        .settlement(signed.settlement())
                        .indexRules(
                                List.of(
                                        new IndexRule(
                                                "PVC",
                                                IndexRule.Averaging.DAY,
                                                1,
                                                IndexRule.MissingDay.PREVIOUS,
                                                4)))
                        .build();
        assertThatThrownBy(() -> ledger.handle(new AmendContract(other, LATER)))
                .hasMessageContaining("reads index PVC in another way");
    }

    @Test
    void aTaxAgreedLaterIsNotDueOnWhatWasSettledWithout() {
        ContractLedger ledger = new ContractLedger(terms(perTonne("1000")));
        month(ledger, MARCH, 1, 10_000_000);
        ContractTerms now = ledger.state.signed();
        DatedTerms tax =
                DatedTerms.from(APRIL_FIRST, LATER).taxPercent(new BigDecimal("19")).build();
        ledger.handle(
                new AmendContract(
                        now.toBuilder().version(2).datedTerms(List.of(tax)).build(), LATER));
        assertThat(ledger.taxes).isEmpty();
        month(ledger, APRIL, 3, 10_000_000);
        assertThat(ledger.commanded(SettlementPurpose.TAX)).isEqualTo(eur(1_900_00));
    }

    @Test
    void anIntervalCountsWhatWaitedForAnIndexValueToo() {
        ContractLedger ledger =
                new ContractLedger(
                        agreed(
                                indexed(),
                                List.of(),
                                null,
                                null,
                                new SettlementPolicy(SettlementPolicy.When.INTERVAL, 24, null)));
        ledger.handle(at(charge("silo-a", MARCH, 1, PROVISIONAL, 20_000_000), 0));
        ledger.handle(published("1063.50"));
        assertThat(ledger.commanded()).isEqualTo(eur(0));
        ledger.handle(new SettleDue("c-1", AT.plus(Duration.ofHours(24))));
        assertThat(ledger.total()).isEqualTo(eur(24_350_06));
    }

    /** 400 of a minimum of 1,000; no period that could make up for the rest has that rule. */
    @Test
    void whatAMinimumCarriesEndsWithItsRule() {
        Tariff raising = minimum(CarryForward.RAISE_NEXT);
        ContractLedger ledger = new ContractLedger(terms(raising));
        month(ledger, MARCH, 1, 4_000_000);
        assertThat(ledger.total()).isEqualTo(eur(400_00));
        ledger.handle(amendedTo(ledger, APRIL_FIRST, minimum(CarryForward.CREDIT)));
        assertThat(ledger.total()).as("due now").isEqualTo(eur(1_000_00));
        month(ledger, APRIL, 3, 20_000_000);
        assertThat(ledger.total()).as("a debt is no credit").isEqualTo(eur(3_000_00));
    }

    /** 101 days of which the first carries 600 to the second; then the first is forgotten. */
    @Test
    void whatAForgottenPeriodCarriesStaysCarried() {
        BillingCalendar days = new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.DAY);
        ContractTerms plain = terms(minimum(CarryForward.CREDIT));
        ContractLedger ledger = new ContractLedger(on(days, plain));
        LocalDate first = LocalDate.of(2026, 3, 1);
        for (int i = 0; i <= ContractState.PERIODS_KEPT_MAX; i++) {
            String day = first.plusDays(i) + "/" + first.plusDays(i + 1);
            long grams = i == 0 ? 4_000_000 : i == 1 ? 20_000_000 : 10_000_000;
            ledger.handle(charge("silo-a", day, i + 1, TRUE_UP, grams));
            close(ledger, day);
        }
        assertThat(ledger.state.forgottenUpTo()).isEqualTo("2026-03-01/2026-03-02");
        Money total = ledger.total();
        assertThat(total).isEqualTo(eur(1_000_00 + 1_400_00 + 99 * 1_000_00));
        Instant second = first.plusDays(1).atStartOfDay(days.zone()).toInstant();
        ledger.handle(amendedTo(ledger, second, minimum(CarryForward.CREDIT)));
        assertThat(ledger.total()).as("the same price again").isEqualTo(total);

        ledger.handle(charge("silo-a", "2026-03-01/2026-03-02", 200, TRUE_UP, 1_000));
        assertThat(ledger.held)
                .extracting(held -> held.reason())
                .containsExactly(HoldReason.NOT_RATABLE);
        assertThat(ledger.state.periods()).hasSize(ContractState.PERIODS_KEPT_MAX);
    }

    // Help

    private static Tariff minimum(CarryForward carryForward) {
        return composite(
                new Tariff.PerUnit(new BigDecimal("100"), UnitOfMeasure.TONNE),
                new Tariff.Minimum(new BigDecimal("1000"), carryForward));
    }

    private static ContractTerms limited() {
        return agreed(
                perTonne("1000"), List.of(), null, eur(10_000_00), SettlementPolicy.EACH_STEP);
    }

    private static ContractTerms on(BillingCalendar calendar, ContractTerms plain) {
        return ContractTerms.builder(plain.contractId())
                .version(plain.version())
                .supplier(plain.supplier())
                .customer(plain.customer())
                .material(plain.material())
                .meters(plain.meterIds())
                .currency(plain.currency())
                .calendar(calendar)
                .tariff(plain.tariffs().getFirst().tariff())
                .rounding(plain.rounding())
                .meteringFrom(plain.meteringFrom())
                .build();
    }

    private static void month(ContractLedger ledger, String periodId, long no, long grams) {
        ledger.handle(charge("silo-a", periodId, no, PROVISIONAL, grams - 1_000));
        ledger.handle(charge("silo-a", periodId, no + 1, TRUE_UP, 1_000));
        close(ledger, periodId);
    }

    private static void close(ContractLedger ledger, String periodId) {
        ledger.handle(new NoteSiloClosed("c-1", "silo-a", periodId, Quantities.only(grams(0))));
        ledger.handle(new NoteSiloClosed("c-1", "silo-b", periodId, Quantities.only(grams(0))));
    }

    private static ChargeConsumption at(ChargeConsumption charge, int hours) {
        return new ChargeConsumption(charge.consumption(), AT.plus(Duration.ofHours(hours)));
    }

    private static ContractLedger settled(SettlementPolicy policy) {
        return new ContractLedger(agreed(perTonne("1000"), List.of(), null, null, policy));
    }

    private static Tariff composite(Tariff.Component... components) {
        return new Tariff.Composite(List.of(components));
    }

    private static Tariff indexed() {
        return new Tariff.Indexed(
                new BigDecimal("1180"),
                new BigDecimal("0.4"),
                new BigDecimal("0.6"),
                "PVC",
                new BigDecimal("1010.00"),
                null,
                null,
                4,
                UnitOfMeasure.TONNE);
    }

    private static TakeIndexValues published(String value) {
        return new TakeIndexValues(
                "c-1",
                "PVC",
                new TreeMap<>(Map.of(LocalDate.of(2026, 3, 1), new BigDecimal(value))),
                MARCH);
    }

    private static AmendContract amended(ContractLedger ledger, Instant validFrom, String price) {
        return amendedTo(ledger, validFrom, perTonne(price));
    }

    private static AmendContract amendedTo(
            ContractLedger ledger, Instant validFrom, Tariff tariff) {
        ContractTerms signed = ledger.state.signed();
        Instant at = LATER.plusSeconds(signed.version());
        TariffVersion price = new TariffVersion(validFrom, at, tariff);
        return new AmendContract(with(signed, signed.version() + 1, plus(signed, price)), at);
    }

    private static List<TariffVersion> plus(ContractTerms signed, TariffVersion price) {
        List<TariffVersion> prices = new ArrayList<>(signed.tariffs());
        prices.add(price);
        return prices;
    }

    private static AbstractThrowableAssert<?, ?> refused(
            ContractLedger ledger, ContractTerms amended) {
        return assertThatThrownBy(() -> ledger.handle(new AmendContract(amended, LATER)))
                .isInstanceOf(ContractTermsException.class);
    }

    private static ContractTerms with(ContractTerms t, int version, List<TariffVersion> tariffs) {
        return ContractTerms.builder(t.contractId())
                .version(version)
                .supplier(t.supplier())
                .customer(t.customer())
                .material(t.material())
                .meters(t.meterIds())
                .currency(t.currency())
                .calendar(t.calendar())
                .tariffs(tariffs)
                .rounding(t.rounding())
                .meteringFrom(t.meteringFrom())
                .payees(t.payees())
                .taxPercent(t.taxPercent())
                .selfBilling(t.selfBilling())
                .creditLimit(t.creditLimit())
                .settlement(t.settlement())
                .indexRules(t.indexRules())
                .build();
    }

    private static ContractTerms agreed(
            Tariff tariff,
            List<Payee> payees,
            @Nullable BigDecimal taxPercent,
            @Nullable Money creditLimit,
            SettlementPolicy policy) {
        ContractTerms plain = terms(tariff);
        return ContractTerms.builder(plain.contractId())
                .version(plain.version())
                .supplier(plain.supplier())
                .customer(plain.customer())
                .material(plain.material())
                .meters(plain.meterIds())
                .currency(plain.currency())
                .calendar(plain.calendar())
                .tariffs(plain.tariffs())
                .rounding(plain.rounding())
                .meteringFrom(plain.meteringFrom())
                .payees(payees)
                .taxPercent(taxPercent)
                .creditLimit(creditLimit)
                .settlement(policy)
                .indexRules(List.of(IndexRule.usual("PVC")))
                .build();
    }
}
