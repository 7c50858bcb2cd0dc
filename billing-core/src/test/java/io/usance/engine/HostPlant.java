package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.engine.form.EventForms;
import io.usance.host.JdbcTransactions;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.Decision;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.Tariff;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.store.RecordedEvent;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/** A host with a table and transactions of its own, and an engine that takes part in them. */
final class HostPlant {
    static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");

    final DataSource dataSource;
    final JdbcTransactions transactions = new JdbcTransactions();
    final BillingEngine engine;

    HostPlant(DataSource dataSource) {
        this(dataSource, 200);
    }

    HostPlant(DataSource dataSource, int eventsPerSnapshot) {
        this.dataSource = dataSource;
        this.engine =
                BillingEngine.builder(dataSource)
                        .hostTransactions(transactions)
                        .eventsPerSnapshot(eventsPerSnapshot)
                        .build();
    }

    /** One whose commands wait this long for other transactions. */
    HostPlant(DataSource dataSource, Duration waitMax) {
        this.dataSource = dataSource;
        this.engine =
                BillingEngine.builder(dataSource)
                        .hostTransactions(transactions)
                        .waitMax(waitMax)
                        .build();
    }

    /** What a host does in a transaction. */
    interface Work {
        void in(JdbcTransactions.Transaction transaction, Connection connection)
                throws SQLException;
    }

    /** The host's table, as a migration of its own would make it. */
    void createHostTable() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "create table if not exists delivery (silo text, no bigint, primary key (silo,"
                            + " no))");
        }
    }

    /** Runs work in a transaction of the host; committed only if the work does it. */
    void transaction(Work work) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                JdbcTransactions.Transaction transaction = transactions.begin(connection)) {
            work.in(transaction, connection);
        }
    }

    static void insert(Connection connection, String siloId, long no) throws SQLException {
        try (PreparedStatement row =
                connection.prepareStatement("insert into delivery values (?, ?)")) {
            row.setString(1, siloId);
            row.setLong(2, no);
            row.executeUpdate();
        }
    }

    long hostRows() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from delivery")) {
            count.next();
            return count.getLong(1);
        }
    }

    void silos(int count) {
        for (int i = 0; i < count; i++) {
            silo("silo-" + i);
        }
    }

    void silo(String siloId) {
        engine.handle(register(siloId));
        engine.signContract(terms("c-" + siloId, siloId), FROM);
    }

    static RegisterSilo register(String siloId) {
        SensorSpec sensor = new SensorSpec("sensor-of-" + siloId, kg(20), kg(1), 24);
        return new RegisterSilo(
                new SiloSpec(siloId, "PVC", kg(60_000), null, sensor, kg(1_000)), FROM);
    }

    static ContractTerms terms(String contractId, String... meters) {
        return termsFrom(FROM, contractId, meters);
    }

    static ContractTerms termsFrom(Instant from, String contractId, String... meters) {
        return ContractTerms.builder(contractId)
                .supplier(new Party("granulat", "Granulat AG", "acct-granulat"))
                .customer(new Party("profile", "Profile GmbH", "acct-profile"))
                .material("PVC")
                .meters(meters)
                .currency(Currency.getInstance("EUR"))
                .calendar(new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH))
                .tariff(new Tariff.PerUnit(new BigDecimal("1200"), UnitOfMeasure.TONNE))
                .meteringFrom(from)
                .build();
    }

    /** The reading of this number, sent alone. */
    Decision<SiloEvent> read(String siloId, long no) {
        return engine.handle(reading(siloId, no));
    }

    static RecordReadings reading(String siloId, long no) {
        Instant at = FROM.plus(Duration.ofMinutes(15 * no));
        BigDecimal level = BigDecimal.valueOf(50_000 - 5 * no);
        return new RecordReadings(
                siloId,
                List.of(
                        new Reading(
                                "sensor-of-" + siloId,
                                no,
                                null,
                                at,
                                ReadingKind.MASS,
                                level,
                                UnitOfMeasure.KILOGRAM)),
                at.plusSeconds(60));
    }

    /** Everything in the log, whose positions and streams have no gap. */
    List<RecordedEvent> log() {
        List<RecordedEvent> events =
                engine.internals()
                        .log()
                        .read(0, 1_000_000, new EventForms(engine.meterKinds()).names())
                        .events();
        Map<String, Long> last = new HashMap<>();
        for (int i = 0; i < events.size(); i++) {
            RecordedEvent event = events.get(i);
            assertThat(event.position()).as("positions").isEqualTo(i + 1L);
            assertThat(event.sequence())
                    .as("event of %s", event.streamId())
                    .isEqualTo(last.getOrDefault(event.streamId(), -1L) + 1);
            last.put(event.streamId(), event.sequence());
        }
        assertThat(engine.internals().log().head()).isEqualTo(events.size());
        return events;
    }

    long readingsRecorded() {
        return log().stream().filter(event -> event.type().equals("ReadingsRecorded")).count();
    }

    /** An engine that has nothing in memory takes a reading of every silo. */
    void assertLoadable(int silos, long next) {
        BillingEngine fresh = BillingEngine.builder(dataSource).build();
        for (int i = 0; i < silos; i++) {
            assertThat(fresh.handle(reading("silo-" + i, next)).events()).isNotEmpty();
        }
    }

    Set<String> streams(String... types) {
        Set<String> wanted = Set.copyOf(Arrays.asList(types));
        return log().stream()
                .filter(event -> wanted.contains(event.type()))
                .map(RecordedEvent::streamId)
                .collect(java.util.stream.Collectors.toSet());
    }

    private static Quantity kg(long kg) {
        return Quantity.of(BigDecimal.valueOf(kg), UnitOfMeasure.KILOGRAM);
    }
}
