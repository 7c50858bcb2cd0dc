package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.failure.ConflictException;
import io.usance.failure.RefusedException;
import io.usance.failure.UnavailableException;
import io.usance.host.HostTransactions;
import io.usance.host.JdbcTransactions;
import io.usance.store.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.core.BaseConnection;

/** A connection that breaks, or is closed, while its thread is in a transaction on it. */
@Tag("slow")
class BrokenTransactionsTest {
    private final HikariDataSource dataSource = TestDatabase.empty();
    private final HostPlant plant = new HostPlant(dataSource, 4);

    @BeforeEach
    void create() throws SQLException {
        plant.createHostTable();
        plant.silos(2);
    }

    @AfterEach
    void close() {
        dataSource.close();
    }

    private enum Break {
        /** An administrator's, or a failover: the host learns of it with its next statement. */
        TERMINATED {
            @Override
            void of(Connection connection, HikariDataSource dataSource) throws SQLException {
                terminate(connection, dataSource);
                assertThatThrownBy(() -> HostPlant.insert(connection, "silo-0", 1))
                        .isInstanceOf(SQLException.class);
            }
        },

        /** The engine is the first to learn of it. */
        TERMINATED_UNSEEN {
            @Override
            void of(Connection connection, HikariDataSource dataSource) throws SQLException {
                terminate(connection, dataSource);
            }
        },

        SOCKET_CLOSED {
            @Override
            void of(Connection connection, HikariDataSource dataSource) throws SQLException {
                connection.unwrap(BaseConnection.class).abort(Runnable::run);
            }
        };

        abstract void of(Connection connection, HikariDataSource dataSource) throws SQLException;

        private static void terminate(Connection connection, HikariDataSource dataSource)
                throws SQLException {
            int pid = connection.unwrap(BaseConnection.class).getBackendPID();
            try (Connection other = dataSource.getConnection();
                    Statement statement = other.createStatement()) {
                statement.execute("select pg_terminate_backend(" + pid + ", 10000)");
            }
        }
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(UnavailableException.class);
    }

    /** What says which transaction is to be ended. */
    private static void refusedWithWhatToDo(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("end the transaction with what it was begun with")
                .hasMessageContaining("run it again from the beginning");
    }

    @ParameterizedTest
    @EnumSource(Break.class)
    void whatFollowsIsRefusedUntilTheHostHasEndedIt(Break how) throws SQLException {
        Connection connection = dataSource.getConnection();
        JdbcTransactions.Transaction transaction = plant.transactions.begin(connection);
        HostPlant.insert(connection, "silo-0", 0);
        plant.read("silo-0", 0);
        how.of(connection, dataSource);
        // A host that catches and logs goes on with its loop.
        refused(() -> plant.read("silo-1", 0));
        for (int i = 1; i < 24; i++) {
            int no = i;
            refusedWithWhatToDo(() -> plant.read("silo-0", no));
            refusedWithWhatToDo(() -> plant.engine.unitOfWork(() -> plant.read("silo-1", no)));
        }
        refusedWithWhatToDo(() -> plant.engine.queries().contracts().page());
        refused(transaction::commit);
        assertThat(plant.read("silo-0", 0).recorded()).as("not recorded before").isEqualTo(1);
        connection.close();
        assertThat(plant.hostRows()).isZero();
        assertThat(plant.readingsRecorded()).isEqualTo(1);
        plant.assertLoadable(2, 30);
    }

    @ParameterizedTest
    @EnumSource(Break.class)
    void aBreakBeforeTheFirstCommand(Break how) throws SQLException {
        plantTransactionThatBreaks(how, () -> {});
    }

    @ParameterizedTest
    @EnumSource(Break.class)
    void aBreakInAUnitOfWork(Break how) throws SQLException {
        plantTransactionThatBreaks(how, () -> plant.read("silo-0", 0));
    }

