package io.usance.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.zaxxer.hikari.HikariDataSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class PostgresEngineTest extends EventStorageEngineContract {
    private final HikariDataSource dataSource = TestDatabase.fresh();
    private final Transactions transactions = new Transactions(dataSource);
    private final PostgresEventStorageEngine engine =
            new PostgresEventStorageEngine(transactions, new TextCodec());
    private final Positions positions = new Positions(transactions);
    private final EventLog log = new EventLog(transactions, new TextCodec());

    @Override
    EventStorageEngine engine() {
        return engine;
    }

    @AfterEach
    void close() {
        dataSource.close();
    }

    @Override
    void write(EventStorageEngine target, List<DomainEventMessage<String>> events) {
        transactions.run(() -> target.appendEvents(events));
    }

    @Test
    void twoWritersOfOneStreamCannotBothWin() {
        engine.appendEvents(event("a", 0, "one"));
        assertThatThrownBy(() -> engine.appendEvents(event("a", 0, "again")))
                .isInstanceOf(ConcurrencyException.class)
                .hasMessageContaining("[a]");
        assertThat(log.head()).isEqualTo(1);
    }

    @Test
    void aFailedUnitOfWorkLeavesNoGapInThePositions() {
        engine.appendEvents(event("a", 0, "one"));
        assertThatThrownBy(() ->
                        transactions.run(() -> {
                            engine.appendEvents(event("a", 1, "lost"), event("b", 0, "lost"));
                            throw new IllegalStateException("boom");
                        }))
                .hasMessage("boom");
        engine.appendEvents(event("a", 1, "two"));
        List<? extends EventMessage<?>> all = engine.readEvents(null, false).toList();
        assertThat(all).extracting(e -> (Object) e.getPayload()).containsExactly("one", "two");
        assertThat(log.head()).isEqualTo(2);
    }

    /** A writer that began earlier but commits later must not slip in behind a reader's back. */
    @Test
    void anUncommittedAppendHoldsBackLaterOnesUntilItIsDecided() throws Exception {
        CountDownLatch appended = new CountDownLatch(1);
        CountDownLatch mayCommit = new CountDownLatch(1);
        CompletableFuture<Void> slow =
                CompletableFuture.runAsync(() ->
                        transactions.run(() -> {
                            engine.appendEvents(event("slow", 0, "first"));
                            appended.countDown();
                            await(mayCommit);
                        }));
        await(appended);
        CompletableFuture<Void> fast =
                CompletableFuture.runAsync(() -> engine.appendEvents(event("fast", 0, "second")));
        Thread.sleep(200);
        assertThat(log.head()).as("nothing is visible yet").isZero();
        assertThat(fast).isNotDone();
        mayCommit.countDown();
        CompletableFuture.allOf(slow, fast).get(10, TimeUnit.SECONDS);
        assertThat(log.read(0, 10, List.of("Text")).events())
                .extracting(RecordedEvent::json)
                .containsExactly("first", "second");
    }

    @Test
    void eventsAndPositionAreOneTransactionAndAZombieLosesBoth() {
        long start = positions.readOrStart("usance.readings", 3, 0);
        transactions.run(() -> {
            engine.appendEvents(event("a", 0, "by the new owner"));
            positions.advance(List.of(step(start, 10)));
        });
        assertThatThrownBy(() ->
                        transactions.run(() -> {
                            engine.appendEvents(event("z", 0, "by the zombie"));
                            positions.advance(List.of(step(start, 7)));
                        }))
                .isInstanceOf(PositionMovedException.class)
                .hasMessageContaining("usance.readings partition 3 is no longer at 0");
        assertThat(positions.read("usance.readings", 3)).hasValue(10);
        assertThat(positions.tally("usance.readings")).isEqualTo(new Positions.Tally(7, 5, 1, 1));
        assertThat(engine.readEvents("z").hasNext()).isFalse();
        assertThat(log.head()).isEqualTo(1);
    }

    private static Positions.Advance step(long from, long to) {
        return new Positions.Advance(
                "usance.readings", 3, from, to, new Positions.Tally(7, 5, 1, 1));
    }

    @Test
    void twoInstancesOfAFollowerHandleEveryEventOnce() throws Exception {
        int count = 3_000;
        Follower one = collector();
        Follower two = collector();
        CompletableFuture<Void> writer =
                CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < count; i += 3) {
                        engine.appendEvents(
                                event("a", i, "x"), event("a", i + 1, "x"), event("a", i + 2, "x"));
                    }
                });
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> followUntil(one, count));
        CompletableFuture<Void> second = CompletableFuture.runAsync(() -> followUntil(two, count));
        CompletableFuture.allOf(writer, first, second).get(60, TimeUnit.SECONDS);
        Long handled =
                transactions.read(sql ->
                        sql.fetchSingle("select count(*) from collected").get(0, Long.class));
        assertThat(handled).isEqualTo(count);
    }

    @Test
    void aPageHasAtMostSoManyEvents() {
        Set<String> texts = Set.of("Text");
        for (int i = 0; i < 7; i++) {
            engine.appendEvents(event("a", i, "text " + i));
        }
        EventLog.Page first = log.read(0, 100, 3, texts);
        assertThat(first.events()).hasSize(3);
        assertThat(first.upTo()).isEqualTo(3);
        EventLog.Page last = log.read(3, 100, 4, texts);
        assertThat(last.events()).hasSize(4);
        assertThat(last.upTo()).isEqualTo(7);
        assertThat(log.read(0, 5, 6, texts).upTo()).isEqualTo(5);
        assertThat(log.read(0, 100, 1, Set.of("Other"))).isEqualTo(new EventLog.Page(List.of(), 7));
    }

    @Test
    void aPageEndsWithTheEventThatFillsIt() {
        EventLog small = new EventLog(transactions, new TextCodec(), 1_000);
        Set<String> texts = Set.of("Text");
        String payload = "x".repeat(400);
        for (int i = 0; i < 7; i++) {
            engine.appendEvents(event("a", i, payload));
        }
        EventLog.Page first = small.read(0, 100, texts);
        assertThat(first.events()).hasSize(3);
        assertThat(first.upTo()).isEqualTo(3);
        assertThat(small.read(3, 2, texts).upTo()).isEqualTo(5);
        EventLog.Page last = small.read(6, 100, texts);
        assertThat(last.events())
                .singleElement()
                .extracting(RecordedEvent::json)
                .isEqualTo(payload);
        assertThat(last.upTo()).isEqualTo(7);
        assertThat(small.read(7, 100, texts)).isEqualTo(new EventLog.Page(List.of(), 7));
        assertThat(small.read(0, 100, Set.of("Other"))).isEqualTo(new EventLog.Page(List.of(), 7));
    }

    @Test
    void aRowIsReadAsItWasWritten() {
        String text = "{\"it\": \"\\u20ac € 😀 \\n\"}\n\t\\N";
        DomainEventMessage<String> written = event("strëam", 0, text);
        engine.appendEvents(written);
        RecordedEvent read = log.read(0, 10, Set.of("Text", "it's")).events().getFirst();
        assertThat(read.position()).isEqualTo(1);
        assertThat(read.eventId()).isEqualTo(written.getIdentifier());
        assertThat(read.streamId()).isEqualTo("strëam");
        assertThat(read.sequence()).isZero();
        assertThat(read.recordedAt())
                .isEqualTo(log.stream("strëam", -1, 1).getFirst().recordedAt());
        assertThat(read.recordedAt())
                .isCloseTo(written.getTimestamp(), within(1, ChronoUnit.MICROS));
        assertThat(read.type()).isEqualTo("Text");
        assertThat(read.payload()).isEqualTo(text);
    }

    @Test
    void whoeverFailsInTheMidstOfAPageLeavesTheConnectionInOrder() {
        for (int i = 0; i < 50; i++) {
            engine.appendEvents(event("a", i, "x".repeat(10_000)));
        }
        transactions.run(() -> {
            assertThatThrownBy(() ->
                            log.forEach(
                                    0,
                                    50,
                                    Set.of("Text"),
                                    event -> {
                                        throw new IllegalStateException("at " + event.position());
                                    }))
                    .hasMessage("at 1");
            assertThat(log.read(0, 50, Set.of("Text")).events()).hasSize(50);
        });
    }

    private Follower collector() {
        transactions.read(
                sql -> sql.execute("create table if not exists collected (position bigint)"));
        return new Follower(
                "collector",
                Set.of("Text"),
                transactions,
                positions,
                log,
                events ->
                        events.forEach(e ->
                                transactions.read(sql ->
                                        sql.execute(
                                                "insert into collected values (?)",
                                                e.position()))));
    }

    private static void followUntil(Follower follower, long position) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(50);
        while (follower.position() < position && System.nanoTime() < deadlineNs) {
            try {
                follower.step();
            } catch (PositionMovedException e) {
                // The other one was faster; that is what this test is about.
            }
        }
    }

    @Test
    void everyColumnThatHoldsAQuantityOrMoneyNamesItsUnit() {
        List<String> unexplained =
                transactions.read(sql ->
                        sql.fetch(
                                        """
                                        select c.table_name || '.' || c.column_name
                                        from information_schema.columns c
                                        where c.table_schema = 'usance'
                                            and (c.column_name ~ '(milli|minor|amount|count|bytes|quantity)$'
                                                or c.column_name in ('position', 'readings', 'settlements'))
                                            and c.table_name not like 'usance_schema%'
                                            and col_description(format('%I.%I', c.table_schema, c.table_name)::regclass,
                                                c.ordinal_position) is null
                                        """)
                                .map(row -> row.get(0, String.class)));
        assertThat(unexplained).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
