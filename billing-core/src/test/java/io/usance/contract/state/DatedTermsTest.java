package io.usance.contract.state;

import static io.usance.contract.state.ContractFixture.APRIL;
import static io.usance.contract.state.ContractFixture.AT;
import static io.usance.contract.state.ContractFixture.EUR;
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
import static org.assertj.core.groups.Tuple.tuple;

import io.usance.contract.ContractCommand.AmendContract;
import io.usance.contract.ContractCommand.EndException;
import io.usance.contract.ContractCommand.RecordPayment;
import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.ContractAmended;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractEvent.SettlementHeld;
import io.usance.contract.ContractEvent.SettlementPurpose;
import io.usance.contract.ContractEvent.TaxCharged;
import io.usance.contract.ContractTerms;
import io.usance.contract.ContractTermsBuilder;
import io.usance.contract.DatedTerms;
import io.usance.contract.DatedTerms.Term;
import io.usance.contract.DatedTermsBuilder;
import io.usance.contract.ExceptionEnded.How;
import io.usance.contract.ExceptionTerms;
import io.usance.contract.Party;
import io.usance.contract.Payee;
import io.usance.contract.SelfBilling;
import io.usance.contract.SettlementPolicy;
import io.usance.contract.VatCategory;
import io.usance.contract.state.ChargingCommand.NoteDoubt;
import io.usance.contract.state.ChargingCommand.NoteSiloClosed;
import io.usance.meter.silo.Doubt;
import io.usance.meter.silo.SiloEvent.MeteringDoubted;
import io.usance.metering.MeteredKind;
import io.usance.money.Money;
import io.usance.money.Share;
import io.usance.quantity.Quantities;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Terms that hold from a period on; every amount is worked out by hand. */
class DatedTermsTest {
    private static final String JUNE = "2026-06-01/2026-07-01";
    private static final String JULY = "2026-07-01/2026-08-01";
    private static final Instant APRIL_FIRST = Instant.parse("2026-03-31T22:00:00Z");
    private static final Instant MAY_FIRST = Instant.parse("2026-04-30T22:00:00Z");
    private static final Instant JULY_FIRST = Instant.parse("2026-06-30T22:00:00Z");
    private static final Instant MARCH_25 = Instant.parse("2026-03-25T10:00:00Z");
    private static final Instant MAY_25 = Instant.parse("2026-05-25T10:00:00Z");

    private ContractLedger ledger = new ContractLedger(plain().taxPercent(percent("19")).build());
    private final Map<String, Long> numbers = new TreeMap<>();

    /** All that happened is audited, whatever the test was about. */
    @AfterEach
    void everyAmountFollowsFromTheTerms() {
        assertThat(ContractAudit.fromSigning().check(ledger.events)).isEmpty();
    }

    // Tax

    @Test
    void aRateAgreedWeeksAheadHoldsFromItsMonthOn() {
        draw(JUNE, 10_000_000);
        amend(MAY_25, from(JULY_FIRST, MAY_25).taxPercent(percent("16")));
        close(JUNE);
        draw(JULY, 10_000_000);
        close(JULY);
        assertThat(ledger.taxes)
                .extracting(TaxCharged::periodId, TaxCharged::percent, TaxCharged::tax)
                .containsExactly(
                        tuple(JUNE, percent("19"), eur(1_900_00)),
                        tuple(JULY, percent("16"), eur(1_600_00)));
        // In August it turns out that a tonne less was drawn in June: 9,000.00 x 19 % = 1,710.00.
        ledger.handle(charge("silo-a", JUNE, no(), MeteredKind.CORRECTION, -1_000_000));
        assertThat(ledger.taxes.getLast().percent()).isEqualTo(percent("19"));
        assertThat(ledger.taxes.getLast().tax()).isEqualTo(eur(-190_00));
        assertThat(tax(JUNE)).isEqualTo(eur(1_710_00));
        assertThat(tax(JULY)).isEqualTo(eur(1_600_00));
    }

    /** 37,150.00 in March: 7,058.50 at its 19 %, not 5,944.00 at April's 16 %. */
    @Test
    void anAmendmentOfMarchForAprilTaxesMarchAsItWasAgreed() {
        draw(MARCH, 37_150_000);
        amend(MARCH_25, from(APRIL_FIRST, MARCH_25).taxPercent(percent("16")));
        close(MARCH);
        draw(APRIL, 37_150_000);
        close(APRIL);
        assertThat(tax(MARCH)).isEqualTo(eur(7_058_50));
        assertThat(tax(APRIL)).isEqualTo(eur(5_944_00));
    }

