package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.contract.ContractCommand.EndException;
import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.HoldReason;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractTerms;
import io.usance.contract.ContractTermsException;
import io.usance.contract.ExceptionEnded.How;
import io.usance.contract.ExceptionTerms;
import io.usance.contract.Party;
import io.usance.contract.SelfBilling;
import io.usance.contract.UnknownContractException;
import io.usance.contract.state.ContractAudit;
import io.usance.finance.FinanceEvent.InvoiceIssued;
import io.usance.finance.FinanceException;
import io.usance.meter.StandardMeters;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.Metered;
import io.usance.metering.MeteredKind;
import io.usance.money.Money;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.Tariff;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.query.ContractPeriodQuery.ContractPeriod;
import io.usance.query.ContractPeriodQuery.State;
import io.usance.query.ExceptionQuery.ContractException;
import io.usance.query.ExceptionQuery.End;
import io.usance.query.Page;
import io.usance.settlement.stage.Charging;
import io.usance.store.RecordedEvent;
import io.usance.store.TestDatabase;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A silo from which 6 t are gone at once: held, accepted, settled to the cent, and the same again
 * from the log alone.
 */
@Tag("slow")
class ExceptionLifeTest {
    private static final Instant FROM = Instant.parse("2025-01-01T00:00:00Z");
    private static final Instant DECIDED = Instant.parse("2025-02-03T09:00:00Z");
    private static final String JANUARY = "2025-01-01/2025-02-01";
    private static final int FALL_HOUR = 250;

    private final HikariDataSource dataSource = TestDatabase.empty();
    private BillingEngine engine = BillingEngine.builder(dataSource).build();

    @BeforeEach
    void aSiloUnderAContractThatHolds() {
        engine.handle(
                new RegisterSilo(
                        new SiloSpec(
                                "silo-1",
                                "PVC granulate",
                                kg(60_000),
                                null,
                                new SensorSpec("sensor-1", kg(20), kg(1), 24),
                                kg(1_000)),
                        FROM));
        engine.signContract(terms(), FROM);
    }

    @AfterEach
    void close() {
        dataSource.close();
    }

    @Test
    void isHeldAcceptedAndSettledToTheCent() {
        read(0, FALL_HOUR);
        Money before = january().settled();
        assertThat(before.isZero()).isFalse();
        read(FALL_HOUR, 20 * 24);
        ContractException open = onlyOpen();
        assertThat(open.kind()).isEqualTo("UNUSUAL_FALL");
        assertThat(open.exceptionNo()).isEqualTo(1);
        assertThat(open.meterId()).isEqualTo("silo-1");
        assertThat(open.quantity()).isBetween(kg(6_000), kg(6_200));
        assertThat(january().settlementHeld()).isEqualTo(HoldReason.EXCEPTION);
        restart();
        read(20 * 24, 33 * 24);
        assertThat(january().state()).as("the close does not wait").isEqualTo(State.SETTLED);
        assertThat(january().settled().amountMinor())
                .isBetween(before.amountMinor(), before.amountMinor() + 1_500_00);
        assertThat(onlyOpen().held()).isEqualTo(january().open());
        assertThat(january().open().amountMinor()).isGreaterThan(7_000_00);
        assertThat(identitiesHold()).isTrue();

        assertThat(engine.handle(end(How.ACCEPTED))).hasSizeGreaterThan(1);
        assertThat(engine.handle(end(How.ACCEPTED))).as("again").isEmpty();
        engine.catchUp();
        assertThat(january().open().isZero()).isTrue();
        assertThat(january().settlementHeld()).isNull();
        assertThat(january().settled().plus(january().taxSettled())).isEqualTo(commanded());
        assertThat(identitiesHold()).isTrue();
        assertEndedAsDecided();
        assertTheSameFromTheLog();
    }

    @Test
    void isInvoicedWhenItIsNotHeldAnyMore() {
        read(0, 33 * 24);
        assertThatThrownBy(this::invoice)
                .isInstanceOf(FinanceException.class)
                .hasMessage(
                        "period %s of contract c-1 is held for its open exceptions [1]; accept or resolve them, then it is invoiced"
                                .formatted(JANUARY));
        engine.handle(end(How.RESOLVED));
        engine.catchUp();
        assertThat(invoice().orElseThrow().net()).isEqualTo(january().settled());
        assertThat(invoice()).as("again").isEmpty();
    }

    /** Where a stretch of the log ends is chance; a true-up is never in it without its close. */
    @Test
    void aTrueUpIsNotPartedFromItsClose() {
        read(0, 33 * 24);
        List<RecordedEvent> log =
                engine.internals()
                        .log()
                        .read(0, 100_000, 100_000, Charging.events(StandardMeters.kinds()))
                        .events();
        int parted = 0;
        for (int end = 1; end <= log.size(); end++) {
            List<RecordedEvent> stretch = log.subList(0, end);
            List<RecordedEvent> whole = stretch.subList(0, Charging.whole(stretch));
            parted += whole.size() < end ? 1 : 0;
            assertThat(whole.stream().filter(e -> isTrueUp(e.payload())).count())
                    .isEqualTo(
                            whole.stream()
                                    .filter(e -> e.payload() instanceof PeriodClosed)
                                    .count());
        }
        assertThat(parted).isPositive();
    }

