package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.failure.DatabaseException;
import io.usance.failure.RefusedException;
import io.usance.failure.UnavailableException;
import io.usance.finance.FinanceEvent.GoodsMovement;
import io.usance.host.HostTransactions;
import io.usance.host.JdbcTransactions;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.store.HostDatabase;
import io.usance.store.NoTransactionException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What Postgres refuses is told in the engine's words and in Postgres'. */
@Tag("slow")
class HostFailuresTest {
    private final HostDatabase database = new HostDatabase();
    private final HikariDataSource dataSource = database.owner();
    private final HostPlant plant = new HostPlant(dataSource);
    private final BillingEngine engine = plant.engine;

    @BeforeEach
    void create() throws SQLException {
        plant.createHostTable();
        plant.silos(2);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static DatabaseException refused(ThrowingCallable work, String sqlState) {
        DatabaseException refused = catchThrowableOfType(DatabaseException.class, work);
        assertThat(refused.sqlState()).isEqualTo(sqlState);
        assertThat(refused)
                .hasMessageContaining(sqlState)
                .hasMessageContaining("nothing of the transaction is written")
                .hasCauseInstanceOf(SQLException.class);
        for (Throwable each = refused; each != null; each = each.getCause()) {
            assertThat(each.getClass().getName()).doesNotContain("jooq", "axonframework");
        }
        return refused;
    }

    @Test
    void aRoleWithoutARight() throws SQLException {
        String role = database.role("reader");
        database.execute(
                "grant usage on schema usance to %1$s; grant select on all tables in schema usance to %1$s"
                        .formatted(role));
        BillingEngine reader =
                BillingEngine.builder(database.pool(role)).migrations(Migrations.VALIDATE).build();
        assertThat(reader.contractTerms("c-silo-0")).isNotNull();
        assertThat(reader.queries().settlements().page().items()).isEmpty();
        assertThat(refused(() -> reader.handle(HostPlant.reading("silo-0", 0)), "42501"))
                .hasMessageContaining("permission denied for table ");
        assertThat(refused(reader::catchUp, "42501")).hasMessageContaining("permission denied");
        database.execute("revoke usage on schema usance from " + role);
        refused(() -> reader.queries().contracts().page(), "42501");
        assertThat(plant.readingsRecorded()).isZero();
    }

    /** A limit of the server, as a trigger of an administrator's tells it. */
    @Test
    void aLimitThatIsExceeded() throws SQLException {
        database.execute(
                "create function is_full() returns trigger language plpgsql as"
                        + " $$begin raise exception 'too complex' using errcode = '54000'; end$$;"
                        + " create trigger is_full before insert on usance.domain_event"
                        + " for each statement execute function is_full()");
        assertThat(refused(() -> plant.read("silo-0", 0), "54000"))
                .hasMessageContaining("too complex");
        plant.transaction((transaction, connection) -> {
            HostPlant.insert(connection, "silo-0", 0);
            plant.read("silo-0", 0);
            refused(transaction::commit, "54000");
        });
        database.execute("drop trigger is_full on usance.domain_event");
        assertThat(plant.hostRows()).isZero();
        assertThat(plant.read("silo-0", 0).events()).as("not recorded before").isNotEmpty();
    }

    /** There is room again some time: worth another attempt. */
    @Test
    void aDiskThatIsFull() throws SQLException {
        database.execute(
                "create function is_full() returns trigger language plpgsql as"
                        + " $$begin raise exception 'disk full' using errcode = '53100'; end$$;"
                        + " create trigger is_full before insert on usance.domain_event"
                        + " for each statement execute function is_full()");
        assertThatThrownBy(() -> plant.read("silo-0", 0))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("disk full");
    }

    @Test
    void whatTheHostsOwnStatementsMeetIsTheHosts() {
        assertThatThrownBy(() ->
                        engine.unitOfWorkOn(connection -> {
                            plant.read("silo-0", 0);
                            try (Statement statement = connection.createStatement()) {
                                return statement.execute("select * from nowhere");
                            }
                        }))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42P01"));
        assertThat(plant.readingsRecorded()).isZero();
    }

    /** Found at the commit only, and no outage: another attempt would meet it as well. */
    @Test
    void aDeferredConstraintOfTheHostsAtTheCommit() throws SQLException {
        database.execute(
                "create table note (silo text, no bigint, foreign key (silo, no)"
                        + " references delivery deferrable initially deferred)");
        AtomicInteger attempts = new AtomicInteger();
        DatabaseException refused =
                refused(
                        () ->
                                engine.unitOfWorkOn(connection -> {
                                    attempts.incrementAndGet();
                                    try (Statement statement = connection.createStatement()) {
                                        statement.execute("insert into note values ('none', 1)");
                                    }
                                    return plant.read("silo-0", 0);
                                }),
                        "23503");
        assertThat(refused)
                .hasMessageContaining("Postgres refused the commit")
                .hasMessageContaining("violates foreign key constraint");
        assertThat(attempts).hasValue(1);
        assertThat(plant.readingsRecorded()).isZero();
        assertThat(plant.read("silo-0", 0).events()).as("not recorded before").isNotEmpty();
    }

    /** It is committed, but who asked for it does not learn so. */
    @Test
    void aCommitWhoseOutcomeIsUnknown() {
        boolean[] lost = {false};
        DataSource losing =
                proxy(
                        DataSource.class,
                        dataSource,
                        (method, result) ->
                                result instanceof Connection connection
                                        ? proxy(
                                                Connection.class,
                                                connection,
                                                (called, outcome) -> {
                                                    if (called.getName().equals("commit")
                                                            && lost[0]) {
                                                        throw new SQLException(
                                                                "who knows", "40003");
                                                    }
                                                    return outcome;
                                                })
                                        : result);
        BillingEngine own = BillingEngine.builder(losing).build();
        own.handle(HostPlant.reading("silo-0", 0));
        lost[0] = true;
        assertThatThrownBy(() -> own.handle(HostPlant.reading("silo-0", 1)))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("who knows");
        lost[0] = false;
        assertThat(plant.readingsRecorded()).isEqualTo(2);
        assertThat(own.handle(HostPlant.reading("silo-0", 1)).events())
                .as("it finds that it is recorded")
                .isEmpty();
        assertThat(own.handle(HostPlant.reading("silo-0", 2)).events()).isNotEmpty();
    }

    /** What comes of a call, before it is given back. */
    private interface Result {
        @Nullable Object of(Method method, @Nullable Object result) throws SQLException;
    }

    private static <T> T proxy(Class<T> type, T behind, Result result) {
        return type.cast(
                Proxy.newProxyInstance(
                        HostFailuresTest.class.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> {
                            try {
                                return result.of(method, method.invoke(behind, arguments));
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        }));
    }

    @Test
    void whatIsExpectedIsOfTheTransactionThatTheThreadIsIn() throws SQLException {
        var commands = List.of(HostPlant.reading("silo-0", 0), HostPlant.reading("silo-1", 0));
        assertThatThrownBy(() -> engine.expect(commands))
                .isInstanceOf(NoTransactionException.class)
                .hasMessageContaining("call it within unitOfWork(...)");
        engine.internals().evictCached();
        plant.transaction((transaction, connection) -> {
            engine.expect(commands);
            commands.forEach(command -> assertThat(engine.handle(command).events()).isNotEmpty());
            transaction.commit();
        });
        engine.internals().evictCached();
        engine.unitOfWork(() -> {
            engine.expect(List.of(HostPlant.reading("silo-0", 1)));
            return plant.read("silo-0", 1);
        });
        assertThat(plant.readingsRecorded()).isEqualTo(3);
        plant.assertLoadable(2, 9);
    }

    /** A host whose transactions can be suspended with none in their place. */
    private static final class Suspending implements HostTransactions {
        final JdbcTransactions behind = new JdbcTransactions();
        boolean suspended;

        @Override
        public @Nullable Connection connection() {
            return suspended ? null : behind.connection();
        }

        @Override
        public void beforeCommit(Runnable action) {
            behind.beforeCommit(action);
        }

        @Override
        public void afterCompletion(Consumer<Outcome> action) {
            behind.afterCompletion(action);
        }
    }

    /** As NOT_SUPPORTED of Spring's: what is sent there has a transaction of its own. */
    @Test
    void aTransactionThatIsSuspendedWithinAUnitOfWork() throws SQLException {
        Suspending host = new Suspending();
        BillingEngine own = BillingEngine.builder(dataSource).hostTransactions(host).build();
        try (Connection connection = dataSource.getConnection();
                var transaction = host.behind.begin(connection)) {
            own.unitOfWork(() -> {
                own.handle(HostPlant.reading("silo-0", 0));
                host.suspended = true;
                own.handle(HostPlant.reading("silo-1", 0));
                own.unitOfWork(() -> own.handle(HostPlant.reading("silo-1", 1)));
                assertThat(plant.readingsRecorded()).as("of the silo apart").isEqualTo(2);
                own.catchUp();
                host.suspended = false;
                return own.handle(HostPlant.reading("silo-0", 1));
            });
            transaction.rollback();
        }
        assertThat(plant.readingsRecorded()).isEqualTo(2);
        assertThat(own.handle(HostPlant.reading("silo-0", 0)).events()).isNotEmpty();
        assertThat(own.handle(HostPlant.reading("silo-1", 1)).events()).isEmpty();
    }

    /** Finance waits for others as long as it takes; the host's statements as long as it said. */
    @Test
    void theHostsLockTimeoutIsWhatItWas() throws SQLException {
        plant.transaction((transaction, connection) -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("set local lock_timeout = '1234ms'");
                engine.finance().payments().order(LocalDate.EPOCH, HostPlant.FROM, terms -> true);
                engine.finance()
                        .goodsMovements()
                        .read("c-silo-0", "ab".repeat(32), List.of(movement()), HostPlant.FROM);
                try (var row = statement.executeQuery("show lock_timeout")) {
                    row.next();
                    assertThat(row.getString(1)).isEqualTo("1234ms");
                }
            }
            transaction.commit();
        });
    }

