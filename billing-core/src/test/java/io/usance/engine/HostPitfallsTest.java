package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.usance.failure.RefusedException;
import io.usance.store.BoundDataSourceException;
import io.usance.store.RecordedEvent;
import io.usance.store.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Hosts as they are: pools of one, connections in odd states, long waits, crossed orders. */
@Tag("slow")
class HostPitfallsTest {
    private final HikariDataSource dataSource = TestDatabase.empty();
    private final List<HikariDataSource> pools = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        threads.shutdownNow();
        pools.forEach(HikariDataSource::close);
        dataSource.close();
    }

    private HikariDataSource pool(int connections, boolean autoCommit) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(dataSource.getJdbcUrl());
        config.setMaximumPoolSize(connections);
        config.setAutoCommit(autoCommit);
        config.setConnectionTimeout(5_000);
        HikariDataSource pool = new HikariDataSource(config);
        pools.add(pool);
        return pool;
    }

    /** Snapshots come due in transactions whose connection is the only one. */
    @Test
    void aPoolOfOneIsEnough() throws SQLException {
        HostPlant plant = new HostPlant(pool(1, true), 4);
        plant.createHostTable();
        plant.silos(1);
        for (int i = 0; i < 20; i++) {
            long no = i;
            plant.transaction((transaction, connection) -> {
                HostPlant.insert(connection, "silo-0", no);
                plant.read("silo-0", no);
                assertThat(plant.engine.contractTerms("c-silo-0")).isNotNull();
                transaction.commit();
            });
        }
        plant.engine.catchUp();
        assertThat(plant.hostRows()).isEqualTo(20);
        assertThat(plant.readingsRecorded()).isEqualTo(20);
        assertThat(snapshots(plant.dataSource)).isPositive();
        plant.assertLoadable(1, 100);
    }

    private static long snapshots(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from usance.snapshot")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Test
    void aPoolWithoutAutoCommitIsAPoolLikeAnyOther() throws SQLException {
        for (int connections : new int[] {1, 3}) {
            HostPlant plant = new HostPlant(pool(connections, false));
            plant.silo("silo-" + connections);
            plant.read("silo-" + connections, 0);
            plant.transaction((transaction, connection) -> {
                plant.read("silo-" + connections, 1);
                transaction.commit();
            });
            plant.engine.unitOfWork(() -> plant.read("silo-" + connections, 2));
        }
        assertThat(new HostPlant(dataSource).readingsRecorded()).isEqualTo(6);
    }

    @Test
    void inAReadOnlyTransactionThereAreOnlyQuestions() throws SQLException {
        HostPlant plant = new HostPlant(dataSource);
        plant.silos(1);
        plant.transaction((transaction, connection) -> {
            transaction.rollback();
        });
        try (Connection connection = dataSource.getConnection()) {
            connection.setReadOnly(true);
            try (var transaction = plant.transactions.begin(connection)) {
                assertThat(plant.engine.contractTerms("c-silo-0")).isNotNull();
                assertThatThrownBy(() -> plant.read("silo-0", 0))
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining("read-only");
                transaction.commit();
            }
            connection.setReadOnly(false);
        }
        assertThat(plant.read("silo-0", 0).events()).as("not recorded before").isNotEmpty();
    }

    /** Longer than an instance may stand still while it keeps others waiting. */
    @Test
    void aHostMayTakeItsTimeBeforeAnythingIsWritten() throws Exception {
        HostPlant plant = new HostPlant(dataSource);
        plant.createHostTable();
        plant.silos(2);
        CompletableFuture<Void> own =
                CompletableFuture.runAsync(
                        () ->
                                plant.engine.unitOfWork(() -> {
                                    plant.read("silo-0", 0);
                                    sleep(11);
                                    plant.read("silo-0", 1);
                                    return Boolean.TRUE;
                                }),
                        threads);
        plant.transaction((transaction, connection) -> {
            plant.read("silo-1", 0);
            sleep(11);
            plant.read("silo-1", 1);
            transaction.commit();
        });
        own.get(1, TimeUnit.MINUTES);
        assertThat(plant.readingsRecorded()).isEqualTo(4);
    }

    /** The host caught its own failure and went on, which Postgres does not. */
    @Test
    void aTransactionThatIsAbortedIsSaidToBe() throws SQLException {
        HostPlant plant = new HostPlant(dataSource);
        plant.createHostTable();
        plant.silos(1);
        plant.transaction((transaction, connection) -> {
            plant.read("silo-0", 0);
            insertTwice(connection);
            assertAborted(() -> plant.engine.contractTerms("c-silo-0"));
            assertAborted(transaction::commit);
        });
        assertAborted(() ->
                plant.engine.unitOfWorkOn(connection -> {
                    plant.read("silo-0", 0);
                    insertTwice(connection);
                    return Boolean.TRUE;
                }));
        assertThat(plant.hostRows()).isZero();
        assertThat(plant.readingsRecorded()).isZero();
        assertThat(plant.read("silo-0", 0).events()).isNotEmpty();
    }

    private static void insertTwice(Connection connection) throws SQLException {
        HostPlant.insert(connection, "silo-0", 0);
        assertThatThrownBy(() -> HostPlant.insert(connection, "silo-0", 0))
                .isInstanceOf(SQLException.class);
    }

    private static void assertAborted(ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("an earlier statement of this transaction failed");
    }

    private static void sleep(int seconds) {
        try {
            Thread.sleep(1_000L * seconds);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void unitsThatCrossEachOtherBothSucceed() throws Exception {
        HostPlant plant = new HostPlant(dataSource);
        plant.silos(2);
        CountDownLatch bothHaveOne = new CountDownLatch(2);
        CompletableFuture<?> first =
                CompletableFuture.runAsync(
                        () -> crossed(plant, bothHaveOne, "silo-0", "silo-1"), threads);
        CompletableFuture<?> second =
                CompletableFuture.runAsync(
                        () -> crossed(plant, bothHaveOne, "silo-1", "silo-0"), threads);
        first.get(2, TimeUnit.MINUTES);
        second.get(2, TimeUnit.MINUTES);
        // Of each silo the same reading from both: it counts once.
        assertThat(plant.readingsRecorded()).isEqualTo(2);
    }

    private static void crossed(
            HostPlant plant, CountDownLatch bothHaveOne, String first, String second) {
        plant.engine.unitOfWork(() -> {
            plant.read(first, 0);
            bothHaveOne.countDown();
            try {
                bothHaveOne.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return plant.read(second, 0);
        });
    }

    @Test
    void aUnitOfWorkHandsOutItsConnectionButNotItsEnd() throws SQLException {
        BillingEngine engine = BillingEngine.builder(dataSource).build();
        HostPlant plant = new HostPlant(dataSource);
        plant.createHostTable();
        plant.silos(1);
        String name =
                engine.unitOfWorkOn(connection -> {
                    HostPlant.insert(connection, "silo-0", 0);
                    engine.handle(HostPlant.reading("silo-0", 0));
                    return "committed";
                });
        assertThat(name).isEqualTo("committed");
        for (Ending ending :
                List.<Ending>of(
                        Connection::commit,
                        Connection::rollback,
                        Connection::close,
                        connection -> connection.setAutoCommit(true))) {
            assertThatThrownBy(() ->
                            engine.unitOfWorkOn(connection -> {
                                HostPlant.insert(connection, "silo-0", 1);
                                engine.handle(HostPlant.reading("silo-0", 1));
                                ending.of(connection);
                                return Boolean.TRUE;
                            }))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("to roll it back, throw");
        }
        assertThatThrownBy(() ->
                        engine.unitOfWorkOn(connection -> {
                            throw new SQLException("of the host's", "P0001");
                        }))
                .isExactlyInstanceOf(SQLException.class)
                .hasMessage("of the host's");
        assertThatThrownBy(() ->
                        engine.unitOfWorkOn(connection -> {
                            throw new UncheckedIOException(new IOException("of the host's"));
                        }))
                .isExactlyInstanceOf(UncheckedIOException.class);
        assertThat(plant.hostRows()).isEqualTo(1);
        assertThat(plant.readingsRecorded()).isEqualTo(1);
    }

    private interface Ending {
        void of(Connection connection) throws SQLException;
    }

    @Test
    void theClockIsTheEnginesOwn() {
        Instant noon = Instant.parse("2031-05-06T12:00:00Z");
        BillingEngine engine =
                BillingEngine.builder(dataSource).clock(Clock.fixed(noon, ZoneOffset.UTC)).build();
        engine.handle(HostPlant.register("silo-0"));
        engine.signContract(HostPlant.terms("c", "silo-0"), HostPlant.FROM);
        engine.handle(HostPlant.reading("silo-0", 0));
        assertThat(new HostPlant(dataSource).log())
                .hasSizeGreaterThan(3)
                .extracting(RecordedEvent::recordedAt)
                .containsOnly(noon);
    }

    /** A data source as a framework wraps it: in a transaction, always the transaction's. */
    @Test
    void aDataSourceThatIsBoundToATransactionIsRefused() throws SQLException {
        Binding binding = new Binding(dataSource);
        BillingEngine engine = BillingEngine.builder(binding.dataSource()).build();
        HostPlant plant = new HostPlant(dataSource);
        plant.createHostTable();
        plant.silos(1);
        try (Connection transaction = dataSource.getConnection()) {
            transaction.setAutoCommit(false);
            binding.bound = transaction;
            HostPlant.insert(transaction, "silo-0", 0);
            assertThatThrownBy(() -> engine.handle(HostPlant.reading("silo-0", 0)))
                    .isInstanceOf(BoundDataSourceException.class)
                    .hasMessageContaining("hand the engine the data source behind it");
            binding.bound = null;
            transaction.rollback();
        }
        assertThat(plant.hostRows()).isZero();
        assertThat(plant.readingsRecorded()).isZero();
    }

    /** A data source that hands out one connection, once it is bound. */
    private static final class Binding {
        private final DataSource behind;
        private @Nullable Connection bound;

        Binding(DataSource behind) {
            this.behind = behind;
        }

        DataSource dataSource() {
            return proxy(
                    DataSource.class,
                    (method, arguments) -> {
                        Connection transaction = bound;
                        return method.getName().equals("getConnection") && transaction != null
                                ? neverClosed(transaction)
                                : method.invoke(behind, arguments);
                    });
        }

        private static Connection neverClosed(Connection connection) {
            return proxy(
                    Connection.class,
                    (method, arguments) ->
                            method.getName().equals("close")
                                    ? null
                                    : method.invoke(connection, arguments));
        }

        /** What a call of the interface comes to. */
        private interface Call {
            @Nullable Object of(Method method, Object @Nullable [] arguments)
                    throws ReflectiveOperationException;
        }

        private static <T> T proxy(Class<T> type, Call call) {
            return type.cast(
                    Proxy.newProxyInstance(
                            Binding.class.getClassLoader(),
                            new Class<?>[] {type},
                            (proxy, method, arguments) -> {
                                try {
                                    return call.of(method, arguments);
                                } catch (InvocationTargetException e) {
                                    throw e.getCause();
                                }
                            }));
        }
    }
}