    @Test
    void theSameWithoutADateIsRefusedWithTheLineToWrite() {
        draw(MARCH, 37_150_000);
        assertThatThrownBy(() -> agree(MARCH_25, next().taxPercent(percent("16"))))
                .hasMessage(
                        "amendment of contract c-1 changes taxPercent without a date, which would change periods that are metered already; leave it as it was, and add to datedTerms {validFrom: 2026-04-01, knownFrom: 2026-03-25T10:00:00Z, taxPercent: \"16\"}, with the first day of the period from which it holds");
        assertThatThrownBy(() -> agree(MARCH_25, next().taxPercent(null)))
                .hasMessageContaining("without: [taxPercent]}");
        agree(MARCH_25, next().taxPercent(percent("19.00")));
    }

    /** A customer of reverse charge, 0 %, is registered here from May on: 19 %. */
    @Test
    void aReverseChargeCustomerBecomesDomestic() {
        SelfBilling abroad =
                new SelfBilling(
                        "sb-1",
                        LocalDate.of(2026, 3, 1),
                        null,
                        null,
                        "ref",
                        VatCategory.REVERSE_CHARGE,
                        "Reverse charge",
                        null,
                        null,
                        null);
        ledger = new ContractLedger(plain().taxPercent(percent("0")).selfBilling(abroad).build());
        draw(APRIL, 10_000_000);
        amend(
                MARCH_25,
                from(MAY_FIRST, MARCH_25)
                        .taxPercent(percent("19"))
                        .vatCategory(VatCategory.STANDARD, null));
        close(APRIL);
        String may = "2026-05-01/2026-06-01";
        draw(may, 10_000_000);
        close(may);
        ledger.handle(charge("silo-a", APRIL, no(), MeteredKind.CORRECTION, 1_000_000));
        assertThat(tax(APRIL)).isEqualTo(eur(0));
        assertThat(tax(may)).isEqualTo(eur(1_900_00));
        ContractTerms terms = ledger.state.signed();
        assertThat(terms.in(APRIL).selfBilling()).isEqualTo(abroad);
        SelfBilling here = Objects.requireNonNull(terms.in(may).selfBilling());
        assertThat(here.vatCategory()).isEqualTo(VatCategory.STANDARD);
        assertThat(here.vatExemptionReason()).isNull();
        assertThat(here.agreementId()).isEqualTo("sb-1");
    }

    /**
     * 12,345.67 and 6,172.84 at 19 % are 2,345.68 and 1,172.84; at 7 % they are 864.20 and 432.10.
     */
    @Test
    void aRateThatReachesBackTaxesWhatIsClosedAgain() {
        ledger = new ContractLedger(priced("1234.567").taxPercent(percent("19")).build());
        draw(MARCH, 10_000_000);
        close(MARCH);
        draw(APRIL, 5_000_000);
        close(APRIL);
        assertThat(List.of(tax(MARCH), tax(APRIL))).containsExactly(eur(2_345_68), eur(1_172_84));
        List<ContractEvent> events = amend(MAY_25, from(AT, MAY_25).taxPercent(percent("7")));
        assertThat(events)
                .filteredOn(TaxCharged.class::isInstance)
                .extracting(e -> ((TaxCharged) e).tax())
                .containsExactly(eur(-1_481_48), eur(-740_74));
        assertThat(List.of(tax(MARCH), tax(APRIL))).containsExactly(eur(864_20), eur(432_10));
        assertThat(agree(MAY_25, ledger.state.signed().toBuilder())).as("again").isEmpty();
        amend(MAY_25.plusSeconds(1), from(APRIL_FIRST, MAY_25.plusSeconds(1)).without(Term.TAX));
        assertThat(List.of(tax(MARCH), tax(APRIL))).containsExactly(eur(864_20), eur(0));
        ledger.handle(charge("silo-a", APRIL, no(), MeteredKind.CORRECTION, 1_000_000));
        assertThat(tax(APRIL)).as("no tax is agreed").isEqualTo(eur(0));
    }

