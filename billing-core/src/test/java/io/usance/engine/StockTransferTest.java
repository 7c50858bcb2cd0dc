package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.failure.InvalidInputException;
import io.usance.meter.StandardMeters;
import io.usance.meter.silo.Entered;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.SiloCommand.AdjustStock;
import io.usance.meter.silo.SiloCommand.MoveStock;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.StockAdjusted;
import io.usance.meter.silo.StockChange;
import io.usance.meter.silo.StockEntered;
import io.usance.meter.silo.TransferStock;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.Decision;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.Tariff;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.store.TestDatabase;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Material that goes from one silo into another: both have it booked, or neither. */
@Tag("slow")
class StockTransferTest {
    private static final Instant AT = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant MOVED = AT.plus(Duration.ofHours(12));
    private static final Entered BY = new Entered("T-1", "Ann", "silo 1 is cleaned", MOVED);

    private final HikariDataSource dataSource = TestDatabase.empty();
    private final BillingEngine engine = BillingEngine.builder(dataSource).build();

    @BeforeEach
    void twoSilosUnderTwoContracts() {
        for (String siloId : List.of("b", "a")) {
            engine.handle(new RegisterSilo(silo(siloId), AT));
            engine.signContract(terms("c-" + siloId, siloId), AT);
        }
        engine.handle(new RegisterSilo(silo("free"), AT));
    }

    @AfterEach
    void close() {
        dataSource.close();
    }

    /** 5 t go from b into a at noon. */
    @Test
    void theStockOfBothChangesAndNothingIsBilled() {
        Decision<SiloEvent> decision = engine.handle(transfer("b", "a", 5_000));
        assertThat(decision.refusals()).isEmpty();
        read("b", 9_000, 4_000);
        read("a", 2_000, 7_000);
        assertThat(adjusted("b").quantity()).isEqualTo(kg(-5_000));
        assertThat(adjusted("a").quantity()).isEqualTo(kg(5_000));
        assertThat(adjusted("a").refillNo()).isEqualTo(1);
        for (String siloId : List.of("a", "b")) {
            assertThat(adjusted(siloId).enteredId()).isEqualTo("T-1");
            assertThat(adjusted(siloId).contractId()).isEqualTo("c-" + siloId);
            assertThat(events(siloId, DeliveryCounted.class)).isEmpty();
            assertThat(events(siloId, StockEntered.class)).hasSize(1);
        }
        assertThat(engine.handle(transfer("b", "a", 5_000)).events()).as("again").isEmpty();
        assertThat(engine.handle(transfer("b", "a", 5_000)).duplicates()).isEqualTo(1);
        engine.catchUp();
        assertThat(engine.internals().readModels().identities())
                .allSatisfy(identity -> assertThat(identity.holds()).isTrue());
    }

