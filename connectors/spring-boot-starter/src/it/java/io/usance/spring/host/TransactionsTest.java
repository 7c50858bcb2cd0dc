package io.usance.spring.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.spring.SpringTransactionException;
import io.usance.spring.SpringTransactions;
import io.usance.spring.host.Application.Plain;
import io.usance.spring.host.Application.WithJdbc;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The application's row and the command are committed together or rolled back together, with a
 * transaction manager of JPA's and with one of JDBC's.
 */
@Tag("slow")
@TestInstance(Lifecycle.PER_CLASS)
class TransactionsTest {
    private final Application jpa = Application.start(Plain.class);
    private final Application jdbc = Application.start(WithJdbc.class);

    List<Application> applications() {
        assertThat(jpa.manager.getClass().getSimpleName()).isEqualTo("JpaTransactionManager");
        return List.of(jpa, jdbc);
    }

    @AfterAll
    void close() {
        jpa.close();
        jdbc.close();
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("applications")
    void committedTogether(Application application) {
        application
                .transaction()
                .executeWithoutResult(status -> {
                    application.deliver("together");
                    // The events are appended before the commit; the row is there.
                    assertThat(application.rows()).contains("together");
                });
        assertThat(application.rows()).contains("together");
        assertThat(application.stored("together")).hasSize(1);
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("applications")
    void rolledBackTogether(Application application) {
        application
                .transaction()
                .executeWithoutResult(status -> {
                    application.deliver("twice");
                    application.engine.signContract(Silos.contract("twice"), Silos.START);
                });
        int before = application.stored("twice").size();
        for (int lost = 1; lost <= 3; lost++) {
            assertThatThrownBy(() ->
                            application
                                    .transaction()
                                    .executeWithoutResult(status -> {
                                        application.jdbc.update(
                                                "insert into host.delivery values ('lost')");
                                        assertThat(recorded(application, "twice")).isEqualTo(1);
                                        throw new IllegalStateException("the application's own");
                                    }))
                    .hasMessage("the application's own");
        }
        assertThat(application.stored("twice")).hasSize(before);
        // What was rolled back is no duplicate.
        application
                .transaction()
                .executeWithoutResult(
                        status -> assertThat(recorded(application, "twice")).isEqualTo(1));
        assertThat(recorded(application, "twice")).isZero();
        assertThat(application.rows()).contains("twice").doesNotContain("lost");
        assertThat(application.stored("twice").size()).isGreaterThan(before);
    }

    /** Readings that the first one of a silo added. */
    private static long recorded(Application application, String silo) {
        return application.engine.handle(Silos.reading(silo, 1)).recorded();
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("applications")
    void markedRollbackOnly(Application application) {
        application
                .transaction()
                .executeWithoutResult(status -> {
                    status.setRollbackOnly();
                    application.deliver("marked");
                });
        TransactionTemplate outer = application.transaction();
        assertThatThrownBy(() ->
                        outer.executeWithoutResult(status -> {
                            application.deliver("marked-outer");
                            application
                                    .transaction()
                                    .executeWithoutResult(inner -> inner.setRollbackOnly());
                        }))
                .isInstanceOf(UnexpectedRollbackException.class);
        assertThat(application.rows()).doesNotContain("marked", "marked-outer");
        assertThat(application.stored("marked")).isEmpty();
        assertThat(application.stored("marked-outer")).isEmpty();
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("applications")
    void suspendedAndResumed(Application application) {
        assertThatThrownBy(() ->
                        application
                                .transaction()
                                .executeWithoutResult(status -> {
                                    application.deliver("suspended");
                                    application
                                            .transaction(
                                                    TransactionDefinition.PROPAGATION_REQUIRES_NEW)
                                            .executeWithoutResult(
                                                    inner -> application.deliver("new"));
                                    application.deliver("resumed");
                                    throw new IllegalStateException("after it");
                                }))
                .hasMessage("after it");
        application
                .transaction()
                .executeWithoutResult(status -> {
                    application.deliver("outer");
                    assertThatThrownBy(() ->
                                    application
                                            .transaction(
                                                    TransactionDefinition.PROPAGATION_REQUIRES_NEW)
                                            .executeWithoutResult(inner -> {
                                                application.deliver("inner");
                                                throw new IllegalStateException("in it");
                                            }))
                            .hasMessage("in it");
                });
        assertThat(application.rows())
                .contains("new", "outer")
                .doesNotContain("suspended", "resumed", "inner");
        assertThat(application.stored("new")).hasSize(1);
        assertThat(application.stored("outer")).hasSize(1);
        assertThat(application.stored("suspended")).isEmpty();
        assertThat(application.stored("resumed")).isEmpty();
        assertThat(application.stored("inner")).isEmpty();
    }

    /** JPA has no nested transactions. */
    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("withSavepoints")
    void nested(Application application) {
        application
                .transaction()
                .executeWithoutResult(status -> {
                    application.deliver("before");
                    assertThatThrownBy(() ->
                                    application
                                            .transaction(TransactionDefinition.PROPAGATION_NESTED)
                                            .executeWithoutResult(inner -> {
                                                application.deliver("nested");
                                                throw new IllegalStateException("nested");
                                            }))
                            .hasMessage("nested");
                    application
                            .transaction(TransactionDefinition.PROPAGATION_NESTED)
                            .executeWithoutResult(inner -> application.deliver("nested-kept"));
                    application.deliver("after");
                });
        assertThat(application.rows())
                .contains("before", "nested-kept", "after")
                .doesNotContain("nested");
        assertThat(application.stored("before")).hasSize(1);
        assertThat(application.stored("nested-kept")).hasSize(1);
        assertThat(application.stored("after")).hasSize(1);
        assertThat(application.stored("nested")).isEmpty();
    }

    List<Application> withSavepoints() {
        return List.of(jdbc);
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("applications")
    void withoutATransaction(Application application) {
        application.deliver("alone");
        application
                .transaction(TransactionDefinition.PROPAGATION_SUPPORTS)
                .executeWithoutResult(status -> {
                    // Binds a connection that is in no transaction.
                    application.rows();
                    application.deliver("scope");
                    assertThat(application.stored("scope")).hasSize(1);
                });
        application
                .transaction()
                .executeWithoutResult(status -> {
                    application
                            .transaction(TransactionDefinition.PROPAGATION_NOT_SUPPORTED)
                            .executeWithoutResult(inner -> application.deliver("apart"));
                    status.setRollbackOnly();
                });
        assertThat(application.rows()).contains("alone", "scope", "apart");
        assertThat(application.stored("alone")).hasSize(1);
        assertThat(application.stored("apart")).hasSize(1);
    }

    /** What other synchronizations do before the commit is a part of it, in whatever order. */
    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("applications")
    void commandsBeforeTheCommit(Application application) {
        application
                .transaction()
                .executeWithoutResult(status -> {
                    application.deliver("first");
                    TransactionSynchronizationManager.registerSynchronization(
                            new TransactionSynchronization() {
                                @Override
                                public void beforeCommit(boolean readOnly) {
                                    application.deliver("last");
                                }
                            });
                });
        assertThat(application.rows()).contains("first", "last");
        assertThat(application.stored("first")).hasSize(1);
        assertThat(application.stored("last")).hasSize(1);
    }

    /** Spring calls these while the transaction's connection is still bound to the thread. */
    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("applications")
    void commandsAfterTheCommitHaveTheirOwnTransaction(Application application) {
        List<String> called = new ArrayList<>();
        application
                .transaction()
                .executeWithoutResult(status -> {
                    application.jdbc.update("insert into host.delivery values ('committed')");
                    TransactionSynchronizationManager.registerSynchronization(
                            new TransactionSynchronization() {
                                @Override
                                public void afterCommit() {
                                    application.engine.handle(Silos.register("after-commit"));
                                    called.add("after commit");
                                }

                                @Override
                                public void afterCompletion(int outcome) {
                                    application.engine.handle(Silos.register("after-completion"));
                                    called.add("after completion");
                                }
                            });
                });
        assertThat(called).containsExactly("after commit", "after completion");
        assertThat(application.stored("after-commit")).hasSize(1);
        assertThat(application.stored("after-completion")).hasSize(1);
    }

    /** Decided on what was committed just now, not on what was in memory before. */
    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("applications")
    void aTransactionBegunAfterTheCommit(Application application) {
        application
                .transaction()
                .executeWithoutResult(status -> {
                    application.deliver("then");
                    application.engine.signContract(Silos.contract("then"), Silos.START);
                });
        application
                .transaction()
                .executeWithoutResult(status -> {
                    assertThat(recorded(application, "then")).isEqualTo(1);
                    TransactionSynchronizationManager.registerSynchronization(
                            new TransactionSynchronization() {
                                @Override
                                public void afterCommit() {
                                    application
                                            .transaction(
                                                    TransactionDefinition.PROPAGATION_REQUIRES_NEW)
                                            .executeWithoutResult(inner ->
                                                    application.engine.handle(
                                                            Silos.reading("then", 2)));
                                }
                            });
                });
        int before = application.stored("then").size();
        application
                .transaction()
                .executeWithoutResult(
                        status -> application.engine.handle(Silos.reading("then", 3)));
        assertThat(application.stored("then").size()).isGreaterThan(before);
    }

    /** As from JPA's flush within the commit, or from a listener that was added later. */
    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("applications")
    void theFirstCommandComesAtTheVeryEnd(Application application) {
        JdbcTransactionManager told =
                new JdbcTransactionManager(application.context.getBean(DataSource.class));
        told.addListener(application.context.getBean(SpringTransactions.class));
        told.addListener(
                new TransactionExecutionListener() {
                    @Override
                    public void beforeCommit(TransactionExecution transaction) {
                        application.engine.handle(Silos.register("very-late"));
                    }
                });
        new TransactionTemplate(told)
                .executeWithoutResult(status ->
                        application.jdbc.update("insert into host.delivery values ('late')"));
        assertThat(application.rows()).contains("late");
        assertThat(application.stored("very-late")).hasSize(1);
    }

    /** Found at the commit only: the engine has written by then, and forgets what was undone. */
    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("applications")
    void aCommitThatFails(Application application) {
        application.jdbc.execute(
                "create table host.note (of_delivery text references host.delivery"
                        + " deferrable initially deferred)");
        application
                .transaction()
                .executeWithoutResult(status -> {
                    application.deliver("noted");
                    application.engine.signContract(Silos.contract("noted"), Silos.START);
                });
        int before = application.stored("noted").size();
        assertThatThrownBy(() ->
                        application
                                .transaction()
                                .executeWithoutResult(status -> {
                                    application.jdbc.update(
                                            "insert into host.note values ('none')");
                                    assertThat(recorded(application, "noted")).isEqualTo(1);
                                }))
                .hasStackTraceContaining("violates foreign key constraint");
        assertThat(application.stored("noted")).hasSize(before);
        assertThat(recorded(application, "noted")).isEqualTo(1);
    }

    /** A transaction of another database is none of the engine's, wherever it runs. */
    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("applications")
    void anotherDataSource(Application application) {
        JdbcTransactionManager another =
                new JdbcTransactionManager(new DriverManagerDataSource(Server.newDatabase()));
        another.addListener(application.context.getBean(SpringTransactions.class));
        TransactionTemplate elsewhere = new TransactionTemplate(another);
        elsewhere.executeWithoutResult(status -> {
            application.engine.handle(Silos.register("elsewhere"));
            status.setRollbackOnly();
        });
        assertThat(application.stored("elsewhere")).hasSize(1);
        application
                .transaction()
                .executeWithoutResult(status -> {
                    application.deliver("around");
                    elsewhere.executeWithoutResult(inner ->
                            assertThatThrownBy(() ->
                                            application.engine.handle(Silos.register("within")))
                                    .isInstanceOf(SpringTransactionException.class)
                                    .hasMessageContaining("a transaction of another manager"));
                    application.deliver("around-2");
                });
        assertThat(application.stored("around")).hasSize(1);
        assertThat(application.stored("around-2")).hasSize(1);
        assertThat(application.stored("within")).isEmpty();
    }

    /** Refused rather than written in a transaction that the application knows nothing of. */
    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("applications")
    void aManagerThatDoesNotTell(Application application) {
        TransactionTemplate untold =
                new TransactionTemplate(
                        new JdbcTransactionManager(application.context.getBean(DataSource.class)));
        untold.executeWithoutResult(status ->
                assertThatThrownBy(() -> application.deliver("untold"))
                        .isInstanceOf(SpringTransactionException.class)
                        .hasMessageContaining("addListener"));
        JdbcTransactionManager told =
                new JdbcTransactionManager(application.context.getBean(DataSource.class));
        told.addListener(application.context.getBean(SpringTransactions.class));
        new TransactionTemplate(told).executeWithoutResult(status -> application.deliver("told"));
        assertThat(application.stored("told")).hasSize(1);
    }

    /** It is told that one begins, and never of its end. */
    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("applications")
    void aManagerThatDoesNotSynchronize(Application application) {
        JdbcTransactionManager manager =
                new JdbcTransactionManager(application.context.getBean(DataSource.class));
        manager.addListener(application.context.getBean(SpringTransactions.class));
        manager.setTransactionSynchronization(JdbcTransactionManager.SYNCHRONIZATION_NEVER);
        TransactionTemplate never = new TransactionTemplate(manager);
        never.executeWithoutResult(status -> {
            assertThatThrownBy(() -> application.deliver("never"))
                    .isInstanceOf(SpringTransactionException.class)
                    .hasMessageContaining("setTransactionSynchronization(SYNCHRONIZATION_ALWAYS)");
            status.setRollbackOnly();
        });
        assertThat(application.stored("never")).isEmpty();
        application.deliver("not-never");
        assertThat(application.stored("not-never")).hasSize(1);
    }

    /** What is sent outside of the transaction is no part of its unit of work. */
    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("applications")
    void suspendedWithinAUnitOfWork(Application application) {
        application
                .transaction()
                .executeWithoutResult(status -> {
                    application.engine.unitOfWork(() -> {
                        application.deliver("in-unit");
                        application
                                .transaction(TransactionDefinition.PROPAGATION_NOT_SUPPORTED)
                                .executeWithoutResult(outside -> {
                                    application.deliver("out-of-unit");
                                    assertThat(application.stored("out-of-unit")).hasSize(1);
                                });
                        application.deliver("in-unit-again");
                        return Boolean.TRUE;
                    });
                    status.setRollbackOnly();
                });
        assertThat(application.rows())
                .contains("out-of-unit")
                .doesNotContain("in-unit", "in-unit-again");
        assertThat(application.stored("out-of-unit")).hasSize(1);
        assertThat(application.stored("in-unit")).isEmpty();
        assertThat(application.stored("in-unit-again")).isEmpty();
    }
}
