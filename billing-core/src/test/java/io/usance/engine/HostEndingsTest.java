package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.host.JdbcTransactions;
import io.usance.store.EndedTransactionException;
import io.usance.store.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hosts that end a transaction on its connection, past what it was begun with. */
@Tag("slow")
class HostEndingsTest {
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

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private enum Ending {
        COMMIT {
            @Override
            void of(Connection connection) throws SQLException {
                connection.commit();
            }
        },
        ROLLBACK {
            @Override
            void of(Connection connection) throws SQLException {
                connection.rollback();
            }
        },
        AUTO_COMMIT {
            @Override
            void of(Connection connection) throws SQLException {
                connection.setAutoCommit(true);
            }
        },
        SQL_COMMIT {
            @Override
            void of(Connection connection) throws SQLException {
                execute(connection, "commit");
            }
        },
        SQL_IN_A_TEXT {
            @Override
            void of(Connection connection) throws SQLException {
                execute(connection, "insert into delivery values ('x', 1); commit; begin");
            }
        },
        SQL_ROLLBACK {
            @Override
            void of(Connection connection) throws SQLException {
                execute(connection, "rollback");
            }
        };

        abstract void of(Connection connection) throws SQLException;
    }

    @ParameterizedTest
    @EnumSource(Ending.class)
    void anEndOnTheConnectionRefusesTheCommit(Ending ending) throws SQLException {
        plant.transaction((transaction, connection) -> {
            HostPlant.insert(connection, "silo-0", 0);
            plant.read("silo-0", 0);
            ending.of(connection);
            assertThatThrownBy(transaction::commit)
                    .isInstanceOf(EndedTransactionException.class)
                    .hasMessageContaining("not recorded")
                    .hasMessageContaining("the object that begin(...) returned");
        });
        assertNothingRecorded();
    }

    /** A host that takes the connection's commit for the transaction's. */
    @ParameterizedTest
    @EnumSource(Ending.class)
    void anEndOnTheConnectionIsToldAtTheClose(Ending ending) throws SQLException {
        assertThatThrownBy(() ->
                        plant.transaction((transaction, connection) -> {
                            HostPlant.insert(connection, "silo-0", 0);
                            plant.read("silo-0", 0);
                            ending.of(connection);
                        }))
                .isInstanceOf(EndedTransactionException.class);
        assertNothingRecorded();
    }

    @ParameterizedTest
    @EnumSource(Ending.class)
    void whatIsToldAfterTheEndIsRefused(Ending ending) throws SQLException {
        plant.transaction((transaction, connection) -> {
            plant.read("silo-0", 0);
            ending.of(connection);
            HostPlant.insert(connection, "silo-0", 0);
            assertThatThrownBy(() -> plant.read("silo-1", 0))
                    .isInstanceOf(EndedTransactionException.class);
            assertThatThrownBy(transaction::commit).isInstanceOf(EndedTransactionException.class);
        });
        assertNothingRecorded();
    }

    private void assertNothingRecorded() throws SQLException {
        assertThat(plant.readingsRecorded()).isZero();
        assertThat(plant.read("silo-0", 0).recorded()).as("no duplicate").isEqualTo(1);
        try (Connection connection = dataSource.getConnection()) {
            assertThat(connection.getAutoCommit()).as("as the pool gives it").isTrue();
        }
        plant.assertLoadable(2, 9);
    }

    /** As a library of the host's does that has its own idea of nested transactions. */
    @Test
    void aSavepointOnTheConnectionOlderThanTheCommand() throws SQLException {
        plant.transaction((transaction, connection) -> {
            Savepoint savepoint = connection.setSavepoint();
            HostPlant.insert(connection, "silo-0", 0);
            plant.read("silo-0", 0);
            connection.rollback(savepoint);
            assertThatThrownBy(transaction::commit).isInstanceOf(EndedTransactionException.class);
        });
        assertNothingRecorded();
    }

    @Test
    void aSavepointOnTheConnectionBetweenCommands() throws SQLException {
        plant.transaction((transaction, connection) -> {
            plant.read("silo-1", 0);
            Savepoint savepoint = connection.setSavepoint();
            HostPlant.insert(connection, "silo-0", 0);
            plant.read("silo-0", 0);
            connection.rollback(savepoint);
            assertThatThrownBy(() -> plant.read("silo-1", 1))
                    .isInstanceOf(EndedTransactionException.class);
            assertThatThrownBy(transaction::commit).isInstanceOf(EndedTransactionException.class);
        });
        assertNothingRecorded();
    }

    /** What is undone has nothing of the engine's in it. */
    @Test
    void aSavepointOnTheConnectionAroundTheHostsOwn() throws SQLException {
        plant.transaction((transaction, connection) -> {
            plant.read("silo-0", 0);
            HostPlant.insert(connection, "silo-0", 0);
            Savepoint savepoint = connection.setSavepoint();
            HostPlant.insert(connection, "silo-0", 1);
            connection.rollback(savepoint);
            plant.read("silo-1", 0);
            transaction.commit();
        });
        assertThat(plant.hostRows()).isEqualTo(1);
        assertThat(plant.readingsRecorded()).isEqualTo(2);
    }

    @Test
    void savepointsOfTheTransactionGoOn() throws SQLException {
        plant.transaction((transaction, connection) -> {
            Savepoint first = transaction.savepoint();
            plant.read("silo-0", 0);
            Savepoint second = transaction.savepoint();
            HostPlant.insert(connection, "silo-1", 0);
            plant.read("silo-1", 0);
            transaction.rollbackTo(second);
            plant.read("silo-1", 1);
            transaction.rollbackTo(first);
            HostPlant.insert(connection, "silo-0", 7);
            plant.read("silo-0", 7);
            plant.engine.unitOfWork(() -> plant.read("silo-1", 7));
            transaction.commit();
        });
        assertThat(plant.hostRows()).isEqualTo(1);
        assertThat(plant.readingsRecorded()).isEqualTo(2);
        plant.assertLoadable(2, 9);
    }

    @Test
    void anEndWithNothingToldIsTheHostsOwn() throws SQLException {
        plant.transaction((transaction, connection) -> {
            HostPlant.insert(connection, "silo-0", 0);
            assertThat(plant.engine.contractTerms("c-silo-0")).isNotNull();
            connection.commit();
            plant.read("silo-0", 0);
            transaction.commit();
        });
        assertThat(plant.readingsRecorded()).isEqualTo(1);
    }

    @Test
    void transactionsOfNoEngineAreRefused() throws SQLException {
        JdbcTransactions ofNone = new JdbcTransactions();
        try (Connection connection = dataSource.getConnection()) {
            assertThatThrownBy(() -> ofNone.begin(connection))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("hostTransactions(...)");
            assertThat(connection.getAutoCommit()).isTrue();
        }
    }
}
