package io.usance.spring.host;

import io.usance.engine.BillingEngine;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;

/** A Spring Boot application with the starter: annotated methods, templates, and managers. */
final class SpringHost implements Host {
    private final Application application;
    private final Application.Annotated annotated;
    private final int within;

    /**
     * @param within how a transaction within another is propagated: Hibernate knows no nested ones
     */
    SpringHost(Application application, int within) {
        this.application = application;
        this.within = within;
        annotated = application.context.getBean(Application.Annotated.class);
    }

    @Override
    public BillingEngine engine() {
        return application.engine;
    }

    @Override
    public DataSource dataSource() {
        return application.context.getBean(DataSource.class);
    }

    @Override
    public void transaction(Ending ending, Work work) throws SQLException {
        switch (ending) {
            case COMMITTED -> committed(() -> run(work));
            case FAILED ->
                    annotated.transaction(() -> {
                        run(work);
                        throw new IllegalStateException(Ending.FAILURE);
                    });
            case ROLLBACK_ONLY ->
                    application
                            .transaction()
                            .executeWithoutResult(status -> {
                                status.setRollbackOnly();
                                run(work);
                            });
            case ROLLED_BACK -> {
                TransactionStatus status =
                        application.manager.getTransaction(TransactionDefinition.withDefaults());
                try {
                    run(work);
                } finally {
                    application.manager.rollback(status);
                }
            }
            case UNDONE ->
                    application
                            .transaction()
                            .executeWithoutResult(outer ->
                                    application
                                            .transaction(within)
                                            .executeWithoutResult(inner -> {
                                                run(work);
                                                inner.setRollbackOnly();
                                            }));
        }
    }

    private void committed(Runnable work) {
        if (ThreadLocalRandom.current().nextBoolean()) {
            annotated.transaction(work);
        } else {
            application.transaction().executeWithoutResult(status -> work.run());
        }
    }

    private void run(Work work) {
        try {
            work.with(id -> application.jdbc.update("insert into host.delivery values (?)", id));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        application.close();
    }
}
