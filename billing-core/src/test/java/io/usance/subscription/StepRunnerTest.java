package io.usance.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.contract.ContractEvent.CreditLimitNear;
import io.usance.settlement.BatchEvent.BatchSealed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A subscription that runs in the host's threads, and several of one name. */
@Tag("slow")
class StepRunnerTest {
    private static final long AWAIT_S = 120;

    private final Host host = new Host();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        executor.shutdownNow();
        executor.close();
        host.close();
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(AWAIT_S);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadlineNs);
            Thread.sleep(10);
        }
    }

    @Test
    void itRunsUntilItIsClosed() throws InterruptedException {
        StepRunner runner = new StepRunner(host.booking());
        assertThat(runner.state()).isEqualTo(new RunnerState(false, 0, null, null));
        executor.execute(runner);
        for (int i = 1; i <= 5; i++) {
            host.record("c-1");
            int wanted = i;
            await("booked", () -> host.bookings().size() == wanted);
        }
        assertThat(runner.state().isHealthy()).isTrue();
        runner.close();
        runner.close();
        assertThat(runner.state().running()).isFalse();
        assertThat(runner.state().isHealthy()).isFalse();
        assertThatThrownBy(runner::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the runner of erp-orders was started before; make another");
    }

    @Test
    void itIsWokenByWhatThisEngineAppends() throws InterruptedException {
        List<Object> seen = new CopyOnWriteArrayList<>();
        Subscription subscription =
                host.engine
                        .subscribe("batches")
                        .on(BatchSealed.class, (event, delivery) -> seen.add(event))
                        .build();
        CountDownLatch woken = new CountDownLatch(1);
        Runnable end = subscription.onMore(woken::countDown);
        try (StepRunner runner = new StepRunner(subscription)) {
            executor.execute(runner);
            BatchSealed sealed =
                    new BatchSealed(
                            1,
                            0,
                            9,
                            3,
                            "0x" + "ab".repeat(32),
                            "0x" + "cd".repeat(32),
                            Instant.EPOCH);
            host.engine.internals().append(List.of(), sealed);
            assertThat(woken.await(AWAIT_S, TimeUnit.SECONDS)).isTrue();
            await("handled", () -> seen.size() == 1);
        }
        end.run();
    }

    @Test
    void itEndsWhenItsThreadIsInterrupted() throws InterruptedException {
        StepRunner runner = new StepRunner(host.booking());
        Thread thread = Thread.ofVirtual().start(runner);
        await("running", () -> runner.state().running());
        thread.interrupt();
        thread.join();
        assertThat(runner.state().running()).isFalse();
        assertThat(runner.state().failuresInARow()).isZero();
    }

    /** Which is not the event's fault, so no attempt is counted. */
    @Test
    void aHandlerThatIsInterruptedHasNotFailed() throws InterruptedException {
        host.record("c-1");
        CountDownLatch handling = new CountDownLatch(1);
        Subscription subscription =
                host.orders(host.engine)
                        .on(
                                CreditLimitNear.class,
                                (event, delivery) -> {
                                    handling.countDown();
                                    Thread.sleep(Duration.ofMinutes(10));
                                })
                        .attemptsMax(1)
                        .build();
        Thread thread = Thread.ofPlatform().start(new StepRunner(subscription));
        assertThat(handling.await(AWAIT_S, TimeUnit.SECONDS)).isTrue();
        thread.interrupt();
        thread.join();
        assertThat(subscription.behind()).isEqualTo(new Behind(1, 0, 0));
    }

    @Test
    void itSurvivesSessionsThatEndAndSaysSo() throws InterruptedException {
        host.record("c-1");
        boolean[] broken = {true};
        Subscription subscription =
                host.orders(host.engine)
                        .on(
                                CreditLimitNear.class,
                                (event, delivery) -> {
                                    host.book(event, delivery);
                                    if (broken[0]) {
                                        try (var end = delivery.connection().createStatement()) {
                                            end.execute(
                                                    "select pg_terminate_backend(pg_backend_pid())");
                                        }
                                    }
                                })
                        .build();
        try (StepRunner runner = new StepRunner(subscription)) {
            executor.execute(runner);
            await("failing", () -> runner.state().failuresInARow() >= 2);
            assertThat(runner.state().isHealthy()).isFalse();
            assertThat(runner.state().lastFailure())
                    .hasMessageStartingWith("Postgres is not available: ");
            assertThat(host.bookings()).isEmpty();
            broken[0] = false;
            await("booked", () -> host.bookings().size() == 1);
            await("healthy", () -> runner.state().isHealthy());
            assertThat(runner.state().lastFailureAt()).isNotNull();
        }
        assertThat(subscription.behind().isNothing()).isTrue();
    }

    @Test
    void whatWasRetriedIsHandledByTheRunner() throws InterruptedException {
        host.record("c-1", "c-1");
        host.poisoned.add("c-1");
        Subscription subscription = host.booking();
        try (StepRunner runner = new StepRunner(subscription)) {
            executor.execute(runner);
            await("parked", () -> subscription.parked(1).size() == 1);
            assertThat(runner.state().isHealthy()).as("a poisoned event is no outage").isTrue();
            host.poisoned.clear();
            subscription.retry("c-1");
            await("booked", () -> host.bookings().size() == 2);
        }
        assertThat(host.bookedOf("c-1")).containsExactly(1L, 2L);
    }

    /** An application that is stopped while it starts: the executor has not come to it yet. */
    @Test
    void oneThatIsClosedBeforeItsThreadBeginsDoesNothing() {
        host.record("c-1");
        StepRunner runner = new StepRunner(host.booking());
        runner.close();
        runner.run();
        assertThat(runner.state()).isEqualTo(new RunnerState(false, 0, null, null));
        assertThat(host.bookings()).isEmpty();
    }

    @Test
    void aHandlerMayCloseItsRunner() throws InterruptedException {
        host.record("c-1");
        StepRunner[] runner = new StepRunner[1];
        Subscription subscription =
                host.orders(host.engine)
                        .on(
                                CreditLimitNear.class,
                                (event, delivery) -> {
                                    host.book(event, delivery);
                                    runner[0].close();
                                })
                        .build();
        runner[0] = new StepRunner(subscription);
        Thread thread = Thread.ofVirtual().start(runner[0]);
        thread.join();
        assertThat(host.bookings()).hasSize(1);
    }

    /** While one works, the other is told so; together they handle each event once, in order. */
    @Test
    void oneOfTwoInstancesWorksAtATime() throws InterruptedException {
        host.record("c-1");
        CountDownLatch handling = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Subscription one =
                host.orders(host.engine)
                        .on(
                                CreditLimitNear.class,
                                (event, delivery) -> {
                                    handling.countDown();
                                    assertThat(goOn.await(AWAIT_S, TimeUnit.SECONDS)).isTrue();
                                    host.book(event, delivery);
                                })
                        .build();
        Subscription other =
                host.orders(host.anotherEngine()).on(CreditLimitNear.class, host::book).build();
        Thread thread = Thread.ofVirtual().start(one::step);
        assertThat(handling.await(AWAIT_S, TimeUnit.SECONDS)).isTrue();
        assertThat(other.step()).isEqualTo(Step.BUSY);
        assertThat(other.catchUp(Duration.ofMillis(1)).complete()).isFalse();
        goOn.countDown();
        thread.join();
        assertThat(other.catchUp(Duration.ofMinutes(1)).complete()).isTrue();
        assertThat(host.bookedPositions()).containsExactly(1L);

        try (StepRunner first = new StepRunner(one);
                StepRunner second = new StepRunner(other)) {
            executor.execute(first);
            executor.execute(second);
            for (int i = 0; i < 300; i++) {
                host.record("c-" + i % 7);
            }
            assertThat(one.catchUp(Duration.ofMinutes(2)).complete()).isTrue();
        }
        assertThat(host.bookedPositions()).hasSize(301).doesNotHaveDuplicates().isSorted();
    }
}
