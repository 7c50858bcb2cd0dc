package io.usance.engine;

import io.usance.contract.ContractMeter;
import io.usance.contract.ContractTerms;
import io.usance.contract.ContractTermsException;
import io.usance.metering.ComposedCommand;
import io.usance.metering.Decision;
import io.usance.metering.MeterCapabilities;
import io.usance.metering.MeterCommand;
import io.usance.metering.MeterEvent;
import io.usance.metering.MeterKind;
import io.usance.metering.MeterKinds;
import io.usance.store.StreamLocks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The meters of all kinds; every method needs a unit of work. */
final class Meters {
    private final MeterKinds kinds;
    private final StagedEventStore events;
    private final Map<String, MeterStreams<?, ?, ?>> byKind = new LinkedHashMap<>();

    Meters(
            MeterKinds kinds,
            StagedEventStore events,
            StreamLocks locks,
            int cachedMax,
            SnapshotPace pace) {
        this.kinds = kinds;
        this.events = events;
        for (MeterKind<?, ?, ?> kind : kinds.all()) {
            byKind.put(kind.name(), new MeterStreams<>(kind, events, locks, cachedMax, pace));
        }
    }

    /** Decides a command and stages what follows. */
    @SuppressWarnings("unchecked") // The kind's events are those of its commands.
    <E extends MeterEvent> Decision<E> handle(MeterCommand<E> command) {
        return (Decision<E>)
                (command instanceof ComposedCommand<?> composed
                        ? together(of(command), composed.parts())
                        : handleOf(of(command), command));
    }

    /** All of them, or none: first it is asked what each leads to, in the order of their locks. */
    private static <S, C extends MeterCommand<E>, E extends MeterEvent> Decision<E> together(
            MeterStreams<S, C, E> streams, List<? extends MeterCommand<?>> commands) {
        List<C> parts =
                commands.stream().map(part -> streams.kind().commandType().cast(part)).toList();
        List<C> byLock = new ArrayList<>(parts);
        byLock.sort(Comparator.comparing(MeterCommand::meterId));
        for (C part : byLock) {
            Decision<E> asked = streams.ask(part);
            Decision<E> decision = asked == null ? streams.kind().unknown(part) : asked;
            if (!decision.refusals().isEmpty()) {
                return decision;
            }
        }
        List<E> events = new ArrayList<>();
        int duplicates = 0;
        for (C part : parts) {
            Decision<E> decision = decide(streams, part);
            events.addAll(decision.events());
            duplicates += decision.duplicates();
        }
        return new Decision<>(List.copyOf(events), List.of(), 0, Math.min(1, duplicates));
    }

    private static <S, C extends MeterCommand<E>, E extends MeterEvent> Decision<E> handleOf(
            MeterStreams<S, C, E> streams, MeterCommand<?> command) {
        MeterKind<S, C, E> kind = streams.kind();
        C ofKind = kind.commandType().cast(command);
        if (kind.isPart(ofKind)) {
            throw new IllegalArgumentException(
                    "%s %s: this is one side of a command to two; send the whole"
                            .formatted(kind.name(), command.meterId()));
        }
        if (kind.assigns(ofKind)) {
            throw new IllegalArgumentException(
                    "%s %s comes under a contract by signing it; use signContract"
                            .formatted(kind.name(), command.meterId()));
        }
        return decide(streams, ofKind);
    }

    private static <S, C extends MeterCommand<E>, E extends MeterEvent> Decision<E> decide(
            MeterStreams<S, C, E> streams, C command) {
        Decision<E> decision = streams.handle(command);
        return decision == null ? streams.kind().unknown(command) : decision;
    }

    /**
     * Puts the meters of a contract under it; one of a single period they leave when that ends.
     *
     * @throws UnknownMeterException if one is not registered
     * @throws MeterQuantityException if one does not measure what the contract prices, or none
     *     measures something that it prices
     */
    void assign(ContractTerms terms, Instant at) {
        SortedSet<String> made = new TreeSet<>();
        terms.meters().forEach(meter -> made.addAll(join(meter, terms, at)));
        MeterQuantityException.checkMade(terms, made);
    }

    /**
     * Puts the meters under a contract that its amendment adds, and releases those that it ends.
     *
     * @throws UnknownMeterException if a new meter is not registered
     * @throws ContractTermsException if a meter cannot leave then
     */
    void amend(ContractTerms before, ContractTerms amended, Instant at) {
        Map<String, ContractMeter> signed = before.metersById();
        for (ContractMeter meter : amended.meters()) {
            ContractMeter known = signed.get(meter.meterId());
            if (known == null) {
                join(meter, amended, at);
            } else if (meter.until() != null && known.until() == null) {
                end(meter.meterId(), amended.contractId(), meter.until(), at);
            }
        }
    }

