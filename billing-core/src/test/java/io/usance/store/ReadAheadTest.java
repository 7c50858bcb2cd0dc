package io.usance.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A second thread reads while the first has a transaction open. */
@Tag("slow")
class ReadAheadTest {
    private static final int EVENTS = 3_000;

    /** Shorter than the pause of the reader, longer than a sign of life takes. */
    private static final int IDLE_MAX_MS = 6_000;

    private static final int PAUSE_MS = 7_500;

    private final HikariDataSource dataSource = TestDatabase.fresh();
    private final Transactions transactions = new Transactions(dataSource);
    private final List<Long> added = new ArrayList<>();
    private long pauseAt;
    private long failAt;

    @BeforeEach
    void append() {
        List<GenericDomainEventMessage<String>> events =
                LongStream.range(0, EVENTS)
                        .mapToObj(
                                i -> new GenericDomainEventMessage<>("Test", "a", i, "event " + i))
                        .toList();
        transactions.run(() ->
                new PostgresEventStorageEngine(transactions, new TextCodec()).appendEvents(events));
    }

    @AfterEach
    void close() {
        dataSource.close();
    }

    private final class Adding implements Follower.Sum {
        @Override
        public Runnable read(RecordedEvent event) {
            long position = event.position();
            if (position == pauseAt) {
                pause();
            }
            if (position == failAt) {
                throw new IllegalArgumentException("not this one");
            }
            return () -> added.add(position);
        }

        @Override
        public void writeSome() {}

        @Override
        public void write() {}
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Follower follower() {
        return new Follower(
                "adding",
                Set.of("Text"),
                transactions,
                new Positions(transactions),
                new EventLog(transactions, new TextCodec()),
                Adding::new,
                10_000,
                100,
                true);
    }

    @Test
    void everyEventIsAddedOnceInOrder() {
        assertThat(follower().step()).isFalse();
        assertThat(added)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, EVENTS).boxed().toList());
        assertThat(follower().position()).isEqualTo(EVENTS);
    }

    /** The server ends an idle transaction. */
    @Test
    void theTransactionLivesWhileTheReaderIsSlow() {
        pauseAt = 1_000;
        transactions.run(() -> {
            transactions.query(sql ->
                    sql.execute("set local idle_in_transaction_session_timeout = " + IDLE_MAX_MS));
            follower().step();
        });
        assertThat(added).hasSize(EVENTS);
    }

    @Test
    void aFailureOfTheReaderIsTheStepsAndNothingMoves() {
        failAt = EVENTS - 1;
        assertThatThrownBy(follower()::step).hasMessage("not this one");
        assertThat(follower().position()).isZero();
        failAt = 0;
        added.clear();
        everyEventIsAddedOnceInOrder();
    }

    @Test
    void whoIsInterruptedGivesUpAndSoDoesTheReader() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(follower()::step).isInstanceOf(IllegalStateException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("usance-adding-ahead"));
        assertThat(follower().position()).isZero();
    }
}
