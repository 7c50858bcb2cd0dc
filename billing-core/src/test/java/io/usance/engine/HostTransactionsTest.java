package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.contract.ContractTerms;
import io.usance.failure.ConflictException;
import io.usance.failure.RefusedException;
import io.usance.store.TestDatabase;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A host's rows and the engine's events are one transaction, whatever becomes of it. */
@Tag("slow")
class HostTransactionsTest {
    private static final int THREADS = 8;
    private static final int TRANSACTIONS_PER_THREAD = 150;

    private final HikariDataSource dataSource = TestDatabase.empty();
    private final HostPlant plant = new HostPlant(dataSource);
    private final BillingEngine engine = plant.engine;

    @BeforeEach
    void create() throws SQLException {
        plant.createHostTable();
    }

    @AfterEach
    void close() {
        dataSource.close();
    }

    @Test
    void whatIsCommittedTogetherIsStoredTogether() throws SQLException {
        plant.silos(1);
        plant.transaction((transaction, connection) -> {
            HostPlant.insert(connection, "silo-0", 0);
            assertThat(plant.read("silo-0", 0).events()).isNotEmpty();
            assertThat(plant.read("silo-0", 0).events()).as("the same again").isEmpty();
            assertThat(plant.read("silo-0", 1).events()).isNotEmpty();
            transaction.commit();
        });
        assertThat(plant.hostRows()).isEqualTo(1);
        assertThat(plant.readingsRecorded()).isEqualTo(2);
    }

    @Test
    void whatIsRolledBackTogetherIsForgottenTogether() throws SQLException {
        plant.silos(1);
        plant.read("silo-0", 0);
        plant.transaction((transaction, connection) -> {
            HostPlant.insert(connection, "silo-0", 1);
            assertThat(plant.read("silo-0", 1).events()).isNotEmpty();
            engine.handle(HostPlant.register("silo-1"));
            engine.signContract(HostPlant.terms("c-silo-1", "silo-1"), HostPlant.FROM);
        });
        assertThat(plant.hostRows()).isZero();
        assertThat(plant.read("silo-0", 1).events()).as("not recorded before").isNotEmpty();
        assertThat(engine.contractTerms("c-silo-1")).isNull();
        assertThatThrownBy(() ->
                        engine.signContract(HostPlant.terms("c-silo-1", "silo-1"), HostPlant.FROM))
                .isInstanceOf(UnknownMeterException.class);
        assertThat(plant.readingsRecorded()).isEqualTo(2);
    }

    @Test
    void anEngineOfTheSameDatabaseSeesNothingBeforeTheCommit() throws SQLException {
        plant.silos(1);
        long before = engine.internals().log().head();
        BillingEngine other = BillingEngine.builder(dataSource).build();
        plant.transaction((transaction, connection) -> {
            plant.read("silo-0", 0);
            assertThat(other.internals().log().head()).isEqualTo(before);
            transaction.commit();
        });
        assertThat(other.internals().log().head()).isGreaterThan(before);
    }

    /** The head of the log is taken at the commit, not by the command. */
    @Test
    void anOpenTransactionKeepsNoOneWaiting() throws Exception {
        plant.silos(2);
        try (ExecutorService others = Executors.newSingleThreadExecutor()) {
            plant.transaction((transaction, connection) -> {
                plant.read("silo-0", 0);
                Future<?> meanwhile = others.submit(() -> plant.read("silo-1", 0));
                try {
                    meanwhile.get(60, TimeUnit.SECONDS);
                } catch (Exception e) {
                    throw new IllegalStateException("the other silo's command waits", e);
                }
                transaction.commit();
            });
        }
        assertThat(plant.readingsRecorded()).isEqualTo(2);
    }

    @Test
    void whatFollowsASavepointIsUndoneWithIt() throws SQLException {
        plant.silos(1);
        engine.handle(HostPlant.register("silo-1"));
        plant.transaction((transaction, connection) -> {
            plant.read("silo-0", 0);
            Savepoint savepoint = transaction.savepoint();
            HostPlant.insert(connection, "silo-0", 1);
            plant.read("silo-0", 1);
            engine.handle(HostPlant.register("silo-2"));
            engine.signContract(HostPlant.terms("c-1", "silo-1"), HostPlant.FROM);
            transaction.rollbackTo(savepoint);
            assertThat(engine.contractTerms("c-1")).isNull();
            plant.read("silo-0", 2);
            engine.signContract(HostPlant.terms("c-2", "silo-1"), HostPlant.FROM);
            transaction.commit();
        });
        assertThat(plant.hostRows()).isZero();
        assertThat(plant.readingsRecorded()).isEqualTo(2);
        assertThat(engine.contractTerms("c-1")).isNull();
        assertThat(engine.contractTerms("c-2")).isNotNull();
        assertThat(plant.streams("ContractSigned"))
                .containsExactlyInAnyOrder("contract/c-silo-0", "contract/c-2");
        plant.assertLoadable(1, 3);
    }