    /** Half a year of 16 %, agreed at once: both entries have one knownFrom. */
    @Test
    void ofWhatIsAgreedTogetherTheLaterHoldsFromItsPeriodOn() {
        amend(
                MARCH_25,
                from(JULY_FIRST, MARCH_25).taxPercent(percent("19")),
                from(APRIL_FIRST, MARCH_25).taxPercent(percent("16")));
        ContractTerms terms = ledger.state.signed();
        assertThat(List.of(MARCH, APRIL, JUNE, JULY))
                .extracting(period -> terms.in(period).taxPercent())
                .containsExactly(percent("19"), percent("16"), percent("16"), percent("19"));
    }

    /**
     * What an earlier release has stored: a rate changed without a date, after March was closed.
     */
    @Test
    void aStoredAmendmentWithoutADateKeepsItsMeaning() {
        ledger = new ContractLedger(plain().build());
        draw(MARCH, 10_000_000);
        close(MARCH);
        stored(next().taxPercent(percent("19")).build());
        draw(APRIL, 10_000_000);
        close(APRIL);
        ledger.handle(charge("silo-a", MARCH, no(), MeteredKind.CORRECTION, 1_000_000));
        assertThat(List.of(tax(MARCH), tax(APRIL))).containsExactly(eur(0), eur(1_900_00));
        // A date of something else, and of a later period, is none of theirs.
        amend(
                MAY_25,
                from(AT, MAY_25).creditLimit(eur(90_000_00)),
                from(JULY_FIRST, MAY_25).taxPercent(percent("7")));
        assertThat(List.of(tax(MARCH), tax(APRIL))).containsExactly(eur(0), eur(1_900_00));
    }

    // Payees

    /** 53.19 over 50/30/20 is 26.59, 15.96, 10.64; over 40/60 it is 21.28 and 31.91. */
    @Test
    void aPayeeSoldWithEffectOfAPastPeriodIsSplitAgain() {
        ledger = new ContractLedger(plain().payees(three()).build());
        draw(MARCH, 53_190);
        close(MARCH);
        assertThat(paid(MARCH))
                .isEqualTo(Map.of("acct-1", 2659L, "acct-2", 1596L, "acct-3", 1064L));
        List<ContractEvent> events =
                amend(
                        MAY_25,
                        from(AT, MAY_25)
                                .payees(
                                        List.of(
                                                new Payee("mill", "acct-1", Share.of("0.4")),
                                                new Payee("fund", "acct-x", Share.of("0.6")))));
        assertThat(events)
                .filteredOn(SettlementCommanded.class::isInstance)
                .extracting(
                        e -> ((SettlementCommanded) e).payee(),
                        e -> ((SettlementCommanded) e).amount())
                .containsExactlyInAnyOrder(
                        tuple("acct-1", eur(-531)),
                        tuple("acct-2", eur(-1596)),
                        tuple("acct-3", eur(-1064)),
                        tuple("acct-x", eur(3191)));
        assertThat(paid(MARCH))
                .isEqualTo(Map.of("acct-1", 2128L, "acct-2", 0L, "acct-3", 0L, "acct-x", 3191L));
        // 10.00 more: 63.19 over 40/60 is 25.28 (25.276) and 37.91 (37.914).
        ledger.handle(charge("silo-a", MARCH, no(), MeteredKind.CORRECTION, 10_000));
        assertThat(paid(MARCH))
                .isEqualTo(Map.of("acct-1", 2528L, "acct-2", 0L, "acct-3", 0L, "acct-x", 3791L));
        // Sold once more, to who had a part before: all of it is theirs.
        amend(
                MAY_25.plusSeconds(1),
                from(AT, MAY_25.plusSeconds(1))
                        .payees(List.of(new Payee("haulier", "acct-2", new Share(1, 1)))));
        assertThat(paid(MARCH))
                .isEqualTo(Map.of("acct-1", 0L, "acct-2", 6319L, "acct-3", 0L, "acct-x", 0L));
        assertThat(ledger.total()).isEqualTo(eur(63_19));
    }

    @Test
    void aPayeeSoldForLaterLeavesWhatWasDrawnBefore() {
        ledger = new ContractLedger(plain().payees(three()).build());
        draw(MARCH, 53_190);
        amend(
                MARCH_25,
                from(APRIL_FIRST, MARCH_25)
                        .payees(List.of(new Payee("fund", "acct-x", new Share(1, 1)))));
        close(MARCH);
        draw(APRIL, 53_190);
        close(APRIL);
        assertThat(paid(MARCH))
                .isEqualTo(Map.of("acct-1", 2659L, "acct-2", 1596L, "acct-3", 1064L));
        assertThat(paid(APRIL)).isEqualTo(Map.of("acct-x", 5319L));
    }

