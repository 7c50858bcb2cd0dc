package io.usance.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.contract.ContractEvent.CreditLimitNear;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.jdbc.PgConnection;

/** A handler writes in the subscription's transaction and cannot end it. */
@Tag("slow")
class HandlerConnectionTest {
    private static final String WHY =
            " is refused: what the handler writes is committed by the subscription, together with its"
                    + " position; return from the handler to commit, throw to roll back";

    private final Host host = new Host();

    @AfterEach
    void close() {
        host.close();
    }

    /** Runs in the handler of the only event, whose booking must then be there once. */
    private void within(EventHandler<CreditLimitNear> handler) {
        host.record("c-1");
        Subscription subscription =
                host.orders(host.engine)
                        .on(
                                CreditLimitNear.class,
                                (event, delivery) -> {
                                    host.book(event, delivery);
                                    handler.handle(event, delivery);
                                })
                        .attemptsMax(1)
                        .build();
        Host.drain(subscription);
        assertThat(subscription.parked(1)).isEmpty();
        assertThat(host.bookedPositions()).containsExactly(1L);
    }

    private static void refused(String what, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(SQLException.class)
                .hasMessage(what + WHY)
                .hasFieldOrPropertyWithValue("SQLState", "2D000");
    }

    @Test
    void itsMethodsAreRefused() {
        within((event, delivery) -> {
            Connection connection = delivery.connection();
            refused("commit()", connection::commit);
            refused("rollback()", connection::rollback);
            refused("close()", connection::close);
            refused("setAutoCommit()", () -> connection.setAutoCommit(true));
            refused("abort()", () -> connection.abort(Runnable::run));
            assertThat(connection.isClosed()).isFalse();
            assertThat(connection.getAutoCommit()).isFalse();
        });
    }

    @Test
    void itsStatementsAreRefused() {
        within((event, delivery) -> {
            Connection connection = delivery.connection();
            try (Statement statement = connection.createStatement()) {
                for (String sql :
                        List.of(
                                "commit",
                                "COMMIT AND CHAIN",
                                " rollback ",
                                "rollback work",
                                "/* now */ -- at last\n end",
                                ";abort",
                                "begin",
                                "start transaction",
                                "prepare transaction 'x'",
                                "select 1; commit",
                                "insert into booking (position) values (7);\n commit; begin",
                                "select ';' || $$;$$, E'\\';' /* /* */ */; ROLLBACK;")) {
                    refused("\"" + sql.strip() + "\"", () -> statement.execute(sql));
                    refused("\"" + sql.strip() + "\"", () -> statement.executeUpdate(sql));
                    refused("\"" + sql.strip() + "\"", () -> connection.prepareStatement(sql));
                }
                refused("commit()", () -> statement.getConnection().commit());
                assertThat(statement.getConnection()).isSameAs(connection);
                statement.execute("select 1 as committed");
            }
            for (String sql :
                    List.of(
                            "select '; commit'",
                            "select $a$; commit;$a$ -- ; commit",
                            "select 1 as \"; commit\" /* ; commit /* */ */; select 2;",
                            "create function one() returns int language sql begin atomic select 1; end",
                            "do $$ begin perform 1; end $$")) {
                try (Statement other = connection.createStatement()) {
                    other.execute(sql);
                }
            }
            try (Statement other = connection.createStatement();
                    ResultSet rows = other.executeQuery("select 1");
                    ResultSet tables = connection.getMetaData().getTables(null, null, "x", null)) {
                assertThat(rows.getStatement()).isSameAs(other);
                for (Connection led :
                        List.of(
                                connection.getMetaData().getConnection(),
                                rows.getStatement().getConnection(),
                                tables.getStatement().getConnection())) {
                    assertThat(led).isSameAs(connection);
                }
            }
            try (PreparedStatement prepared = connection.prepareStatement("select 1")) {
                refused("close()", () -> prepared.getConnection().close());
                assertThat(prepared.executeQuery().next()).isTrue();
            }
            assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
        });
    }