    private static boolean isTrueUp(Object event) {
        return event instanceof Metered metered && metered.kind() == MeteredKind.TRUE_UP;
    }

    private Optional<InvoiceIssued> invoice() {
        return engine.finance()
                .invoices()
                .issue("c-1", JANUARY, LocalDate.parse("2026-02-03"), DECIDED, invoice -> {});
    }

    @Test
    void whatIsRefusedSaysWhy() {
        assertThatThrownBy(() -> engine.handle(end(How.ACCEPTED)))
                .isInstanceOf(ContractTermsException.class)
                .hasMessage("contract c-1 has no exception 1; it never had one");
        assertThatThrownBy(() ->
                        engine.handle(
                                new EndException("c-2", 1, How.ACCEPTED, "Ann", "seen", DECIDED)))
                .isInstanceOf(UnknownContractException.class);
    }

    private void assertEndedAsDecided() {
        assertThat(engine.queries().exceptions().open().page().items()).isEmpty();
        Page<ContractException> page =
                engine.queries()
                        .exceptions()
                        .contract("c-1")
                        .meter("silo-1")
                        .period(JANUARY)
                        .max(1)
                        .page();
        assertThat(page.items())
                .singleElement()
                .satisfies(one ->
                        assertThat(one.end())
                                .isEqualTo(
                                        new End(
                                                How.ACCEPTED,
                                                "Ann",
                                                "two trucks were loaded",
                                                DECIDED)))
                .satisfies(one -> assertThat(one.held()).isNull());
    }

    private void assertTheSameFromTheLog() {
        List<String> rows = engine.internals().readModels().dump();
        engine.internals().readModels().reset();
        restart();
        engine.catchUp();
        assertThat(engine.internals().readModels().dump()).isEqualTo(rows);
        assertThat(ContractAudit.fromSigning().check(engine.contractEvents("c-1"))).isEmpty();
    }

    /** 40 kg an hour, and 6 t at once. */
    private void read(int fromHour, int toHour) {
        for (int from = fromHour; from < toHour; from += 24) {
            List<Reading> readings = new ArrayList<>();
            for (int hour = from; hour < Math.min(toHour, from + 24); hour++) {
                long level = 55_000 - 40L * hour - (hour >= FALL_HOUR ? 6_000 : 0);
                readings.add(
                        new Reading(
                                "sensor-1",
                                hour + 1L,
                                null,
                                FROM.plus(Duration.ofHours(hour)),
                                ReadingKind.MASS,
                                BigDecimal.valueOf(level),
                                UnitOfMeasure.KILOGRAM));
            }
            engine.handle(
                    new RecordReadings("silo-1", readings, FROM.plus(Duration.ofHours(from + 24))));
        }
        engine.catchUp();
    }

    private void restart() {
        engine = BillingEngine.builder(dataSource).build();
    }

    private ContractPeriod january() {
        return engine.queries()
                .contractPeriods()
                .contract("c-1")
                .period(JANUARY)
                .page()
                .items()
                .getFirst();
    }

    private ContractException onlyOpen() {
        List<ContractException> open = engine.queries().exceptions().open().page().items();
        assertThat(open).hasSize(1);
        return open.getFirst();
    }

    private Money commanded() {
        Money sum = eur(0);
        for (ContractEvent event : engine.contractEvents("c-1")) {
            if (event instanceof SettlementCommanded e && e.periodId().equals(JANUARY)) {
                sum = sum.plus(e.amount());
            }
        }
        return sum;
    }

    private boolean identitiesHold() {
        return engine.internals().readModels().identities().stream().allMatch(one -> one.holds());
    }

    private static EndException end(How how) {
        return new EndException("c-1", 1, how, "Ann", "two trucks were loaded", DECIDED);
    }

    private static Money eur(long cents) {
        return new Money(cents, Currency.getInstance("EUR"));
    }

    private static Quantity kg(long kilograms) {
        return new Quantity(kilograms * 1_000, Dimension.MASS);
    }

    private static ContractTerms terms() {
        return ContractTerms.builder("c-1")
                .supplier(new Party("s", "Granulat AG", "acct-s"))
                .customer(new Party("p", "Fensterprofile GmbH", "acct-p"))
                .meters("silo-1")
                .currency(Currency.getInstance("EUR"))
                .calendar(new BillingCalendar(ZoneId.of("UTC"), Cycle.MONTH))
                .tariff(new Tariff.PerUnit(new BigDecimal("1217.5030"), UnitOfMeasure.TONNE))
                .meteringFrom(FROM)
                .taxPercent(new BigDecimal("19"))
                .selfBilling(new SelfBilling("agreed-1", LocalDate.parse("2026-01-01")))
                .exceptions(ExceptionTerms.HOLD)
                .build();
    }
}
