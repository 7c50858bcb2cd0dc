package io.usance.engine;

import io.usance.engine.form.MeterState;
import io.usance.metering.Decision;
import io.usance.metering.MeterCapabilities;
import io.usance.metering.MeterCommand;
import io.usance.metering.MeterEvent;
import io.usance.metering.MeterKind;
import io.usance.metering.Outcome;
import io.usance.store.StoreUnavailableException;
import io.usance.store.StreamLocks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.axonframework.common.lock.Lock;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.messaging.MetaData;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All meters of a kind: their states in memory, commands decided on them, the events staged for the
 * running unit of work. Every method needs one.
 *
 * <p>Design note: a meter's commands do not go through Axon's repository, as a contract's do. A
 * poll has thousands of them, most with one reading, and with the repository's life cycle for each
 * (a wrapper, an interceptor chain and several handlers of the unit of work) the thread that
 * decides used 32 µs of CPU per command of one reading. Without it, with the state kept that was
 * decided on and columns bound in binary, it uses 14 (see the module's README). What the repository
 * did is done here: one writer per meter at a time, in a unit of work, with the same lock; a
 * version, so that an append from stale state fails; a cache that evicts after a failure;
 * snapshots.
 */
final class MeterStreams<S, C extends MeterCommand<E>, E extends MeterEvent> {
    private static final Logger LOG = LoggerFactory.getLogger(MeterStreams.class);
    private final MeterKind<S, C, E> kind;

    /** Name of what a unit of work holds of this kind. */
    private final String held;

    private final StagedEventStore events;
    private final LruCache<String, Slot<S>> cache;
    private final StreamLocks locks;
    private final SnapshotPace pace;

    MeterStreams(
            MeterKind<S, C, E> kind,
            StagedEventStore events,
            StreamLocks locks,
            int cachedMax,
            SnapshotPace pace) {
        this.kind = kind;
        this.locks = locks;
        this.held = "io.usance.engine.meters/" + kind.name();
        this.events = events;
        this.cache = new LruCache<>(cachedMax);
        this.pace = pace;
    }

    /**
     * A meter as it is stored.
     *
     * @param state not changed any more
     * @param sequence of the last event in it
     * @param snapshotSequence of the last event in the newest snapshot; -1 if there is none
     */
    private record Known<S>(S state, long sequence, long snapshotSequence) {}

    /**
     * The place of a meter in memory, so that it need not be looked for again to put it back. One
     * that the cache has dropped meanwhile is read by no one. Changed under the stream's lock.
     */
    private static final class Slot<S> {
        volatile Known<S> known;

        Slot(Known<S> known) {
            this.known = known;
        }

        /** Unless it is newer: of a transaction within one that has only read the meter. */
        void put(Known<S> other) {
            if (known.sequence() <= other.sequence()) {
                known = other;
            }
        }

        boolean isNewerThan(long sequence) {
            return known.sequence() > sequence;
        }
    }

    /** A meter in a unit of work: as it will be if that is committed. */
    private static final class Held<S> {
        final String meterId;
        final String streamId;
        final Lock lock;

        /** Null if it was not in memory. */
        @Nullable Slot<S> slot;

        @Nullable S state;
        long sequence = -1;
        long snapshotSequence = -1;

        Held(String meterId, String streamId, Lock lock) {
            this.meterId = meterId;
            this.streamId = streamId;
            this.lock = lock;
        }

        void is(Slot<S> found) {
            Known<S> known = found.known;
            slot = found;
            state = known.state();
            sequence = known.sequence();
            snapshotSequence = known.snapshotSequence();
        }

        void onUndo(StagedEventStore events) {
            S stateBefore = state;
            long sequenceBefore = sequence;
            events.onUndo(() -> {
                state = stateBefore;
                sequence = sequenceBefore;
            });
        }
    }

    MeterKind<S, C, E> kind() {
        return kind;
    }

    boolean isRegistered(String meterId) {
        return hold(meterId).state != null;
    }

    /** What the meter can be billed by; null if there is no such meter. */
    @Nullable MeterCapabilities capabilities(String meterId) {
        S state = hold(meterId).state;
        return state == null ? null : MeterCapabilities.of(kind, state);
    }

    /**
     * Decides a command and stages what follows; null if there is no such meter.
     *
     * @throws ConcurrencyException if nothing follows, but only because another instance's events
     *     are not known here
     */
    @Nullable Decision<E> handle(C command) {
        Held<S> meter = hold(command.meterId());
        S before = meter.state;
        if (before == null) {
            if (!kind.registers(command)) {
                return null;
            }
            before = kind.initial();
        }
        Outcome<S, E> outcome = kind.handle(before, kind.asOf(command, events.now()));
        Decision<E> decision = outcome.decision();
        if (decision.events().isEmpty()) {
            requireCurrent(meter);
            return decision;
        }
        if (events.recordsUndo()) {
            meter.onUndo(events);
        }
        stage(meter, decision.events());
        meter.state = outcome.state();
        return decision;
    }

    /**
     * What a command would lead to, which is not staged; null if there is no such meter.
     *
     * @throws ConcurrencyException as {@link #handle}
     */
    @Nullable Decision<E> ask(C command) {
        Held<S> meter = hold(command.meterId());
        if (meter.state == null) {
            return null;
        }
        Decision<E> decision =
                kind.handle(meter.state, kind.asOf(command, events.now())).decision();
        if (decision.events().isEmpty()) {
            requireCurrent(meter);
        }
        return decision;
    }

    private void stage(Held<S> meter, List<E> following) {
        String streamId = meter.streamId;
        List<DomainEventMessage<?>> staged = new ArrayList<>(following.size());
        long sequence = meter.sequence;
        for (E event : following) {
            sequence++;
            staged.add(message(streamId, sequence, event));
        }
        events.publish(staged);
        meter.sequence = sequence;
    }

    private DomainEventMessage<?> message(String streamId, long sequence, Object payload) {
        return new GenericDomainEventMessage<>(
                kind.streamType(),
                streamId,
                sequence,
                payload,
                MetaData.emptyInstance(),
                EventIds.next(),
                events.now());
    }

    /**
     * The streams of those meters that are not in memory.
     *
     * @param meterIds in about the order they will be needed
     */
    List<String> notCached(Collection<String> meterIds) {
        return meterIds.stream()
                .filter(id -> !cache.contains(id))
                .map(kind::streamId)
                .distinct()
                .toList();
    }

    /** Drops all that is remembered; what a unit of work holds it keeps. */
    void forget() {
        cache.clear();
    }

    /** Meters in memory. */
    int cached() {
        return cache.size();
    }

    /**
     * Refuses a meter that another instance has written to since it was loaded.
     *
     * <p>An append from stale state fails on its sequence number; a decision that appends nothing
     * would go unnoticed. It is wrong if, for example, another instance has signed the contract
     * whose lack is the reason for a refusal.
     */
    private void requireCurrent(Held<S> meter) {
        events.requireCurrent(meter.streamId, meter.sequence);
    }

    private Held<S> hold(String meterId) {
        Map<String, Held<S>> held = held();
        Held<S> meter = held.get(meterId);
        if (meter == null) {
            String streamId = kind.streamId(meterId);
            Lock lock = locks.obtain(streamId, () -> kind.name() + " " + meterId);
            meter = new Held<>(meterId, streamId, lock);
            held.put(meterId, meter);
            if (events.recordsUndo()) {
                onUndo(held, meter);
            }
            Slot<S> slot = cache.get(meterId);
            if (slot != null) {
                meter.is(slot);
                return meter;
            }
            try {
                load(meter);
            } catch (RuntimeException | Error e) {
                // Else it would be taken for a meter that does not exist.
                held.remove(meterId);
                meter.lock.release();
                throw e;
            }
        }
        return meter;
    }

    /**
     * After a failure its state may be what another instance has made stale: it is loaded again.
     */
    private void onUndo(Map<String, Held<S>> held, Held<S> meter) {
        events.onUndo(() -> {
            if (held.remove(meter.meterId, meter)) {
                cache.remove(meter.meterId);
                meter.lock.release();
            }
        });
    }

    private void load(Held<S> meter) {
        Iterator<? extends DomainEventMessage<?>> stored =
                events.readEvents(meter.streamId).asStream().iterator();
        S state = null;
        while (stored.hasNext()) {
            DomainEventMessage<?> event = stored.next();
            boolean isSnapshot = event.getPayload() instanceof MeterState<?>;
            if (!isSnapshot && event.getSequenceNumber() != meter.sequence + 1) {
                throw new ConcurrencyException(
                        "event %d of %s follows %d: it was written to while it was read"
                                .formatted(
                                        event.getSequenceNumber(), meter.streamId, meter.sequence));
            }
            meter.sequence = event.getSequenceNumber();
            if (event.getPayload() instanceof MeterState<?> snapshot) {
                state = stateOf(snapshot);
                meter.snapshotSequence = meter.sequence;
            } else {
                state = state == null ? kind.initial() : state;
                state = kind.evolve(state, kind.eventType().cast(event.getPayload()));
            }
        }
        meter.state = state;
    }

    @SuppressWarnings("unchecked") // The stream's id names the kind.
    private S stateOf(MeterState<?> snapshot) {
        return (S) snapshot.state();
    }

    /** By id, in the order they were first needed. */
    private Map<String, Held<S>> held() {
        UnitOfWork<?> unitOfWork = CurrentUnitOfWork.get().root();
        Map<String, Held<S>> known = unitOfWork.getResource(held);
        if (known != null) {
            return known;
        }
        Map<String, Held<S>> meters = new HashMap<>();
        unitOfWork.resources().put(held, meters);
        unitOfWork.afterCommit(u -> keep(meters.values()));
        unitOfWork.onRollback(u -> meters.keySet().forEach(cache::remove));
        unitOfWork.onCleanup(u -> meters.values().forEach(meter -> meter.lock.release()));
        return meters;
    }

    private void keep(Collection<Held<S>> committed) {
        List<DomainEventMessage<?>> snapshots = new ArrayList<>();
        for (Held<S> meter : committed) {
            S state = meter.state;
            if (state == null) {
                continue;
            }
            if (pace.isDue(meter.meterId, meter.sequence, meter.snapshotSequence)) {
                snapshots.add(
                        message(meter.streamId, meter.sequence, new MeterState<>(kind, state)));
                meter.snapshotSequence = meter.sequence;
            }
            Known<S> known = new Known<>(state, meter.sequence, meter.snapshotSequence);
            if (meter.slot != null) {
                meter.slot.put(known);
            } else {
                // The state's own id, not the equal one of a record: a million are remembered.
                cache.putUnless(
                        kind.idOf(state),
                        new Slot<>(known),
                        slot -> slot.isNewerThan(meter.sequence));
            }
        }
        if (!snapshots.isEmpty()) {
            // By stream, so that two transactions never wait for each other's.
            snapshots.sort(Comparator.comparing(DomainEventMessage::getAggregateIdentifier));
            events.afterwards(() -> store(snapshots));
        }
    }

    private void store(List<DomainEventMessage<?>> snapshots) {
        try {
            events.storeSnapshots(snapshots);
        } catch (StoreUnavailableException e) {
            // The events are stored; without snapshots these meters take longer to load.
            LOG.warn("{} snapshots were not stored: {}", snapshots.size(), e.getMessage());
        }
    }
}
