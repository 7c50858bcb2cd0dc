package io.usance.contract.state;

import static io.usance.contract.state.ContractFixture.APRIL;
import static io.usance.contract.state.ContractFixture.AT;
import static io.usance.contract.state.ContractFixture.MARCH;
import static io.usance.contract.state.ContractFixture.PROVISIONAL;
import static io.usance.contract.state.ContractFixture.charge;
import static io.usance.contract.state.ContractFixture.eur;
import static io.usance.contract.state.ContractFixture.grams;
import static io.usance.contract.state.ContractFixture.perTonne;
import static io.usance.contract.state.ContractFixture.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.contract.ContractCommand.AmendContract;
import io.usance.contract.ContractCommand.EndException;
import io.usance.contract.ContractCommand.RecordPayment;
import io.usance.contract.ContractEvent.CreditLimitNear;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractEvent.SettlementPurpose;
import io.usance.contract.ContractTermsBuilder;
import io.usance.contract.DatedTerms;
import io.usance.contract.DatedTerms.Term;
import io.usance.contract.DatedTermsBuilder;
import io.usance.contract.ExceptionEnded.How;
import io.usance.contract.ExceptionTerms;
import io.usance.contract.InvoiceParty;
import io.usance.contract.Party;
import io.usance.contract.Payee;
import io.usance.contract.SelfBilling;
import io.usance.contract.SettlementPolicy;
import io.usance.contract.state.ChargingCommand.NoteDoubt;
import io.usance.contract.state.ChargingCommand.NoteSiloClosed;
import io.usance.meter.silo.Doubt;
import io.usance.meter.silo.SiloEvent.MeteringDoubted;
import io.usance.metering.MeteredKind;
import io.usance.money.Share;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.quantity.Quantities;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Terms with a date in unusual orders; every amount is worked out by hand. */
class DatedTermsOrderTest {
    private static final Instant APRIL_FIRST = Instant.parse("2026-03-31T22:00:00Z");
    private static final Instant MARCH_25 = Instant.parse("2026-03-25T10:00:00Z");
    private static final Instant MAY_25 = Instant.parse("2026-05-25T10:00:00Z");

    private ContractLedger ledger = new ContractLedger(plain().build());
    private final Map<String, Long> numbers = new TreeMap<>();

