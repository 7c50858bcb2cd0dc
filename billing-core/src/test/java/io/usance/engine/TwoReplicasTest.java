package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.failure.ConflictException;
import io.usance.store.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two instances send commands to the same meters: conflicts are settled inside. */
@Tag("slow")
class TwoReplicasTest {
    private static final int METERS = 16;
    private static final int THREADS = 8;
    private static final int READINGS_PER_THREAD = 200;

    private final HikariDataSource dataSource = TestDatabase.empty();
    private final HostPlant plant = new HostPlant(dataSource);
    private final BillingEngine replica = BillingEngine.builder(dataSource).build();

    @AfterEach
    void close() {
        dataSource.close();
    }

    @Test
    void noConflictReachesTheHost() throws Exception {
        plant.silos(METERS);
        AtomicLong[] next = new AtomicLong[METERS];
        for (int i = 0; i < METERS; i++) {
            next[i] = new AtomicLong();
        }
        List<CompletableFuture<Void>> done = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int t = 0; t < THREADS; t++) {
                BillingEngine engine = t % 2 == 0 ? plant.engine : replica;
                int first = t;
                done.add(CompletableFuture.runAsync(() -> send(engine, first, next), threads));
            }
            for (CompletableFuture<Void> one : done) {
                one.get(5, TimeUnit.MINUTES);
            }
        }
        // A reading that another overtook by more than the sensor's memory would be refused; few
        // enough threads never do, and each of the others is recorded once.
        assertThat(plant.readingsRecorded()).isEqualTo(THREADS * READINGS_PER_THREAD);
    }

    private static void send(BillingEngine engine, int first, AtomicLong[] next) {
        for (int i = 0; i < READINGS_PER_THREAD; i++) {
            int silo = (first + i) % METERS;
            String siloId = "silo-" + silo;
            long no = next[silo].getAndIncrement();
            if (i % 4 == 3) {
                engine.unitOfWork(() -> engine.handle(HostPlant.reading(siloId, no)));
            } else {
                engine.handle(HostPlant.reading(siloId, no));
            }
        }
    }

    /**
     * In a host's transactions the engine cannot decide again, for the host's part would have to be
     * done again too: the host gets a conflict, of which nothing is written, and nothing else.
     */
    @Test
    void inHostTransactionsNothingButAConflictReachesTheHost() throws Exception {
        plant.createHostTable();
        plant.silos(METERS);
        HostPlant other = new HostPlant(dataSource);
        AtomicLong[] next = new AtomicLong[METERS];
        for (int i = 0; i < METERS; i++) {
            next[i] = new AtomicLong();
        }
        AtomicLong committed = new AtomicLong();
        AtomicLong conflicts = new AtomicLong();
        List<CompletableFuture<Void>> done = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int t = 0; t < THREADS; t++) {
                HostPlant replicaOfHost = t % 2 == 0 ? plant : other;
                Random random = new Random(t);
                done.add(
                        CompletableFuture.runAsync(
                                () -> {
                                    for (int i = 0; i < READINGS_PER_THREAD; i++) {
                                        int silo = random.nextInt(METERS);
                                        long no = next[silo].getAndIncrement();
                                        boolean commits = random.nextInt(3) > 0;
                                        conflicts.addAndGet(
                                                conflicts(replicaOfHost, silo, no, commits));
                                        committed.addAndGet(commits ? 1 : 0);
                                    }
                                },
                                threads));
            }
            for (CompletableFuture<Void> one : done) {
                one.get(5, TimeUnit.MINUTES);
            }
        }
        System.out.printf(
                "%d transactions, %d committed, %d conflicts%n",
                THREADS * READINGS_PER_THREAD, committed.get(), conflicts.get());
        assertThat(conflicts.get()).isPositive();
        assertThat(plant.hostRows()).isEqualTo(committed.get());
        assertThat(plant.readingsRecorded()).isEqualTo(committed.get());
        plant.assertLoadable(METERS, 1_000);
    }

    /** How often the host has run its transaction again; one rolled back it runs but once. */
    private static int conflicts(HostPlant host, int silo, long no, boolean commits) {
        String siloId = "silo-" + silo;
        for (int conflicts = 0; ; conflicts++) {
            try {
                host.transaction((transaction, connection) -> {
                    HostPlant.insert(connection, siloId, no);
                    assertThat(host.read(siloId, no).recorded()).isEqualTo(1);
                    if (commits) {
                        transaction.commit();
                    }
                });
                return conflicts;
            } catch (ConflictException e) {
                assertThat(e).hasMessageContaining("silo/" + siloId);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Each has in memory what the contract was before the other charged. */
    @Test
    void stagesThatChangeHands() {
        Replica.sign(plant.engine);
        for (int no = 0; no < 60; no++) {
            plant.engine.handle(Replica.reading(Replica.siloId(0), no));
            (no % 2 == 0 ? plant.engine : replica).catchUp();
        }
        assertThat(plant.log())
                .filteredOn(event -> event.type().equals("SettlementCommanded"))
                .hasSizeGreaterThan(10);
        assertThat(plant.engine.progress().chargingBehind()).isZero();
    }

    @Test
    void aContractThatBothSignIsSignedOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        for (int i = 0; i < 20; i++) {
            String siloId = "s" + i;
            plant.engine.handle(HostPlant.register(siloId));
            String contractId = "c" + i;
            CompletableFuture<Void> one =
                    CompletableFuture.runAsync(
                            () -> sign(plant.engine, contractId, siloId), threads);
            CompletableFuture<Void> two =
                    CompletableFuture.runAsync(() -> sign(replica, contractId, siloId), threads);
            one.get(1, TimeUnit.MINUTES);
            two.get(1, TimeUnit.MINUTES);
        }
        threads.shutdown();
        assertThat(plant.log())
                .filteredOn(event -> event.type().equals("ContractSigned"))
                .hasSize(20);
    }

    private static void sign(BillingEngine engine, String contractId, String siloId) {
        engine.signContract(HostPlant.terms(contractId, siloId), HostPlant.FROM);
    }
}
