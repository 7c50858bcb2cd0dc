package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.subscription.Delivery;
import io.usance.subscription.EventHandler;
import io.usance.subscription.StepRunner;
import io.usance.subscription.Subscription;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/**
 * One of several instances of a host on a database: its threads send readings of the same silos,
 * which are drawn from fast enough that every third leads to a settlement. Readings are numbered by
 * the database, for all instances.
 */
final class Replica {
    static final int SILOS = 16;

    /** The silo is nearly empty then. */
    private static final long READINGS_MAX = 2_900;

    private static final long DRAWN_KG = 20;
    private static final Instant APRIL = Instant.parse("2026-04-02T00:00:00Z");

    final DataSource dataSource;
    final BillingEngine engine;
    final Subscription settlements;
    final StepRunner stages;

    Replica(DataSource dataSource, EventHandler<SettlementCommanded> booking) {
        this.dataSource = dataSource;
        engine = BillingEngine.builder(dataSource).eventsPerSnapshot(20).build();
        settlements = engine.subscribe("booking").on(SettlementCommanded.class, booking).build();
        stages = new StepRunner(engine.stages());
    }

    /** Makes the host's tables. What is booked twice is seen: there is no key. */
    static void createTables(DataSource dataSource) throws SQLException {
        execute(
                dataSource,
                "create table booking (no bigserial, position bigint, contract text,"
                        + " settlement_no bigint, minor bigint)");
        for (int i = 0; i < SILOS; i++) {
            execute(dataSource, "create sequence reading_" + i + " minvalue 0");
        }
    }

    private static void execute(DataSource dataSource, String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static String siloId(int silo) {
        return "silo-" + silo;
    }

    static String contractId(int silo) {
        return "contract-" + silo;
    }

    /** Each silo under a contract of its own, and full. */
    static void sign(BillingEngine engine) {
        for (int i = 0; i < SILOS; i++) {
            SensorSpec sensor = new SensorSpec("sensor-of-" + siloId(i), kg(2), kg(1), 0);
            engine.handle(
                    new RegisterSilo(
                            new SiloSpec(siloId(i), "PVC", kg(60_000), null, sensor, kg(50)),
                            HostPlant.FROM));
            engine.signContract(HostPlant.terms(contractId(i), siloId(i)), HostPlant.FROM);
        }
    }

    static void insert(SettlementCommanded event, Delivery delivery) throws SQLException {
        try (PreparedStatement row =
                delivery.connection()
                        .prepareStatement(
                                "insert into booking (position, contract, settlement_no, minor)"
                                        + " values (?, ?, ?, ?)")) {
            row.setLong(1, delivery.position());
            row.setString(2, event.contractId());
            row.setLong(3, event.settlementNo());
            row.setLong(4, event.amount().amountMinor());
            row.executeUpdate();
        }
    }

    /** Sends readings of silos at random, until told to end. Whatever fails comes out. */
    void send(long seed, BooleanSupplier goesOn) throws SQLException {
        Random random = new Random(seed);
        while (goesOn.getAsBoolean()) {
            int silo = random.nextInt(SILOS);
            long no = next(silo);
            if (no < READINGS_MAX) {
                RecordReadings command = reading(siloId(silo), no);
                // Now and then in a unit of work, which is done again whole.
                int recorded =
                        random.nextInt(4) == 0
                                ? engine.unitOfWork(() -> engine.handle(command).recorded())
                                : engine.handle(command).recorded();
                assertThat(recorded).as("reading %d of silo %d", no, silo).isEqualTo(1);
            }
            assertThat(stages.state().lastFailure()).as("of the stages").isNull();
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(40);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private long next(int silo) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select nextval('reading_" + silo + "')")) {
            row.next();
            return row.getLong(1);
        }
    }

    static RecordReadings reading(String siloId, long no) {
        return reading(siloId, no, HostPlant.FROM.plus(Duration.ofMinutes(15 * no)), no);
    }

    /** Some readings of April, at the level of the last before: March closes. */
    void close(int silo) throws SQLException {
        long last = next(silo) - 1;
        for (int i = 1; i <= 24; i++) {
            engine.handle(reading(siloId(silo), last + i, APRIL.plus(Duration.ofHours(i)), last));
        }
    }

    private static RecordReadings reading(String siloId, long no, Instant at, long drawn) {
        BigDecimal level = BigDecimal.valueOf(59_000 - DRAWN_KG * drawn);
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

    private static Quantity kg(long kg) {
        return Quantity.of(BigDecimal.valueOf(kg), UnitOfMeasure.KILOGRAM);
    }
}