    /** The names of the quantities it measures. */
    private Set<String> join(ContractMeter meter, ContractTerms terms, Instant at) {
        String meterId = meter.meterId();
        MeterStreams<?, ?, ?> streams = find(meterId);
        if (streams == null) {
            throw new UnknownMeterException(terms.contractId(), meterId);
        }
        MeterCapabilities capabilities = Objects.requireNonNull(streams.capabilities(meterId));
        MeterQuantityException.check(terms, capabilities);
        assign(streams, meter, terms, at);
        Instant endsAt = meter.until() == null ? terms.calendar().endsAt() : meter.until();
        if (endsAt != null) {
            end(meterId, terms.contractId(), endsAt, at);
        }
        return capabilities.quantities().keySet();
    }

    /**
     * Releases the meters of a contract that ends.
     *
     * @throws ContractTermsException if one cannot leave then
     */
    void endAll(ContractTerms terms, Instant endsAt, Instant at) {
        for (ContractMeter meter : terms.meters()) {
            if (meter.until() == null) {
                end(meter.meterId(), terms.contractId(), endsAt, at);
            } else if (meter.until().isAfter(endsAt)) {
                throw new ContractTermsException(
                        "contract %s cannot end %s: its meter %s is agreed until %s"
                                .formatted(
                                        terms.contractId(),
                                        endsAt,
                                        meter.meterId(),
                                        meter.until()));
            }
        }
    }

    private static <S, C extends MeterCommand<E>, E extends MeterEvent> void assign(
            MeterStreams<S, C, E> streams, ContractMeter meter, ContractTerms terms, Instant at) {
        decide(
                streams,
                streams.kind()
                        .assign(
                                meter.meterId(),
                                terms.contractId(),
                                terms.calendar(),
                                terms.meteringFrom(meter),
                                at));
    }

    /**
     * Releases a meter from a contract.
     *
     * @throws ContractTermsException if the contract cannot end then
     */
    void end(String meterId, String contractId, Instant endsAt, Instant at) {
        Decision<?> ended = null;
        for (MeterStreams<?, ?, ?> streams : byKind.values()) {
            if (!streams.isRegistered(meterId)) {
                continue;
            }
            // Another kind may have got a meter of that id since; it is not under the contract.
            ended = end(streams, meterId, contractId, endsAt, at);
            if (ended.refusals().isEmpty()) {
                return;
            }
        }
        if (ended == null) {
            throw new UnknownMeterException(contractId, meterId);
        }
        throw new ContractTermsException(
                "contract %s cannot end %s: %s"
                        .formatted(contractId, endsAt, ended.refusals().getFirst().detail()));
    }

    private static <S, C extends MeterCommand<E>, E extends MeterEvent> Decision<E> end(
            MeterStreams<S, C, E> streams,
            String meterId,
            String contractId,
            Instant endsAt,
            Instant at) {
        return decide(streams, streams.kind().end(meterId, contractId, endsAt, at));
    }

    /** Closes a period of a silent meter. */
    Decision<?> close(String kind, String meterId, String periodId, Instant at) {
        return close(
                Objects.requireNonNull(byKind.get(kinds.named(kind).name())),
                meterId,
                periodId,
                at);
    }

    private static <S, C extends MeterCommand<E>, E extends MeterEvent> Decision<E> close(
            MeterStreams<S, C, E> streams, String meterId, String periodId, Instant at) {
        return decide(streams, streams.kind().close(meterId, periodId, at));
    }

    /**
     * The meter of whatever kind it is; null if there is none.
     *
     * @throws IllegalArgumentException if meters of two kinds have that id
     */
    private @Nullable MeterStreams<?, ?, ?> find(String meterId) {
        MeterStreams<?, ?, ?> found = null;
        for (MeterStreams<?, ?, ?> streams : byKind.values()) {
            if (!streams.isRegistered(meterId)) {
                continue;
            }
            if (found != null) {
                throw new IllegalArgumentException(
                        "there is a %s and a %s with the id %s; a contract can only name a meter whose id is its own"
                                .formatted(found.kind().name(), streams.kind().name(), meterId));
            }
            found = streams;
        }
        return found;
    }

    /** Says which meters are needed, so that they are loaded together. */
    void want(Collection<? extends MeterCommand<?>> commands) {
        Map<MeterStreams<?, ?, ?>, List<String>> ids = new LinkedHashMap<>();
        for (MeterCommand<?> command : commands) {
            List<String> meterIds = ids.computeIfAbsent(of(command), streams -> new ArrayList<>());
            if (command instanceof ComposedCommand<?> composed) {
                composed.parts().forEach(part -> meterIds.add(part.meterId()));
            } else {
                meterIds.add(command.meterId());
            }
        }
        List<String> streamIds = new ArrayList<>();
        ids.forEach((streams, meterIds) -> streamIds.addAll(streams.notCached(meterIds)));
        events.want(streamIds);
    }

    private MeterStreams<?, ?, ?> of(MeterCommand<?> command) {
        return Objects.requireNonNull(byKind.get(kinds.of(command).name()));
    }

    void forget() {
        byKind.values().forEach(MeterStreams::forget);
    }

    /** In memory, count. */
    int cached() {
        return byKind.values().stream().mapToInt(MeterStreams::cached).sum();
    }
}