    /** The supplier's bank account is no term: another one does not move what was paid. */
    @Test
    void withoutPayeesTheSupplierGetsAllWhateverItsAccountIsLater() {
        ledger = new ContractLedger(plain().payees(three()).build());
        draw(MARCH, 53_190);
        close(MARCH);
        amend(MAY_25, from(AT, MAY_25).without(Term.PAYEES));
        Map<String, Long> all =
                Map.of("acct-1", 0L, "acct-2", 0L, "acct-3", 0L, "acct-supplier", 5319L);
        assertThat(paid(MARCH)).isEqualTo(all);
        agree(
                MAY_25.plusSeconds(1),
                next().supplier(new Party("supplier", "Granulat AG", "acct-new")));
        assertThat(paid(MARCH)).isEqualTo(all);
        draw(APRIL, 1_000);
        assertThat(paid(APRIL)).isEqualTo(Map.of("acct-new", 100L));
    }

    @Test
    void anOpenPeriodIsSplitAgainByItsPolicyAndAtTheLatestAtItsClose() {
        SettlementPolicy threshold =
                new SettlementPolicy(
                        SettlementPolicy.When.THRESHOLD, null, new BigDecimal("50.00"));
        ledger = new ContractLedger(plain().payees(three()).settlement(threshold).build());
        draw(MARCH, 53_190);
        amend(MARCH_25, from(AT, MARCH_25).without(Term.PAYEES));
        assertThat(paid(MARCH)).hasSize(3);
        close(MARCH);
        assertThat(paid(MARCH))
                .isEqualTo(
                        Map.of("acct-1", 0L, "acct-2", 0L, "acct-3", 0L, "acct-supplier", 5319L));
    }

    // Limit, policy, exceptions

    /**
     * 10,000 and 8,000 are owed; of March's limit of 10,000 nothing is left, of April's there is.
     */
    @Test
    void theLimitOfAPeriodHoldsForWhatIsCommandedOfIt() {
        ledger = new ContractLedger(plain().creditLimit(eur(10_000_00)).build());
        draw(MARCH, 10_000_000);
        amend(MARCH_25, from(APRIL_FIRST, MARCH_25).creditLimit(eur(20_000_00)));
        draw(APRIL, 8_000_000);
        assertThat(held()).isEmpty();
        draw(MARCH, 1_000_000);
        assertThat(held())
                .extracting(SettlementHeld::periodId, SettlementHeld::creditLimit)
                .containsExactly(tuple(MARCH, eur(10_000_00)));
        amend(MAY_25, from(AT, MAY_25).without(Term.CREDIT_LIMIT));
        assertThat(ledger.total()).isEqualTo(eur(19_000_00));
        assertThat(ledger.state.signed().in(APRIL).creditLimit())
                .as("agreed last, from March on")
                .isNull();
    }

    @Test
    void aPeriodIsSettledByThePolicyOfItsOwn() {
        ledger = new ContractLedger(plain().build());
        SettlementPolicy atClose = new SettlementPolicy(SettlementPolicy.When.AT_CLOSE, null, null);
        amend(MARCH_25, from(APRIL_FIRST, MARCH_25).settlement(atClose));
        draw(APRIL, 2_000_000);
        draw(MARCH, 1_000_000);
        assertThat(paid(MARCH)).isEqualTo(Map.of("acct-supplier", 1_000_00L));
        assertThat(paid(APRIL)).isEmpty();
        close(APRIL);
        assertThat(paid(APRIL)).isEqualTo(Map.of("acct-supplier", 2_000_00L));
    }

    /** What is held for an exception is split by what was agreed meanwhile. */
    @Test
    void aSplitThatWaitsForAnExceptionFollowsWhenItIsEnded() {
        ledger =
                new ContractLedger(plain().payees(three()).exceptions(ExceptionTerms.HOLD).build());
        draw(MARCH, 53_190);
        close(MARCH);
        ledger.handle(
                new NoteDoubt(
                        new MeteringDoubted(
                                "silo-a",
                                "c-1",
                                MARCH,
                                Doubt.UNUSUAL_FALL,
                                AT,
                                AT,
                                grams(1),
                                grams(2)),
                        1,
                        MARCH_25));
        amend(MARCH_25, from(AT, MARCH_25).without(Term.PAYEES));
        assertThat(paid(MARCH)).hasSize(3);
        ledger.handle(new EndException("c-1", 1, How.ACCEPTED, "Ann", "seen", MAY_25));
        assertThat(paid(MARCH))
                .isEqualTo(
                        Map.of("acct-1", 0L, "acct-2", 0L, "acct-3", 0L, "acct-supplier", 5319L));
    }

