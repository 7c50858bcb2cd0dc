package io.usance.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.messaging.MetaData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What any event storage must do. Run on ours and on Axon's in-memory engine(). */
abstract class EventStorageEngineContract {
    private static final int READ_LIMIT_SECONDS = 60;

    abstract EventStorageEngine engine();

    static DomainEventMessage<String> event(String stream, long sequence, String payload) {
        return new GenericDomainEventMessage<>(
                "Thing", stream, sequence, payload, MetaData.with("by", "test"));
    }

    @Test
    void aStreamReadsBackAsItWasWritten() {
        List<DomainEventMessage<String>> written =
                List.of(
                        event("a", 0, "one"),
                        event("a", 1, "two"),
                        event("b", 0, "other"),
                        event("a", 2, "three"));
        engine().appendEvents(written);

        List<? extends DomainEventMessage<?>> read = engine().readEvents("a").asStream().toList();

        assertThat(read)
                .extracting(e -> (Object) e.getPayload())
                .containsExactly("one", "two", "three");
        assertThat(read)
                .extracting(DomainEventMessage::getSequenceNumber)
                .containsExactly(0L, 1L, 2L);
        DomainEventMessage<?> first = read.getFirst();
        assertThat(first.getIdentifier()).isEqualTo(written.getFirst().getIdentifier());
        assertThat(first.getType()).isEqualTo("Thing");
        assertThat(first.getMetaData()).isEqualTo(MetaData.with("by", "test"));
        assertThat(first.getTimestamp().toEpochMilli())
                .isEqualTo(written.getFirst().getTimestamp().toEpochMilli());
    }

    @Test
    void aStreamReadsFromASequence() {
        engine().appendEvents(
                        List.of(
                                event("a", 0, "one"),
                                event("a", 1, "two"),
                                event("a", 2, "three")));
        assertThat(engine().readEvents("a", 1).asStream().<Object>map(EventMessage::getPayload))
                .containsExactly("two", "three");
        assertThat(engine().readEvents("a", 3).hasNext()).isFalse();
        assertThat(engine().readEvents("unknown").hasNext()).isFalse();
        assertThat(engine().lastSequenceNumberFor("a")).contains(2L);
        assertThat(engine().lastSequenceNumberFor("unknown")).isEmpty();
    }

    @Test
    void aLongStreamReadsWhole() {
        for (int i = 0; i < 1_700; i++) {
            engine().appendEvents(event("long", i, "e" + i));
        }
        assertThat(engine().readEvents("long").asStream().count()).isEqualTo(1_700);
        assertThat(payloads(null)).hasSize(1_700);
    }

    @Test
    void theNewestSnapshotIsRead() {
        assertThat(engine().readSnapshot("a")).isEmpty();
        engine().storeSnapshot(event("a", 4, "at four"));
        engine().storeSnapshot(event("a", 9, "at nine"));
        engine().storeSnapshot(event("a", 7, "a late one"));
        DomainEventMessage<?> snapshot = engine().readSnapshot("a").orElseThrow();
        assertThat(snapshot.getPayload()).isEqualTo("at nine");
        assertThat(snapshot.getSequenceNumber()).isEqualTo(9);
    }

    @Test
    void eventsWithoutAnAggregateAreStreamedToo() {
        EventMessage<String> loose = GenericEventMessage.asEventMessage("loose");
        engine().appendEvents(List.of(event("a", 0, "one"), loose));
        assertThat(payloads(null)).containsExactly("one", "loose");
    }

    @Test
    void streamingGoesOnFromAToken() {
        engine().appendEvents(event("a", 0, "one"), event("b", 0, "two"));
        TrackingToken head = engine().createHeadToken();
        engine().appendEvents(event("a", 1, "three"));

        assertThat(payloads(engine().createTailToken())).containsExactly("one", "two", "three");
        assertThat(payloads(head)).containsExactly("three");
        List<? extends TrackedEventMessage<?>> all = engine().readEvents(null, false).toList();
        assertThat(payloads(all.get(0).trackingToken())).containsExactly("two", "three");
    }

