package io.usance.engine;

import io.usance.store.StreamLocks;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.axonframework.common.lock.Lock;
import org.axonframework.eventsourcing.CachingEventSourcingRepository;
import org.axonframework.eventsourcing.EventSourcedAggregate;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.eventsourcing.GenericAggregateFactory;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.LockAwareAggregate;
import org.axonframework.modelling.command.Repository;
import org.jspecify.annotations.Nullable;

/** All aggregates of one type: loaded from the log, cached, snapshot now and then. */
final class Aggregates<T> {
    private final StagedEventStore events;
    private final StreamLocks locks;
    private final AggregateCache cache;
    private final Repository<T> repository;

    Aggregates(
            Class<T> type,
            StagedEventStore events,
            StreamLocks locks,
            AggregateCache cache,
            SnapshotPace pace) {
        this.events = events;
        this.locks = locks;
        this.cache = cache;
        GenericAggregateFactory<T> factory = new GenericAggregateFactory<>(type);
        this.repository =
                new QuietRepository<>(
                        EventSourcingRepository.builder(type)
                                .aggregateFactory(factory)
                                .eventStore(events)
                                .cache(cache)
                                .lockFactory(locks)
                                .snapshotTriggerDefinition(
                                        GatheredSnapshots.of(factory, events, pace)));
    }

    /**
     * Axon warns, with a stack trace, of whatever keeps an aggregate from being loaded; the caller
     * is told of it anyway.
     */
    private static final class QuietRepository<T> extends CachingEventSourcingRepository<T> {
        QuietRepository(EventSourcingRepository.Builder<T> builder) {
            super(builder);
        }

        @Override
        public LockAwareAggregate<T, EventSourcedAggregate<T>> load(
                String streamId, @Nullable Long expectedVersion) {
            Map<String, LockAwareAggregate<T, EventSourcedAggregate<T>>> loaded =
                    managedAggregates(CurrentUnitOfWork.get());
            if (!loaded.containsKey(streamId)) {
                loaded.put(streamId, doLoad(streamId, expectedVersion));
            }
            return super.load(streamId, expectedVersion);
        }
    }

    /** Null if there is no such aggregate. Only within a unit of work. */
    @Nullable Aggregate<T> find(String streamId) {
        boolean exists =
                cache.containsKey(streamId)
                        || created().contains(streamId)
                        || events.exists(streamId);
        return exists ? repository.load(streamId) : null;
    }

    /**
     * Says which aggregates the running unit of work will need, so that they are loaded together.
     */
    void want(Collection<String> streamIds) {
        events.want(streamIds.stream().filter(id -> !cache.containsKey(id)).distinct().toList());
    }

    /** Begins a stream. Only within a unit of work. */
    void create(String streamId, Callable<T> factory) {
        // First, for Axon warns of what keeps it from that, too.
        try (Lock lock = locks.obtainLock(streamId)) {
            repository.newInstance(factory);
            Set<String> created = created();
            created.add(streamId);
            events.onUndo(() -> created.remove(streamId));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Refuses an aggregate that another instance has written to since it was loaded.
     *
     * <p>An append from stale state fails on its sequence number; a decision that appends nothing
     * would go unnoticed. It is wrong if, for example, another instance has signed the contract
     * whose lack is the reason for a refusal. What this unit of work has appended and not stored
     * yet makes the aggregate newer than the log, never older.
     */
    void requireCurrent(Aggregate<T> aggregate) {
        Long version = aggregate.version();
        events.requireCurrent(aggregate.identifierAsString(), version == null ? -1 : version);
    }

    /** Streams begun in the running unit of work, which are neither stored nor cached yet. */
    private static Set<String> created() {
        return CurrentUnitOfWork.get()
                .root()
                .getOrComputeResource("io.usance.engine.created", k -> new HashSet<>());
    }
}
