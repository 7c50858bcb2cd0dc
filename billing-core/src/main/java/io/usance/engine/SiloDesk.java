package io.usance.engine;

import io.usance.meter.silo.Decision;
import io.usance.meter.silo.Metering;
import io.usance.meter.silo.Metering.Outcome;
import io.usance.meter.silo.SiloAggregate;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloState;
import io.usance.quantity.Dimension;
import io.usance.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.axonframework.common.lock.Lock;
import org.axonframework.common.lock.LockFactory;
import org.axonframework.common.lock.PessimisticLockFactory;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.messaging.MetaData;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All silos: their states in memory, commands decided on them, the events staged for the running
 * unit of work. Every method needs one.
 *
 * <p>Design note: a silo's commands do not go through Axon's repository, as a contract's do. A poll
 * has thousands of them, most with one reading, and with the repository's life cycle for each (a
 * wrapper, an interceptor chain and several handlers of the unit of work) the thread that decides
 * used 32 µs of CPU per command of one reading. Without it, with the state kept that was decided on
 * and columns bound in binary, it uses 14 (see the module's RATIONALE). What the repository did is
 * done here: one writer per silo at a time, in a unit of work, with the same lock; a version, so
 * that an append from stale state fails; a cache that forgets after a failure; snapshots. {@link
 * SiloAggregate} is the same silo for Axon's own repository.
 */
final class SiloDesk {
    private static final Logger LOG = LoggerFactory.getLogger(SiloDesk.class);
    private static final String HELD = "io.usance.engine.silos";
    private static final String STREAM_TYPE = "Silo";

    private final StagedEventStore events;
    private final LruCache<String, Known> cache;
    private final LockFactory locks = PessimisticLockFactory.usingDefaults();
    private final SnapshotPace pace;

    SiloDesk(StagedEventStore events, int silosCachedMax, SnapshotPace pace) {
        this.events = events;
        this.cache = new LruCache<>(silosCachedMax);
        this.pace = pace;
    }

    /**
     * A silo as it is stored.
     *
     * @param state not changed any more
     * @param sequence of the last event in it
     * @param snapshotSequence of the last event in the newest snapshot; -1 if there is none
     */
    private record Known(SiloState state, long sequence, long snapshotSequence) {}

    /** A silo in a unit of work: as it will be if that is committed. */
    private static final class Held {
        final String siloId;
        final Lock lock;
        @Nullable SiloState state;
        long sequence = -1;
        long snapshotSequence = -1;

        Held(String siloId, Lock lock) {
            this.siloId = siloId;
            this.lock = lock;
        }

        void is(Known known) {
            state = known.state();
            sequence = known.sequence();
            snapshotSequence = known.snapshotSequence();
        }
    }

    /** What the silo is metered in; null if there is no such silo. */
    @Nullable Dimension dimension(String siloId) {
        SiloState state = hold(siloId).state;
        return state == null ? null : SiloAggregate.of(state).dimension();
    }

    /**
     * Decides a command and stages what follows; null if there is no such silo.
     *
     * @throws ConcurrencyException if nothing follows, but only because another instance's events
     *     are not known here
     */
    @Nullable Decision handle(SiloCommand command) {
        Held silo = hold(command.siloId());
        SiloState before = silo.state;
        if (before == null) {
            if (!(command instanceof RegisterSilo)) {
                return null;
            }
            before = SiloState.initial();
        }
        Outcome outcome = Metering.handle(before, command);
        Decision decision = outcome.decision();
        if (decision.events().isEmpty()) {
            requireCurrent(silo);
            return decision;
        }
        stage(silo, decision.events());
        silo.state = outcome.state();
        return decision;
    }

    private void stage(Held silo, List<SiloEvent> following) {
        String streamId = SiloAggregate.streamId(silo.siloId);
        List<DomainEventMessage<?>> staged = new ArrayList<>(following.size());
        for (SiloEvent event : following) {
            silo.sequence++;
            staged.add(message(streamId, silo.sequence, event));
        }
        events.publish(staged);
    }

    private static DomainEventMessage<?> message(String streamId, long sequence, Object payload) {
        return new GenericDomainEventMessage<>(
                STREAM_TYPE,
                streamId,
                sequence,
                payload,
                MetaData.emptyInstance(),
                EventIds.next(),
                GenericEventMessage.clock.instant());
    }

    /**
     * Says which silos the running unit of work will need, so that they are loaded together.
     *
     * @param siloIds in about the order they will be needed
     */
    void want(Collection<String> siloIds) {
        events.want(
                siloIds.stream()
                        .filter(id -> !cache.contains(id))
                        .map(SiloAggregate::streamId)
                        .distinct()
                        .toList());
    }

    /** Drops all that is remembered; what a unit of work holds it keeps. */
    void forget() {
        cache.clear();
    }

    /** Silos in memory. */
    int cached() {
        return cache.size();
    }

    /**
     * Refuses a silo that another instance has written to since it was loaded.
     *
     * <p>An append from stale state fails on its sequence number; a decision that appends nothing
     * would go unnoticed. It is wrong if, for example, another instance has signed the contract
     * whose lack is the reason for a refusal.
     */
    private void requireCurrent(Held silo) {
        String streamId = SiloAggregate.streamId(silo.siloId);
        events.requireCurrent(streamId, silo.sequence);
    }

    private Held hold(String siloId) {
        Map<String, Held> held = heldSilos();
        Held silo = held.get(siloId);
        if (silo == null) {
            silo = new Held(siloId, locks.obtainLock(siloId));
            held.put(siloId, silo);
            Known known = cache.get(siloId);
            if (known != null) {
                silo.is(known);
                return silo;
            }
            try {
                load(silo);
            } catch (RuntimeException | Error e) {
                // Else it would be taken for a silo that does not exist.
                held.remove(siloId);
                silo.lock.release();
                throw e;
            }
        }
        return silo;
    }

    private void load(Held silo) {
        Iterator<? extends DomainEventMessage<?>> stored =
                events.readEvents(SiloAggregate.streamId(silo.siloId)).asStream().iterator();
        SiloState state = null;
        while (stored.hasNext()) {
            DomainEventMessage<?> event = stored.next();
            boolean isSnapshot = event.getPayload() instanceof SiloAggregate;
            if (!isSnapshot && event.getSequenceNumber() != silo.sequence + 1) {
                throw new ConcurrencyException(
                        "event %d of silo %s follows %d: it was written to while it was read"
                                .formatted(event.getSequenceNumber(), silo.siloId, silo.sequence));
            }
            silo.sequence = event.getSequenceNumber();
            if (event.getPayload() instanceof SiloAggregate snapshot) {
                state = snapshot.state();
                silo.snapshotSequence = silo.sequence;
            } else {
                state = state == null ? SiloState.initial() : state;
                Metering.evolve(state, (SiloEvent) event.getPayload());
            }
        }
        silo.state = state;
    }

    /** By id, in the order they were first needed. */
    private Map<String, Held> heldSilos() {
        UnitOfWork<?> unitOfWork = CurrentUnitOfWork.get().root();
        Map<String, Held> known = unitOfWork.getResource(HELD);
        if (known != null) {
            return known;
        }
        Map<String, Held> held = new HashMap<>();
        unitOfWork.resources().put(HELD, held);
        unitOfWork.afterCommit(u -> keep(held.values()));
        unitOfWork.onRollback(u -> held.keySet().forEach(cache::remove));
        unitOfWork.onCleanup(u -> held.values().forEach(silo -> silo.lock.release()));
        return held;
    }

    private void keep(Collection<Held> committed) {
        List<DomainEventMessage<?>> snapshots = new ArrayList<>();
        for (Held silo : committed) {
            SiloState state = silo.state;
            if (state == null) {
                continue;
            }
            if (pace.isDue(silo.siloId, silo.sequence, silo.snapshotSequence)) {
                snapshots.add(
                        message(
                                SiloAggregate.streamId(silo.siloId),
                                silo.sequence,
                                SiloAggregate.of(state)));
                silo.snapshotSequence = silo.sequence;
            }
            // The state's own id, not the equal one of a record: a million are remembered.
            cache.put(state.siloId(), new Known(state, silo.sequence, silo.snapshotSequence));
        }
        try {
            events.storeSnapshots(snapshots);
        } catch (StoreUnavailableException e) {
            // The events are stored; without snapshots these silos take longer to load.
            LOG.warn("{} snapshots were not stored: {}", snapshots.size(), e.getMessage());
        }
    }
}
