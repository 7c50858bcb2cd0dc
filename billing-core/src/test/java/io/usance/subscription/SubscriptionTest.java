package io.usance.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.CreditLimitNear;
import io.usance.engine.BillingEngine;
import io.usance.host.JdbcTransactions;
import io.usance.intake.RecordQuarantined;
import io.usance.settlement.BatchEvent;
import io.usance.settlement.BatchEvent.BatchConfirmed;
import io.usance.settlement.BatchEvent.BatchSealed;
import io.usance.store.StoreUnavailableException;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a subscription delivers, from where, and how far it has come. */
@Tag("slow")
class SubscriptionTest {
    private final Host host = new Host();

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void eachEventIsHandledOnceInTheOrderOfTheLog() {
        host.record("c-1", "c-2", "c-1");
        Subscription subscription = host.booking();
        assertThat(subscription.behind()).isEqualTo(new Behind(3, 0, 0));
        assertThat(subscription.step()).isEqualTo(Step.HANDLED);
        assertThat(subscription.step()).isEqualTo(Step.CAUGHT_UP);
        host.record("c-2");
        assertThat(subscription.step()).isEqualTo(Step.HANDLED);
        assertThat(host.bookings())
                .containsExactly(
                        new Host.Booking(1, "c-1", 1),
                        new Host.Booking(2, "c-2", 1),
                        new Host.Booking(3, "c-1", 2),
                        new Host.Booking(4, "c-2", 2));
        assertThat(subscription.behind().isNothing()).isTrue();
        assertThat(subscription.name()).isEqualTo("erp-orders");
    }

    @Test
    void aDeliverySaysWhereItsEventStands() {
        Instant before = Instant.now().minusSeconds(60);
        host.record("c-1", "c-1");
        host.recordBatch(7);
        List<Delivery> deliveries = new ArrayList<>();
        Subscription subscription =
                host.engine
                        .subscribe("all")
                        .on(ContractEvent.class, (event, delivery) -> deliveries.add(delivery))
                        .on(BatchEvent.class, (event, delivery) -> deliveries.add(delivery))
                        .build();
        Host.drain(subscription);
        assertThat(deliveries).extracting(Delivery::position).containsExactly(1L, 2L, 3L);
        assertThat(deliveries).extracting(Delivery::sequence).containsExactly(0L, 1L, 0L);
        assertThat(deliveries)
                .extracting(Delivery::streamId)
                .containsExactly("contract/c-1", "contract/c-1", "batch/7");
        assertThat(deliveries).extracting(Delivery::contractId).containsExactly("c-1", "c-1", null);
        assertThat(deliveries).extracting(Delivery::attempt).containsOnly(1);
        assertThat(deliveries).extracting(Delivery::eventId).doesNotHaveDuplicates();
        assertThat(deliveries).allMatch(delivery -> delivery.recordedAt().isAfter(before));
    }

    @Test
    void aFamilyMeansAllItsEventsAndOthersArePassedOver() {
        host.recordBatch(1);
        host.record("c-1");
        host.engine.quarantine(
                new RecordQuarantined("t", 0, 1, 2, "NOT_JSON", "no", null, new byte[] {1}));
        List<Object> seen = new ArrayList<>();
        Subscription subscription =
                host.engine
                        .subscribe("batches")
                        .on(BatchEvent.class, (event, delivery) -> seen.add(event))
                        .build();
        Host.drain(subscription);
        assertThat(seen).containsExactly(new BatchConfirmed(1, 1));
        assertThat(subscription.behind().positions()).isZero();
    }

    @Test
    void contractsAreFilteredByTheirIds() {
        host.record("c-1", "c-2", "d-1", "d-2");
        host.recordBatch(1);
        List<Long> named = new ArrayList<>();
        List<Long> met = new ArrayList<>();
        Host.drain(
                host.engine
                        .subscribe("named")
                        .on(
                                CreditLimitNear.class,
                                (event, delivery) -> named.add(delivery.position()))
                        .on(BatchConfirmed.class, (event, delivery) -> named.add(0L))
                        .contract("c-1")
                        .contract("d-2")
                        .build());
        Host.drain(
                host.engine
                        .subscribe("met")
                        .on(
                                CreditLimitNear.class,
                                (event, delivery) -> met.add(delivery.position()))
                        .contracts(id -> id.startsWith("d-"))
                        .build());
        assertThat(named).containsExactly(1L, 4L);
        assertThat(met).containsExactly(3L, 4L);
    }

    @Test
    void whereItBeginsCountsUntilItHasAPosition() {
        host.record("c-1", "c-1", "c-1");
        Subscription now = booking("now", Start.NOW);
        Subscription after = booking("after", Start.after(2));
        Subscription beginning = booking("beginning", Start.BEGINNING);
        // Built before, though not stepped yet.
        host.record("c-1");
        assertThat(handled(now)).containsExactly(4L);
        assertThat(handled(after)).containsExactly(3L, 4L);
        assertThat(handled(beginning)).containsExactly(1L, 2L, 3L, 4L);

        host.record("c-1");
        BillingEngine restarted = host.anotherEngine();
        Subscription again =
                restarted
                        .subscribe("now")
                        .on(CreditLimitNear.class, host::book)
                        .from(Start.BEGINNING)
                        .build();
        assertThat(handled(again)).containsExactly(5L);
    }

