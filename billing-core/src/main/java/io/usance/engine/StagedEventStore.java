package io.usance.engine;

import io.usance.store.PostgresEventStorageEngine;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.jspecify.annotations.Nullable;

/**
 * Axon's event store, which knows of which streams something is staged in the running unit of work.
 *
 * <p>Design note: loading an aggregate, Axon goes through all events staged so far, comparing each
 * with each. With one command that is nothing; in a poll of 5,000 silos none of which is in memory,
 * as after a restart, it took minutes. Here streams of which nothing is staged are not looked for.
 */
final class StagedEventStore extends EmbeddedEventStore {
    private static final String STAGED = "io.usance.engine.staged";

    private static final String WANTED = "io.usance.engine.wanted";

    private final PostgresEventStorageEngine engine;

    private StagedEventStore(Builder builder, PostgresEventStorageEngine engine) {
        super(builder);
        this.engine = engine;
    }

    static StagedEventStore on(PostgresEventStorageEngine engine) {
        return new StagedEventStore(EmbeddedEventStore.builder().storageEngine(engine), engine);
    }

    /**
     * Says which streams the running unit of work will load, so that they are read some hundred at
     * a time.
     *
     * @param streamIds in about the order they will be needed
     */
    void want(Collection<String> streamIds) {
        CurrentUnitOfWork.get()
                .root()
                .resources()
                .put(WANTED, new WantedStreams(engine, streamIds));
    }

    /** True if anything is stored of a stream, or staged. */
    boolean exists(String streamId) {
        WantedStreams wanted = wanted();
        if (wanted != null && wanted.contains(streamId)) {
            return wanted.exists(streamId) || isStaged(streamId);
        }
        return lastSequenceNumberFor(streamId).isPresent();
    }

    @Override
    public DomainEventStream readEvents(String streamId) {
        WantedStreams wanted = wanted();
        if (wanted == null || !wanted.contains(streamId)) {
            return super.readEvents(streamId);
        }
        return DomainEventStream.concat(
                DomainEventStream.of(wanted.take(streamId)),
                DomainEventStream.of(stagedDomainEventMessages(streamId)));
    }

    private static @Nullable WantedStreams wanted() {
        return CurrentUnitOfWork.isStarted()
                ? CurrentUnitOfWork.get().root().getResource(WANTED)
                : null;
    }

    @Override
    public void publish(List<? extends EventMessage<?>> events) {
        if (CurrentUnitOfWork.isStarted()) {
            Set<String> streams = streams();
            for (EventMessage<?> event : events) {
                if (event instanceof DomainEventMessage<?> ofStream) {
                    streams.add(ofStream.getAggregateIdentifier());
                }
            }
        }
        super.publish(events);
    }

    @Override
    protected Stream<? extends DomainEventMessage<?>> stagedDomainEventMessages(String streamId) {
        return isStaged(streamId) ? super.stagedDomainEventMessages(streamId) : Stream.empty();
    }

    private static boolean isStaged(String streamId) {
        return CurrentUnitOfWork.isStarted() && streams().contains(streamId);
    }

    private static Set<String> streams() {
        return CurrentUnitOfWork.get().root().getOrComputeResource(STAGED, k -> new HashSet<>());
    }
}