    @Test
    void savepointsOfItsOwnAreAllowed() {
        within((event, delivery) -> {
            Savepoint before = delivery.connection().setSavepoint();
            Host.insert(delivery.connection(), 99, event);
            delivery.connection().rollback(before);
            try (Statement statement = delivery.connection().createStatement()) {
                statement.execute("savepoint mine");
                assertThatThrownBy(() -> statement.execute("select 1/0"))
                        .isInstanceOf(SQLException.class);
                statement.execute("rollback to savepoint mine");
                statement.execute("rollback work to mine");
            }
        });
    }

    @Test
    void itIsOfNoUseWhenTheHandlerHasReturned() throws SQLException {
        List<Connection> kept = new ArrayList<>();
        within((event, delivery) -> kept.add(delivery.connection()));
        assertThat(kept.getFirst().isClosed()).isTrue();
        assertThat(kept.getFirst().isValid(1)).isFalse();
        assertThatThrownBy(() -> kept.getFirst().createStatement())
                .isInstanceOf(SQLException.class)
                .hasMessage(
                        "the work that was given this connection is done; use it within that only");
        assertThat(kept.getFirst())
                .hasToString("the connection of a running transaction")
                .isEqualTo(kept.getFirst())
                .hasSameHashCodeAs(kept.getFirst());
    }

    /** What a handler tried in vain is its failure, and nothing of it is written. */
    @Test
    void aHandlerThatCommitsHasFailed() {
        host.record("c-1", "c-2");
        Subscription subscription =
                host.orders(host.engine)
                        .on(
                                CreditLimitNear.class,
                                (event, delivery) -> {
                                    host.book(event, delivery);
                                    if (event.contractId().equals("c-1")) {
                                        delivery.connection().commit();
                                    }
                                })
                        .attemptsMax(1)
                        .build();
        Host.drain(subscription);
        assertThat(host.bookedPositions()).containsExactly(2L);
        assertThat(subscription.parked(1).getFirst().lastError())
                .isEqualTo("java.sql.SQLException: commit()" + WHY);
    }

    /** One that goes behind the guard has failed, and does not try for ever. */
    @Test
    void aHandlerThatGetsRoundTheGuardIsParked() {
        host.record("c-0", "c-1", "c-2");
        int[] calls = {0};
        Subscription subscription =
                host.orders(host.engine)
                        .on(
                                CreditLimitNear.class,
                                (event, delivery) -> {
                                    host.book(event, delivery);
                                    if (event.contractId().equals("c-1")) {
                                        calls[0]++;
                                        delivery.connection().unwrap(PgConnection.class).commit();
                                    }
                                })
                        .attemptsMax(3)
                        .build();
        subscription.catchUp(Duration.ofSeconds(30));
        assertThat(calls[0]).isBetween(3, 6);
        ParkedEvent parked = subscription.parked(2).getFirst();
        assertThat(parked.position()).isEqualTo(2);
        assertThat(parked.attempts()).isEqualTo(3);
        assertThat(parked.lastError())
                .contains("the handler of the event at 2 has ended the transaction that it ran in")
                .doesNotContain("after an error of SQL");
        assertThat(subscription.parked(2)).hasSize(1);
        assertThat(subscription.behind().positions()).isZero();
        assertThat(host.bookedPositions()).contains(1L).containsOnlyOnce(3L);
    }

    /** What the guard refuses is rolled back, counted and parked. */
    @Test
    void aTextThatEndsTheTransactionIsParkedWithItsReason() {
        host.record("c-1", "c-2");
        int[] calls = {0};
        Subscription subscription =
                host.orders(host.engine)
                        .on(
                                CreditLimitNear.class,
                                (event, delivery) -> {
                                    host.book(event, delivery);
                                    if (event.contractId().equals("c-1")) {
                                        calls[0]++;
                                        execute(delivery, "select 1; commit");
                                    }
                                })
                        .attemptsMax(3)
                        .build();
        subscription.catchUp(Duration.ofSeconds(30));
        assertThat(calls[0]).isEqualTo(3);
        assertThat(host.bookedPositions()).containsExactly(2L);
        assertThat(subscription.parked(1).getFirst().lastError())
                .isEqualTo("java.sql.SQLException: \"select 1; commit\"" + WHY);
    }

    private static void execute(Delivery delivery, String sql) throws SQLException {
        try (Statement statement = delivery.connection().createStatement()) {
            statement.execute(sql);
        }
    }
}
