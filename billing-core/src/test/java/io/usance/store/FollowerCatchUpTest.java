package io.usance.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Caught up means handled, by this instance or by another. */
@Tag("slow")
class FollowerCatchUpTest {
    private static final long AWAIT_S = 60;

    private final HikariDataSource dataSource = TestDatabase.fresh();
    private final Transactions transactions = new Transactions(dataSource);
    private final EventLog log = new EventLog(transactions, new TextCodec());
    private final List<Long> handled = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        dataSource.close();
    }

    @Test
    void itWaitsForAnotherInstanceThatIsAtWork() throws InterruptedException {
        PostgresEventStorageEngine engine =
                new PostgresEventStorageEngine(transactions, new TextCodec());
        for (long sequence = 0; sequence < 3; sequence++) {
            engine.appendEvents(
                    new GenericDomainEventMessage<>("Thing", "a", sequence, "a" + sequence));
        }
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Follower other =
                follower(events -> {
                    working.countDown();
                    await(goOn);
                    note(events);
                });
        Follower own = follower(this::note);
        Thread theirs = Thread.ofPlatform().start(other::step);
        await(working);
        assertThat(own.step()).as("says nothing of who is at work").isFalse();

        List<Long> seen = new CopyOnWriteArrayList<>();
        Thread ours =
                Thread.ofPlatform()
                        .start(() -> {
                            own.catchUp(log.head());
                            seen.addAll(handled);
                        });
        while (ours.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        goOn.countDown();
        theirs.join();
        ours.join();
        assertThat(seen).containsExactly(1L, 2L, 3L);
    }

    /** What belongs together is handled together, and what is left alone is not left for ever. */
    @Test
    void itEndsAStretchWhereItMayEnd() {
        PostgresEventStorageEngine engine =
                new PostgresEventStorageEngine(transactions, new TextCodec());
        for (long sequence = 0; sequence < 5; sequence++) {
            engine.appendEvents(
                    new GenericDomainEventMessage<>("Thing", "a", sequence, "a" + sequence));
        }
        List<List<Long>> stretches = new ArrayList<>();
        Follower follower =
                new Follower(
                        "collector",
                        Set.of("Text"),
                        transactions,
                        new Positions(transactions),
                        log,
                        events -> events.size() / 2,
                        events ->
                                stretches.add(
                                        events.stream().map(RecordedEvent::position).toList()));
        follower.catchUp(log.head());
        assertThat(stretches)
                .containsExactly(List.of(1L, 2L), List.of(3L), List.of(4L), List.of(5L));
    }

    private Follower follower(Consumer<List<RecordedEvent>> handler) {
        return new Follower(
                "collector",
                Set.of("Text"),
                transactions,
                new Positions(transactions),
                log,
                handler);
    }

    private void note(List<RecordedEvent> events) {
        events.forEach(event -> handled.add(event.position()));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(AWAIT_S, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