    /** A split that waits for a person is not lost when a hundred days have passed. */
    @Test
    void aSplitThatWaitsForAnExceptionOutlivesAHundredPeriods() {
        ledger =
                new ContractLedger(
                        plain().calendar(new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.DAY))
                                .payees(half())
                                .exceptions(ExceptionTerms.HOLD)
                                .build());
        LocalDate first = LocalDate.of(2026, 3, 1);
        String day = first + "/" + first.plusDays(1);
        draw(day, 10_000);
        close(day);
        doubt(day);
        amend(MARCH_25, from(AT, MARCH_25).payees(fund()));
        for (int i = 1; i <= 101; i++) {
            String next = first.plusDays(i) + "/" + first.plusDays(i + 1);
            draw(next, 1_000);
            close(next);
        }
        ledger.handle(new EndException("c-1", 1, How.ACCEPTED, "Ann", "seen", MAY_25));
        // 10.00 of the first day: 5.00 and 5.00 before, all the fund's since.
        assertThat(paid(day)).isEqualTo(Map.of("acct-1", 0L, "acct-2", 0L, "acct-x", 1_000L));
    }

    /** 90.00 of 100.00 are owed before and after: who gets them is no news of the credit. */
    @Test
    void aNewSplitDoesNotWarnOfTheSameCreditAgain() {
        ledger = new ContractLedger(plain().payees(half()).creditLimit(eur(100_00)).build());
        draw(MARCH, 90_000);
        close(MARCH);
        assertThat(near()).isEqualTo(1);
        amend(MARCH_25, from(AT, MARCH_25).payees(fund()));
        assertThat(ledger.state.creditOrNone().outstanding()).isEqualTo(eur(90_00));
        assertThat(near()).isEqualTo(1);
    }

    /** 90.00 are owed of 100.00; what is commanded of a month without a limit changes nothing. */
    @Test
    void aMonthWithoutALimitDoesNotMakeAnotherWarnAgain() {
        ledger = new ContractLedger(plain().creditLimit(eur(100_00)).build());
        amend(MARCH_25, from(APRIL_FIRST, MARCH_25).without(Term.CREDIT_LIMIT));
        draw(MARCH, 90_000);
        draw(APRIL, 1_000);
        draw(MARCH, 1_000);
        assertThat(near()).isEqualTo(1);
    }

    /** A date of agreement after the signing can never be followed, so it is refused at once. */
    @Test
    void aTermKnownOnlyAfterTheSigningIsRefusedOrCanBeAmended() {
        Instant typo = Instant.parse("2062-02-01T00:00:00Z");
        ContractTermsBuilder signed =
                plain().datedTerms(
                                List.of(from(APRIL_FIRST, typo).taxPercent(percent("16")).build()));
        try {
            ledger = new ContractLedger(signed.build());
        } catch (RuntimeException refused) {
            return;
        }
        assertThatCode(() -> amend(MAY_25, from(APRIL_FIRST, MAY_25).taxPercent(percent("19"))))
                .as("known %s at the latest, and %s at the earliest", MAY_25, typo)
                .doesNotThrowAnyException();
    }

    /** The account of long ago holds nothing of March any more: the money goes to today's. */
    @Test
    void whatComesBackToTheSupplierGoesToTheAccountItHasNow() {
        draw(MARCH, 53_190);
        close(MARCH);
        amend(MAY_25, from(AT, MAY_25).payees(fund()));
        assertThat(paid(MARCH)).isEqualTo(Map.of("acct-supplier", 0L, "acct-x", 5319L));
        agree(
                MAY_25.plusSeconds(1),
                next().supplier(new Party("supplier", "Granulat AG", "acct-new")));
        amend(MAY_25.plusSeconds(2), from(AT, MAY_25.plusSeconds(2)).without(Term.PAYEES));
        assertThat(paid(MARCH))
                .isEqualTo(Map.of("acct-supplier", 0L, "acct-x", 0L, "acct-new", 5319L));
    }

    /** 60.00 of 100.00 are owed, 50.00 wait. Who writes the line that is told frees them. */
    @Test
    void theLineToldForAHigherLimitReleasesWhatWaits() {
        ledger = new ContractLedger(plain().creditLimit(eur(100_00)).build());
        draw(MARCH, 60_000);
        ledger.handle(charge("silo-a", MARCH, no(), PROVISIONAL, 50_000));
        assertThatThrownBy(() -> agree(MARCH_25, next().creditLimit(eur(1_000_00))))
                .hasMessageContaining("{validFrom: 2026-03-01, ");
        amend(MARCH_25, from(AT, MARCH_25).creditLimit(eur(1_000_00)));
        draw(APRIL, 10_000);
        assertThat(paid(APRIL)).as("within 1,000.00").isEqualTo(Map.of("acct-supplier", 1_000L));
    }

    /** As promised: the bank account of a party is no term, and is changed where it stands. */
    @Test
    void theBankAccountInSelfBillingWithADateIsChangedWhereItStands() {
        amend(MARCH_25, from(APRIL_FIRST, MARCH_25).selfBilling(billing("DE89370400440532013000")));
        List<DatedTerms> moved =
                List.of(
                        from(APRIL_FIRST, MARCH_25)
                                .selfBilling(billing("DE02120300000000202051"))
                                .build());
        assertThatCode(() -> agree(MAY_25, next().datedTerms(moved))).doesNotThrowAnyException();
    }

    /** 0.05 over thirds is 2, 2, 1 or so: whatever it is, going there and back changes nothing. */
    @Test
    void thereAndBackAgainGivesTheFirstSplit() {
        ledger = new ContractLedger(plain().payees(thirds()).build());
        draw(MARCH, 50);
        draw(MARCH, 1_000);
        ledger.handle(charge("silo-a", MARCH, no(), MeteredKind.CORRECTION, -10));
        close(MARCH);
        Map<String, Long> before = paid(MARCH);
        for (int i = 0; i < 3; i++) {
            Instant out = MAY_25.plusSeconds(2 * i);
            amend(out, from(AT, out).payees(fund()));
            ledger.handle(charge("silo-a", MARCH, no(), MeteredKind.CORRECTION, -20));
            amend(out.plusSeconds(1), from(AT, out.plusSeconds(1)).payees(thirds()));
            ledger.handle(charge("silo-a", MARCH, no(), MeteredKind.CORRECTION, 20));
            Map<String, Long> after = new TreeMap<>(paid(MARCH));
            assertThat(after.remove("acct-x")).isZero();
            assertThat(after).isEqualTo(before);
        }
        assertAudited();
    }

    /** 12.50 at 3 % is 0.375: HALF_EVEN 0.38; at 1 % 0.125: 0.12; 0 and back to 3. */
    @Test
    void ratesThereAndBackAreRoundedFromTheWhole() {
        ledger =
                new ContractLedger(
                        terms(
                                        perTonne("1000"),
                                        ContractFixture.EUR,
                                        java.math.RoundingMode.HALF_EVEN,
                                        List.of("silo-a", "silo-b"))
                                .toBuilder()
                                .taxPercent(percent("3"))
                                .build());
        draw(MARCH, 12_500);
        close(MARCH);
        assertThat(tax(MARCH)).isEqualTo(38);
        long[] expected = {12, 0, 38, 0, 12};
        String[] rates = {"1", "0", "3", null, "1"};
        for (int i = 0; i < rates.length; i++) {
            Instant at = MAY_25.plusSeconds(i);
            amend(
                    at,
                    rates[i] == null
                            ? from(AT, at).without(Term.TAX)
                            : from(AT, at).taxPercent(percent(rates[i])));
            assertThat(tax(MARCH)).as("at %s", rates[i]).isEqualTo(expected[i]);
        }
        assertAudited();
    }

    /** Held for credit, the limit lowered, then none: all is paid once, by the newest split. */
    @Test
    void aLimitLoweredAndLiftedPaysOnce() {
        ledger =
                new ContractLedger(
                        plain().payees(half())
                                .taxPercent(percent("19"))
                                .creditLimit(eur(100_00))
                                .build());
        draw(MARCH, 90_000);
        draw(MARCH, 20_000);
        amend(MARCH_25, from(AT, MARCH_25).creditLimit(eur(50_00)).payees(fund()));
        close(MARCH);
        ledger.handle(new RecordPayment("c-1", eur(45_00), 1, "bank", MAY_25));
        assertThat(ledger.state.creditOrNone().outstanding().amountMinor()).isEqualTo(45_00);
        amend(MAY_25, from(AT, MAY_25).without(Term.CREDIT_LIMIT));
        // 110.00, and 20.90 of tax.
        assertThat(paid(MARCH)).isEqualTo(Map.of("acct-1", 0L, "acct-2", 0L, "acct-x", 11_000L));
        assertThat(tax(MARCH)).isEqualTo(20_90);
        assertThat(agree(MAY_25, ledger.state.signed().toBuilder())).isEmpty();
        assertAudited();
    }

    /** At the close, then with each step, from March on and reaching back; then back again. */
    @Test
    void aPolicyThatReachesBackSettlesWhatIsOpen() {
        SettlementPolicy atClose = new SettlementPolicy(SettlementPolicy.When.AT_CLOSE, null, null);
        ledger = new ContractLedger(plain().settlement(atClose).build());
        draw(MARCH, 10_000);
        assertThat(paid(MARCH)).isEmpty();
        amend(MARCH_25, from(AT, MARCH_25).settlement(SettlementPolicy.EACH_STEP));
        assertThat(paid(MARCH)).isEqualTo(Map.of("acct-supplier", 1_000L));
        amend(MAY_25, from(AT, MAY_25).settlement(atClose));
        draw(MARCH, 10_000);
        assertThat(paid(MARCH)).isEqualTo(Map.of("acct-supplier", 1_000L));
        close(MARCH);
        assertThat(paid(MARCH)).isEqualTo(Map.of("acct-supplier", 2_000L));
        assertAudited();
    }

    /** Held for a person; agreed later, and reaching back, that nothing is held. */
    @Test
    void exceptionsThatHoldNoMoreReleaseWhatWaits() {
        ledger =
                new ContractLedger(
                        plain().exceptions(ExceptionTerms.HOLD).taxPercent(percent("10")).build());
        doubt(MARCH);
        draw(MARCH, 10_000);
        close(MARCH);
        assertThat(paid(MARCH)).isEmpty();
        amend(
                MAY_25,
                from(AT, MAY_25)
                        .exceptions(
                                new ExceptionTerms(null, ExceptionTerms.Settlement.AS_CHARGED)));
        assertThat(paid(MARCH)).isEqualTo(Map.of("acct-supplier", 1_000L));
        assertThat(tax(MARCH)).isEqualTo(1_00);
        ledger.handle(new EndException("c-1", 1, How.ACCEPTED, "Ann", "seen", MAY_25));
        assertThat(paid(MARCH)).isEqualTo(Map.of("acct-supplier", 1_000L));
        assertAudited();
    }

    private void assertAudited() {
        assertThat(ContractAudit.fromSigning().check(ledger.events)).isEmpty();
        ContractState replayed = ContractState.initial();
        for (var event : ledger.events) {
            replayed = replayed.evolve(event);
        }
        assertThat(replayed).isEqualTo(ledger.state);
        ledger.total();
    }

    private void doubt(String periodId) {
        ledger.handle(
                new NoteDoubt(
                        new MeteringDoubted(
                                "silo-a",
                                "c-1",
                                periodId,
                                Doubt.UNUSUAL_FALL,
                                AT,
                                AT,
                                grams(1),
                                grams(2)),
                        1,
                        MARCH_25));
    }

    private long near() {
        return ledger.events.stream().filter(CreditLimitNear.class::isInstance).count();
    }

    private static SelfBilling billing(String iban) {
        InvoiceParty party =
                new InvoiceParty(
                        "0088",
                        "1",
                        "DE123456789",
                        null,
                        "Weg 1",
                        "Ulm",
                        "89073",
                        "DE",
                        iban,
                        null);
        return new SelfBilling(
                "sb-1", LocalDate.of(2026, 3, 1), party, party, null, null, null, null, null, null);
    }

    private static ContractTermsBuilder plain() {
        return terms(perTonne("1000")).toBuilder();
    }

    private static BigDecimal percent(String percent) {
        return new BigDecimal(percent);
    }

    private static List<Payee> half() {
        return List.of(
                new Payee("mill", "acct-1", new Share(1, 2)),
                new Payee("bank", "acct-2", new Share(1, 2)));
    }

    private static List<Payee> thirds() {
        return List.of(
                new Payee("mill", "acct-1", new Share(1, 3)),
                new Payee("bank", "acct-2", new Share(1, 3)),
                new Payee("haulier", "acct-3", new Share(1, 3)));
    }

    private static List<Payee> fund() {
        return List.of(new Payee("fund", "acct-x", new Share(1, 1)));
    }

    private static DatedTermsBuilder from(Instant validFrom, Instant knownFrom) {
        return DatedTerms.from(validFrom, knownFrom);
    }

    private ContractTermsBuilder next() {
        var now = ledger.state.signed();
        return now.toBuilder().version(now.version() + 1);
    }

    private void amend(Instant at, DatedTermsBuilder entry) {
        List<DatedTerms> before = ledger.state.signed().datedTerms();
        List<DatedTerms> all = new ArrayList<>(before == null ? List.of() : before);
        all.add(entry.build());
        agree(at, next().datedTerms(all));
    }

    private List<?> agree(Instant at, ContractTermsBuilder terms) {
        return ledger.handle(new AmendContract(terms.build(), at));
    }

    private long no() {
        return numbers.merge("silo-a", 1L, Long::sum);
    }

    private void draw(String periodId, long grams) {
        ledger.handle(charge("silo-a", periodId, no(), PROVISIONAL, grams));
    }

    private void close(String periodId) {
        for (String silo : List.of("silo-a", "silo-b")) {
            ledger.handle(new NoteSiloClosed("c-1", silo, periodId, Quantities.only(grams(0))));
        }
    }

    private long tax(String periodId) {
        return ledger.settlements.stream()
                .filter(one ->
                        one.purpose() == SettlementPurpose.TAX && one.periodId().equals(periodId))
                .mapToLong(one -> one.amount().amountMinor())
                .sum();
    }

    private Map<String, Long> paid(String periodId) {
        Map<String, Long> paid = new TreeMap<>();
        for (SettlementCommanded one : ledger.settlements) {
            if (one.purpose() == SettlementPurpose.CONSUMPTION && one.periodId().equals(periodId)) {
                paid.merge(one.payee(), one.amount().amountMinor(), Long::sum);
            }
        }
        return paid;
    }
}