    @Test
    void aSavepointBeforeTheFirstCommandUndoesAll() throws SQLException {
        plant.silos(1);
        long before = engine.internals().log().head();
        plant.transaction((transaction, connection) -> {
            Savepoint savepoint = transaction.savepoint();
            plant.read("silo-0", 0);
            transaction.rollbackTo(savepoint);
            transaction.commit();
        });
        assertThat(engine.internals().log().head()).isEqualTo(before);
        plant.read("silo-0", 0);
        assertThat(plant.readingsRecorded()).isEqualTo(1);
    }

    @Test
    void aTransactionBegunWithinAnotherIsItsOwn() throws SQLException {
        plant.silos(2);
        plant.transaction((outer, first) -> {
            HostPlant.insert(first, "silo-0", 0);
            plant.read("silo-0", 0);
            plant.transaction((inner, second) -> {
                HostPlant.insert(second, "silo-1", 0);
                plant.read("silo-1", 0);
                inner.commit();
            });
            plant.read("silo-0", 1);
        });
        assertThat(plant.hostRows()).isEqualTo(1);
        assertThat(plant.readingsRecorded()).isEqualTo(1);
        plant.assertLoadable(2, 5);
    }

    /** Both have decided on the same state, and one of them was first. */
    @Test
    void twoTransactionsOfOneThreadOnOneSiloAreAConflict() throws SQLException {
        plant.silos(1);
        plant.transaction((outer, first) -> {
            plant.read("silo-0", 0);
            plant.transaction((inner, second) -> {
                plant.read("silo-0", 0);
                inner.commit();
            });
            assertThatThrownBy(outer::commit).isInstanceOf(ConflictException.class);
        });
        assertThat(plant.readingsRecorded()).isEqualTo(1);
        plant.read("silo-0", 1);
        assertThat(plant.readingsRecorded()).isEqualTo(2);
    }

    @Test
    void aConflictAtTheCommitRollsTheHostsRowBackToo() throws SQLException {
        plant.silos(1);
        BillingEngine other = BillingEngine.builder(dataSource).build();
        plant.transaction((transaction, connection) -> {
            HostPlant.insert(connection, "silo-0", 0);
            plant.read("silo-0", 0);
            other.handle(HostPlant.reading("silo-0", 0));
            assertThatThrownBy(transaction::commit)
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("silo/silo-0");
        });
        assertThat(plant.hostRows()).isZero();
        plant.transaction((transaction, connection) -> {
            HostPlant.insert(connection, "silo-0", 1);
            assertThat(plant.read("silo-0", 1).events()).isNotEmpty();
            transaction.commit();
        });
        assertThat(plant.readingsRecorded()).isEqualTo(2);
    }

    @Test
    void aRefusedCommandLeavesTheHostsTransactionInOrder() throws SQLException {
        plant.silos(1);
        plant.transaction((transaction, connection) -> {
            HostPlant.insert(connection, "silo-0", 0);
            assertThatThrownBy(() ->
                            engine.signContract(HostPlant.terms("c-9", "silo-9"), HostPlant.FROM))
                    .isInstanceOf(RefusedException.class);
            plant.read("silo-0", 0);
            transaction.commit();
        });
        assertThat(plant.hostRows()).isEqualTo(1);
        assertThat(plant.streams("ContractSigned")).containsExactly("contract/c-silo-0");
    }

    @Test
    void aUnitOfWorkWithinTheHostsIsAPartOfIt() throws SQLException {
        plant.silos(1);
        plant.transaction((transaction, connection) -> {
            engine.unitOfWorkOn(within -> {
                HostPlant.insert(within, "silo-0", 0);
                plant.read("silo-0", 0);
                return Boolean.TRUE;
            });
            assertThatThrownBy(() ->
                            engine.unitOfWorkOn(within -> {
                                HostPlant.insert(within, "silo-0", 1);
                                plant.read("silo-0", 1);
                                throw new IllegalStateException("boom");
                            }))
                    .hasMessage("boom");
            transaction.commit();
        });
        assertThat(plant.hostRows()).isEqualTo(1);
        assertThat(plant.readingsRecorded()).isEqualTo(1);
    }

