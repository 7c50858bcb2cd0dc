package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.usance.contract.ContractCommand;
import io.usance.failure.ConflictException;
import io.usance.failure.RefusedException;
import io.usance.failure.UsanceException;
import io.usance.finance.FinanceEvent.GoodsMovement;
import io.usance.finance.FinanceEvent.GoodsMovementsRead;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.store.TestDatabase;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What hosts do at the edges of transactions: after the commit, within another, when it fails. */
@Tag("slow")
class HostEdgesTest {
    private final HikariDataSource dataSource = TestDatabase.empty();
    private final HostPlant plant = new HostPlant(dataSource, 4);
    private final BillingEngine engine = plant.engine;

    @BeforeEach
    void create() throws SQLException {
        plant.createHostTable();
        plant.silos(2);
    }

    @AfterEach
    void close() {
        dataSource.close();
    }

    private List<String> charges() {
        return plant.log().stream()
                .filter(event -> event.streamId().startsWith("contract/"))
                .map(event -> event.streamId() + event.type())
                .toList();
    }

    @Test
    void aListenerMaySendCommands() throws SQLException {
        AtomicBoolean told = new AtomicBoolean();
        try (Listening ignored =
                engine.onAppended(() -> {
                    if (told.compareAndSet(false, true)) {
                        plant.read("silo-1", 0);
                    }
                })) {
            plant.read("silo-0", 0);
            assertThat(plant.readingsRecorded()).as("of its own").isEqualTo(2);
            told.set(false);
            plant.transaction((transaction, connection) -> {
                plant.read("silo-0", 1);
                transaction.commit();
            });
        }
        assertThat(plant.readingsRecorded()).as("the second was there").isEqualTo(3);
        assertThat(plant.read("silo-1", 1).events()).isNotEmpty();
    }

    /** A natural thing to do: what was appended is charged at once. */
    @Test
    void aListenerMayCatchUp() {
        try (Listening ignored = engine.onAppended(engine::catchUp)) {
            for (int i = 0; i < 3; i++) {
                plant.read("silo-0", i);
            }
            engine.closePeriod(
                    "silo",
                    "silo-0",
                    "2026-03-01/2026-04-01",
                    Instant.parse("2026-05-05T00:00:00Z"));
        }
        List<String> charged = charges();
        engine.catchUp();
        assertThat(charges()).as("nothing was left to be charged").isEqualTo(charged).isNotEmpty();
    }

    @Test
    void aContractOfASuspendedTransactionIsNotSeen() throws SQLException {
        engine.handle(HostPlant.register("silo-9"));
        plant.transaction((outer, first) -> {
            engine.signContract(HostPlant.terms("c-9", "silo-9"), HostPlant.FROM);
            plant.transaction((inner, second) -> {
                assertThat(engine.contractTerms("c-9")).isNull();
                inner.commit();
            });
            assertThat(engine.contractTerms("c-9")).isNotNull();
        });
        assertThat(engine.contractTerms("c-9")).isNull();
    }

    @Test
    void whatASuspendedTransactionToldAContractIsNotDecidedOn() throws SQLException {
        engine.contractTerms("c-silo-0");
        Instant end = Instant.parse("2026-03-31T22:00:00Z");
        plant.transaction((outer, first) -> {
            assertThat(engine.terminateContract("c-silo-0", end, "moved", HostPlant.FROM))
                    .isNotEmpty();
            plant.transaction((inner, second) -> {
                assertThat(engine.terminateContract("c-silo-0", end, "moved", HostPlant.FROM))
                        .isNotEmpty();
                inner.commit();
            });
        });
        assertThat(charges()).contains("contract/c-silo-0ContractTerminated");
    }

    /** The host's row and the command are one, also within a unit of work. */
    @Test
    void aTransactionBegunWithinAUnitOfWorkIsItsOwn() throws SQLException {
        assertThatThrownBy(() ->
                        engine.unitOfWork(() -> {
                            plant.read("silo-0", 0);
                            plant.transaction((transaction, connection) -> {
                                HostPlant.insert(connection, "silo-1", 0);
                                plant.read("silo-1", 0);
                                transaction.commit();
                            });
                            throw new IllegalStateException("boom");
                        }))
                .hasMessage("boom");
        assertThat(plant.hostRows()).isEqualTo(1);
        assertThat(plant.readingsRecorded()).isEqualTo(1);
    }