    /** As long as the break is not noticed it may be decided; the unit fails all the same. */
    private static void refusedOrNot(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown == null || thrown instanceof UnavailableException).isTrue();
    }

    private void plantTransactionThatBreaks(Break how, Runnable before) throws SQLException {
        Connection connection = dataSource.getConnection();
        JdbcTransactions.Transaction transaction = plant.transactions.begin(connection);
        refused(() ->
                plant.engine.unitOfWork(() -> {
                    before.run();
                    how.of(connection, dataSource);
                    refusedOrNot(() -> plant.read("silo-0", 1));
                    return plant.read("silo-1", 1);
                }));
        refusedWithWhatToDo(() -> plant.read("silo-1", 1));
        assertThatThrownBy(transaction::rollback).isInstanceOf(SQLException.class);
        assertThat(plant.read("silo-1", 1).recorded()).isEqualTo(1);
        connection.close();
        assertThat(plant.readingsRecorded()).isEqualTo(1);
        plant.assertLoadable(2, 30);
    }

    /** As a loop does that tries the whole once more. */
    @ParameterizedTest
    @EnumSource(Break.class)
    void oneThatIsBegunAgainTakesItsPlace(Break how) throws SQLException {
        Connection broken = dataSource.getConnection();
        plant.transactions.begin(broken);
        plant.read("silo-0", 0);
        how.of(broken, dataSource);
        refused(() -> plant.read("silo-0", 1));
        plant.transaction((transaction, connection) -> {
            plant.read("silo-0", 0);
            plant.read("silo-0", 1);
            transaction.commit();
        });
        assertThat(plant.read("silo-0", 2).recorded()).isEqualTo(1);
        assertThat(plant.readingsRecorded()).isEqualTo(3);
        broken.close();
    }

    /** The other is on another connection, and whole. */
    @Test
    void theOneAroundItGoesOn() throws SQLException {
        plant.transaction((transaction, connection) -> {
            plant.read("silo-0", 0);
            Connection broken = dataSource.getConnection();
            JdbcTransactions.Transaction inner = plant.transactions.begin(broken);
            plant.read("silo-1", 0);
            Break.TERMINATED.of(broken, dataSource);
            refusedWithWhatToDo(() -> plant.read("silo-0", 1));
            assertThatThrownBy(inner::close).isInstanceOf(SQLException.class);
            plant.read("silo-0", 1);
            transaction.commit();
            broken.close();
        });
        assertThat(plant.readingsRecorded()).isEqualTo(2);
    }

    /** Without a pool a closed connection looks like a broken one. */
    @Test
    void aConnectionOfTheDriversOwn() throws SQLException {
        Connection connection = DriverManager.getConnection(dataSource.getJdbcUrl());
        JdbcTransactions.Transaction transaction = plant.transactions.begin(connection);
        plant.read("silo-0", 0);
        connection.close();
        for (int i = 0; i < 3; i++) {
            refusedWithWhatToDo(() -> plant.read("silo-0", 0));
        }
        assertThatThrownBy(transaction::close).isInstanceOf(SQLException.class);
        assertThat(plant.read("silo-0", 0).recorded()).isEqualTo(1);
    }

    /** As some methods of a driver's are answered: the pool drops the connection, half used. */
    @Test
    void aConnectionThatThePoolDrops() throws SQLException {
        Connection connection = dataSource.getConnection();
        JdbcTransactions.Transaction transaction = plant.transactions.begin(connection);
        plant.read("silo-0", 0);
        assertThatThrownBy(() -> connection.createStruct("x", new Object[0]))
                .isInstanceOf(SQLException.class);
        if (connection.isClosed()) {
            for (int i = 0; i < 3; i++) {
                refusedWithWhatToDo(() -> plant.read("silo-0", 0));
            }
            assertThatThrownBy(transaction::close).isInstanceOf(SQLException.class);
        } else {
            transaction.close();
        }
        assertThat(plant.read("silo-0", 0).recorded()).isEqualTo(1);
        connection.close();
    }

    /** The transaction is over for the host; the unit of work is not its own. */
    @Test
    void aConnectionThatIsClosedWithinAUnitOfWork() throws SQLException {
        Connection connection = dataSource.getConnection();
        plant.transactions.begin(connection);
        assertThatThrownBy(() ->
                        plant.engine.unitOfWork(() -> {
                            plant.read("silo-0", 0);
                            connection.close();
                            for (int i = 0; i < 3; i++) {
                                assertThatThrownBy(() -> plant.read("silo-1", 0))
                                        .isInstanceOf(RefusedException.class);
                            }
                            return true;
                        }))
                .isInstanceOf(RefusedException.class);
        assertThat(plant.readingsRecorded()).isZero();
        assertThat(plant.read("silo-0", 0).recorded()).isEqualTo(1);
        assertThat(plant.read("silo-1", 0).recorded()).isEqualTo(1);
        plant.assertLoadable(2, 9);
    }

    @Test
    void aTransactionThatIsRolledBackWithinAUnitOfWork() throws SQLException {
        Connection connection = dataSource.getConnection();
        JdbcTransactions.Transaction transaction = plant.transactions.begin(connection);
        assertThatThrownBy(() ->
                        plant.engine.unitOfWork(() -> {
                            transaction.rollback();
                            for (int i = 0; i < 3; i++) {
                                assertThatThrownBy(() -> plant.read("silo-1", 0))
                                        .isInstanceOf(RefusedException.class)
                                        .hasMessageContaining("was ended within it");
                            }
                            return true;
                        }))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("end the transaction when the unit of work is over");
        connection.close();
        assertThat(plant.read("silo-1", 0).recorded()).isEqualTo(1);
        assertThat(plant.readingsRecorded()).isEqualTo(1);
    }

    @Test
    void aTransactionThatIsCommittedWithinAUnitOfWork() throws SQLException {
        Connection connection = dataSource.getConnection();
        JdbcTransactions.Transaction transaction = plant.transactions.begin(connection);
        plant.engine.inUnitOfWork(() -> {
            plant.read("silo-0", 0);
            try {
                transaction.commit();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            assertThatThrownBy(() -> plant.read("silo-1", 0)).isInstanceOf(RefusedException.class);
        });
        connection.close();
        assertThat(plant.readingsRecorded()).isEqualTo(1);
        assertThat(plant.read("silo-0", 0).events()).as("recorded").isEmpty();
        assertThat(plant.read("silo-1", 0).recorded()).isEqualTo(1);
        plant.assertLoadable(2, 9);
    }

    /** A host that takes a closed connection for no transaction. */
    private static final class Forgetful implements HostTransactions {
        private @Nullable Connection connection;
        private Consumer<Outcome> end = outcome -> {};

        @Override
        public @Nullable Connection connection() {
            try {
                return connection == null || connection.isClosed() ? null : connection;
            } catch (SQLException e) {
                return null;
            }
        }

        @Override
        public void beforeCommit(Runnable action) {}

        @Override
        public void afterCompletion(Consumer<Outcome> action) {
            end = action;
        }
    }

    @Test
    void aHostThatSaysThereIsNoTransactionWhenItsConnectionBroke() throws SQLException {
        Forgetful host = new Forgetful();
        BillingEngine engine = BillingEngine.builder(dataSource).hostTransactions(host).build();
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            host.connection = connection;
            engine.handle(HostPlant.reading("silo-0", 0));
            Break.TERMINATED.of(connection, dataSource);
            for (int i = 0; i < 3; i++) {
                refusedWithWhatToDo(() -> engine.handle(HostPlant.reading("silo-0", 0)));
            }
            host.connection = null;
            refusedWithWhatToDo(() -> engine.handle(HostPlant.reading("silo-0", 0)));
            host.end.accept(HostTransactions.Outcome.ROLLED_BACK);
        }
        assertThat(engine.handle(HostPlant.reading("silo-0", 0)).recorded()).isEqualTo(1);
        assertThat(plant.readingsRecorded()).isEqualTo(1);
    }

    /** What it holds in the one that broke is not what it holds in the next. */
    @Test
    void theNextTransactionOfTheThreadHasItsMetersToItself() throws Exception {
        Forgetful host = new Forgetful();
        BillingEngine engine =
                BillingEngine.builder(dataSource)
                        .hostTransactions(host)
                        .waitMax(Duration.ofMillis(300))
                        .build();
        try (Connection broken = dataSource.getConnection();
                Connection next = dataSource.getConnection()) {
            broken.setAutoCommit(false);
            next.setAutoCommit(false);
            host.connection = broken;
            engine.handle(HostPlant.reading("silo-0", 0));
            Consumer<HostTransactions.Outcome> endOfBroken = host.end;
            Break.TERMINATED.of(broken, dataSource);
            host.connection = next;
            assertThat(engine.handle(HostPlant.reading("silo-0", 0)).recorded()).isEqualTo(1);
            Connection mine = host.connection;
            Throwable[] thrown = new Throwable[1];
            Thread other =
                    Thread.ofPlatform()
                            .unstarted(() ->
                                    thrown[0] =
                                            catchThrowable(() ->
                                                    engine.handle(HostPlant.reading("silo-0", 1))));
            host.connection = null;
            other.start();
            other.join();
            assertThat(thrown[0])
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("silo silo-0 has been held by another transaction");
            host.connection = mine;
            endOfBroken.accept(HostTransactions.Outcome.ROLLED_BACK);
            next.rollback();
            host.end.accept(HostTransactions.Outcome.ROLLED_BACK);
            host.connection = null;
        }
        assertThat(engine.handle(HostPlant.reading("silo-0", 0)).recorded()).isEqualTo(1);
        assertThat(plant.readingsRecorded()).isEqualTo(1);
    }

    @Test
    void aHostThatClosesItsConnectionAndSaysNothing() throws SQLException {
        Forgetful host = new Forgetful();
        BillingEngine engine = BillingEngine.builder(dataSource).hostTransactions(host).build();
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            host.connection = connection;
            engine.handle(HostPlant.reading("silo-0", 0));
        }
        assertThatThrownBy(() -> engine.handle(HostPlant.reading("silo-0", 0)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("closed the connection of a transaction that has not ended");
        assertThat(engine.handle(HostPlant.reading("silo-0", 0)).recorded()).isEqualTo(1);
        host.end.accept(HostTransactions.Outcome.ROLLED_BACK);
        assertThat(engine.handle(HostPlant.reading("silo-0", 1)).recorded()).isEqualTo(1);
        assertThat(plant.readingsRecorded()).isEqualTo(2);
        assertThat(List.of(plant.read("silo-0", 0).events(), plant.read("silo-0", 1).events()))
                .allMatch(List::isEmpty);
    }
}
