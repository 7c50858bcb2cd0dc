package io.usance.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.CreditLimitNear;
import io.usance.settlement.BatchEvent;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Events that cannot be handled: their contract waits, the others go on, nothing is lost. */
@Tag("slow")
class PoisonTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    private final Host host = new Host();

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void aPoisonedContractWaitsInOrderAndOthersGoOn() {
        host.record("c-1", "c-2", "c-1", "c-2");
        host.poisoned.add("c-1");
        Subscription subscription = host.booking();
        subscription.catchUp(LONG);
        host.record("c-1", "c-2");
        subscription.catchUp(LONG);

        assertThat(host.bookedOf("c-1")).isEmpty();
        assertThat(host.bookedOf("c-2")).containsExactly(1L, 2L, 3L);
        ParkedEvent parked = subscription.parked(10).getFirst();
        assertThat(subscription.parked(10)).hasSize(1);
        assertThat(parked.position()).isEqualTo(1);
        assertThat(parked.type()).isEqualTo("CreditLimitNear");
        assertThat(parked.contractId()).isEqualTo("c-1");
        assertThat(parked.orderKey()).isEqualTo("contract/c-1");
        assertThat(parked.attempts()).isEqualTo(5);
        assertThat(parked.lastError())
                .isEqualTo("java.lang.IllegalStateException: no account for c-1");
        assertThat(parked.waiting()).isEqualTo(2);
        assertThat(subscription.behind()).isEqualTo(new Behind(0, 3, 1));

        // The cause is mended, another instance is started, and it is retried.
        host.poisoned.clear();
        Subscription restarted =
                host.orders(host.anotherEngine()).on(CreditLimitNear.class, host::book).build();
        Host.drain(restarted);
        assertThat(host.bookedOf("c-1")).as("parked, so not attempted").isEmpty();
        assertThat(restarted.retry("c-9")).isFalse();
        assertThat(restarted.retry("c-1")).isTrue();
        assertThat(restarted.retry("c-1")).as("it is due already").isFalse();
        host.record("c-1");
        assertThat(restarted.catchUp(LONG).complete()).isTrue();
        assertThat(host.bookedOf("c-1")).containsExactly(1L, 2L, 3L, 4L);
        assertThat(restarted.parked(10)).isEmpty();
        assertThat(host.count("select count(*) from usance.event_order_held")).isZero();
    }

    /** Attempts are in the database. */
    @Test
    void anotherInstanceGoesOnCounting() {
        host.record("c-1");
        host.poisoned.add("c-1");
        List<Integer> attempts = new ArrayList<>();
        for (int instance = 1; instance <= 3; instance++) {
            Subscription subscription =
                    host.orders(host.anotherEngine())
                            .on(
                                    CreditLimitNear.class,
                                    (event, delivery) -> {
                                        attempts.add(delivery.attempt());
                                        host.book(event, delivery);
                                    })
                            .attemptsMax(3)
                            .build();
            host.execute("update usance.event_order_held set due_at = now() where due_at is not null");
            subscription.step();
        }
        assertThat(attempts).containsExactly(1, 2, 3);
        Subscription subscription = host.booking();
        assertThat(subscription.parked(1).getFirst().attempts()).isEqualTo(3);
    }

    @Test
    void whatIsOfNoContractIsOrderedByItsStream() {
        host.recordBatch(1);
        host.recordBatch(2);
        host.recordBatch(1);
        host.record("c-1");
        List<Long> handled = new ArrayList<>();
        Subscription subscription =
                host.orders(host.engine)
                        .on(
                                BatchEvent.class,
                                (event, delivery) -> {
                                    if (delivery.position() == 1) {
                                        throw new IllegalStateException("batch 1");
                                    }
                                    handled.add(delivery.position());
                                })
                        .on(ContractEvent.class, (e, delivery) -> handled.add(delivery.position()))
                        .attemptsMax(1)
                        .build();
        Host.drain(subscription);
        assertThat(handled).containsExactly(2L, 4L);
        ParkedEvent parked = subscription.parked(10).getFirst();
        assertThat(parked.contractId()).isNull();
        assertThat(parked.orderKey()).isEqualTo("batch/1");
        assertThat(subscription.retry("batch/1")).isTrue();
    }

    @Test
    void anEventIsSkippedByADecisionAndTheOthersGoOn() {
        host.record("c-1", "c-1", "c-1");
        Subscription subscription =
                host.orders(host.engine)
                        .on(
                                CreditLimitNear.class,
                                (event, delivery) -> {
                                    host.book(event, delivery);
                                    if (delivery.position() == 1) {
                                        throw new SQLException("never");
                                    }
                                })
                        .attemptsMax(1)
                        .build();
        assertThatThrownBy(() -> subscription.skip(1, "not yet"))
                .isInstanceOf(SubscriptionException.class)
                .hasMessage(
                        "skip: the event at 1 is not parked in subscription erp-orders, nor behind"
                                + " one that is; see parked(...)");
        Host.drain(subscription);
        assertThatThrownBy(() -> subscription.skip(1, " "))
                .hasMessage("skip: a reason has 1 to 1000 characters, this one 1");
        subscription.skip(2, "booked by hand as well");
        assertThat(subscription.step()).as("still parked").isEqualTo(Step.CAUGHT_UP);
        subscription.skip(1, "booked by hand");
        assertThat(subscription.catchUp(LONG).complete()).isTrue();
        assertThat(host.bookedPositions()).containsExactly(3L);
        assertThat(
                        host.count(
                                "select count(*) from usance.event_skipped where subscription ="
                                        + " 'erp-orders' and position = 1 and payload_type ="
                                        + " 'CreditLimitNear' and attempts = 1 and last_error ="
                                        + " 'java.sql.SQLException: never' and reason = 'booked by"
                                        + " hand'"))
                .isEqualTo(1);
    }

    @Test
    void anUndecodableEventIsPoisonToo() {
        host.record("c-1", "c-1", "c-2");
        host.execute("update usance.domain_event set payload = '{\"outstanding\":3}' where position = 1");
        Subscription subscription =
                host.orders(host.engine)
                        .on(CreditLimitNear.class, host::book)
                        .contract("c-1")
                        .contract("c-2")
                        .attemptsMax(2)
                        .build();
        subscription.catchUp(LONG);
        assertThat(host.bookedPositions()).containsExactly(3L);
        ParkedEvent parked = subscription.parked(1).getFirst();
        assertThat(parked.contractId()).isEqualTo("c-1");
        assertThat(parked.waiting()).isEqualTo(1);
        assertThat(parked.lastError()).contains("not the stored form of CreditLimitNear");
    }

    /** The savepoint undoes the failed handler's writes and mends the aborted transaction. */
    @Test
    void anErrorOfSqlUndoesThatHandlerOnly() {
        host.record("c-1", "c-2", "c-3", "c-4");
        Subscription subscription =
                host.orders(host.engine)
                        .on(
                                CreditLimitNear.class,
                                (event, delivery) -> {
                                    host.book(event, delivery);
                                    if (delivery.position() == 2) {
                                        sql(delivery, "select 1/0");
                                    }
                                    if (delivery.position() == 3) {
                                        swallowed(delivery);
                                    }
                                })
                        .attemptsMax(1)
                        .build();
        assertThat(subscription.step()).isEqualTo(Step.HANDLED);
        assertThat(host.bookedPositions()).containsExactly(1L, 4L);
        assertThat(subscription.parked(10))
                .extracting(ParkedEvent::lastError)
                .satisfiesExactly(
                        error -> assertThat(error).contains("division by zero"),
                        error ->
                                assertThat(error)
                                        .contains(
                                                "the handler returned after an error of SQL that"
                                                        + " had aborted its transaction"));
    }

    private static void sql(Delivery delivery, String sql) throws SQLException {
        try (Statement statement = delivery.connection().createStatement()) {
            statement.execute(sql);
        }
    }

    private static void swallowed(Delivery delivery) {
        try {
            sql(delivery, "select 1/0");
        } catch (SQLException e) {
            // As a careless handler does.
        }
    }

    /** What a deferred constraint refuses is refused at the commit; it is found whose it was. */
    @Test
    void whatTheCommitRefusesIsFound() {
        host.execute(
                "alter table booking add constraint once unique (contract, minor) deferrable"
                        + " initially deferred");
        host.execute("insert into booking (position, contract, minor) values (0, 'c-2', 1)");
        host.record("c-1", "c-2", "c-3");
        Subscription subscription =
                host.orders(host.engine)
                        .on(CreditLimitNear.class, host::book)
                        .attemptsMax(1)
                        .build();
        Host.drain(subscription);
        assertThat(host.bookedPositions()).containsExactly(0L, 1L, 3L);
        assertThat(subscription.parked(10))
                .singleElement()
                .satisfies(parked -> {
                    assertThat(parked.position()).isEqualTo(2);
                    assertThat(parked.lastError()).contains("once");
                });
    }

    @Test
    void aHandlerThatTakesTooLongHasFailed() {
        host.record("c-1", "c-2");
        Subscription subscription =
                host.orders(host.engine)
                        .on(
                                CreditLimitNear.class,
                                (event, delivery) -> {
                                    if (delivery.position() == 1) {
                                        Thread.sleep(2_500);
                                    }
                                    host.book(event, delivery);
                                })
                        .silenceMax(Duration.ofSeconds(1))
                        .attemptsMax(1)
                        .build();
        Host.drain(subscription);
        assertThat(host.bookedPositions()).containsExactly(2L);
        assertThat(subscription.parked(1).getFirst().lastError())
                .contains("the handler left its connection unused for more than PT1S");
    }

    /** An error that ends no JVM is a failure like others; so is a text no database would store. */
    @Test
    void errorsAndStrangeTextsAreFailures() {
        host.record("c-1", "c-2", "c-3");
        Subscription subscription =
                host.orders(host.engine)
                        .on(
                                CreditLimitNear.class,
                                (event, delivery) -> {
                                    switch (event.contractId()) {
                                        case "c-1" -> throw new AssertionError("a\u0000b\ud800c");
                                        case "c-2" -> endless(0);
                                        default ->
                                                throw new IllegalStateException("x".repeat(9_000));
                                    }
                                })
                        .attemptsMax(1)
                        .build();
        Host.drain(subscription);
        assertThat(subscription.parked(10))
                .extracting(ParkedEvent::lastError)
                .satisfiesExactly(
                        error -> assertThat(error).isEqualTo("java.lang.AssertionError: a b c"),
                        error -> assertThat(error).isEqualTo("java.lang.StackOverflowError"),
                        error -> assertThat(error).hasSize(FailureText.LENGTH_MAX));
    }

    private static int endless(int depth) {
        return depth < 0 ? depth : 1 + endless(depth + 1);
    }

    @Test
    void aFilterThatFailsIsPoisonToo() {
        host.record("c-1", "c-2");
        Subscription subscription =
                host.orders(host.engine)
                        .on(CreditLimitNear.class, host::book)
                        .contracts(id -> {
                            if (id.equals("c-1")) {
                                throw new IllegalStateException("unknown id");
                            }
                            return true;
                        })
                        .attemptsMax(1)
                        .build();
        Host.drain(subscription);
        assertThat(host.bookedPositions()).containsExactly(2L);
        assertThat(subscription.parked(1).getFirst().lastError()).contains("unknown id");
    }

    @Test
    void manyPoisonedContractsAmongManyEventsHoldNoOthersUp() {
        int contracts = 1_000;
        for (int round = 0; round < 10; round++) {
            String[] ids = new String[contracts];
            Arrays.setAll(ids, i -> "c-" + i);
            host.record(ids);
        }
        for (int i = 0; i < 100; i++) {
            host.poisoned.add("c-" + 10 * i);
        }
        Subscription subscription =
                host.orders(host.engine)
                        .on(CreditLimitNear.class, host::book)
                        .attemptsMax(2)
                        .build();
        CatchUp first = subscription.catchUp(Duration.ofMinutes(10));
        assertThat(first).isEqualTo(new CatchUp(false, new Behind(0, 1_000, 100)));
        assertThat(host.bookings()).hasSize(9_000);
        host.poisoned.clear();
        assertThat(subscription.retryAll()).isEqualTo(100);
        assertThat(subscription.catchUp(Duration.ofMinutes(10)).complete()).isTrue();
        assertThat(host.bookedPositions())
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 10_000).boxed().toList());
        assertThat(host.bookedOf("c-0"))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 10).boxed().toList());
    }
}