    private static GoodsMovement movement() {
        return new GoodsMovement(
                "490/1",
                "2026-03-01/2026-04-01",
                "silo-0",
                "201",
                new Quantity(1_000, Dimension.MASS),
                LocalDate.EPOCH);
    }

    /** A standby's pool, for example: questions are answered, commands are not half done. */
    @Test
    void aPoolThatOnlyReads() {
        HikariDataSource reading = new HikariDataSource();
        reading.setJdbcUrl(dataSource.getJdbcUrl());
        reading.setReadOnly(true);
        try (reading) {
            BillingEngine own = BillingEngine.builder(reading).build();
            assertThat(own.contractTerms("c-silo-0")).isNotNull();
            assertThat(own.queries().contracts().page().items()).isEmpty();
            assertThatThrownBy(() -> own.handle(HostPlant.reading("silo-0", 0)))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("read-only");
            assertThatThrownBy(() ->
                            own.signContract(HostPlant.terms("c-9", "silo-9"), HostPlant.FROM))
                    .isInstanceOf(RefusedException.class);
        }
        assertThat(plant.readingsRecorded()).isZero();
    }

    /** Two of one application, by mistake: neither loses anything, the slower decides once more. */
    @Test
    void twoEnginesOnOneSchema() {
        BillingEngine second = BillingEngine.builder(dataSource).build();
        for (int no = 0; no < 20; no++) {
            BillingEngine one = no % 2 == 0 ? engine : second;
            assertThat(one.handle(HostPlant.reading("silo-0", no)).events()).isNotEmpty();
            assertThat(one.handle(HostPlant.reading("silo-0", no)).events()).isEmpty();
        }
        second.catchUp();
        engine.catchUp();
        assertThat(plant.readingsRecorded()).isEqualTo(20);
        plant.assertLoadable(2, 30);
    }
}
