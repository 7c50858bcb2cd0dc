package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.failure.UnavailableException;
import io.usance.host.HostTransactions;
import io.usance.host.HostTransactions.Outcome;
import io.usance.meter.StandardMeters;
import io.usance.store.HostDatabase;
import io.usance.store.OtherDatabaseException;
import io.usance.store.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Connections that lead elsewhere, or are another object at each call. */
@Tag("slow")
class HostDatabasesTest {
    private final HikariDataSource first = TestDatabase.empty();
    private final HikariDataSource second = TestDatabase.empty();
    private final HostPlant plant = new HostPlant(first, 4);

    @BeforeEach
    void create() throws SQLException {
        plant.createHostTable();
        plant.silos(2);
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    private static String name(HikariDataSource dataSource) {
        return dataSource.getJdbcUrl().replaceAll(".*//([^?]*).*", "$1");
    }

    @Test
    void aTransactionOnAnotherDatabaseIsRefused() throws SQLException {
        for (boolean installed : new boolean[] {false, true}) {
            if (installed) {
                HostPlant other = new HostPlant(second, 4);
                other.silos(2);
            }
            try (Connection connection = second.getConnection();
                    var transaction = plant.transactions.begin(connection)) {
                assertThatThrownBy(() -> plant.read("silo-0", 0))
                        .isInstanceOf(OtherDatabaseException.class)
                        .hasMessageContaining("is on " + name(second))
                        .hasMessageContaining("tables are in " + name(first));
                assertThatThrownBy(() -> plant.engine.contractTerms("c-silo-0"))
                        .isInstanceOf(OtherDatabaseException.class);
                for (ThrowingCallable question :
                        List.<ThrowingCallable>of(
                                () -> plant.engine.queries().contracts().page(),
                                () -> plant.engine.queries().settlements().page(),
                                () -> plant.engine.meterEvents(StandardMeters.silo(), "silo-0"))) {
                    assertThatThrownBy(question).isInstanceOf(OtherDatabaseException.class);
                }
                transaction.commit();
            }
        }
        assertThat(new HostPlant(second, 4).readingsRecorded()).isZero();
        assertThat(plant.read("silo-0", 0).recorded()).isEqualTo(1);
        assertThat(plant.readingsRecorded()).isEqualTo(1);
    }

    /** One that may not even read when the schema was made. */
    @Test
    void anotherRoleOfTheSameDatabaseIsNone() throws SQLException {
        try (HostDatabase database = new HostDatabase()) {
            HostPlant own = new HostPlant(database.owner(), 4);
            own.silos(1);
            String role = database.role("clerk");
            database.execute(
                    "grant usage on schema usance to %1$s; grant select, insert, update on all tables in schema usance to %1$s; revoke all on usance.usance_schema_history from %1$s"
                            .formatted(role));
            try (Connection connection = database.pool(role).getConnection();
                    var transaction = own.transactions.begin(connection)) {
                assertThat(own.engine.contractTerms("c-silo-0")).isNotNull();
                assertThat(own.read("silo-0", 0).recorded()).isEqualTo(1);
                transaction.rollback();
            }
        }
    }

    /** As Spring's AbstractRoutingDataSource. */
    private static final class Routing {
        DataSource target;

        Routing(DataSource target) {
            this.target = target;
        }

        DataSource dataSource() {
            return proxy(DataSource.class, () -> target);
        }
    }

    private interface Target {
        Object get();
    }

    private static <T> T proxy(Class<T> type, Target target) {
        return type.cast(
                Proxy.newProxyInstance(
                        HostDatabasesTest.class.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> {
                            try {
                                return method.invoke(target.get(), arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        }));
    }

    @Test
    void aDataSourceThatRoutesIsRefusedWhereItLeadsElsewhere() {
        Routing routing = new Routing(first);
        BillingEngine engine = BillingEngine.builder(routing.dataSource()).build();
        HostPlant other = new HostPlant(second, 4);
        other.silos(2);
        assertThat(engine.handle(HostPlant.reading("silo-0", 0)).recorded()).isEqualTo(1);
        routing.target = second;
        assertThatThrownBy(() -> engine.handle(HostPlant.reading("silo-0", 1)))
                .isInstanceOf(OtherDatabaseException.class)
                .hasMessageContaining("a connection to " + name(second))
                .hasMessageContaining("built on " + name(first));
        assertThatThrownBy(() -> engine.queries().contracts().page())
                .isInstanceOf(OtherDatabaseException.class);
        assertThatThrownBy(engine::catchUp).isInstanceOf(OtherDatabaseException.class);
        routing.target = first;
        assertThat(engine.handle(HostPlant.reading("silo-0", 1)).recorded()).isEqualTo(1);
        assertThat(other.readingsRecorded()).isZero();
        assertThat(plant.readingsRecorded()).isEqualTo(2);
    }

    /** Some wrappers of drivers do not know it. */
    @Test
    void aConnectionThatDoesNotSayItsUrl() {
        DataSource[] target = {first};
        DataSource nameless =
                answering(
                        DataSource.class,
                        () -> target[0],
                        "getConnection",
                        connection ->
                                answering(
                                        Connection.class,
                                        () -> connection,
                                        "getMetaData",
                                        data ->
                                                answering(
                                                        DatabaseMetaData.class,
                                                        () -> data,
                                                        "getURL",
                                                        url -> null)));
        BillingEngine engine = BillingEngine.builder(nameless).build();
        assertThat(engine.handle(HostPlant.reading("silo-0", 0)).recorded()).isEqualTo(1);
        target[0] = second;
        assertThatThrownBy(() -> engine.handle(HostPlant.reading("silo-0", 1)))
                .isInstanceOf(OtherDatabaseException.class)
                .hasMessageContaining("a database whose connections do not say their URL");
        assertThat(plant.readingsRecorded()).isEqualTo(1);
    }

    /** As the target, except for what one method of it answers. */
    private static <T> T answering(
            Class<T> type, Target target, String name, Function<Object, @Nullable Object> answer) {
        return type.cast(
                Proxy.newProxyInstance(
                        HostDatabasesTest.class.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> {
                            try {
                                Object result = method.invoke(target.get(), arguments);
                                return method.getName().equals(name)
                                        ? answer.apply(result)
                                        : result;
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        }));
    }

    /** A host of its own making, whose connection has another wrapper at each call. */
    private static final class Wrapping implements HostTransactions {
        private final List<Runnable> beforeCommit = new ArrayList<>();
        private final List<Consumer<Outcome>> afterCompletion = new ArrayList<>();
        private @Nullable Connection running;

        @Override
        public @Nullable Connection connection() {
            Connection connection = running;
            return connection == null ? null : proxy(Connection.class, () -> connection);
        }

        @Override
        public void beforeCommit(Runnable action) {
            beforeCommit.add(action);
        }

        @Override
        public void afterCompletion(Consumer<Outcome> action) {
            afterCompletion.add(action);
        }

        void begin(Connection connection) throws SQLException {
            connection.setAutoCommit(false);
            running = connection;
        }

        void end(boolean commit) throws SQLException {
            Connection connection = running;
            if (connection == null) {
                return;
            }
            if (commit) {
                beforeCommit.forEach(Runnable::run);
                connection.commit();
            } else {
                connection.rollback();
            }
            running = null;
            beforeCommit.clear();
            List<Consumer<Outcome>> told = List.copyOf(afterCompletion);
            afterCompletion.clear();
            told.forEach(each -> each.accept(commit ? Outcome.COMMITTED : Outcome.ROLLED_BACK));
            connection.setAutoCommit(true);
        }
    }

    @Test
    void aConnectionWithAnotherWrapperAtEachCallIsOne() throws SQLException {
        Wrapping host = new Wrapping();
        BillingEngine engine = BillingEngine.builder(first).hostTransactions(host).build();
        try (Connection connection = first.getConnection()) {
            for (boolean commit : new boolean[] {false, true}) {
                host.begin(connection);
                HostPlant.insert(connection, "silo-0", 0);
                assertThat(engine.handle(HostPlant.reading("silo-0", 0)).recorded()).isEqualTo(1);
                assertThat(engine.handle(HostPlant.reading("silo-0", 0)).recorded()).isZero();
                assertThat(engine.handle(HostPlant.reading("silo-0", 1)).recorded()).isEqualTo(1);
                engine.unitOfWork(() -> {
                    engine.handle(HostPlant.reading("silo-1", 0));
                    return engine.handle(HostPlant.reading("silo-0", 2));
                });
                host.end(commit);
                assertThat(plant.hostRows()).isEqualTo(commit ? 1 : 0);
                assertThat(plant.readingsRecorded()).isEqualTo(commit ? 4 : 0);
            }
        }
        plant.assertLoadable(2, 9);
    }

    /** Rolled back by what the work was given, in memory as well. */
    @Test
    void savepointsWithinAUnitOfWorkUndoWhatTheEngineWasTold() throws SQLException {
        BillingEngine alone = BillingEngine.builder(first).build();
        for (BillingEngine engine : List.of(alone, plant.engine)) {
            long no = engine == alone ? 0 : 10;
            engine.unitOfWorkOn(connection -> {
                engine.handle(HostPlant.reading("silo-0", no));
                Savepoint savepoint = connection.setSavepoint();
                HostPlant.insert(connection, "silo-0", no);
                engine.handle(HostPlant.reading("silo-0", no + 1));
                connection.rollback(savepoint);
                try (var statement = connection.createStatement()) {
                    statement.execute("savepoint mine");
                    engine.handle(HostPlant.reading("silo-1", no + 1));
                    statement.execute("rollback to savepoint mine");
                    assertThatThrownBy(() -> statement.execute("rollback to other"))
                            .isInstanceOf(SQLException.class)
                            .hasMessageContaining("no such savepoint was set");
                }
                return true;
            });
            assertThat(engine.handle(HostPlant.reading("silo-0", no + 1)).recorded()).isEqualTo(1);
            assertThat(engine.handle(HostPlant.reading("silo-1", no + 1)).recorded()).isEqualTo(1);
        }
        assertThat(plant.hostRows()).isZero();
        assertThat(plant.readingsRecorded()).isEqualTo(6);
        plant.assertLoadable(2, 30);
    }

    @Test
    void whatLeadsOutOfAUnitOfWorkIsGuarded() throws SQLException {
        for (String text : List.of("select 1; commit", "commit")) {
            assertThatThrownBy(() ->
                            plant.engine.unitOfWorkOn(connection -> {
                                HostPlant.insert(connection, "silo-0", 0);
                                plant.read("silo-0", 0);
                                try (var statement = connection.createStatement()) {
                                    return statement.execute(text);
                                }
                            }))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("is refused");
        }
        for (Consumer<Connection> way : WAYS_OUT) {
            assertThatThrownBy(() ->
                            plant.engine.unitOfWorkOn(connection -> {
                                HostPlant.insert(connection, "silo-0", 0);
                                plant.read("silo-0", 0);
                                way.accept(connection);
                                return true;
                            }))
                    .hasStackTraceContaining("commit() is refused");
        }
        var kept = plant.engine.unitOfWorkOn(Connection::createStatement);
        assertThatThrownBy(() -> kept.execute("select 1"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("the work that was given this connection is done");
        assertThat(plant.hostRows()).isZero();
        assertThat(plant.readingsRecorded()).isZero();
    }

    private static final List<Consumer<Connection>> WAYS_OUT =
            List.of(
                    way(connection -> connection.getMetaData().getConnection().commit()),
                    way(connection -> connection.createStatement().getConnection().commit()),
                    way(connection ->
                            connection
                                    .createStatement()
                                    .executeQuery("select 1")
                                    .getStatement()
                                    .getConnection()
                                    .commit()));

    private interface Way {
        void out(Connection connection) throws SQLException;
    }

    private static Consumer<Connection> way(Way way) {
        return connection -> {
            try {
                way.out(connection);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    /** Not unavailable: an administrator has to do something. */
    @Test
    void aRoleThatOnlyReadsIsSaidTo() throws SQLException {
        try (HostDatabase database = new HostDatabase()) {
            HostPlant own = new HostPlant(database.owner(), 4);
            own.silos(1);
            String role = database.role("auditor");
            database.execute(
                    "alter role %1$s set default_transaction_read_only = on; grant usage on schema usance to %1$s; grant all on all tables in schema usance to %1$s"
                            .formatted(role));
            BillingEngine reading =
                    BillingEngine.builder(database.pool(role))
                            .migrations(Migrations.VALIDATE)
                            .build();
            assertThat(reading.contractTerms("c-silo-0")).isNotNull();
            assertThatThrownBy(() -> reading.handle(HostPlant.reading("silo-0", 0)))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("only lets this connection read")
                    .hasMessageContaining("default_transaction_read_only");
            own.transaction((transaction, connection) -> {
                try (var statement = connection.createStatement()) {
                    statement.execute("set transaction read only");
                }
                own.read("silo-0", 0);
                assertThatThrownBy(transaction::commit)
                        .hasMessageContaining("the transaction was set read-only");
            });
            assertThat(own.readingsRecorded()).isZero();
        }
    }
}