    @Test
    void aTokenAtATimeStartsWithTheFirstEventSince() {
        engine().appendEvents(at(event("a", 0, "old"), "2026-01-01T00:00:00Z"));
        engine().appendEvents(at(event("a", 1, "mid"), "2026-02-01T00:00:00Z"));
        engine().appendEvents(at(event("a", 2, "new"), "2026-03-01T00:00:00Z"));
        assertThat(payloads(engine().createTokenAt(Instant.parse("2026-02-01T00:00:00Z"))))
                .containsExactly("mid", "new");
        assertThat(payloads(engine().createTokenAt(Instant.parse("2025-01-01T00:00:00Z"))))
                .containsExactly("old", "mid", "new");
        assertThat(payloads(engine().createTokenAt(Instant.parse("2027-01-01T00:00:00Z"))))
                .isEmpty();
    }

    /** The heart of it: no follower of the log ever misses an event, with any number of writers. */
    @Test
    void aStreamingReaderSeesEverythingOnceWhileTwoWritersAppend() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        int perWriter = 1_500;
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            CompletableFuture<Void> one =
                    CompletableFuture.runAsync(() -> append("w1", perWriter, seed), threads);
            CompletableFuture<Void> two =
                    CompletableFuture.runAsync(() -> append("w2", perWriter, seed + 1), threads);
            CompletableFuture<List<TrackedEventMessage<?>>> reader =
                    CompletableFuture.supplyAsync(() -> follow(2 * perWriter), threads);
            CompletableFuture.allOf(one, two).get(READ_LIMIT_SECONDS, TimeUnit.SECONDS);
            List<TrackedEventMessage<?>> seen = reader.get(READ_LIMIT_SECONDS, TimeUnit.SECONDS);

            Map<String, List<Long>> sequences = new HashMap<>();
            for (TrackedEventMessage<?> message : seen) {
                DomainEventMessage<?> event = (DomainEventMessage<?>) message;
                sequences
                        .computeIfAbsent(event.getAggregateIdentifier(), k -> new ArrayList<>())
                        .add(event.getSequenceNumber());
            }
            assertThat(sequences).containsOnlyKeys("w1", "w2");
            sequences
                    .values()
                    .forEach(s ->
                            assertThat(s).hasSize(perWriter).isSorted().doesNotHaveDuplicates());
        }
    }

    private void append(String stream, int count, long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        int written = 0;
        while (written < count) {
            int size = Math.min(count - written, 1 + random.nextInt(appendMax()));
            List<DomainEventMessage<String>> events = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                events.add(event(stream, written + i, stream + written));
            }
            write(engine(), events);
            written += size;
        }
    }

    /** Most events of one append during a read. */
    int appendMax() {
        return 7;
    }

    /** One transaction of a writer. */
    void write(EventStorageEngine target, List<DomainEventMessage<String>> events) {
        target.appendEvents(events);
    }

    private List<TrackedEventMessage<?>> follow(int count) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(READ_LIMIT_SECONDS);
        List<TrackedEventMessage<?>> seen = new ArrayList<>();
        @Nullable TrackingToken token = null;
        while (seen.size() < count && System.nanoTime() < deadlineNs) {
            for (TrackedEventMessage<?> event : engine().readEvents(token, false).toList()) {
                seen.add(event);
                token = event.trackingToken();
            }
        }
        return seen;
    }

    private static DomainEventMessage<String> at(DomainEventMessage<String> event, String time) {
        return new GenericDomainEventMessage<>(
                event.getType(),
                event.getAggregateIdentifier(),
                event.getSequenceNumber(),
                event.getPayload(),
                event.getMetaData(),
                event.getIdentifier(),
                Instant.parse(time));
    }

    private List<Object> payloads(@Nullable TrackingToken token) {
        return engine().readEvents(token, false).<Object>map(EventMessage::getPayload).toList();
    }
}
