package io.usance.contract.state;

import static io.usance.contract.state.ContractFixture.APRIL;
import static io.usance.contract.state.ContractFixture.AT;
import static io.usance.contract.state.ContractFixture.MARCH;
import static io.usance.contract.state.ContractFixture.PROVISIONAL;
import static io.usance.contract.state.ContractFixture.TRUE_UP;
import static io.usance.contract.state.ContractFixture.charge;
import static io.usance.contract.state.ContractFixture.eur;
import static io.usance.contract.state.ContractFixture.grams;
import static io.usance.contract.state.ContractFixture.perTonne;
import static io.usance.contract.state.ContractFixture.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.contract.ContractCommand.AmendContract;
import io.usance.contract.ContractCommand.EndException;
import io.usance.contract.ContractCommand.RecordPayment;
import io.usance.contract.ContractCommand.SettleDue;
import io.usance.contract.ContractCommand.SignContract;
import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.HoldReason;
import io.usance.contract.ContractEvent.SettlementHeld;
import io.usance.contract.ContractEvent.SettlementPurpose;
import io.usance.contract.ContractTerms;
import io.usance.contract.ContractTermsBuilder;
import io.usance.contract.ContractTermsException;
import io.usance.contract.DatedTerms;
import io.usance.contract.ExceptionEnded;
import io.usance.contract.ExceptionEnded.How;
import io.usance.contract.ExceptionRaised;
import io.usance.contract.ExceptionTerms;
import io.usance.contract.Payee;
import io.usance.contract.SettlementPolicy;
import io.usance.contract.state.ChargingCommand.NoteDoubt;
import io.usance.contract.state.ChargingCommand.NoteSiloClosed;
import io.usance.failure.InvalidInputException;
import io.usance.meter.silo.Doubt;
import io.usance.meter.silo.SiloEvent.MeteringDoubted;
import io.usance.metering.MeteredKind;
import io.usance.money.Money;
import io.usance.money.Share;
import io.usance.pricing.TariffVersion;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An exception holds what is charged until a person has ended it; a tonne costs 1,000 EUR. */
class ExceptionsTest {
    private static final Instant LATER = Instant.parse("2026-04-10T08:00:00Z");
    private static final ExceptionTerms AS_CHARGED =
            new ExceptionTerms(null, ExceptionTerms.Settlement.AS_CHARGED);

    private ContractLedger ledger = signed(plain());

    /** Whatever the life: charged is commanded or held, and all of it follows from the log. */
    @AfterEach
    void identities() {
        Money held = eur(0);
        for (PeriodState period : ledger.state.periods().values()) {
            held = held.plus(period.pendingAmount());
        }
        assertThat(ledger.commanded().plus(held)).isEqualTo(ledger.charged());
        assertThat(ContractAudit.fromSigning().check(ledger.events)).isEmpty();
    }

    @Test
    void nothingIsCommandedWhileItIsOpenAndAllOfItWhenItIsAccepted() {
        ledger.handle(charge("silo-a", MARCH, 1, PROVISIONAL, 5_000_000));
        assertThat(doubted(MARCH, Doubt.UNUSUAL_FALL, 7))
                .containsExactly(
                        new ExceptionRaised(
                                "c-1",
                                1,
                                "silo-a",
                                MARCH,
                                "UNUSUAL_FALL",
                                AT,
                                LATER,
                                grams(2_000_000),
                                grams(300_000),
                                7,
                                LATER));
        ledger.handle(charge("silo-a", MARCH, 2, PROVISIONAL, 2_000_000));
        ledger.handle(charge("silo-a", MARCH, 3, PROVISIONAL, 1_000_000));
        assertThat(holds()).containsExactly(held(MARCH, HoldReason.EXCEPTION, 2_000_00, 5_000_00));
        ledger.handle(charge("silo-a", MARCH, 4, TRUE_UP, 500_000));
        close("silo-a", MARCH, 8_500_000, null, 9);
        close("silo-b", MARCH, 0, null, 9);
        assertThat(ledger.settled).as("the close does not wait").hasSize(1);
        assertThat(ledger.commanded()).isEqualTo(eur(5_000_00));
        assertThat(ledger.charged()).isEqualTo(eur(8_500_00));
        ledger.handle(end(1, How.ACCEPTED));
        assertThat(ledger.total()).isEqualTo(eur(8_500_00));
        assertThat(ledger.settlements.getLast().amount()).isEqualTo(eur(3_500_00));
        assertThat(ledger.settlements.getLast().quantity())
                .isEqualTo(Quantities.only(grams(3_500_000)));
        assertThat(holds()).as("told once").hasSize(1);
    }