    @Test
    void whatIsHeldForCreditIsSplitByWhatHoldsWhenItIsPaid() {
        ledger = new ContractLedger(plain().payees(three()).creditLimit(eur(1_00)).build());
        draw(APRIL, 1_000);
        draw(MARCH, 53_190);
        amend(
                MAY_25,
                from(AT, MAY_25).payees(List.of(new Payee("fund", "acct-x", new Share(1, 1)))));
        assertThat(paid(MARCH)).isEmpty();
        ledger.handle(new RecordPayment("c-1", eur(1_00), 1, "bank", MAY_25));
        assertThat(paid(MARCH)).isEqualTo(Map.of("acct-x", 5319L));
        assertThat(paid(APRIL).get("acct-x")).isEqualTo(1_00L);
        assertThat(ledger.total()).isEqualTo(eur(54_19));
    }

    // What is refused

    @Test
    void contradictionsAndForgedHistoriesAreRefused() {
        DatedTermsBuilder tax = from(APRIL_FIRST, MARCH_25).taxPercent(percent("16"));
        assertThatThrownBy(() -> amend(MAY_25, tax, from(APRIL_FIRST, MARCH_25).without(Term.TAX)))
                .hasMessageContaining(
                        "two datedTerms from 2026-03-31T22:00:00Z, both known from 2026-03-25T10:00:00Z, say what taxPercent is");
        assertThatThrownBy(() ->
                        amend(
                                MAY_25,
                                from(AT, AT).without(Term.SELF_BILLING),
                                from(AT, AT).vatCategory(VatCategory.STANDARD, null)))
                .hasMessageContaining("say what vatCategory is");
        assertThatThrownBy(() -> amend(MARCH_25.minusSeconds(1), tax))
                .hasMessageContaining(
                        "known from 2026-03-25T10:00:00Z, which is after it is agreed");
        assertThatThrownBy(() -> amend(MAY_25, from(MARCH_25, MARCH_25).taxPercent(percent("16"))))
                .hasMessageContaining(
                        "datedTerms[0]: validFrom is 2026-03-25T10:00:00Z, within the period 2026-03-01/2026-04-01; terms change when a period begins, write 2026-02-28T23:00:00Z or 2026-03-31T22:00:00Z");
        assertThatThrownBy(() -> amend(MAY_25, from(APRIL_FIRST, MARCH_25)))
                .hasMessageContaining("datedTerms[0]: says nothing");
        assertThatThrownBy(() -> amend(MAY_25, from(AT, AT).without(Term.SETTLEMENT)))
                .hasMessageContaining(
                        "without has settlement; write settlement: {when: EACH_STEP}");
        assertThatThrownBy(() ->
                        amend(MAY_25, from(AT, AT).taxPercent(percent("7")).without(Term.TAX)))
                .hasMessageContaining("taxPercent is given, and in without");
        amend(MAY_25, tax);
        assertThatThrownBy(
                        () -> amend(MAY_25, from(AT, MARCH_25.minusSeconds(1)).without(Term.TAX)))
                .hasMessageContaining("has taxPercent known from 2026-03-25T09:59:59Z, before");
        assertThatThrownBy(() -> agree(MAY_25, next().datedTerms(null)))
                .hasMessageContaining("drops or changes datedTerms agreed before; leave the 1");
        amend(MAY_25, from(AT, MARCH_25.minusSeconds(1)).creditLimit(eur(1)));
    }