    private Subscription booking(String name, Start start) {
        return host.engine
                .subscribe(name)
                .on(CreditLimitNear.class, host::book)
                .from(start)
                .build();
    }

    private List<Long> handled(Subscription subscription) {
        host.execute("delete from booking");
        Host.drain(subscription);
        return host.bookedPositions();
    }

    @Test
    void catchingUpSaysIfItIsComplete() {
        host.record("c-1", "c-2");
        Subscription subscription = host.booking();
        assertThat(subscription.catchUp(Duration.ofMinutes(1)))
                .isEqualTo(new CatchUp(true, new Behind(0, 0, 0)));
        host.poisoned.add("c-1");
        host.record("c-1", "c-1", "c-2");
        assertThat(subscription.catchUp(Duration.ofMinutes(1)))
                .as("waits for the attempts, not for what is parked")
                .isEqualTo(new CatchUp(false, new Behind(0, 2, 1)));
        String[] many = new String[5 * Pass.EVENTS_MAX];
        java.util.Arrays.fill(many, "c-3");
        host.record(many);
        CatchUp oneStep = subscription.catchUp(Duration.ZERO);
        assertThat(oneStep.complete()).isFalse();
        assertThat(oneStep.behind().positions()).isBetween(1L, many.length - 1L);
        assertThatThrownBy(() -> subscription.catchUp(Duration.ofMillis(-1)))
                .isInstanceOf(SubscriptionException.class)
                .hasMessage(
                        "catchUp: timeout PT-0.001S is negative; write Duration.ZERO for one step");
    }

    /** What the handler wrote and the position are lost together, and it is handled again once. */
    @Test
    void aSessionThatEndsBetweenHandlerAndCommitHasDoneNothing() {
        host.record("c-1", "c-1");
        int[] calls = {0};
        Subscription subscription =
                host.orders(host.engine)
                        .on(
                                CreditLimitNear.class,
                                (event, delivery) -> {
                                    host.book(event, delivery);
                                    calls[0]++;
                                    if (calls[0] == 2) {
                                        end(delivery);
                                    }
                                })
                        .build();
        assertThatThrownBy(subscription::step).isInstanceOf(StoreUnavailableException.class);
        assertThat(host.bookings()).isEmpty();
        assertThat(subscription.behind()).isEqualTo(new Behind(2, 0, 0));
        Host.drain(subscription);
        assertThat(host.bookedPositions()).containsExactly(1L, 2L);
        assertThat(calls[0]).isEqualTo(4);
    }

    private void end(Delivery delivery) throws Exception {
        int session;
        try (var ask = delivery.connection().createStatement();
                var row = ask.executeQuery("select pg_backend_pid()")) {
            row.next();
            session = row.getInt(1);
        }
        host.execute("select pg_terminate_backend(" + session + ")");
        for (int i = 0; i < 500 && isAlive(session); i++) {
            Thread.sleep(20);
        }
    }

    private boolean isAlive(int session) {
        return host.count("select count(*) from pg_stat_activity where pid = " + session) > 0;
    }

    /** What it tells the engine is committed with its position, and undone if it fails. */
    @Test
    void aHandlerMayCommandTheEngine() {
        host.record("c-1", "c-2");
        BatchSealed sealed =
                new BatchSealed(
                        1, 0, 9, 3, "0x" + "ab".repeat(32), "0x" + "cd".repeat(32), Instant.EPOCH);
        Subscription subscription =
                host.orders(host.engine)
                        .on(
                                CreditLimitNear.class,
                                (event, delivery) -> {
                                    long batchNo = delivery.position();
                                    host.engine
                                            .internals()
                                            .append(
                                                    List.of(),
                                                    new BatchSealed(
                                                            batchNo,
                                                            0,
                                                            9,
                                                            3,
                                                            sealed.root(),
                                                            sealed.saltSeed(),
                                                            sealed.at()));
                                    if (event.contractId().equals("c-1")) {
                                        throw new IllegalStateException("not this one");
                                    }
                                })
                        .attemptsMax(1)
                        .build();
        Host.drain(subscription);
        assertThat(host.engine.internals().batch(1)).isEmpty();
        assertThat(host.engine.internals().batch(2)).hasSize(1);
        assertThat(subscription.parked(10)).extracting(ParkedEvent::position).containsExactly(1L);
    }

