package io.usance.engine;

import io.usance.contract.ContractEvent;
import io.usance.store.PostgresEventStorageEngine;
import io.usance.store.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.messaging.MetaData;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Axon's event store with a staging of its own: all events of a unit of work, from all publishers,
 * are appended together when it is about to be committed.
 *
 * <p>Design note: Axon's staging registers several handlers of the unit of work for every event
 * published, and when an aggregate is loaded goes through all events staged so far, comparing each
 * with each. With one command that is nothing; in a poll of 5,000 silos none of which is in memory,
 * as after a restart, it took minutes. Here streams of which nothing is staged are not looked for.
 * There are no subscribers to this store: followers read the log, see {@link
 * io.usance.store.Follower}.
 */
final class StagedEventStore extends EmbeddedEventStore {
    private static final Logger LOG = LoggerFactory.getLogger(StagedEventStore.class);
    private static final String STAGED = "io.usance.engine.staged";
    private static final String WANTED = "io.usance.engine.wanted";

    private final PostgresEventStorageEngine engine;
    private final Transactions transactions;
    private final Clock clock;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    private StagedEventStore(
            Builder builder,
            PostgresEventStorageEngine engine,
            Transactions transactions,
            Clock clock) {
        super(builder);
        this.engine = engine;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * @param clock gives the times at which events are recorded
     */
    static StagedEventStore on(
            PostgresEventStorageEngine engine, Transactions transactions, Clock clock) {
        return new StagedEventStore(
                EmbeddedEventStore.builder().storageEngine(engine), engine, transactions, clock);
    }

    /** The time at which an event is recorded. */
    Instant now() {
        return clock.instant();
    }

    /** Says how to undo what was just done in memory; see {@link Transactions#atomically}. */
    void onUndo(Runnable action) {
        transactions.onUndo(action);
    }

    boolean recordsUndo() {
        return transactions.recordsUndo();
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

    /**
     * Refuses what was decided on a stream's state that is older than what is stored.
     *
     * @param known last sequence that the state contains
     * @throws ConcurrencyException if another instance has written to the stream since
     */
    void requireCurrent(String streamId, long known) {
        long stored = lastSequenceNumberFor(streamId).orElse(-1L);
        if (stored > known) {
            throw new ConcurrencyException(
                    streamId
                            + " is known up to event "
                            + known
                            + ", stored up to "
                            + stored
                            + ": another instance wrote to it; nothing of this unit of work was written");
        }
    }

    /** The events of a stream from its beginning on, staged ones included; no snapshots. */
    <E> List<E> all(String streamId, Class<E> type) {
        return readEvents(streamId, 0)
                .asStream()
                .map(event -> type.cast(event.getPayload()))
                .toList();
    }

    /** Events of a stream that the running unit of work has staged; none without one. */
    <E> List<E> staged(String streamId, Class<E> type) {
        return stagedDomainEventMessages(streamId)
                .map(event -> type.cast(event.getPayload()))
                .toList();
    }

    /** Runs whenever events of this store were committed, in the thread that committed them. */
    Listening onAppended(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void tell() {
        for (Runnable listener : listeners) {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LOG.warn("a listener failed; what it was told of is committed", e);
            }
        }
    }

    /** What is stored of some streams, from their snapshots on. */
    Map<String, List<DomainEventMessage<?>>> stored(Collection<String> streamIds) {
        return engine.readStreams(streamIds);
    }

    /** Stores snapshots of committed states. */
    void storeSnapshots(List<DomainEventMessage<?>> snapshots) {
        engine.storeSnapshots(snapshots);
    }

    /** Runs what has to do with snapshots when there is a connection for it. */
    void afterwards(Runnable action) {
        transactions.afterwards(action);
    }

    @Override
    public void publish(List<? extends EventMessage<?>> events) {
        if (!CurrentUnitOfWork.isStarted()) {
            throw new IllegalStateException("events are published in a unit of work only");
        }
        Staged staged = staged();
        int before = staged.events.size();
        events.forEach(event -> staged.add(stamped(event)));
        transactions.told();
        if (recordsUndo()) {
            onUndo(() -> staged.truncate(before));
        }
    }

    /**
     * Axon takes the times of an aggregate's events from a clock that belongs to all of the JVM.
     */
    private EventMessage<?> stamped(EventMessage<?> event) {
        return event instanceof GenericDomainEventMessage<?> ofStream
                        && event.getPayload() instanceof ContractEvent
                ? new GenericDomainEventMessage<>(
                        ofStream.getType(),
                        ofStream.getAggregateIdentifier(),
                        ofStream.getSequenceNumber(),
                        ofStream.getPayload(),
                        ofStream.getMetaData(),
                        EventIds.next(),
                        now())
                : event;
    }

    @Override
    protected Stream<? extends DomainEventMessage<?>> stagedDomainEventMessages(String streamId) {
        Staged staged = stagedOrNone();
        return staged != null && staged.streams.contains(streamId)
                ? staged.of(streamId)
                : Stream.empty();
    }

    private boolean isStaged(String streamId) {
        Staged staged = stagedOrNone();
        return staged != null && staged.streams.contains(streamId);
    }

    private static @Nullable Staged stagedOrNone() {
        return CurrentUnitOfWork.isStarted()
                ? CurrentUnitOfWork.get().root().getResource(STAGED)
                : null;
    }

    private Staged staged() {
        Staged known = stagedOrNone();
        if (known != null) {
            return known;
        }
        Staged staged = new Staged();
        transactions.beforeCommit(() -> {
            if (staged.appended < staged.events.size()) {
                append(staged);
                if (!staged.toBeTold) {
                    staged.toBeTold = true;
                    transactions.onceOver(this::tell);
                }
            }
        });
        CurrentUnitOfWork.get().root().resources().put(STAGED, staged);
        return staged;
    }

    private void append(Staged staged) {
        int before = staged.appended;
        engine.appendEvents(staged.events.subList(before, staged.events.size()));
        staged.appended(staged.events.size());
        // By a savepoint; what was staged before that is to be appended once more.
        onUndo(() -> staged.appended(before));
    }

    /**
     * Events of a unit of work, in the order they were published; and the streams of those that are
     * not appended yet.
     */
    private static final class Staged {
        final List<EventMessage<?>> events = new ArrayList<>();
        final Set<String> streams = new HashSet<>();
        int appended;
        boolean toBeTold;

        void add(EventMessage<?> event) {
            events.add(event);
            addStream(event);
        }

        private void addStream(EventMessage<?> event) {
            if (event instanceof DomainEventMessage<?> ofStream) {
                streams.add(ofStream.getAggregateIdentifier());
            }
        }

        void truncate(int size) {
            events.subList(size, events.size()).clear();
            appended(Math.min(appended, size));
        }

        void appended(int count) {
            appended = count;
            streams.clear();
            events.subList(count, events.size()).forEach(this::addStream);
        }

        Stream<DomainEventMessage<?>> of(String streamId) {
            return events.subList(appended, events.size()).stream()
                    .filter(DomainEventMessage.class::isInstance)
                    .<DomainEventMessage<?>>map(event -> (DomainEventMessage<?>) event)
                    .filter(event -> event.getAggregateIdentifier().equals(streamId));
        }
    }

    /** Stages an event of a stream; only within a unit of work. */
    void append(String type, String streamId, long sequence, Object event) {
        publish(
                new GenericDomainEventMessage<>(
                        type,
                        streamId,
                        sequence,
                        event,
                        MetaData.emptyInstance(),
                        EventIds.next(),
                        now()));
    }

    /** Stages an event that belongs to no stream; only within a unit of work. */
    void append(Object event) {
        publish(new GenericEventMessage<>(EventIds.next(), event, MetaData.emptyInstance(), now()));
    }
}