    @Test
    void aTransactionBegunWithinAUnitOfWorkOfAnotherIsItsOwn() throws SQLException {
        plant.transaction((outer, first) ->
                engine.unitOfWork(() -> {
                    plant.read("silo-0", 0);
                    plant.transaction((inner, second) -> {
                        HostPlant.insert(second, "silo-1", 0);
                        plant.read("silo-1", 0);
                        inner.commit();
                    });
                    return Boolean.TRUE;
                }));
        assertThat(plant.hostRows()).isEqualTo(1);
        assertThat(plant.readingsRecorded()).isEqualTo(1);
    }

    /** A snapshot is of use, never necessary: the commands count. */
    @Test
    void aSnapshotThatIsRefusedHarmsNothing() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "create function no() returns trigger language plpgsql as"
                            + " $$begin raise exception 'disk full' using errcode = '53100'; end$$");
            statement.execute(
                    "create trigger no before insert on usance.snapshot"
                            + " for each row execute function no()");
        }
        for (int i = 0; i < 12; i++) {
            long no = i;
            if (i % 5 > 0) {
                plant.transaction((transaction, connection) -> {
                    HostPlant.insert(connection, "silo-0", no);
                    plant.read("silo-0", no);
                    transaction.commit();
                });
            } else {
                plant.read("silo-0", no);
            }
        }
        assertThat(plant.hostRows()).isEqualTo(9);
        assertThat(plant.readingsRecorded()).isEqualTo(12);
    }

    /** Each engine has to hear of the end, whatever the others make of it. */
    @Test
    void anActionAfterTheEndThatFailsKeepsNothingFromTheOthers() throws Exception {
        plant.transaction((transaction, connection) -> {
            plant.transactions.afterCompletion(outcome -> {
                throw new IllegalStateException("of the host's");
            });
            plant.read("silo-0", 0);
            assertThatThrownBy(transaction::commit).hasMessage("of the host's");
        });
        CompletableFuture.runAsync(() -> plant.read("silo-0", 1)).get(20, TimeUnit.SECONDS);
        assertThat(plant.readingsRecorded()).isEqualTo(2);
    }

    /** One of the host's actions before the commit undoes what has been written by then. */
    @Test
    void aSavepointIsKnownAfterTheEngineHasWritten() throws SQLException {
        List<Savepoint> savepoints = new ArrayList<>();
        plant.transaction((transaction, connection) -> {
            plant.read("silo-0", 0);
            savepoints.add(transaction.savepoint());
            plant.read("silo-0", 1);
            plant.transactions.beforeCommit(() -> {
                try {
                    transaction.rollbackTo(savepoints.getFirst());
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            transaction.commit();
        });
        assertThat(plant.readingsRecorded()).isEqualTo(1);
        assertThat(plant.read("silo-0", 1).events()).isNotEmpty();
        assertThat(plant.readingsRecorded()).isEqualTo(2);
    }

    /** The host catches what its late command met, and commits. */
    @Test
    void aLateConflictThatIsCaughtLeavesNothingInMemory() throws SQLException {
        BillingEngine other = BillingEngine.builder(dataSource).build();
        plant.read("silo-1", 0);
        plant.transaction((transaction, connection) -> {
            plant.read("silo-0", 0);
            plant.transactions.beforeCommit(() -> {
                other.handle(HostPlant.reading("silo-1", 1));
                assertThatThrownBy(() -> plant.read("silo-1", 2))
                        .isInstanceOf(ConflictException.class);
            });
            try {
                transaction.commit();
            } catch (RuntimeException e) {
                // Refusing the commit is right as well.
            }
        });
        assertThat(plant.read("silo-1", 2).events()).as("it was not recorded").isNotEmpty();
    }

    /** A meter that was looked at only is not what it was meanwhile. */
    @Test
    void whatWasOnlyReadDoesNotReplaceWhatIsNewer() throws SQLException {
        plant.read("silo-0", 0);
        plant.transaction((outer, first) -> {
            assertThat(plant.read("silo-0", 0).events()).isEmpty();
            plant.transaction((inner, second) -> {
                plant.read("silo-0", 1);
                inner.commit();
            });
            outer.commit();
        });
        plant.transaction((transaction, connection) -> {
            plant.read("silo-0", 2);
            transaction.commit();
        });
        assertThat(plant.readingsRecorded()).isEqualTo(3);
    }

    /** A connection whose rollback fails must not be committed by giving it back. */
    @Test
    void aRollbackThatFailsCommitsNothing() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Connection failing =
                    (Connection)
                            Proxy.newProxyInstance(
                                    getClass().getClassLoader(),
                                    new Class<?>[] {Connection.class},
                                    (proxy, method, arguments) -> {
                                        if (method.getName().equals("rollback")
                                                && arguments == null) {
                                            throw new SQLException("no rollback");
                                        }
                                        return method.invoke(connection, arguments);
                                    });
            var transaction = plant.transactions.begin(failing);
            HostPlant.insert(failing, "silo-0", 0);
            assertThatThrownBy(transaction::rollback).hasMessage("no rollback");
        }
        assertThat(plant.hostRows()).isZero();
    }

    @Test
    void aNestedUnitOfWorkThatFailsUndoesEventsAndRows() throws SQLException {
        AtomicInteger outcomes = new AtomicInteger();
        engine.unitOfWorkOn(outer -> {
            HostPlant.insert(outer, "silo-0", 0);
            plant.read("silo-0", 0);
            for (int i = 1; i < 4; i++) {
                long no = i;
                assertThatThrownBy(() ->
                                engine.unitOfWorkOn(inner -> {
                                    HostPlant.insert(inner, "silo-0", no);
                                    plant.read("silo-0", no);
                                    engine.handle(HostPlant.register("silo-7"));
                                    engine.signContract(
                                            HostPlant.terms("c-7", "silo-7"), HostPlant.FROM);
                                    engine.unitOfWork(() -> plant.read("silo-1", no));
                                    outcomes.incrementAndGet();
                                    throw new AssertionError("boom");
                                }))
                        .isInstanceOf(AssertionError.class);
            }
            engine.handle(HostPlant.register("silo-7"));
            engine.signContract(HostPlant.terms("c-7", "silo-7"), HostPlant.FROM);
            plant.read("silo-0", 1);
            return Boolean.TRUE;
        });
        assertThat(outcomes).hasValue(3);
        assertThat(plant.hostRows()).isEqualTo(1);
        assertThat(plant.readingsRecorded()).isEqualTo(2);
        plant.assertLoadable(2, 9);
    }

    /** A month's end in one transaction: the second document follows the first. */
    @Test
    void twoDocumentsOfOneStreamInOneTransaction() throws SQLException {
        plant.transaction((transaction, connection) -> {
            assertThat(movements("490/1", 700)).isPresent();
            assertThat(movements("490/1", 700)).as("the same again").isEmpty();
            assertThat(movements("490/2", 300)).isPresent();
            transaction.commit();
        });
        engine.unitOfWork(() -> {
            movements("490/3", 10);
            return movements("490/4", 20);
        });
        assertThat(plant.log())
                .filteredOn(event -> event.type().equals("GoodsMovementsRead"))
                .hasSize(4);
    }

    private Optional<GoodsMovementsRead> movements(String documentId, long kg) {
        return engine.finance()
                .goodsMovements()
                .read(
                        "c-silo-0",
                        "ab".repeat(32),
                        List.of(
                                new GoodsMovement(
                                        documentId,
                                        "2026-03-01/2026-04-01",
                                        "silo-0",
                                        "201",
                                        new Quantity(kg * 1_000, Dimension.MASS),
                                        LocalDate.of(2026, 3, 31))),
                        HostPlant.FROM);
    }

    /** Rows and events of what failed and was caught are undone, those of the others are not. */
    @Test
    void aFileThatIsRefusedLeavesNoRows() throws SQLException {
        plant.transaction((transaction, connection) -> {
            movements("490/1", 700);
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() ->
                                engine.unitOfWork(() -> {
                                    movements("490/2", 300);
                                    return movements("490/1", 701);
                                }))
                        .isInstanceOf(RefusedException.class);
            }
            assertThat(movements("490/2", 301)).isPresent();
            transaction.commit();
        });
        assertThat(movements("490/1", 700)).isEmpty();
        assertThat(movements("490/2", 301)).isEmpty();
    }

    @Test
    void aConflictWithinAUnitOfWorkIsInTheEnginesWords() {
        BillingEngine other = BillingEngine.builder(dataSource).build();
        plant.read("silo-0", 0);
        AtomicInteger attempts = new AtomicInteger();
        engine.unitOfWork(() -> {
            if (attempts.incrementAndGet() == 1) {
                other.handle(HostPlant.reading("silo-0", 1));
                assertThatThrownBy(() -> plant.read("silo-0", 0))
                        .isInstanceOf(ConflictException.class);
            }
            return plant.read("silo-0", 2);
        });
        assertThat(attempts).as("what was decided on old state is not committed").hasValue(2);
        assertThat(plant.readingsRecorded()).isEqualTo(3);
    }

    /** Out of memory, for example, and a host that goes on. */
    @Test
    void anErrorWithinACommandLeavesNothingOfIt() {
        AtomicBoolean fails = new AtomicBoolean();
        Clock clock =
                new Clock() {
                    @Override
                    public ZoneId getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        if (fails.getAndSet(false)) {
                            throw new OutOfMemoryError("of the test");
                        }
                        return Instant.now();
                    }
                };
        BillingEngine own = BillingEngine.builder(dataSource).clock(clock).build();
        Instant end = Instant.parse("2026-03-31T22:00:00Z");
        own.unitOfWork(() -> {
            fails.set(true);
            assertThatThrownBy(() -> own.handle(HostPlant.reading("silo-0", 0)))
                    .isInstanceOf(OutOfMemoryError.class);
            assertThat(own.handle(HostPlant.reading("silo-0", 0)).events()).isNotEmpty();
            ContractCommand terminate =
                    new ContractCommand.TerminateContract("c-silo-0", end, "moved", HostPlant.FROM);
            fails.set(true);
            assertThatThrownBy(() -> own.handle(terminate)).isInstanceOf(OutOfMemoryError.class);
            assertThat(own.handle(terminate)).isNotEmpty();
            return Boolean.TRUE;
        });
        assertThat(plant.readingsRecorded()).isEqualTo(1);
        assertThat(charges()).contains("contract/c-silo-0ContractTerminated");
    }

    /** Each waits for connections and meters, some are interrupted; none keeps anything. */
    @Test
    void aHundredThreadsOnAPoolOfFive() throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(dataSource.getJdbcUrl());
        config.setMaximumPoolSize(5);
        try (HikariDataSource five = new HikariDataSource(config);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            HostPlant host = new HostPlant(five, 4);
            AtomicInteger[] next = {new AtomicInteger(), new AtomicInteger()};
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int fate = i % 4;
                int silo = i % 2;
                done.add(
                        threads.submit(() -> {
                            if (fate == 3) {
                                Thread.currentThread().interrupt();
                            }
                            long no = next[silo].getAndIncrement();
                            try {
                                if (fate == 0) {
                                    host.engine.unitOfWorkOn(connection -> {
                                        HostPlant.insert(connection, "silo-" + silo, no);
                                        return host.read("silo-" + silo, no);
                                    });
                                } else {
                                    host.transaction((transaction, connection) -> {
                                        HostPlant.insert(connection, "silo-" + silo, no);
                                        host.read("silo-" + silo, no);
                                        if (fate != 1) {
                                            transaction.commit();
                                        }
                                    });
                                }
                            } catch (UsanceException | SQLException e) {
                                // Interrupted, or a conflict.
                            }
                            return null;
                        }));
            }
            for (Future<?> one : done) {
                one.get(2, TimeUnit.MINUTES);
            }
            for (int silo = 0; silo < 2; silo++) {
                String siloId = "silo-" + silo;
                CompletableFuture.runAsync(() -> host.read(siloId, 500)).get(20, TimeUnit.SECONDS);
            }
            assertThat(plant.readingsRecorded() - 2).isEqualTo(plant.hostRows());
        }
    }
}
