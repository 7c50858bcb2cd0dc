import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.engine.BillingEngine;
import io.usance.meter.silo.DeliveryNote;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.SiloCommand.RecordDelivery;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.Decision;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.period.BillingCalendar;
import io.usance.pricing.Tariff;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.query.ContractPeriodQuery.ContractPeriod;
import io.usance.query.ContractPeriodQuery.State;
import io.usance.subscription.Delivery;
import io.usance.subscription.Subscription;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Usance inside another service: a data source, commands in, events and read models out. Needs only
 * {@code io.usance:usance-billing-core} and a Postgres; run it with a JDBC URL.
 */
public final class PayPerUse {
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final Instant MARCH = Instant.parse("2026-02-28T23:00:00Z");
    private static final String PERIOD = "2026-03-01/2026-04-01";

    private PayPerUse() {}

    /**
     * Meters, prices and settles a month of one silo.
     *
     * @param arguments a JDBC URL
     * @throws SQLException if our own table cannot be written
     */
    public static void main(String[] arguments) throws SQLException {
        // Your own pool; the engine opens nothing itself, starts no thread, and has nothing to close.
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(arguments[0]);
        run(database);
    }

    private static void run(DataSource database) throws SQLException {
        BillingEngine engine = BillingEngine.builder(database).build();
        engine.handle(new RegisterSilo(silo(), MARCH));
        engine.signContract(contract(), MARCH);

        // Each payment becomes a row of our own, in one transaction with how far we are: once,
        // whenever this program, its session or the server ends.
        execute(database, "create table if not exists erp_payment (id text, period text, cent bigint)");
        Subscription payments =
                engine.subscribe("my-erp").on(SettlementCommanded.class, PayPerUse::book).build();

        // A truck brings 20 t in mid-March; the level falls by 50 kg an hour.
        Instant truck = MARCH.plus(Duration.ofDays(14));
        Decision<SiloEvent> noted =
                engine.handle(
                        new RecordDelivery(
                                "silo-1", new DeliveryNote("LS-1", truck, kg(20_000)), truck));
        require(noted.refusals().isEmpty(), "the note is taken");
        // Readings go on into April, so March closes without a command.
        for (int day = 0; day < 33; day++) {
            List<Reading> readings = new ArrayList<>();
            for (int hour = 0; hour < 24; hour++) {
                readings.add(reading(day * 24 + hour, truck));
            }
            engine.handle(
                    new RecordReadings("silo-1", readings, MARCH.plus(Duration.ofDays(day + 1))));
        }

        // The stages that charge and project run when you let them, and so does a subscription; in
        // a service, executor.execute(new StepRunner(payments)).
        engine.catchUp();
        require(payments.catchUp(Duration.ofMinutes(1)).complete(), "all is booked");

        ContractPeriod march =
                engine.queries().contractPeriods().contract("contract-1").page().items().getFirst();
        long commanded = booked(database, PERIOD);
        require(march.settled().amountMinor() == commanded, "every settlement was seen once");
        require(march.state() == State.SETTLED, "the month is settled");
        System.out.printf(
                "%s kg drawn, %s EUR commanded in %d settlements%n",
                BigDecimal.valueOf(march.quantity().milli(), 3),
                BigDecimal.valueOf(commanded, 2),
                march.settlements());
    }

    private static void book(SettlementCommanded event, Delivery delivery) throws SQLException {
        try (PreparedStatement insert =
                delivery.connection().prepareStatement("insert into erp_payment values (?, ?, ?)")) {
            insert.setString(1, event.settlementId());
            insert.setString(2, event.periodId());
            insert.setLong(3, event.amount().amountMinor());
            insert.executeUpdate();
        }
    }

    private static long booked(DataSource database, String period) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement sum =
                        connection.prepareStatement(
                                "select coalesce(sum(cent), 0) from erp_payment where period = ?")) {
            sum.setString(1, period);
            try (ResultSet row = sum.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static void execute(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Reading reading(int hour, Instant truck) {
        Instant at = MARCH.plus(Duration.ofHours(hour));
        long level = 50_000 - 50L * hour + (at.isBefore(truck) ? 0 : 20_000);
        return new Reading(
                "sensor-1",
                hour + 1,
                null,
                at,
                ReadingKind.MASS,
                BigDecimal.valueOf(level),
                UnitOfMeasure.KILOGRAM);
    }

    private static SiloSpec silo() {
        return new SiloSpec(
                "silo-1",
                "PVC granulate",
                kg(80_000),
                null,
                new SensorSpec("sensor-1", kg(20), kg(1), 24),
                kg(1_000));
    }

    private static ContractTerms contract() {
        return ContractTerms.builder("contract-1").supplier(new Party("supplier", "Granulat AG", "acct-supplier")).customer(new Party("plant", "Fensterprofile GmbH", "acct-plant")).material("PVC granulate").meters("silo-1").currency(Currency.getInstance("EUR")).calendar(new BillingCalendar(ZONE, Cycle.MONTH)).tariff(new Tariff.PerUnit(new BigDecimal("1217.5030"), UnitOfMeasure.TONNE)).meteringFrom(MARCH).build();
    }

    private static Quantity kg(long kg) {
        return new Quantity(kg * 1_000, Dimension.MASS);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("not so: " + what);
        }
    }
}
