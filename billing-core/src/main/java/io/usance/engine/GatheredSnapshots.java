package io.usance.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.AggregateFactory;
import org.axonframework.eventsourcing.AggregateSnapshotter;
import org.axonframework.eventsourcing.SnapshotTrigger;
import org.axonframework.eventsourcing.SnapshotTriggerDefinition;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots of Axon's aggregates: those that a unit of work makes due are read and written together
 * when it is committed. Axon's own snapshotter reads and commits each separately; with a thousand
 * contracts that take their two hundredth event at about the same time, that held up charging for
 * two seconds.
 */
final class GatheredSnapshots extends AggregateSnapshotter implements SnapshotTriggerDefinition {
    private static final Logger LOG = LoggerFactory.getLogger(GatheredSnapshots.class);
    private static final String DUE = "io.usance.engine.snapshotsDue.";

    /** Streams read at once; bounds memory. */
    private static final int TOGETHER_MAX = 50;

    private final StagedEventStore events;
    private final SnapshotPace pace;

    private GatheredSnapshots(Builder builder, StagedEventStore events, SnapshotPace pace) {
        super(builder);
        this.events = events;
        this.pace = pace;
    }

    static GatheredSnapshots of(
            AggregateFactory<?> factory, StagedEventStore events, SnapshotPace pace) {
        return new GatheredSnapshots(
                builder().eventStore(events).aggregateFactories(factory), events, pace);
    }

    @Override
    public SnapshotTrigger prepareTrigger(Class<?> type) {
        return new Trigger(type);
    }

    /** Counts the events of one aggregate, those it is loaded from included. */
    private final class Trigger implements SnapshotTrigger {
        private final Class<?> type;
        private long snapshotSequence = -1;

        Trigger(Class<?> type) {
            this.type = type;
        }

        @Override
        public void eventHandled(EventMessage<?> message) {
            if (!(message instanceof DomainEventMessage<?> event)) {
                return;
            }
            long sequence = event.getSequenceNumber();
            if (type.isInstance(event.getPayload())) {
                snapshotSequence = sequence;
            } else if (pace.isDue(event.getAggregateIdentifier(), sequence, snapshotSequence)) {
                scheduleSnapshot(type, event.getAggregateIdentifier());
                snapshotSequence = sequence;
            }
        }

        @Override
        public void initializationFinished() {
            // What it was loaded from counts like what follows.
        }
    }

    @Override
    public void scheduleSnapshot(Class<?> type, String streamId) {
        UnitOfWork<?> unitOfWork = CurrentUnitOfWork.get().root();
        String key = DUE + type.getName();
        Set<String> known = unitOfWork.getResource(key);
        if (known != null) {
            known.add(streamId);
            return;
        }
        Set<String> due = new LinkedHashSet<>(Set.of(streamId));
        unitOfWork.resources().put(key, due);
        unitOfWork.afterCommit(u -> {
            List<String> ofThis = List.copyOf(due);
            events.afterwards(() -> store(type, ofThis));
        });
    }

    private void store(Class<?> type, List<String> due) {
        for (int from = 0; from < due.size(); from += TOGETHER_MAX) {
            List<String> together = due.subList(from, Math.min(due.size(), from + TOGETHER_MAX));
            try {
                List<DomainEventMessage<?>> snapshots = new ArrayList<>();
                events.stored(together)
                        .forEach((streamId, stored) ->
                                snapshots.add(
                                        createSnapshot(
                                                type, streamId, DomainEventStream.of(stored))));
                events.storeSnapshots(snapshots);
            } catch (RuntimeException e) {
                // The events are stored; without snapshots these streams take longer to load.
                LOG.warn("the snapshots of {} were not stored: {}", together, e.getMessage());
            }
        }
    }
}