    @Test
    void everyTermThatChangesWithoutADateIsRefusedWithItsLine() {
        refused(next().creditLimit(eur(500_00)), "creditLimit: \"500.00\"}");
        refused(
                next().payees(three()),
                "payees: [{name: \"mill\", account: \"acct-1\", share: 5/10}");
        refused(
                next().settlement(new SettlementPolicy(SettlementPolicy.When.INTERVAL, 24, null)),
                "settlement: {when: INTERVAL, everyHours: 24}}");
        refused(
                next().selfBilling(new SelfBilling("sb", LocalDate.of(2026, 3, 1))),
                "selfBilling: {all that holds then}}");
        // A contract of an earlier release says nothing of exceptions until it is amended.
        agree(MARCH_25, next().exceptions(ExceptionTerms.HOLD));
        refused(
                next().exceptions(new ExceptionTerms(null, ExceptionTerms.Settlement.AS_CHARGED)),
                "exceptions: {settlement: AS_CHARGED}}");
    }

    /** Nothing holds by the field any more, if an entry holds from the first period on. */
    @Test
    void aFieldThatHoldsNowhereMayBeTidiedUp() {
        amend(MARCH_25, from(AT, MARCH_25).taxPercent(percent("16")));
        agree(MAY_25, next().taxPercent(percent("16")));
        draw(MARCH, 10_000_000);
        close(MARCH);
        assertThat(tax(MARCH)).isEqualTo(eur(1_600_00));
    }

    private void refused(ContractTermsBuilder amended, String line) {
        assertThatThrownBy(() -> agree(MARCH_25, amended))
                .hasMessageContaining("without a date")
                .hasMessageContaining(line);
    }

    private static ContractTermsBuilder plain() {
        return priced("1000");
    }

    private static ContractTermsBuilder priced(String price) {
        return terms(perTonne(price)).toBuilder();
    }

    private static BigDecimal percent(String percent) {
        return new BigDecimal(percent);
    }

    private static List<Payee> three() {
        return List.of(
                new Payee("mill", "acct-1", Share.of("0.5")),
                new Payee("haulier", "acct-2", Share.of("0.3")),
                new Payee("bank", "acct-3", Share.of("0.2")));
    }

    private static DatedTermsBuilder from(Instant validFrom, Instant knownFrom) {
        return DatedTerms.from(validFrom, knownFrom);
    }

    private ContractTermsBuilder next() {
        ContractTerms now = ledger.state.signed();
        return now.toBuilder().version(now.version() + 1);
    }

    private List<ContractEvent> amend(Instant at, DatedTermsBuilder... entries) {
        ContractTerms now = ledger.state.signed();
        List<DatedTerms> all = new ArrayList<>();
        if (now.datedTerms() != null) {
            all.addAll(now.datedTerms());
        }
        for (DatedTermsBuilder entry : entries) {
            all.add(entry.build());
        }
        return agree(at, next().datedTerms(all));
    }

    private List<ContractEvent> agree(Instant at, ContractTermsBuilder terms) {
        return ledger.handle(new AmendContract(terms.build(), at));
    }

    /** As it was stored, whatever is refused today. */
    private void stored(ContractTerms terms) {
        ContractEvent event = new ContractAmended(terms, MARCH_25);
        ledger.state = ledger.state.evolve(event);
        ledger.events.add(event);
    }

    private long no() {
        return numbers.merge("silo-a", 1L, Long::sum);
    }

    private void draw(String periodId, long grams) {
        ledger.handle(charge("silo-a", periodId, no(), PROVISIONAL, grams - 100));
        ledger.handle(charge("silo-a", periodId, no(), TRUE_UP, 100));
    }

    private void close(String periodId) {
        for (String silo : List.of("silo-a", "silo-b")) {
            ledger.handle(new NoteSiloClosed("c-1", silo, periodId, Quantities.only(grams(0))));
        }
    }

    private Money tax(String periodId) {
        Money sum = Money.zero(EUR);
        for (SettlementCommanded one : ledger.settlements) {
            boolean counts =
                    one.purpose() == SettlementPurpose.TAX && one.periodId().equals(periodId);
            sum = counts ? sum.plus(one.amount()) : sum;
        }
        return sum;
    }

    /** What each account has got of the period's consumption, in cents. */
    private Map<String, Long> paid(String periodId) {
        Map<String, Long> paid = new TreeMap<>();
        for (SettlementCommanded one : ledger.settlements) {
            if (one.purpose() == SettlementPurpose.CONSUMPTION && one.periodId().equals(periodId)) {
                paid.merge(one.payee(), one.amount().amountMinor(), Long::sum);
            }
        }
        return paid;
    }

    private List<SettlementHeld> held() {
        return ledger.events.stream()
                .filter(SettlementHeld.class::isInstance)
                .map(SettlementHeld.class::cast)
                .toList();
    }
}
