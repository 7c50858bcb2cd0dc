package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.ConsumptionHeld;
import io.usance.contract.ContractEvent.ContractTerminated;
import io.usance.contract.ContractEvent.PeriodSettled;
import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.SiloCommand.ClosePeriod;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.ContractEnded;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.Decision;
import io.usance.money.Money;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.Tariff;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.reconciliation.Identity;
import io.usance.reconciliation.ReadModels.ContractPeriod;
import io.usance.reconciliation.ReadModels.MeterPeriod;
import io.usance.reconciliation.ReadModels.OverdueMeter;
import io.usance.store.RecordedEvent;
import io.usance.store.TestDatabase;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Cycles through the whole engine on a real Postgres: from readings to settled periods. */
@Tag("slow")
class CyclesTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId HAVANA = ZoneId.of("America/Havana");
    private static final Currency EUR = Currency.getInstance("EUR");
    private static final Instant SIGNED = Instant.parse("2025-12-20T09:00:00Z");

    /** A value that does not move is doubted; the median does not see this. */
    private static final int[] NOISE_KG = {0, 1, 0, -1};

    private static final Duration INTERVAL = Duration.ofHours(1);

    private final HikariDataSource dataSource = TestDatabase.empty();
    private BillingEngine engine = BillingEngine.builder(dataSource).eventsPerSnapshot(50).build();
    private final Map<String, Long> sequences = new HashMap<>();

    @AfterEach
    void close() {
        dataSource.close();
    }

    /** 12 t and 7.5 t at 100 per tonne, the first quarter an hour short. */
    @Test
    void aSiloIsBilledByTheQuarter() {
        register("silo-q");
        Instant from = Instant.parse("2025-12-31T23:00:00Z");
        sign("c-q", "silo-q", new BillingCalendar(BERLIN, Cycle.QUARTER), from);
        level("silo-q", 50_000, "2025-12-31T18:00:00Z", "2026-02-10T00:00:00Z");
        level("silo-q", 38_000, "2026-02-10T01:00:00Z", "2026-04-05T00:00:00Z");
        level("silo-q", 30_500, "2026-04-05T01:00:00Z", "2026-07-03T00:00:00Z");
        engine.catchUp();

        assertThat(settled("c-q"))
                .containsExactly(
                        tuple("2026-01-01/2026-04-01", kg(12_000), eur(1_200_00)),
                        tuple("2026-04-01/2026-07-01", kg(7_500), eur(750_00)));
        assertThat(engine.internals().readModels().meterPeriods())
                .extracting(MeterPeriod::periodId, MeterPeriod::state)
                .containsExactly(
                        tuple("2026-01-01/2026-04-01", "CLOSED"),
                        tuple("2026-04-01/2026-07-01", "CLOSED"),
                        tuple("2026-07-01/2026-10-01", "OPEN"));
        assertThat(open())
                .extracting(OverdueMeter::periodEnd)
                .containsExactly(Instant.parse("2026-09-30T22:00:00Z"));
        everythingHolds();
    }

    /** A contract's year that begins in October, over both changes of the clock. */
    @Test
    void aSiloIsBilledByTheContractsYear() {
        register("silo-y");
        Instant from = Instant.parse("2025-09-30T22:00:00Z");
        BillingCalendar year = new BillingCalendar(BERLIN, Cycle.YEAR, 10, null, null);
        sign("c-y", "silo-y", year, from);
        level("silo-y", 50_000, "2025-09-30T18:00:00Z", "2026-02-10T00:00:00Z");
        level("silo-y", 38_000, "2026-02-10T01:00:00Z", "2026-10-03T00:00:00Z");
        engine.catchUp();
        assertThat(settled("c-y"))
                .containsExactly(tuple("2025-10-01/2026-10-01", kg(12_000), eur(1_200_00)));
        everythingHolds();
    }

    /** 10 t in the rental, 4 t while nothing is agreed, 3 t under the contract that follows. */
    @Test
    void aContractOfOnePeriodSettlesAtItsEndAndChargesNothingAfterIt() {
        register("silo-o");
        BillingCalendar rental = once(BERLIN, "2026-03-10", "2026-03-30");
        sign("c-o", "silo-o", rental, Instant.parse("2026-03-10T07:00:00Z"));
        assertThat(all(ContractTerminated.class))
                .extracting(ContractTerminated::contractId, ContractTerminated::endsAt)
                .containsExactly(tuple("c-o", Instant.parse("2026-03-29T22:00:00Z")));
        assertThat(all(ContractEnded.class)).hasSize(1);

        level("silo-o", 50_000, "2026-03-10T02:00:00Z", "2026-03-20T00:00:00Z");
        level("silo-o", 40_000, "2026-03-20T01:00:00Z", "2026-03-29T20:00:00Z");
        engine.catchUp();
        assertThat(settled("c-o")).isEmpty();
        level("silo-o", 40_000, "2026-03-29T21:00:00Z", "2026-03-31T12:00:00Z");
        engine.catchUp();
        assertThat(settled("c-o"))
                .containsExactly(tuple("2026-03-10/2026-03-30", kg(10_000), eur(1_000_00)));
        int charges = all(ConsumptionCharged.class).size();

        restart();
        level("silo-o", 36_000, "2026-03-31T13:00:00Z", "2026-04-10T00:00:00Z");
        engine.catchUp();
        assertThat(all(ConsumptionCharged.class)).hasSize(charges);
        assertThat(all(ConsumptionHeld.class)).isEmpty();
        assertThat(open()).isEmpty();

        sign(
                "c-next",
                "silo-o",
                new BillingCalendar(BERLIN, Cycle.MONTH),
                Instant.parse("2026-04-14T22:00:00Z"));
        level("silo-o", 36_000, "2026-04-10T01:00:00Z", "2026-04-20T00:00:00Z");
        level("silo-o", 33_000, "2026-04-20T01:00:00Z", "2026-05-03T00:00:00Z");
        engine.catchUp();
        assertThat(settled("c-next"))
                .containsExactly(tuple("2026-04-01/2026-05-01", kg(3_000), eur(300_00)));
        assertThat(engine.internals().readModels().contractPeriods())
                .extracting(ContractPeriod::contractId, ContractPeriod::state)
                .containsExactly(tuple("c-next", "SETTLED"), tuple("c-o", "SETTLED"));
        everythingHolds();
    }

    /** In Havana the hour after midnight of 1 November is there twice: the first one counts. */
    @Test
    void oneRentalFollowsAnotherWhereMidnightIsThereTwice() {
        register("silo-h");
        sign("c-1", "silo-h", once(HAVANA, "2026-10-25", "2026-11-01"), "2026-10-25T04:00:00Z");
        level("silo-h", 50_000, "2026-10-25T00:00:00Z", "2026-10-28T00:00:00Z");
        sign("c-2", "silo-h", once(HAVANA, "2026-11-01", "2026-11-03"), "2026-11-01T04:00:00Z");
        engine.catchUp();
        assertThat(open())
                .containsExactly(
                        new OverdueMeter(
                                "silo-h",
                                "silo",
                                "2026-10-25/2026-11-01",
                                Instant.parse("2026-11-01T04:00:00Z")));

        level("silo-h", 45_000, "2026-10-28T01:00:00Z", "2026-11-02T12:00:00Z");
        engine.catchUp();
        assertThat(settled("c-1"))
                .containsExactly(tuple("2026-10-25/2026-11-01", kg(5_000), eur(500_00)));
        assertThat(open())
                .containsExactly(
                        new OverdueMeter(
                                "silo-h",
                                "silo",
                                "2026-11-01/2026-11-03",
                                Instant.parse("2026-11-03T05:00:00Z")));

        engine.handle(
                new ClosePeriod(
                        "silo-h", "2026-11-01/2026-11-03", Instant.parse("2026-11-05T00:00:00Z")));
        engine.catchUp();
        assertThat(settled("c-2")).containsExactly(tuple("2026-11-01/2026-11-03", kg(0), eur(0)));
        assertThat(open()).isEmpty();
        everythingHolds();
    }

    /** The end of October's last day is the first midnight also where the projection moves on. */
    @Test
    void aMonthThatEndsWhereMidnightIsThereTwiceEndsWithTheFirst() {
        register("silo-m");
        BillingCalendar monthly = new BillingCalendar(HAVANA, Cycle.MONTH);
        sign("c-m", "silo-m", monthly, Instant.parse("2026-09-01T04:00:00Z"));
        Instant end = Instant.parse("2026-11-01T04:00:00Z");
        engine.terminateContract("c-m", end, "sold", SIGNED);
        sign("c-n", "silo-m", monthly, end);
        level("silo-m", 50_000, "2026-09-01T00:00:00Z", "2026-10-02T10:00:00Z");
        engine.catchUp();
        assertThat(open()).extracting(OverdueMeter::periodEnd).containsExactly(end);
        level("silo-m", 50_000, "2026-10-02T11:00:00Z", "2026-11-02T12:00:00Z");
        engine.catchUp();
        assertThat(open())
                .extracting(OverdueMeter::periodId)
                .containsExactly("2026-11-01/2026-12-01");
        everythingHolds();
    }

    private void everythingHolds() {
        assertThat(engine.internals().readModels().identities()).allMatch(Identity::holds);
        List<String> before = engine.internals().readModels().dump();
        restart();
        engine.internals().readModels().reset();
        engine.catchUp();
        assertThat(engine.internals().readModels().dump()).isEqualTo(before);
    }

    /** What is signed is the same to an engine that has read it back. */
    private void restart() {
        engine = BillingEngine.builder(dataSource).eventsPerSnapshot(50).build();
        for (ContractTerms terms : signed) {
            engine.signContract(terms, SIGNED);
        }
    }

    private final List<ContractTerms> signed = new ArrayList<>();

    private void sign(String contractId, String siloId, BillingCalendar calendar, String from) {
        sign(contractId, siloId, calendar, Instant.parse(from));
    }

    private void sign(String contractId, String siloId, BillingCalendar calendar, Instant from) {
        ContractTerms terms =
                ContractTerms.builder(contractId)
                        .supplier(new Party("s", "Supplier", "acct-s"))
                        .customer(new Party("c", "Customer", "acct-c"))
                        .material("granulate")
                        .meters(siloId)
                        .currency(EUR)
                        .calendar(calendar)
                        .tariff(new Tariff.PerUnit(new BigDecimal("100"), UnitOfMeasure.TONNE))
                        .meteringFrom(from)
                        .build();
        engine.signContract(terms, SIGNED);
        signed.add(terms);
    }

    private void register(String siloId) {
        SiloSpec silo =
                new SiloSpec(
                        siloId,
                        "granulate",
                        kg(60_000),
                        null,
                        new SensorSpec("sensor-" + siloId, kg(1), kg(1), 0),
                        kg(1_000));
        engine.handle(new RegisterSilo(silo, SIGNED));
    }

    private void level(String siloId, long kilograms, String from, String until) {
        List<Reading> readings = new ArrayList<>();
        Instant last = Instant.parse(until);
        for (Instant at = Instant.parse(from); !at.isAfter(last); at = at.plus(INTERVAL)) {
            long sequence = sequences.merge(siloId, 1L, Long::sum);
            long shown = kilograms + NOISE_KG[(int) (sequence % NOISE_KG.length)];
            readings.add(
                    new Reading(
                            "sensor-" + siloId,
                            sequence,
                            null,
                            at,
                            ReadingKind.MASS,
                            BigDecimal.valueOf(shown),
                            UnitOfMeasure.KILOGRAM));
        }
        Decision<SiloEvent> decision = engine.handle(new RecordReadings(siloId, readings, last));
        assertThat(decision.refusals()).isEmpty();
        assertThat(decision.recorded()).isEqualTo(readings.size());
    }

    private List<Tuple> settled(String contractId) {
        return all(PeriodSettled.class).stream()
                .filter(settled -> settled.contractId().equals(contractId))
                .map(settled ->
                        tuple(settled.periodId(), settled.quantity().first(), settled.amount()))
                .toList();
    }

    private <T> List<T> all(Class<T> type) {
        return engine
                .internals()
                .log()
                .read(0, 100_000, List.of(type.getSimpleName()))
                .events()
                .stream()
                .map(RecordedEvent::payload)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** The open period of every silo that is under a contract, and its end. */
    private List<OverdueMeter> open() {
        return engine.internals().readModels().overdue(Instant.parse("2100-01-01T00:00:00Z"), 10);
    }

    private static BillingCalendar once(ZoneId zone, String from, String until) {
        return BillingCalendar.once(zone, LocalDate.parse(from), LocalDate.parse(until));
    }

    private static Quantity kg(long kg) {
        return new Quantity(kg * 1_000, Dimension.MASS);
    }

    private static Money eur(long cents) {
        return new Money(cents, EUR);
    }
}
