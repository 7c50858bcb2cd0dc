import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.engine.BillingEngine;
import io.usance.host.JdbcTransactions;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.period.BillingCalendar;
import io.usance.pricing.Tariff;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.query.ContractPeriodQuery.ContractPeriod;
import io.usance.subscription.Delivery;
import io.usance.subscription.Subscription;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * An ERP system's integration: the level readings of a day are recorded in the transaction in which
 * the system notes that it has them. Run it with the JDBC URL of the system's database.
 */
public final class ErpIntegration {
    private static final Instant MARCH = Instant.parse("2026-02-28T23:00:00Z");
    private static final String ORDER = "insert into erp_order values (?, ?, ?)";

    private final DataSource database;
    private final JdbcTransactions transactions = new JdbcTransactions();
    private final BillingEngine engine;
    private final Subscription orders;

    ErpIntegration(DataSource database) {
        this.database = database;
        engine = BillingEngine.builder(database).hostTransactions(transactions).build();
        orders = engine.subscribe("erp-orders").on(SettlementCommanded.class, this::order).build();
    }

    public static void main(String[] arguments) throws SQLException {
        PGSimpleDataSource database = new PGSimpleDataSource(); // a pool, in earnest
        database.setUrl(arguments[0]);
        ErpIntegration erp = new ErpIntegration(database);
        erp.agree();
        for (int day = 0; day < 33; day++) erp.record(day); // into April, for March to close
        ContractPeriod march = erp.periods().getFirst();
        System.out.println(march.periodId() + " " + march.settled() + " in " + march.settlements() + " settlements");
    }

    private void agree() throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.createStatement().execute("create table erp_day (day int primary key, readings int);"
                    + " create table erp_order (event text primary key, period text, minor bigint)");
        }
        engine.handle(new RegisterSilo(SiloSpec.builder("silo-1").material("PVC").capacity(kg(80_000)).step(kg(1_000))
                .sensor("sensor-1").noise(kg(20)).resolution(kg(1)).build(), MARCH));
        ContractTerms terms = ContractTerms.builder("contract-1")
                .supplier(new Party("supplier", "Granulat AG", "acct-supplier"))
                .customer(new Party("plant", "Fensterprofile GmbH", "acct-plant"))
                .material("PVC").meters("silo-1").meteringFrom(MARCH).currency(Currency.getInstance("EUR"))
                .calendar(new BillingCalendar(ZoneId.of("Europe/Berlin"), BillingCalendar.Cycle.MONTH))
                .tariff(new Tariff.PerUnit(new BigDecimal("1217.50"), UnitOfMeasure.TONNE))
                .build();
        engine.signContract(terms, MARCH);
    }

    /** The row and the readings are committed together, or neither is. */
    // snippet:embed
    private void record(int day) throws SQLException {
        RecordReadings readings = readingsOf(day);
        try (Connection connection = database.getConnection();
                JdbcTransactions.Transaction transaction = transactions.begin(connection)) {
            connection.createStatement().execute("insert into erp_day values (" + day + ", 24)");
            engine.handle(readings);
            transaction.commit();
        }
    }

    /** Each settlement becomes one payment order, in the transaction in which it is ticked off. */
    private void order(SettlementCommanded command, Delivery delivery) throws SQLException {
        try (PreparedStatement row = delivery.connection().prepareStatement(ORDER)) {
            row.setString(1, delivery.eventId());
            row.setString(2, command.periodId());
            row.setLong(3, command.amount().amountMinor());
            row.executeUpdate();
        }
    }

    private List<ContractPeriod> periods() {
        engine.catchUp(); // charges and projects; a system in operation does it now and then
        orders.catchUp(Duration.ofMinutes(1));
        return engine.queries().contractPeriods().contract("contract-1").page().items();
    }
    // end:embed

    private static RecordReadings readingsOf(int day) {
        List<Reading> readings = LongStream.range(0, 24).mapToObj(hour -> reading(day * 24 + hour)).toList();
        return new RecordReadings("silo-1", readings, MARCH.plus(Duration.ofDays(day + 1L)));
    }

    private static Reading reading(long hour) {
        return Reading.builder("sensor-1").sequence(hour + 1).sampledAt(MARCH.plus(Duration.ofHours(hour)))
                .kind(ReadingKind.MASS).value(50_000 - 50 * hour).unit(UnitOfMeasure.KILOGRAM).build();
    }

    private static Quantity kg(long kg) {
        return new Quantity(kg * 1_000, Dimension.MASS);
    }
}
