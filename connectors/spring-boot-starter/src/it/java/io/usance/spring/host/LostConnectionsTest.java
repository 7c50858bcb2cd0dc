package io.usance.spring.host;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.engine.BillingEngine;
import io.usance.failure.ConflictException;
import io.usance.failure.UnavailableException;
import io.usance.meter.StandardMeters;
import io.usance.spring.SpringTransactions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Connections that break in Spring's transactions, and threads that wait for each other in them.
 */
@Tag("slow")
@Timeout(120)
class LostConnectionsTest {
    private final HikariDataSource pool = new HikariDataSource();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private JdbcTransactionManager manager;
    private JdbcTemplate jdbc;
    private BillingEngine engine;

    @BeforeEach
    void create() {
        pool.setJdbcUrl(Server.newDatabase());
        SpringTransactions transactions = new SpringTransactions(pool);
        manager = new JdbcTransactionManager(pool);
        manager.addListener(transactions);
        engine =
                BillingEngine.builder(pool)
                        .hostTransactions(transactions)
                        .waitMax(Duration.ofHours(1))
                        .build();
        jdbc = new JdbcTemplate(pool);
        jdbc.execute("create table delivery (id text primary key)");
        jdbc.update("insert into delivery values ('row')");
        engine.handle(Silos.register("silo"));
        engine.signContract(Silos.contract("silo"), Silos.START);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        pool.close();
    }

    private TransactionTemplate transaction(int propagation) {
        TransactionTemplate template = new TransactionTemplate(manager);
        template.setPropagationBehavior(propagation);
        return template;
    }

    private void lockRow() {
        jdbc.update("update delivery set id = id where id = 'row'");
    }

    private int stored(String id) {
        return BillingEngine.builder(pool).build().meterEvents(StandardMeters.silo(), id).size();
    }

    @Test
    void whatFollowsABreakIsRefusedUntilTheEnd() {
        assertThatThrownBy(() ->
                        transaction(TransactionDefinition.PROPAGATION_REQUIRED)
                                .executeWithoutResult(status -> {
                                    jdbc.update("insert into delivery values ('lost')");
                                    engine.handle(Silos.register("lost"));
                                    Integer pid =
                                            jdbc.queryForObject(
                                                    "select pg_backend_pid()", Integer.class);
                                    terminate(pid);
                                    assertThatThrownBy(this::lockRow)
                                            .isInstanceOf(DataAccessException.class);
                                    for (int i = 0; i < 3; i++) {
                                        assertThatThrownBy(() ->
                                                        engine.handle(Silos.register("alone")))
                                                .isInstanceOf(UnavailableException.class)
                                                .hasMessageContaining("run it again");
                                    }
                                }))
                .isInstanceOfAny(UnavailableException.class, TransactionException.class);
        assertThat(stored("lost") + stored("alone")).isZero();
        assertThat(engine.handle(Silos.register("lost")).events()).hasSize(1);
        assertThat(engine.handle(Silos.register("alone")).events()).hasSize(1);
    }

    private void terminate(Integer pid) {
        try (var other = pool.getConnection();
                var statement = other.createStatement()) {
            statement.execute("select pg_terminate_backend(" + pid + ", 10000)");
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The row is the outer one's, which is suspended while the inner one waits for the silo. */
    @Test
    void aCircleThroughASuspendedTransactionIsSeen() throws Exception {
        CountDownLatch bothHold = new CountDownLatch(2);
        Future<?> siloFirst =
                threads.submit(() ->
                        transaction(TransactionDefinition.PROPAGATION_REQUIRED)
                                .executeWithoutResult(status -> {
                                    engine.handle(Silos.reading("silo", 0));
                                    meet(bothHold);
                                    lockRow();
                                }));
        assertThatThrownBy(() ->
                        transaction(TransactionDefinition.PROPAGATION_REQUIRED)
                                .executeWithoutResult(outer -> {
                                    lockRow();
                                    meet(bothHold);
                                    transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
                                            .executeWithoutResult(inner ->
                                                    engine.handle(Silos.reading("silo", 1)));
                                }))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("which waits for this one");
        siloFirst.get(60, SECONDS);
        assertThat(engine.handle(Silos.reading("silo", 1)).recorded()).isEqualTo(1);
    }

    private static void meet(CountDownLatch bothHold) {
        bothHold.countDown();
        try {
            bothHold.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Spring tells of it before it does it: what is written once more comes after. */
    @Test
    void goingBackToASavepointAfterTheEngineHasWritten() {
        TransactionStatus[] running = new TransactionStatus[1];
        Object[] savepoint = new Object[1];
        manager.addListener(
                new TransactionExecutionListener() {
                    @Override
                    public void beforeCommit(TransactionExecution transaction) {
                        if (savepoint[0] != null) {
                            running[0].rollbackToSavepoint(savepoint[0]);
                            savepoint[0] = null;
                            engine.handle(Silos.register("later"));
                        }
                    }
                });
        transaction(TransactionDefinition.PROPAGATION_REQUIRED)
                .executeWithoutResult(status -> {
                    running[0] = status;
                    engine.handle(Silos.register("kept"));
                    savepoint[0] = status.createSavepoint();
                    engine.handle(Silos.register("undone"));
                });
        assertThat(stored("kept")).isEqualTo(1);
        assertThat(stored("later")).isEqualTo(1);
        assertThat(stored("undone")).isZero();
    }
}
