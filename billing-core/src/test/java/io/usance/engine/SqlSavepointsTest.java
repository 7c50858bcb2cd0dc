package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.store.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Savepoints that work on the connection of a unit of work sets and goes back to as SQL: the engine
 * goes back as well, or they are refused. What is recorded is what has a row.
 */
@Tag("slow")
class SqlSavepointsTest {
    private final HikariDataSource dataSource = TestDatabase.empty();
    private final HostPlant plant = new HostPlant(dataSource);

    @BeforeEach
    void create() throws SQLException {
        plant.createHostTable();
        plant.silos(1);
    }

    @AfterEach
    void close() {
        dataSource.close();
    }

    private interface Work {
        void on(Connection connection, Statement statement) throws SQLException;
    }

    private void unitOfWork(Work work) throws SQLException {
        plant.engine.unitOfWorkOn(connection -> {
            try (Statement statement = connection.createStatement()) {
                work.on(connection, statement);
            }
            return null;
        });
    }

    private void deliver(Connection connection, long no) throws SQLException {
        HostPlant.insert(connection, "silo-0", no);
        plant.read("silo-0", no);
    }

    private void assertRecorded(long count) throws SQLException {
        assertThat(plant.hostRows()).isEqualTo(count);
        assertThat(plant.readingsRecorded()).isEqualTo(count);
    }

    private static void refused(String sql, ThrowingCallable call) {
        assertThatThrownBy(call)
                .as(sql)
                .isInstanceOf(SQLException.class)
                .hasMessageStartingWith("\"" + sql.strip() + "\" is refused: ")
                .hasMessageContaining("rollback(savepoint)")
                .hasMessageContaining("setSavepoint()");
    }

    @Test
    void whatIsAStatementOfItsOwnIsFollowed() throws SQLException {
        List<String> texts =
                List.of(
                        "rollback to a",
                        "/* x */ rollback to a",
                        "-- c\n rollback to a",
                        "rollback work to savepoint a",
                        "rollback transaction to savepoint \"a\"",
                        "ROLLBACK TO A;");
        for (String sql : texts) {
            unitOfWork((connection, statement) -> {
                statement.execute("/* the host's */ savepoint a");
                deliver(connection, 0);
                statement.execute(sql);
            });
            unitOfWork((connection, statement) -> {
                statement.executeUpdate("savepoint a -- once more");
                deliver(connection, 0);
                statement.executeLargeUpdate(sql);
            });
        }
        assertRecorded(0);
        unitOfWork((connection, statement) -> {
            deliver(connection, 0);
            statement.execute("savepoint \"A\"");
            deliver(connection, 1);
            statement.execute("rollback to savepoint \"A\"");
            deliver(connection, 2);
        });
        assertRecorded(2);
    }

    @Test
    void whatCannotBeFollowedIsRefused() throws SQLException {
        unitOfWork((connection, statement) -> {
            statement.execute("savepoint a");
            deliver(connection, 0);
            for (String sql :
                    List.of(
                            "rollback to a; insert into delivery values ('x', 1)",
                            "insert into delivery values ('x', 1); rollback to savepoint a",
                            "select 1; /* x */ rollback work to a",
                            "rollback to savepoint \"A\"",
                            "rollback to b",
                            "rollback to U&\"a\"")) {
                refused(sql, () -> statement.execute(sql));
                refused(sql, () -> statement.executeUpdate(sql));
                refused(sql, () -> statement.execute(sql, Statement.RETURN_GENERATED_KEYS));
            }
            String back = " rollback to a";
            refused(back, () -> statement.addBatch(back));
            refused(back, () -> statement.executeQuery(back));
            refused(back, () -> connection.prepareStatement(back));
            refused(back, () -> connection.prepareStatement(back, new int[] {1}));
            refused(back, () -> connection.prepareCall(back));
            statement.execute("select 'rollback to a', $$; rollback to a$$ -- ; rollback to a");
            statement.execute("do $x$ begin perform '; rollback to a'; end $x$");
        });
        assertRecorded(1);
    }

    /** A name may be set twice, released, or dropped by going back further. */
    @Test
    void theSavepointIsTheOneThatPostgresMeans() throws SQLException {
        unitOfWork((connection, statement) -> {
            statement.execute("savepoint a");
            deliver(connection, 0);
            statement.execute("savepoint a");
            deliver(connection, 1);
            statement.execute("release savepoint a");
            deliver(connection, 2);
            statement.execute("rollback to a");
            deliver(connection, 3);
        });
        assertRecorded(1);
        unitOfWork((connection, statement) -> {
            statement.execute("savepoint a");
            deliver(connection, 4);
            Savepoint middle = connection.setSavepoint();
            statement.execute("savepoint a");
            deliver(connection, 5);
            connection.rollback(middle);
            statement.execute("rollback to a");
            deliver(connection, 6);
        });
        assertRecorded(2);
        unitOfWork((connection, statement) -> {
            Savepoint named = connection.setSavepoint("commit");
            deliver(connection, 7);
            statement.execute("rollback to \"commit\"");
            deliver(connection, 8);
            connection.releaseSavepoint(named);
        });
        assertRecorded(3);
    }

    /** Who sets one in a text with others, or prepared, may have set it over another. */
    @Test
    void aNameThatWasSetOutOfSight() throws SQLException {
        unitOfWork((connection, statement) -> {
            statement.execute("savepoint a");
            deliver(connection, 0);
            statement.execute("insert into delivery values ('x', 1); savepoint a");
            deliver(connection, 1);
            refused("rollback to a", () -> statement.execute("rollback to a"));
        });
        assertThat(plant.readingsRecorded()).isEqualTo(2);
        unitOfWork((connection, statement) -> {
            var prepared = connection.prepareStatement("savepoint b");
            statement.execute("savepoint b");
            prepared.execute();
            refused("rollback to b", () -> statement.execute("rollback to b"));
            prepared.close();
        });
    }
}