    @Test
    void anotherPeriodIsSettledMeanwhile() {
        doubted(MARCH, Doubt.HIDDEN_DRAW, 1);
        ledger.handle(charge("silo-a", MARCH, 1, PROVISIONAL, 5_000_000));
        ledger.handle(charge("silo-a", APRIL, 2, PROVISIONAL, 1_000_000));
        assertThat(ledger.commanded()).isEqualTo(eur(1_000_00));
        ledger.handle(end(1, How.RESOLVED));
        assertThat(ledger.total()).isEqualTo(eur(6_000_00));
    }

    @Test
    void taxIsChargedAtTheCloseAndCommandedAtTheEnd() {
        ledger = signed(plain().taxPercent(new BigDecimal("19")));
        doubted(MARCH, Doubt.UNUSUAL_FALL, 1);
        ledger.handle(charge("silo-a", MARCH, 1, PROVISIONAL, 5_000_000));
        close("silo-a", MARCH, 5_000_000, null, 2);
        close("silo-b", MARCH, 0, null, 2);
        assertThat(ledger.taxes.getLast().tax()).isEqualTo(eur(950_00));
        assertThat(ledger.settlements).isEmpty();
        ledger.handle(end(1, How.ACCEPTED));
        assertThat(ledger.commanded()).isEqualTo(eur(5_000_00));
        assertThat(ledger.commanded(SettlementPurpose.TAX)).isEqualTo(eur(950_00));
    }

    @Test
    void eachPayeeGetsTheirShareOfWhatWasHeld() {
        ledger = signed(plain().payees(List.of(payee("acct-bank", 2), payee("acct-supplier", 1))));
        ledger.handle(charge("silo-a", MARCH, 1, PROVISIONAL, 100_000));
        doubted(MARCH, Doubt.UNUSUAL_FALL, 1);
        ledger.handle(charge("silo-a", MARCH, 2, PROVISIONAL, 100_000));
        ledger.handle(end(1, How.ACCEPTED));
        assertThat(ledger.settlements.stream().map(s -> s.payee() + " " + s.amount()))
                .containsExactly(
                        "acct-bank 66.67 EUR",
                        "acct-supplier 33.33 EUR",
                        "acct-bank 66.66 EUR",
                        "acct-supplier 33.34 EUR");
    }

    /** Limit 6,000: 5,000 commanded, 2,000 held for the exception, then for credit. */
    @Test
    void whatWasHeldWaitsForCreditAfterwards() {
        ledger = signed(plain().creditLimit(eur(6_000_00)));
        ledger.handle(charge("silo-a", MARCH, 1, PROVISIONAL, 5_000_000));
        doubted(MARCH, Doubt.UNUSUAL_FALL, 1);
        ledger.handle(charge("silo-a", MARCH, 2, PROVISIONAL, 2_000_000));
        ledger.handle(charge("silo-a", APRIL, 3, PROVISIONAL, 500_000));
        assertThat(ledger.commanded()).as("April does not wait behind").isEqualTo(eur(5_500_00));
        ledger.handle(end(1, How.ACCEPTED));
        assertThat(ledger.commanded()).isEqualTo(eur(5_500_00));
        assertThat(holds())
                .containsExactly(
                        held(MARCH, HoldReason.EXCEPTION, 2_000_00, 5_000_00, 6_000_00),
                        held(MARCH, HoldReason.CREDIT_LIMIT, 2_000_00, 5_500_00, 6_000_00));
        ledger.handle(new RecordPayment("c-1", eur(5_500_00), 1, "bank", LATER));
        assertThat(ledger.total()).isEqualTo(eur(7_500_00));
    }