    @Test
    void whatOneSideRefusesNeitherHas() {
        long head = head();
        assertThat(reason(engine.handle(transfer("b", "nowhere", 5_000))))
                .isEqualTo(RefusalReason.UNKNOWN_SILO);
        assertThat(reason(engine.handle(transfer("b", "free", 5_000))))
                .isEqualTo(RefusalReason.NO_CONTRACT);
        assertThat(reason(engine.handle(transfer("free", "b", 5_000))))
                .isEqualTo(RefusalReason.NO_CONTRACT);
        assertThat(head()).isEqualTo(head);
        engine.handle(new AdjustStock("a", StockChange.SPILL, kg(1), null, null, MOVED, BY));
        head = head();
        assertThat(reason(engine.handle(transfer("b", "a", 5_000))))
                .as("its id is that of something else in one of them")
                .isEqualTo(RefusalReason.ENTRY_CONFLICT);
        assertThat(head()).isEqualTo(head);
        assertThatThrownBy(() -> transfer("a", "a", 5_000))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("transferStock.toSiloId");
        assertThatThrownBy(() ->
                        engine.handle(
                                new MoveStock(
                                        "a",
                                        StockChange.TRANSFER_IN,
                                        "b",
                                        kg(5_000),
                                        null,
                                        MOVED,
                                        BY)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one side");
    }

    /** The database fails at the second of the two, as it may at any statement. */
    @Test
    void aFailureBetweenTheTwoLeavesNeither() throws SQLException {
        sql(
                "create function fail() returns trigger language plpgsql as $$ begin"
                        + " if new.stream_id = 'silo/a' then raise exception 'out of order'; end if;"
                        + " return new; end $$");
        sql(
                "create trigger fail before insert on usance.domain_event for each row execute"
                        + " function fail()");
        long head = head();
        assertThatThrownBy(() -> engine.handle(transfer("b", "a", 5_000)))
                .isInstanceOf(RuntimeException.class);
        assertThat(head()).isEqualTo(head);
        sql("drop trigger fail on usance.domain_event");
        for (BillingEngine each : List.of(engine, BillingEngine.builder(dataSource).build())) {
            assertThat(each.meterEvents(StandardMeters.silo(), "b"))
                    .noneMatch(StockEntered.class::isInstance);
        }
        assertThat(engine.handle(transfer("b", "a", 5_000)).refusals()).isEmpty();
        assertThat(events("a", StockEntered.class)).hasSize(1);
        assertThat(events("b", StockEntered.class)).hasSize(1);
    }

    /** In a unit of work that goes on, a refused transfer leaves nothing of itself. */
    @Test
    void withinAUnitOfWork() {
        engine.unitOfWork(() -> {
            assertThat(engine.handle(transfer("b", "free", 5_000)).refusals()).hasSize(1);
            assertThat(engine.handle(transfer("a", "b", 100)).refusals()).isEmpty();
            return Boolean.TRUE;
        });
        assertThat(events("b", StockEntered.class))
                .extracting(StockEntered::change)
                .containsExactly(StockChange.TRANSFER_IN);
    }

    private static TransferStock transfer(String from, String to, long kilograms) {
        return new TransferStock(from, to, kg(kilograms), null, MOVED, BY);
    }

    /** 24 hours of readings every quarter of an hour; the level is another from noon on. */
    private void read(String siloId, long before, long after) {
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < 110; i++) {
            Instant at = AT.minus(Duration.ofHours(2)).plus(Duration.ofMinutes(15L * i));
            long level = at.isBefore(MOVED) ? before : after;
            readings.add(
                    new Reading(
                            "sensor-" + siloId,
                            i,
                            null,
                            at,
                            ReadingKind.MASS,
                            BigDecimal.valueOf(level + new int[] {0, 10, 0, -10}[i % 4]),
                            UnitOfMeasure.KILOGRAM));
        }
        engine.handle(new RecordReadings(siloId, readings, AT.plus(Duration.ofDays(2))));
    }

    private StockAdjusted adjusted(String siloId) {
        List<StockAdjusted> found = events(siloId, StockAdjusted.class);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private <E> List<E> events(String siloId, Class<E> type) {
        return engine.meterEvents(StandardMeters.silo(), siloId).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private long head() {
        return engine.internals().log().head();
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.createStatement().execute(statement);
        }
    }

    private static RefusalReason reason(Decision<SiloEvent> decision) {
        return (RefusalReason) decision.refusals().getFirst().reason();
    }

    private static Quantity kg(long kilograms) {
        return new Quantity(kilograms * 1_000, Dimension.MASS);
    }

    private static SiloSpec silo(String siloId) {
        return new SiloSpec(
                siloId,
                "granulate",
                kg(30_000),
                null,
                new SensorSpec("sensor-" + siloId, kg(10), kg(10), 0),
                kg(100));
    }

    private static ContractTerms terms(String contractId, String siloId) {
        return ContractTerms.builder(contractId)
                .supplier(new Party("maker", "Granulat AG", "acct-maker"))
                .customer(new Party("plant", "Profile GmbH", "acct-plant"))
                .material("granulate")
                .meters(siloId)
                .currency(Currency.getInstance("EUR"))
                .calendar(new BillingCalendar(ZoneId.of("UTC"), Cycle.MONTH))
                .meteringFrom(AT)
                .tariff(new Tariff.PerUnit(new BigDecimal("1.2"), UnitOfMeasure.KILOGRAM))
                .build();
    }
}
