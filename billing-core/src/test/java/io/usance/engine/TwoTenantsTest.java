package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.reconciliation.Identity;
import io.usance.simulation.SimulatedSilo;
import io.usance.store.Follower;
import io.usance.store.HostDatabase;
import io.usance.store.Lease;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two engines and a host share a database, and none notices the others. */
@Tag("slow")
class TwoTenantsTest {
    private static final int WAIT_S = 300;

    private final HostDatabase database = new HostDatabase();

    @TempDir private Path migrations;

    @SuppressWarnings("NullAway.Init") // JUnit gives it one
    TwoTenantsTest() {}

    @AfterEach
    void close() {
        database.close();
    }

    private BillingEngine tenant(String schema) {
        return BillingEngine.builder(database.owner()).schema(schema).build();
    }

    /**
     * The host starts with three migrations, one of which came after the engines; tenants and host
     * start in this order.
     */
    @ParameterizedTest
    @ValueSource(strings = {"hab", "hba", "ahb", "bha", "abh", "bah"})
    void allStartInAnyOrder(String order) throws Exception {
        Files.writeString(
                migrations.resolve("V1__host.sql"),
                "create table payment (host text); create table contract (host text);");
        Files.writeString(migrations.resolve("V2__host.sql"), "create table batch (host text);");
        Map<Character, BillingEngine> engines = new HashMap<>();
        for (char one : order.toCharArray()) {
            if (one == 'h') {
                assertThat(hostMigrates()).isEqualTo(2);
            } else {
                engines.put(one, tenant("tenant_" + one));
            }
        }
        Files.writeString(migrations.resolve("V3__host.sql"), "alter table payment add paid int;");
        assertThat(hostMigrates()).isEqualTo(1);
        engines.put('a', tenant("tenant_a"));
        assertThat(hostMigrates()).isZero();
        assertThat(database.query("select version from public.flyway_schema_history"))
                .containsExactlyInAnyOrder("1", "2", "3");
        for (BillingEngine engine : engines.values()) {
            List<SimulatedSilo> silos = PlantFixture.simulate(3, 1);
            PlantFixture.setUp(engine, silos);
            engine.catchUp();
            assertThat(engine.internals().readModels().contracts()).hasSize(1);
        }
    }

    private int hostMigrates() {
        return Flyway.configure()
                .dataSource(database.owner())
                .locations("filesystem:" + migrations)
                .load()
                .migrate()
                .migrationsExecuted;
    }

    /**
     * One has the head of its log and a step of its stage in a transaction that stays open; the
     * other records, charges, projects and leads meanwhile, under the same names.
     */
    @Test
    void anOpenTransactionOfOneStopsNothingOfTheOther() throws Exception {
        BillingEngine one = tenant("tenant_a");
        BillingEngine other = tenant("tenant_b");
        List<SimulatedSilo> silos = PlantFixture.simulate(3, 2);
        PlantFixture.setUp(one, silos);
        CountDownLatch open = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        Follower charging =
                one.internals()
                        .follower(
                                "charging-2",
                                Set.of("SiloRegistered"),
                                events -> {
                                    one.internals()
                                            .transactions()
                                            .read(sql ->
                                                    sql.execute(
                                                            "update usance.event_head set position = position"));
                                    open.countDown();
                                    await(over, one);
                                });
        try (ExecutorService threads = Executors.newCachedThreadPool();
                Lease lease = one.internals().transactions().lease("anchor");
                Lease otherLease = other.internals().transactions().lease("anchor")) {
            assertThat(lease.held()).isTrue();
            Future<Boolean> step = threads.submit(charging::step);
            assertThat(open.await(WAIT_S, TimeUnit.SECONDS)).isTrue();
            try {
                assertThat(otherLease.held()).isTrue();
                work(other, silos, "charging-2");
                assertThat(step.isDone()).isFalse();
            } finally {
                over.countDown();
            }
            assertThat(step.get(WAIT_S, TimeUnit.SECONDS)).isTrue();
        }
        work(one, silos, "charging-3");
        assertThat(one.internals().readModels().contractPeriods())
                .isEqualTo(other.internals().readModels().contractPeriods());
    }

    private static void work(BillingEngine engine, List<SimulatedSilo> silos, String followerName) {
        PlantFixture.setUp(engine, silos);
        silos.forEach(silo -> PlantFixture.feed(engine, silo, List.of()));
        AtomicInteger registered = new AtomicInteger();
        Follower same =
                engine.internals()
                        .follower(
                                followerName,
                                Set.of("SiloRegistered"),
                                events -> registered.addAndGet(events.size()));
        while (same.step()) {
            // To the end of the log.
        }
        assertThat(registered).hasValue(silos.size());
        engine.catchUp();
        assertThat(engine.internals().readModels().isCurrent()).isTrue();
        assertThat(engine.internals().readModels().settlements()).isNotEmpty();
        assertThat(engine.internals().readModels().identities()).allMatch(Identity::holds);
    }

    /** A transaction that says nothing would be ended by the server. */
    private static void await(CountDownLatch over, BillingEngine engine) {
        try {
            while (!over.await(1, TimeUnit.SECONDS)) {
                engine.internals().transactions().read(sql -> sql.execute("select 1"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
