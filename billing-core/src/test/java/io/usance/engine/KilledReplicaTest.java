package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.meter.StandardMeters;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloEvent.ReadingsRecorded;
import io.usance.money.Money;
import io.usance.quantity.Quantity;
import io.usance.query.ContractPeriodQuery.ContractPeriod;
import io.usance.query.SettlementQuery.Settlement;
import io.usance.store.KilledProcess;
import io.usance.store.TestDatabase;
import io.usance.subscription.Step;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two replicas meter, charge and book the same sixteen silos with eight threads; one of them is
 * killed twenty times, the other goes on. No conflict reaches a thread, each settlement is booked
 * once, and what is owed is what it would be had one thread done all of it.
 */
@Tag("slow")
class KilledReplicaTest {
    private static final int KILLS = 20;
    private static final long SEED = 16;

    /** A row of the host's. */
    private record Booking(long position, String contract, long no, long minor) {}

    private record Owed(
            String contract, String period, Quantity quantity, Money charged, Money settled) {
        static Owed of(ContractPeriod period) {
            return new Owed(
                    period.contractId(),
                    period.periodId(),
                    period.quantity(),
                    period.charged(),
                    period.settled());
        }
    }

    @TempDir private Path directory;

    private final HikariDataSource dataSource = TestDatabase.empty();

    @SuppressWarnings("NullAway.Init") // JUnit gives it one
    KilledReplicaTest() {}

    @AfterEach
    void close() {
        dataSource.close();
    }

    @Test
    void eachSettlementIsBookedOnce() throws Exception {
        Replica replica = new Replica(dataSource, Replica::insert);
        Replica.createTables(dataSource);
        Replica.sign(replica.engine);
        int between = killed(replica);
        for (int i = 0; i < Replica.SILOS; i++) {
            replica.close(i);
        }
        replica.engine.catchUp();
        assertThat(replica.settlements.catchUp(Duration.ofMinutes(5)).complete()).isTrue();

        assertThat(between).as("kills between a handler and its commit").isPositive();
        assertBookedOnce(replica.engine);
        assertOwedAsByOneThread(replica.engine);
    }

    /** Kills between a handler and its commit, count. */
    private int killed(Replica replica) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        int between = 0;
        try (ExecutorService executor = Executors.newCachedThreadPool()) {
            executor.execute(replica.stages);
            threads.add(run(executor, () -> book(replica, over)));
            for (int t = 0; t < ReplicaProcess.THREADS; t++) {
                long seed = SEED + t;
                threads.add(run(executor, () -> replica.send(seed, () -> !over.get())));
            }
            try {
                Random random = new Random(SEED);
                for (int kill = 0; kill < KILLS; kill++) {
                    between += killedAfter(1 + random.nextInt(20), SEED + 100 * (kill + 1));
                }
            } finally {
                over.set(true);
                replica.stages.close();
            }
            for (CompletableFuture<Void> thread : threads) {
                thread.get(1, TimeUnit.MINUTES);
            }
        }
        return between;
    }

    private interface Work {
        void run() throws Exception;
    }

    private static CompletableFuture<Void> run(ExecutorService executor, Work work) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        work.run();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                executor);
    }

    /** Takes a step now and then, between those of the other. */
    private static void book(Replica replica, AtomicBoolean over) throws InterruptedException {
        while (!over.get()) {
            Step step = replica.settlements.step();
            Thread.sleep(step == Step.BUSY ? 50 : 500);
        }
    }

    private int killedAfter(int settlements, long seed) throws Exception {
        List<String> handled =
                KilledProcess.run(
                        ReplicaProcess.class,
                        directory.resolve("output"),
                        settlements,
                        dataSource.getJdbcUrl(),
                        Long.toString(seed));
        long last = Long.parseLong(handled.getLast());
        return bookings().stream().anyMatch(booking -> booking.position() == last) ? 0 : 1;
    }

    private void assertBookedOnce(BillingEngine engine) throws SQLException {
        List<Booking> bookings = bookings();
        List<Settlement> commanded = engine.queries().settlements().stream().toList();
        System.out.printf(
                "%d kills, %d events, %d settlements%n",
                KILLS, engine.internals().log().head(), commanded.size());
        for (int i = 0; i < Replica.SILOS; i++) {
            String contract = Replica.contractId(i);
            List<Booking> booked =
                    bookings.stream().filter(each -> each.contract().equals(contract)).toList();
            assertThat(booked)
                    .as("in order, each once")
                    .extracting(Booking::no)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, booked.size()).boxed().toList());
        }
        assertThat(bookings).hasSameSizeAs(commanded).hasSizeGreaterThan(10 * Replica.SILOS);
    }

    /** An engine in another database gets what is evidence, in its order, from one thread. */
    private void assertOwedAsByOneThread(BillingEngine engine) throws SQLException {
        try (HikariDataSource another = TestDatabase.empty()) {
            BillingEngine alone = BillingEngine.builder(another).build();
            Replica.sign(alone);
            for (int i = 0; i < Replica.SILOS; i++) {
                String siloId = Replica.siloId(i);
                alone.unitOfWork(() -> {
                    engine.meterEvents(StandardMeters.silo(), siloId).stream()
                            .filter(ReadingsRecorded.class::isInstance)
                            .map(ReadingsRecorded.class::cast)
                            .forEach(each ->
                                    alone.handle(
                                            new RecordReadings(
                                                    siloId, each.readings(), each.receivedAt())));
                    return Boolean.TRUE;
                });
            }
            alone.catchUp();
            List<Owed> owed = owed(alone);
            assertThat(owed(engine)).isEqualTo(owed).hasSizeGreaterThanOrEqualTo(Replica.SILOS);
            assertThat(bookings().stream().mapToLong(Booking::minor).sum())
                    .isPositive()
                    .isEqualTo(owed.stream().mapToLong(each -> each.settled().amountMinor()).sum());
        }
    }

    /** Whatever number of settlements it came in. */
    private static List<Owed> owed(BillingEngine engine) {
        return engine.queries().contractPeriods().stream().map(Owed::of).toList();
    }

    private List<Booking> bookings() throws SQLException {
        List<Booking> bookings = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select position, contract, settlement_no, minor from booking"
                                        + " order by no")) {
            while (row.next()) {
                bookings.add(
                        new Booking(
                                row.getLong(1), row.getString(2), row.getLong(3), row.getLong(4)));
            }
        }
        return bookings;
    }
}