    @Test
    void stepsAreRefusedWithinATransaction() throws SQLException {
        plant.silos(1);
        plant.transaction((transaction, connection) -> {
            plant.read("silo-0", 0);
            assertThatThrownBy(engine::catchUp)
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("call it outside of the transaction");
            transaction.commit();
        });
        assertThat(plant.readingsRecorded()).isEqualTo(1);
    }

    /** A third of the host's transactions is rolled back, at the end or by a failure. */
    @Test
    void eightThreadsWhoseTransactionsFailNowAndThen() throws Exception {
        long seed = System.nanoTime();
        int silos = 16;
        plant.silos(silos);
        AtomicLong[] next = new AtomicLong[silos];
        for (int i = 0; i < silos; i++) {
            next[i] = new AtomicLong();
        }
        AtomicInteger committed = new AtomicInteger();
        List<CompletableFuture<Void>> done = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int t = 0; t < THREADS; t++) {
                Random random = new Random(seed + t);
                done.add(CompletableFuture.runAsync(() -> work(random, next, committed), threads));
            }
            for (CompletableFuture<Void> one : done) {
                one.get(5, TimeUnit.MINUTES);
            }
        }
        assertThat(committed.get()).as("seed %d", seed).isPositive();
        assertThat(plant.hostRows()).as("seed %d", seed).isEqualTo(committed.get());
        assertThat(plant.readingsRecorded()).as("seed %d", seed).isEqualTo(committed.get());
        plant.assertLoadable(silos, 2_000);
    }

    private void work(Random random, AtomicLong[] next, AtomicInteger committed) {
        for (int i = 0; i < TRANSACTIONS_PER_THREAD; i++) {
            int silo = random.nextInt(next.length);
            long no = next[silo].getAndIncrement();
            int fate = random.nextInt(6);
            try {
                plant.transaction((transaction, connection) -> {
                    HostPlant.insert(connection, "silo-" + silo, no);
                    plant.read("silo-" + silo, no);
                    if (fate == 0) {
                        throw new IllegalStateException("the host failed");
                    }
                    if (fate > 1) {
                        transaction.commit();
                        committed.incrementAndGet();
                    }
                });
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("the host failed");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** What was caught leaves nothing; all the others hold. */
    @Test
    void aContractThatWasRefusedLeavesNothingOfItself() throws SQLException {
        plant.engine.handle(HostPlant.register("known"));
        int contracts = 500;
        for (int i = 0; i < contracts - 1; i++) {
            engine.handle(HostPlant.register("silo-" + i));
        }
        long before = engine.internals().log().head();
        engine.unitOfWork(() -> {
            for (int i = 0; i < contracts; i++) {
                ContractTerms terms =
                        i == 250
                                ? HostPlant.terms("refused", "known", "unknown")
                                : HostPlant.terms("c-" + i, "silo-" + (i < 250 ? i : i - 1));
                try {
                    engine.signContract(terms, HostPlant.FROM);
                } catch (RefusedException e) {
                    assertThat(e).hasMessageContaining("unknown");
                }
            }
            return Boolean.TRUE;
        });
        assertThat(engine.internals().log().head()).isEqualTo(before + 2 * (contracts - 1));
        assertThat(plant.streams("ContractSigned")).hasSize(contracts - 1);
        assertThat(engine.contractTerms("refused")).isNull();
        engine.signContract(HostPlant.terms("later", "known"), HostPlant.FROM);
        assertThat(plant.log()).hasSize((int) before + 2 * contracts);
    }

    @Test
    void aTerminationThatWasRefusedLeavesNothingOfItself() {
        plant.engine.handle(HostPlant.register("silo-0"));
        plant.engine.handle(HostPlant.register("silo-1"));
        engine.signContract(HostPlant.terms("c-1", "silo-0", "silo-1"), HostPlant.FROM);
        // The second meter is in a later period already, so the contract cannot end with March.
        engine.handle(HostPlant.reading("silo-1", 0));
        Instant endOfMarch = Instant.parse("2026-03-31T22:00:00Z");
        Instant may = Instant.parse("2026-05-05T00:00:00Z");
        assertThat(engine.closePeriod("silo", "silo-1", "2026-03-01/2026-04-01", may).events())
                .isNotEmpty();
        long before = engine.internals().log().head();
        engine.unitOfWork(() -> {
            assertThatThrownBy(
                            () -> engine.terminateContract("c-1", endOfMarch, "moved", endOfMarch))
                    .isInstanceOf(RefusedException.class);
            engine.handle(HostPlant.reading("silo-0", 0));
            return Boolean.TRUE;
        });
        assertThat(plant.log().stream().skip(before).map(event -> event.type()))
                .containsOnly("ReadingsRecorded");
    }
}
