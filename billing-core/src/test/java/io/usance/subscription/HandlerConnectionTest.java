package io.usance.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.contract.ContractEvent.CreditLimitNear;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

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
                                "prepare transaction 'x'")) {
                    refused("\"" + sql.strip() + "\"", () -> statement.execute(sql));
                    refused("\"" + sql.strip() + "\"", () -> statement.executeUpdate(sql));
                    refused("\"" + sql.strip() + "\"", () -> connection.prepareStatement(sql));
                }
                refused("commit()", () -> statement.getConnection().commit());
                assertThat(statement.getConnection()).isSameAs(connection);
                statement.execute("select 1 as committed");
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

    /** One that goes behind the guard stops its subscription, loudly. */
    @Test
    void aHandlerThatGetsRoundTheGuardIsNoticed() {
        host.record("c-1");
        Subscription subscription =
                host.orders(host.engine)
                        .on(
                                CreditLimitNear.class,
                                (event, delivery) -> {
                                    try (Statement statement =
                                            delivery.connection().createStatement()) {
                                        statement.execute("select 1; commit");
                                    }
                                })
                        .build();
        assertThatThrownBy(subscription::step)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "the handler of the event at 1 has ended the transaction that it ran in; what"
                                + " it wrote is committed, and its event will come again");
        assertThat(subscription.behind().positions()).isEqualTo(1);
    }
}
