package io.usance.contract.state;

import static io.usance.contract.state.ContractFixture.AT;
import static io.usance.contract.state.ContractFixture.EUR;
import static io.usance.contract.state.ContractFixture.PROVISIONAL;
import static io.usance.contract.state.ContractFixture.charge;
import static io.usance.contract.state.ContractFixture.eur;
import static io.usance.contract.state.ContractFixture.grams;
import static io.usance.contract.state.ContractFixture.perTonne;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.usance.contract.ContractCommand.AmendContract;
import io.usance.contract.ContractCommand.SignContract;
import io.usance.contract.ContractCommand.TerminateContract;
import io.usance.contract.ContractEvent.ContractSigned;
import io.usance.contract.ContractEvent.ContractTerminated;
import io.usance.contract.ContractEvent.HoldReason;
import io.usance.contract.ContractEvent.PeriodSettled;
import io.usance.contract.ContractTerms;
import io.usance.contract.ContractTermsException;
import io.usance.contract.Party;
import io.usance.contract.state.ChargingCommand.NoteSiloClosed;
import io.usance.contract.state.ChargingCommand.NoteSiloLeft;
import io.usance.failure.InvalidInputException;
import io.usance.period.BillingCalendar;
import io.usance.pricing.CarryForward;
import io.usance.pricing.Tariff;
import io.usance.pricing.TariffVersion;
import io.usance.quantity.Quantities;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A contract of one period: signed and ended in one, settled at its end, and nothing after. */
class OnceContractTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final String ONCE = "2026-03-10/2026-03-30";
    private static final String AFTER = "2026-03-30/9999-12-31";
    private static final String BEFORE = "0001-01-01/2026-03-10";
    private static final Instant FROM = Instant.parse("2026-03-09T23:00:00Z");
    private static final Instant UNTIL = Instant.parse("2026-03-29T22:00:00Z");
    private static final Instant LATER = Instant.parse("2026-05-20T10:00:00Z");

    /**
     * 100 per tonne, at least 1,000; what exceeds it would be credited later, were there a later.
     */
    private static final Tariff TARIFF =
            new Tariff.Composite(
                    List.of(
                            new Tariff.PerUnit(new BigDecimal("100"), UnitOfMeasure.TONNE),
                            new Tariff.Minimum(new BigDecimal("1000"), CarryForward.RAISE_NEXT)));

    @Test
    void isTerminatedWithItsEndWhenItIsSigned() {
        ContractTerms terms = terms(TARIFF, FROM);
        ContractLedger ledger = new ContractLedger(terms);
        assertThat(ledger.events)
                .containsExactly(
                        new ContractSigned(terms, AT),
                        new ContractTerminated("c-1", UNTIL, "it has one period, " + ONCE, AT));
        assertThat(ledger.handle(new SignContract(terms, LATER))).isEmpty();
        assertThat(ledger.handle(new TerminateContract("c-1", UNTIL, "again", LATER))).isEmpty();
        assertThatThrownBy(() -> ledger.handle(new TerminateContract("c-1", FROM, "x", LATER)))
                .isInstanceOf(ContractTermsException.class)
                .hasMessage(
                        "contract c-1 ends 2026-03-29T22:00:00Z already, and cannot end 2026-03-09T23:00:00Z");
    }

    /** 4 t x 100 = 400.00, and 600.00 to the minimum, which no next period could be raised by. */
    @Test
    void settlesAtItsEndAndChargesNothingBeforeOrAfter() {
        ContractLedger ledger = new ContractLedger(terms(TARIFF, FROM));
        ledger.handle(new NoteSiloLeft("c-1", "silo-a", UNTIL));
        ledger.handle(charge("silo-a", ONCE, 1, PROVISIONAL, 4_000_000));
        assertThat(ledger.total()).isEqualTo(eur(400_00));
        assertThat(ledger.settled).isEmpty();
        ledger.handle(new NoteSiloClosed("c-1", "silo-a", ONCE, Quantities.only(grams(4_000_000))));
        assertThat(ledger.settled)
                .extracting(PeriodSettled::periodId, PeriodSettled::amount)
                .containsExactly(tuple(ONCE, eur(1_000_00)));

        ledger.handle(charge("silo-a", AFTER, 2, PROVISIONAL, 5_000_000));
        ledger.handle(
                new NoteSiloClosed("c-1", "silo-a", AFTER, Quantities.only(grams(5_000_000))));
        assertThat(ledger.held)
                .singleElement()
                .satisfies(held -> {
                    assertThat(held.reason()).isEqualTo(HoldReason.CONTRACT_ENDED);
                    assertThat(held.periodId()).isEqualTo(AFTER);
                });
        assertThat(ledger.total()).isEqualTo(eur(1_000_00));
        assertThat(ledger.state.periods()).containsOnlyKeys(ONCE);
        assertThat(ContractAudit.fromSigning().check(ledger.events)).isEmpty();
    }

    /** What comes late to the one period is charged in it: 12 t x 100 = 1,200.00. */
    @Test
    void aTrueUpAfterTheEndBelongsToIt() {
        ContractLedger ledger = new ContractLedger(terms(TARIFF, FROM));
        ledger.handle(charge("silo-a", ONCE, 1, PROVISIONAL, 4_000_000));
        ledger.handle(new NoteSiloClosed("c-1", "silo-a", ONCE, Quantities.only(grams(4_000_000))));
        ledger.handle(charge("silo-a", ONCE, 2, PROVISIONAL, 8_000_000));
        assertThat(ledger.total()).isEqualTo(eur(1_200_00));
    }

    @Test
    void aPriceAgreedLaterReachesBackOverAllOfIt() {
        ContractLedger ledger = new ContractLedger(terms(perTonne("100"), FROM));
        ledger.handle(charge("silo-a", ONCE, 1, PROVISIONAL, 4_000_000));
        ContractTerms signed = ledger.state.signed();
        ledger.handle(
                new AmendContract(
                        terms(
                                2,
                                List.of(
                                        signed.tariffs().getFirst(),
                                        new TariffVersion(FROM, LATER, perTonne("90"))),
                                FROM),
                        LATER));
        assertThat(ledger.total()).isEqualTo(eur(360_00));
    }

    @ParameterizedTest
    @CsvSource({"2026-03-09T22:59:59Z", "2026-03-29T22:00:00Z"})
    void isMeteredWithinItsPeriod(Instant meteringFrom) {
        assertThatThrownBy(() -> terms(TARIFF, meteringFrom))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "contract c-1 is metered from %s, outside its one period, from 2026-03-10 until 2026-03-30"
                                .formatted(meteringFrom));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-03-29T22:00:00Z | contract c-1 has a price from 2026-03-29T22:00:00Z, when its one period, 2026-03-10/2026-03-30, has ended; it would never hold",
                "2026-03-19T23:00:00Z | contract c-1 has a price from 2026-03-19T23:00:00Z, within the period 2026-03-10/2026-03-30; a price changes when a period begins"
            })
    void itsPriceHoldsFromItsBeginning(Instant validFrom, String message) {
        TariffVersion first = new TariffVersion(FROM, AT, TARIFF);
        TariffVersion other = new TariffVersion(validFrom, AT, TARIFF);
        assertThatThrownBy(() -> terms(1, List.of(first, other), FROM)).hasMessage(message);
    }

    @Test
    void anotherEndNeedsAnotherContract() {
        ContractLedger ledger = new ContractLedger(terms(TARIFF, FROM));
        ContractTerms longer =
                ContractTerms.builder("c-1")
                        .version(2)
                        .supplier(ledger.state.signed().supplier())
                        .customer(ledger.state.signed().customer())
                        .material("PVC granulate")
                        .meters("silo-a")
                        .currency(EUR)
                        .calendar(
                                BillingCalendar.once(
                                        BERLIN,
                                        LocalDate.of(2026, 3, 10),
                                        LocalDate.of(2026, 4, 30)))
                        .tariff(TARIFF)
                        .meteringFrom(FROM)
                        .build();
        assertThatThrownBy(() -> ledger.handle(new AmendContract(longer, LATER)))
                .hasMessage(
                        "amendment of contract c-1 changes calendar from ONCE from 2026-03-10 until 2026-03-30, Europe/Berlin to ONCE from 2026-03-10 until 2026-04-30, Europe/Berlin; that needs another contract");
    }

    /** No meter starts before; should one, it is reported, and nothing stands still. */
    @Test
    void whatIsDrawnBeforeIsHeldAsWhatIsDrawnAfter() {
        ContractLedger ledger = new ContractLedger(terms(TARIFF, FROM));
        ledger.handle(charge("silo-a", BEFORE, 1, PROVISIONAL, 1_000_000));
        ledger.handle(charge("silo-a", ONCE, 2, PROVISIONAL, 1_000_000));
        assertThat(ledger.held)
                .singleElement()
                .satisfies(h -> assertThat(h.periodId()).isEqualTo(BEFORE));
        assertThat(ledger.state.periods()).containsOnlyKeys(ONCE);
        assertThat(Charges.missingSeries(ledger.state, BEFORE)).isEmpty();
        assertThat(Charges.missingSeries(ledger.state, AFTER)).isEmpty();
    }

    private static ContractTerms terms(Tariff tariff, Instant meteringFrom) {
        return terms(1, List.of(new TariffVersion(FROM, AT, tariff)), meteringFrom);
    }

    private static ContractTerms terms(
            int version, List<TariffVersion> prices, Instant meteringFrom) {
        return ContractTerms.builder("c-1")
                .version(version)
                .supplier(new Party("supplier", "Granulat AG", "acct-supplier"))
                .customer(new Party("plant", "Profile GmbH", "acct-plant"))
                .material("PVC granulate")
                .meters("silo-a")
                .currency(EUR)
                .calendar(
                        BillingCalendar.once(
                                BERLIN, LocalDate.of(2026, 3, 10), LocalDate.of(2026, 3, 30)))
                .tariffs(prices)
                .meteringFrom(meteringFrom)
                .build();
    }
}
