package io.usance.spring.host;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.usance.engine.BillingEngine;
import io.usance.host.JdbcTransactions;
import io.usance.host.JdbcTransactions.Transaction;
import io.usance.subscription.StepRunner;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import javax.sql.DataSource;

/** In plain Java: it handles its JDBC connections itself, and runs the stages in a thread. */
final class PlainHost implements Host {
    private final JdbcTransactions transactions = new JdbcTransactions();
    private final HikariDataSource pool;
    private final BillingEngine engine;
    private final StepRunner stages;

    PlainHost(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(12);
        pool = new HikariDataSource(config);
        engine =
                BillingEngine.builder(pool)
                        .hostTransactions(transactions)
                        .eventsPerSnapshot(ManyThreads.EVENTS_PER_SNAPSHOT)
                        .build();
        stages = new StepRunner(engine.stages());
        Thread.ofPlatform().daemon().start(stages);
    }

    @Override
    public BillingEngine engine() {
        return engine;
    }

    @Override
    public DataSource dataSource() {
        return pool;
    }

    @Override
    public void transaction(Ending ending, Work work) throws SQLException {
        try (Connection connection = pool.getConnection();
                Transaction transaction = transactions.begin(connection)) {
            Savepoint before = ending == Ending.UNDONE ? transaction.savepoint() : null;
            work.with(id -> insert(connection, id));
            switch (ending) {
                case COMMITTED -> transaction.commit();
                case FAILED -> throw new IllegalStateException(Ending.FAILURE);
                case ROLLBACK_ONLY -> {
                    // closed as it is
                }
                case ROLLED_BACK -> transaction.rollback();
                case UNDONE -> {
                    transaction.rollbackTo(before);
                    transaction.commit();
                }
            }
        }
    }

    private static void insert(Connection connection, String id) throws SQLException {
        try (PreparedStatement row =
                connection.prepareStatement("insert into host.delivery values (?)")) {
            row.setString(1, id);
            row.executeUpdate();
        }
    }

    @Override
    public void close() {
        stages.close();
        pool.close();
    }
}
