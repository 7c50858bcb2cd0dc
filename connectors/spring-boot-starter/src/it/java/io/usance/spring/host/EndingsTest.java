package io.usance.spring.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.engine.BillingEngine;
import io.usance.failure.RefusedException;
import io.usance.spring.SpringTransactions;
import io.usance.spring.host.Application.Plain;
import io.usance.spring.host.Application.WithJdbc;
import java.sql.Savepoint;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What an application does on the connection, past Spring, and where its connections lead. */
@Tag("slow")
@TestInstance(Lifecycle.PER_CLASS)
class EndingsTest {
    private final Application jpa = Application.start(Plain.class);
    private final Application jdbc = Application.start(WithJdbc.class);

    List<Application> applications() {
        return List.of(jpa, jdbc);
    }

    @AfterAll
    void close() {
        jpa.close();
        jdbc.close();
    }

    private static void refused(Application application, String id, ConnectionCallback<?> past) {
        assertThatThrownBy(() ->
                        application
                                .transaction()
                                .executeWithoutResult(status -> {
                                    application.deliver(id);
                                    application.jdbc.execute(past);
                                }))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("with what the transaction was begun with");
        assertThat(application.stored(id)).isEmpty();
    }

    private static ConnectionCallback<Object> sql(String sql) {
        return connection -> {
            try (var statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        };
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("applications")
    void endedOnTheConnection(Application application) {
        refused(application, "sql-commit", sql("commit"));
        refused(application, "sql-rollback", sql("rollback"));
        refused(
                application,
                "commit",
                connection -> {
                    connection.commit();
                    return null;
                });
        application.deliver("as-before");
        assertThat(application.stored("as-before")).hasSize(1);
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("applications")
    void rolledBackToASavepointOnTheConnection(Application application) {
        assertThatThrownBy(() ->
                        application
                                .transaction()
                                .executeWithoutResult(status ->
                                        application.jdbc.execute(
                                                (ConnectionCallback<Object>)
                                                        connection -> {
                                                            Savepoint savepoint =
                                                                    connection.setSavepoint();
                                                            application.deliver("undone");
                                                            connection.rollback(savepoint);
                                                            return savepoint;
                                                        })))
                .isInstanceOf(RefusedException.class);
        assertThat(application.rows()).doesNotContain("undone");
        assertThat(application.stored("undone")).isEmpty();
    }

    /** The rollback is Spring's; that it came too late is in the log. */
    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("applications")
    void endedBeforeARollback(Application application) {
        assertThatThrownBy(() ->
                        application
                                .transaction()
                                .executeWithoutResult(status -> {
                                    application.deliver("too-late");
                                    application.jdbc.execute(sql("commit"));
                                    throw new IllegalStateException("the application's own");
                                }))
                .hasMessage("the application's own");
        assertThat(application.rows()).contains("too-late");
        assertThat(application.stored("too-late")).isEmpty();
        assertThat(application.engine.handle(Silos.register("too-late")).events()).hasSize(1);
    }

    @Test
    void aDataSourceThatRoutesElsewhere() {
        String[] key = {"first"};
        AbstractRoutingDataSource routing =
                new AbstractRoutingDataSource() {
                    @Override
                    protected Object determineCurrentLookupKey() {
                        return key[0];
                    }
                };
        routing.setTargetDataSources(
                Map.of(
                        "first", jdbc.context.getBean(DataSource.class),
                        "second", jpa.context.getBean(DataSource.class)));
        routing.afterPropertiesSet();
        SpringTransactions transactions = new SpringTransactions(routing);
        JdbcTransactionManager manager = new JdbcTransactionManager(routing);
        manager.addListener(transactions);
        BillingEngine engine =
                BillingEngine.builder(routing).hostTransactions(transactions).build();
        key[0] = "second";
        assertThatThrownBy(() ->
                        new TransactionTemplate(manager)
                                .executeWithoutResult(
                                        status -> engine.handle(Silos.register("routed"))))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("this transaction is on ");
        assertThatThrownBy(() -> engine.handle(Silos.register("routed")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("build an engine on each database");
        key[0] = "first";
        new TransactionTemplate(manager)
                .executeWithoutResult(status -> engine.handle(Silos.register("routed")));
        assertThat(jdbc.stored("routed")).hasSize(1);
        assertThat(jpa.stored("routed")).isEmpty();
    }
}