    /** March waits for credit, April behind it; then March waits for a person. */
    @Test
    void whatWaitsForCreditWaitsForAPersonAndLetsOthersPass() {
        ledger = signed(plain().creditLimit(eur(6_000_00)));
        ledger.handle(charge("silo-a", MARCH, 1, PROVISIONAL, 5_000_000));
        ledger.handle(charge("silo-a", MARCH, 2, PROVISIONAL, 2_000_000));
        ledger.handle(charge("silo-a", APRIL, 3, PROVISIONAL, 500_000));
        assertThat(ledger.commanded()).isEqualTo(eur(5_000_00));
        doubted(MARCH, Doubt.UNUSUAL_FALL, 1);
        assertThat(ledger.commanded()).as("April").isEqualTo(eur(5_500_00));
        assertThat(holds().getLast())
                .isEqualTo(held(MARCH, HoldReason.EXCEPTION, 2_000_00, 5_000_00, 6_000_00));
        ledger.handle(new RecordPayment("c-1", eur(5_500_00), 1, "bank", LATER));
        assertThat(ledger.commanded()).as("a payment does not end it").isEqualTo(eur(5_500_00));
        ledger.handle(end(1, How.ACCEPTED));
        assertThat(ledger.total()).isEqualTo(eur(7_500_00));
    }

    @Test
    void aClosedPeriodIsCorrectedWhileItIsOpen() {
        ledger.handle(charge("silo-a", MARCH, 1, PROVISIONAL, 5_000_000));
        doubted(MARCH, Doubt.UNUSUAL_FALL, 1);
        ledger.handle(charge("silo-a", MARCH, 2, PROVISIONAL, 3_000_000));
        close("silo-a", MARCH, 8_000_000, null, 2);
        close("silo-b", MARCH, 0, null, 2);
        ledger.handle(charge("silo-a", MARCH, 3, MeteredKind.CORRECTION, -2_500_000));
        assertThat(ledger.commanded()).isEqualTo(eur(5_000_00));
        ledger.handle(end(1, How.RESOLVED));
        assertThat(ledger.total()).isEqualTo(eur(5_500_00));
    }

    /** What was taken back beyond what is held is commanded as a credit. */
    @Test
    void aCreditWaitsAsWell() {
        ledger.handle(charge("silo-a", MARCH, 1, PROVISIONAL, 5_000_000));
        doubted(MARCH, Doubt.UNUSUAL_FALL, 1);
        close("silo-a", MARCH, 5_000_000, null, 2);
        close("silo-b", MARCH, 0, null, 2);
        ledger.handle(charge("silo-a", MARCH, 2, MeteredKind.CORRECTION, -1_000_000));
        assertThat(ledger.commanded()).isEqualTo(eur(5_000_00));
        ledger.handle(end(1, How.RESOLVED));
        assertThat(ledger.total()).isEqualTo(eur(4_000_00));
    }

    @Test
    void theLastOfAPeriodReleasesIt() {
        doubted(MARCH, Doubt.UNUSUAL_FALL, 1);
        doubted(MARCH, Doubt.NOTE_CONTRADICTED, 2);
        ledger.handle(charge("silo-a", MARCH, 1, PROVISIONAL, 5_000_000));
        ledger.handle(end(2, How.ACCEPTED));
        assertThat(ledger.settlements).isEmpty();
        ledger.handle(end(1, How.ACCEPTED));
        assertThat(ledger.total()).isEqualTo(eur(5_000_00));
    }

    @Test
    void aPriceAgreedMeanwhileCounts() {
        doubted(MARCH, Doubt.UNUSUAL_FALL, 1);
        ledger.handle(charge("silo-a", MARCH, 1, PROVISIONAL, 5_000_000));
        ContractTerms now = ledger.state.signed();
        TariffVersion price = new TariffVersion(AT, LATER, perTonne("900"));
        ledger.handle(
                new AmendContract(
                        now.toBuilder()
                                .version(2)
                                .tariffs(List.of(now.tariffs().getFirst(), price))
                                .build(),
                        LATER));
        assertThat(ledger.settlements).isEmpty();
        ledger.handle(end(1, How.ACCEPTED));
        assertThat(ledger.total()).isEqualTo(eur(4_500_00));
    }

