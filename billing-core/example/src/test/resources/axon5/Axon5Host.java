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
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.axonframework.common.configuration.AxonConfiguration;
import org.axonframework.messaging.commandhandling.CommandBus;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.commandhandling.configuration.CommandHandlingModule;
import org.axonframework.messaging.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.core.configuration.MessagingConfigurer;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.core.unitofwork.transaction.Transaction;
import org.axonframework.messaging.core.unitofwork.transaction.TransactionManager;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A host made with Axon 5: commands of its own, on its command bus, are handled in its transactions,
 * in which the handler commands the engine. Every third day it fails first, and is sent again.
 */
public final class Axon5Host {
    private static final Instant MARCH = Instant.parse("2026-02-28T23:00:00Z");
    private static final String FAILURE = "the host failed";

    private Axon5Host() {}

    /** The host's command. */
    public record RecordDay(int day, boolean fails) {}

    public static void main(String[] arguments) throws SQLException {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(arguments[0]);
        JdbcTransactions transactions = new JdbcTransactions();
        BillingEngine engine =
                BillingEngine.builder(database).hostTransactions(transactions).build();
        agree(database, engine);
        AxonConfiguration axon =
                MessagingConfigurer.create()
                        .componentRegistry(registry ->
                                registry.registerComponent(
                                        TransactionManager.class,
                                        ours -> new OurTransactions(database, transactions)))
                        .registerCommandHandlingModule(
                                CommandHandlingModule.named("days")
                                        .commandHandlers()
                                        .annotatedCommandHandlingComponent(
                                                ours -> new Days(engine, transactions)))
                        .start();
        int failures = 0;
        for (int day = 0; day < 33; day++) {
            if (day % 3 == 0) {
                failures += fails(axon, day) ? 1 : 0;
            }
            int known =
                    axon.getComponent(CommandGateway.class)
                            .sendAndWait(new RecordDay(day, false), Integer.class);
            if (known != 24) {
                throw new IllegalStateException("day " + day + ": " + known);
            }
        }
        engine.catchUp();
        ContractPeriod march = engine.queries().contractPeriods().page().items().getFirst();
        System.out.printf(
                "%s in %d settlements, rows %d, failures %d, by Axon %s%n",
                march.settled(),
                march.settlements(),
                rows(database),
                failures,
                CommandBus.class.getPackage().getImplementationVersion());
        axon.shutdown();
    }

    private static boolean fails(AxonConfiguration axon, int day) {
        try {
            axon.getComponent(CommandGateway.class).sendAndWait(new RecordDay(day, true));
            return false;
        } catch (RuntimeException e) {
            for (Throwable each = e; each != null; each = each.getCause()) {
                if (String.valueOf(each.getMessage()).contains(FAILURE)) {
                    return true;
                }
            }
            throw e;
        }
    }

    /** Handles the host's commands. */
    public static final class Days {
        private final BillingEngine engine;
        private final JdbcTransactions transactions;

        Days(BillingEngine engine, JdbcTransactions transactions) {
            this.engine = engine;
            this.transactions = transactions;
        }

        @CommandHandler
        public Integer handle(RecordDay command, ProcessingContext context) throws SQLException {
            transactions.connection()
                    .createStatement()
                    .execute("insert into erp_day values (" + command.day() + ")");
            int recorded = engine.handle(readingsOf(command.day())).recorded();
            if (command.fails()) {
                throw new IllegalStateException(FAILURE);
            }
            return recorded;
        }
    }

    /**
     * Axon 5 begins one for each command, and ends it with the command's processing context. It asks
     * for it in two places, so that the second joins, as Spring's managers have it.
     */
    private record OurTransactions(DataSource database, JdbcTransactions transactions)
            implements TransactionManager {
        private static final Transaction JOINED =
                new Transaction() {
                    @Override
                    public void commit() {
                        // with the one it is in
                    }

                    @Override
                    public void rollback() {
                        // likewise
                    }
                };

        @Override
        public Transaction startTransaction() {
            if (transactions.connection() != null) {
                return JOINED;
            }
            try {
                Connection connection = database.getConnection();
                JdbcTransactions.Transaction transaction = transactions.begin(connection);
                return new Transaction() {
                    @Override
                    public void commit() {
                        ended(connection, transaction::commit);
                    }

                    @Override
                    public void rollback() {
                        ended(connection, transaction::rollback);
                    }
                };
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        private interface End {
            void run() throws SQLException;
        }

        private static void ended(Connection connection, End end) {
            try (connection) {
                end.run();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static long rows(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                ResultSet row =
                        connection.createStatement().executeQuery("select count(*) from erp_day")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void agree(DataSource database, BillingEngine engine) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.createStatement().execute("create table erp_day (day int primary key)");
        }
        engine.handle(
                new RegisterSilo(
                        SiloSpec.builder("silo-1")
                                .material("PVC")
                                .capacity(kg(80_000))
                                .step(kg(1_000))
                                .sensor("sensor-1")
                                .noise(kg(20))
                                .resolution(kg(1))
                                .build(),
                        MARCH));
        engine.signContract(
                ContractTerms.builder("contract-1")
                        .supplier(new Party("supplier", "Granulat AG", "acct-supplier"))
                        .customer(new Party("plant", "Fensterprofile GmbH", "acct-plant"))
                        .material("PVC")
                        .meters("silo-1")
                        .meteringFrom(MARCH)
                        .currency(Currency.getInstance("EUR"))
                        .calendar(
                                new BillingCalendar(
                                        ZoneId.of("Europe/Berlin"), BillingCalendar.Cycle.MONTH))
                        .tariff(
                                new Tariff.PerUnit(
                                        new java.math.BigDecimal("1217.50"), UnitOfMeasure.TONNE))
                        .build(),
                MARCH);
    }

    private static RecordReadings readingsOf(int day) {
        List<Reading> readings =
                LongStream.range(0, 24).mapToObj(hour -> reading(day * 24 + hour)).toList();
        return new RecordReadings("silo-1", readings, MARCH.plus(Duration.ofDays(day + 1L)));
    }

    private static Reading reading(long hour) {
        return Reading.builder("sensor-1")
                .sequence(hour + 1)
                .sampledAt(MARCH.plus(Duration.ofHours(hour)))
                .kind(ReadingKind.MASS)
                .value(50_000 - 50 * hour)
                .unit(UnitOfMeasure.KILOGRAM)
                .build();
    }

    private static Quantity kg(long kg) {
        return new Quantity(kg * 1_000, Dimension.MASS);
    }
}