    @Test
    void aStepHasTransactionsOfItsOwn() {
        String refused =
                "step: subscription erp-orders has transactions of its own; call it outside of a unit"
                        + " of work, and of a handler";
        host.record("c-1");
        Subscription[] self = new Subscription[1];
        self[0] =
                host.orders(host.engine)
                        .on(
                                CreditLimitNear.class,
                                (event, delivery) -> {
                                    assertThatThrownBy(() -> self[0].step()).hasMessage(refused);
                                    host.book(event, delivery);
                                })
                        .build();
        assertThatThrownBy(() -> host.engine.unitOfWork(() -> self[0].step())).hasMessage(refused);
        Host.drain(self[0]);
        assertThat(host.bookedPositions()).containsExactly(1L);
    }

    /** The host's row is rolled back alone; the subscription has nothing to do with it. */
    @Test
    void aStepIsRefusedInATransactionOfTheHosts() throws Exception {
        JdbcTransactions transactions = new JdbcTransactions();
        BillingEngine joining =
                BillingEngine.builder(host.dataSource).hostTransactions(transactions).build();
        Subscription subscription =
                joining.subscribe("erp-orders").on(CreditLimitNear.class, host::book).build();
        host.record("c-1");
        try (Connection connection = host.dataSource.getConnection();
                JdbcTransactions.Transaction running = transactions.begin(connection)) {
            assertThatThrownBy(subscription::step)
                    .hasMessage(
                            "a step of subscription erp-orders runs in transactions of its own; call"
                                    + " it outside of the transaction that this thread is in");
            running.rollback();
        }
        Host.drain(subscription);
        assertThat(host.bookedPositions()).containsExactly(1L);
    }

    @Test
    void aHandlerThatCanHandleNothingAtPresentHoldsAllOfThem() {
        host.record("c-1", "c-2", "c-3");
        boolean[] down = {true};
        Subscription subscription =
                host.orders(host.engine)
                        .on(
                                CreditLimitNear.class,
                                (event, delivery) -> {
                                    host.book(event, delivery);
                                    if (down[0] && delivery.position() == 2) {
                                        throw new NotNowException("the ERP is down", null);
                                    }
                                })
                        .attemptsMax(1)
                        .build();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(subscription::step)
                    .isInstanceOf(NotNowException.class)
                    .hasMessage("the ERP is down");
        }
        assertThat(host.bookedPositions()).containsExactly(1L);
        assertThat(subscription.behind()).isEqualTo(new Behind(2, 0, 0));
        down[0] = false;
        Host.drain(subscription);
        assertThat(host.bookedPositions()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aPoolOfOneConnectionIsEnough() {
        host.record("c-1", "c-2");
        host.poisoned.add("c-1");
        try (HikariDataSource one = new HikariDataSource()) {
            one.setJdbcUrl(host.dataSource.getJdbcUrl());
            one.setMaximumPoolSize(1);
            one.setConnectionTimeout(5_000);
            BillingEngine engine = BillingEngine.builder(one).build();
            Subscription subscription =
                    host.orders(engine)
                            .on(
                                    CreditLimitNear.class,
                                    (event, delivery) -> {
                                        assertThat(engine.contractTerms("c-9")).isNull();
                                        host.book(event, delivery);
                                    })
                            .attemptsMax(1)
                            .build();
            Host.drain(subscription);
            assertThat(subscription.parked(10))
                    .extracting(ParkedEvent::lastError)
                    .containsExactly("java.lang.IllegalStateException: no account for c-1");
            host.poisoned.clear();
            assertThat(subscription.retry("c-1")).isTrue();
            assertThat(subscription.catchUp(Duration.ofMinutes(1)).complete()).isTrue();
        }
        assertThat(host.bookedPositions()).containsExactly(2L, 1L);
    }

    /** Two tenants in one database: each has subscriptions, positions and locks of its own. */
    @Test
    void subscriptionsOfOneNameInTwoSchemasDoNotMeet() {
        host.record("c-1");
        BillingEngine tenant = BillingEngine.builder(host.dataSource).schema("tenant_b").build();
        tenant.internals()
                .append(
                        List.of(),
                        new BatchSealed(
                                1,
                                0,
                                9,
                                3,
                                "0x" + "ab".repeat(32),
                                "0x" + "cd".repeat(32),
                                Instant.EPOCH));
        List<Long> seen = new ArrayList<>();
        Subscription theirs =
                host.orders(tenant)
                        .on(BatchEvent.class, (event, delivery) -> seen.add(delivery.position()))
                        .build();
        Subscription ours =
                host.orders(host.engine)
                        .on(
                                CreditLimitNear.class,
                                (event, delivery) -> {
                                    host.book(event, delivery);
                                    assertThat(theirsStep(theirs)).isEqualTo(Step.HANDLED);
                                })
                        .build();
        Host.drain(ours);
        assertThat(seen).containsExactly(1L);
        assertThat(ours.behind()).isEqualTo(new Behind(0, 0, 0));
        assertThat(host.bookedPositions()).containsExactly(1L);
    }

    private static Step theirsStep(Subscription theirs) throws InterruptedException {
        Step[] step = new Step[1];
        Thread.ofVirtual().start(() -> step[0] = theirs.step()).join();
        return step[0];
    }
}