    @Test
    void settlingAsChargedCanBeAgreedMeanwhileAndHoldingToo() {
        doubted(MARCH, Doubt.UNUSUAL_FALL, 1);
        ledger.handle(charge("silo-a", MARCH, 1, PROVISIONAL, 5_000_000));
        amend(AS_CHARGED);
        assertThat(ledger.total()).isEqualTo(eur(5_000_00));
        amend(ExceptionTerms.HOLD);
        ledger.handle(charge("silo-a", MARCH, 2, PROVISIONAL, 1_000_000));
        assertThat(ledger.commanded()).isEqualTo(eur(5_000_00));
        assertThat(holds()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void exceptionsAreRaisedAndListedWhereAllIsSettledAsCharged(boolean ofEarlierRelease) {
        ledger = signed(plain().exceptions(ofEarlierRelease ? null : AS_CHARGED));
        doubted(MARCH, Doubt.UNUSUAL_FALL, 1);
        ledger.handle(charge("silo-a", MARCH, 1, TRUE_UP, 5_000_000));
        close("silo-a", MARCH, 5_000_000, grams(4_000_000), 2);
        close("silo-b", MARCH, 0, null, 2);
        assertThat(ledger.total()).isEqualTo(eur(5_000_00));
        assertThat(raised()).containsExactly("1 UNUSUAL_FALL");
        assertThat(ledger.handle(end(1, How.ACCEPTED))).hasSize(1);
    }

    /** The same document, read by this release, says that exceptions hold. */
    @Test
    void aContractOfAnEarlierReleaseIsSignedAgainWithoutAChange() {
        ledger = signed(plain().exceptions(null));
        assertThat(ledger.handle(new SignContract(plain().build(), LATER))).isEmpty();
        assertThat(ledger.handle(new AmendContract(plain().build(), LATER))).isEmpty();
        assertThat(ledger.state.signed().exceptions()).isNull();
    }

    /** U of what a silo metered, in grams of 5 t, where 10 % are agreed. */
    @ParameterizedTest
    @CsvSource({"500000,false", "500001,true"})
    void theContractJudgesTheUncertaintyBeforeTheTrueUpIsSettled(long grams, boolean held) {
        ledger = signed(plain().exceptions(percent("10")));
        ledger.handle(charge("silo-a", MARCH, 1, PROVISIONAL, 3_000_000));
        ledger.handle(charge("silo-a", MARCH, 2, TRUE_UP, 2_000_000));
        closeUncertain(5_000_000, grams);
        close("silo-b", MARCH, 0, grams(1), 2);
        assertThat(ledger.commanded()).isEqualTo(held ? eur(3_000_00) : eur(5_000_00));
        assertThat(raised()).isEqualTo(held ? List.of("1 LARGE_UNCERTAINTY") : List.of());
        if (held) {
            ledger.handle(end(1, How.ACCEPTED));
        }
        assertThat(ledger.total()).isEqualTo(eur(5_000_00));
    }

    /** Of nothing there is no share: what the meter says of it counts, whatever is agreed. */
    @ParameterizedTest
    @ValueSource(strings = {"", "20"})
    void anUncertainBalanceOfNothingIsTheMetersToSay(String percent) {
        ledger =
                signed(
                        plain().exceptions(
                                        percent.isEmpty()
                                                ? ExceptionTerms.HOLD
                                                : percent(percent)));
        close("silo-a", MARCH, 0, grams(8_000_000), 2);
        assertThat(raised()).isEmpty();
        ledger = signed(plain().exceptions(ledger.state.signed().exceptions()));
        closeUncertain(0, 8_000_000);
        assertThat(raised()).containsExactly("1 LARGE_UNCERTAINTY");
    }

    /** What the meter doubts with its close comes behind the true-up, and holds it all the same. */
    @Test
    void aDoubtBesideTheCloseIsInTime() {
        ledger.handle(charge("silo-a", MARCH, 1, PROVISIONAL, 3_000_000));
        ledger.handle(charge("silo-a", MARCH, 2, TRUE_UP, 2_000_000));
        doubted(MARCH, Doubt.BALANCE_BEYOND_DRAWN, 8);
        close("silo-a", MARCH, 5_000_000, null, 9);
        close("silo-b", MARCH, 0, null, 2);
        assertThat(ledger.commanded()).isEqualTo(eur(3_000_00));
        ledger.handle(end(1, How.ACCEPTED));
        assertThat(ledger.total()).isEqualTo(eur(5_000_00));
    }

    @Test
    void aTrueUpThatNothingDoubtsIsSettledWithTheCloseOfItsSilo() {
        ledger.handle(charge("silo-a", MARCH, 1, TRUE_UP, 2_000_000));
        close("silo-a", MARCH, 2_000_000, null, 1);
        assertThat(ledger.total()).isEqualTo(eur(2_000_00));
    }

    @Test
    void aNegativeBalanceIsToldByTheCloseOnce() {
        ledger.handle(charge("silo-a", MARCH, 1, PROVISIONAL, 3_000_000));
        NoteSiloClosed closed =
                new NoteSiloClosed(
                        "c-1",
                        "silo-a",
                        MARCH,
                        Quantities.only(grams(3_000_000)),
                        null,
                        grams(-800_000),
                        null,
                        2,
                        LATER);
        ledger.handle(closed);
        ledger.handle(closed);
        assertThat(raised()).containsExactly("1 NEGATIVE_BALANCE");
        doubted(MARCH, Doubt.NEGATIVE_BALANCE, 3);
        assertThat(raised()).as("the same of the same").hasSize(1);
    }

    @Test
    void theSameIsRaisedAgainOnlyAfterItWasEnded() {
        doubted(MARCH, Doubt.UNUSUAL_FALL, 1);
        assertThat(doubted(MARCH, Doubt.UNUSUAL_FALL, 2)).isEmpty();
        ledger.handle(end(1, How.ACCEPTED));
        assertThat(doubted(MARCH, Doubt.UNUSUAL_FALL, 1)).as("the stage reads again").isEmpty();
        assertThat(doubted(MARCH, Doubt.UNUSUAL_FALL, 3)).hasSize(1);
        assertThat(raised()).containsExactly("1 UNUSUAL_FALL", "2 UNUSUAL_FALL");
    }

    @Test
    void oneStandsForAllThatAreTooMany() {
        ledger = signed(plain().meters(meters(OpenExceptions.OPEN_MAX + 2)));
        for (int i = 0; i < OpenExceptions.OPEN_MAX + 2; i++) {
            ledger.handle(new NoteDoubt(doubt("silo-" + i, MARCH, Doubt.SATURATED), 1, LATER));
        }
        assertThat(raised()).hasSize(OpenExceptions.OPEN_MAX + 1);
        assertThat(raised().getLast()).isEqualTo("1001 MORE_EXCEPTIONS");
        ledger.handle(new NoteDoubt(doubt("silo-0", APRIL, Doubt.SATURATED), 2, LATER));
        assertThat(raised().getLast()).as("April waits too").isEqualTo("1002 MORE_EXCEPTIONS");
    }

    @Test
    void whatWasNotDueYetIsNotSettledByTheEnd() {
        SettlementPolicy daily = new SettlementPolicy(SettlementPolicy.When.INTERVAL, 24, null);
        ledger = signed(plain().settlement(daily));
        doubted(MARCH, Doubt.UNUSUAL_FALL, 1);
        ledger.handle(charged(1, 1_000_000, LATER));
        ledger.handle(end(1, How.ACCEPTED));
        assertThat(ledger.settlements).isEmpty();
        doubted(MARCH, Doubt.UNUSUAL_FALL, 2);
        ledger.handle(new SettleDue("c-1", LATER.plusSeconds(86_400)));
        assertThat(holds()).hasSize(1);
        ledger.handle(end(2, How.ACCEPTED));
        assertThat(ledger.total()).isEqualTo(eur(1_000_00));
    }

    @Test
    void endingIsIdempotentAndNothingElseEndsItAgain() {
        doubted(MARCH, Doubt.UNUSUAL_FALL, 1);
        assertThat(ledger.handle(end(1, How.ACCEPTED)))
                .containsExactly(
                        new ExceptionEnded(
                                "c-1", 1, MARCH, How.ACCEPTED, "A. Meier", "seen", LATER));
        assertThat(ledger.handle(end(1, How.ACCEPTED))).isEmpty();
        assertThatThrownBy(() -> ledger.handle(end(1, How.RESOLVED)))
                .isInstanceOf(ContractTermsException.class)
                .hasMessage(
                        "exception 1 of contract c-1 was ended already, ACCEPTED by A. Meier (seen), and cannot be RESOLVED by A. Meier (seen)");
        assertThatThrownBy(() -> ledger.handle(end(2, How.ACCEPTED)))
                .isInstanceOf(ContractTermsException.class)
                .hasMessage("contract c-1 has no exception 2; the last one is 1");
    }

    @Test
    void whoAndWhyAreNeeded() {
        assertThatThrownBy(() -> new EndException("c-1", 0, How.ACCEPTED, " ", " ", LATER))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll(
                        "endException.exceptionNo", "endException.by", "endException.why: blank");
        assertThatThrownBy(() -> percent("0"))
                .hasMessage(
                        "uncertaintyPercent is 0; write a percentage above 0, at most 100, or leave it out");
    }

    private static ContractTermsBuilder plain() {
        return terms(perTonne("1000")).toBuilder().exceptions(ExceptionTerms.HOLD);
    }

    private static ContractLedger signed(ContractTermsBuilder terms) {
        return new ContractLedger(terms.build());
    }

    private static ExceptionTerms percent(String percent) {
        return new ExceptionTerms(new BigDecimal(percent), ExceptionTerms.Settlement.HOLD);
    }

    private static Payee payee(String account, int parts) {
        return new Payee(account, account, new Share(parts, 3));
    }

    private static List<String> meters(int count) {
        return java.util.stream.IntStream.range(0, count).mapToObj(i -> "silo-" + i).toList();
    }

    private void amend(ExceptionTerms agreed) {
        ContractTerms now = ledger.state.signed();
        List<DatedTerms> dated = new ArrayList<>();
        if (now.datedTerms() != null) {
            dated.addAll(now.datedTerms());
        }
        Instant at = LATER.plusSeconds(now.version());
        dated.add(DatedTerms.from(AT, at).exceptions(agreed).build());
        ledger.handle(
                new AmendContract(
                        now.toBuilder().version(now.version() + 1).datedTerms(dated).build(), at));
    }

    private static ChargingCommand.ChargeConsumption charged(long no, long grams, Instant at) {
        return new ChargingCommand.ChargeConsumption(
                charge("silo-a", MARCH, no, PROVISIONAL, grams).consumption(), at);
    }

    private List<ContractEvent> doubted(String periodId, Doubt doubt, long evidenceNo) {
        return ledger.handle(new NoteDoubt(doubt("silo-a", periodId, doubt), evidenceNo, LATER));
    }

    private static MeteringDoubted doubt(String siloId, String periodId, Doubt doubt) {
        return new MeteringDoubted(
                siloId, "c-1", periodId, doubt, AT, LATER, grams(2_000_000), grams(300_000));
    }

    private void close(
            String siloId, String periodId, long grams, @Nullable Quantity uncertainty, long no) {
        ledger.handle(
                new NoteSiloClosed(
                        "c-1",
                        siloId,
                        periodId,
                        Quantities.only(grams(grams)),
                        uncertainty,
                        null,
                        null,
                        no,
                        LATER));
    }

    /** Which the meter itself finds too uncertain. */
    private void closeUncertain(long grams, long uncertainty) {
        ledger.handle(
                new NoteSiloClosed(
                        "c-1",
                        "silo-a",
                        MARCH,
                        Quantities.only(grams(grams)),
                        grams(uncertainty),
                        null,
                        doubt("silo-a", MARCH, Doubt.LARGE_UNCERTAINTY),
                        2,
                        LATER));
    }

    private static EndException end(long no, How how) {
        return new EndException("c-1", no, how, "A. Meier", "seen", LATER);
    }

    private List<SettlementHeld> holds() {
        return events(SettlementHeld.class);
    }

    private List<String> raised() {
        return events(ExceptionRaised.class).stream()
                .map(e -> e.exceptionNo() + " " + e.kind())
                .toList();
    }

    private <E> List<E> events(Class<E> type) {
        return ledger.events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static SettlementHeld held(
            String periodId, HoldReason why, long pending, long outstanding) {
        return held(periodId, why, pending, outstanding, 0);
    }

    private static SettlementHeld held(
            String periodId, HoldReason why, long pending, long outstanding, long limit) {
        return new SettlementHeld("c-1", periodId, why, eur(pending), eur(outstanding), eur(limit));
    }
}
