package io.usance.metering;

import com.fasterxml.jackson.databind.Module;
import io.usance.period.BillingCalendar;
import io.usance.quantity.Aggregation;
import io.usance.quantity.Dimension;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A kind of meter: everything the engine needs to run meters of it, from commands to bundles. It
 * has no state of its own and is thread-safe.
 *
 * <p>Deciding is pure: no clock, no chance, no I/O. The same commands in the same order give the
 * same events, and how records are cut into commands makes no difference to what is metered.
 *
 * @param <S> what a meter remembers; never changed once it was handed out
 * @param <C> what can be asked of it
 * @param <E> what happens to it: a sealed family of records, whose simple names are their stored
 *     names and differ from those of all other events
 */
public interface MeterKind<S, C extends MeterCommand<E>, E extends MeterEvent> {

    /** Short and stable, {@code silo}; part of the name of a meter's stream, {@code silo/ID}. */
    String name();

    /** Stored with each event; {@link #name()} with a capital, unless it was otherwise once. */
    default String streamType() {
        return Character.toUpperCase(name().charAt(0)) + name().substring(1);
    }

    /** The sealed type of its commands. */
    Class<C> commandType();

    /** The sealed type of its events. */
    Class<E> eventType();

    // ---- deciding ----

    /**
     * A command as it is at most by the service's clock: what it says it was received or done at,
     * where that is later, becomes now. So no reading of the future is taken and no period closes
     * before it has ended, whatever a host says. A kind that does not tell takes it as it is.
     *
     * @param now by the clock of the engine's builder
     */
    default C asOf(C command, Instant now) {
        return command;
    }

    /** Of a meter that is not known yet. */
    S initial();

    /**
     * True if a command makes a meter known; any other to an unknown meter is refused. Unless told
     * otherwise, one that is recorded as it was asked.
     */
    default boolean registers(C command) {
        return command instanceof MeterRegistered;
    }

    /**
     * Decides a command. The state is not changed. Not asked of a kind with a {@link #handle} of
     * its own.
     *
     * @throws MeterConflictException if a meter or contract is set up again with other values
     */
    default Decision<E> decide(S state, C command) {
        throw new IllegalStateException(
                "the kind of meter %s decides nothing; it needs decide or handle"
                        .formatted(name()));
    }

    /**
     * Decides a command and folds what follows. The state is not changed; a kind whose {@link
     * #evolve} changes states has a method of its own.
     *
     * @throws MeterConflictException as {@link #decide}
     */
    default Outcome<S, E> handle(S state, C command) {
        return Outcome.of(this, state, decide(state, command));
    }

    /** The answer to a command to a meter that is not registered: refusals, and no events. */
    default Decision<E> unknown(C command) {
        List<Decision.Refusal> refusals = new ArrayList<>();
        for (int i = 0; i < command.records(); i++) {
            refusals.add(
                    new Decision.Refusal(
                            i,
                            MeterRefusal.UNKNOWN_METER,
                            "%s %s is not registered".formatted(name(), command.meterId())));
        }
        return new Decision<>(List.of(), refusals, 0, 0);
    }

    /**
     * Every reason for which one of its records is refused, in a stable order: they are published,
     * and documented for those who look after the meters. Unless told otherwise, those that fit
     * every kind; {@link MeterRefusal} need not be among a kind's own.
     */
    default List<RefusalCode> refusals() {
        return List.of(MeterRefusal.values());
    }

    /**
     * Folds an event into the state; never fails on what was stored.
     *
     * @return the new state, which may be the same object, changed: the caller owns it
     */
    S evolve(S state, E event);

    /** Puts a meter under a contract. */
    C assign(
            String meterId,
            String contractId,
            BillingCalendar calendar,
            Instant meteringFrom,
            Instant at);

    /**
     * Releases a meter from a contract when a billing period ends: from the one it is under, or
     * from the one that is to follow.
     */
    C end(String meterId, String contractId, Instant endsAt, Instant at);

    /** Closes a period of a meter that has been silent since its end. */
    C close(String meterId, String periodId, Instant at);

    /**
     * True for {@link #assign}, which is part of signing a contract and not sent from outside;
     * unless told otherwise, for a command that is recorded as it was asked.
     */
    default boolean assigns(C command) {
        return command instanceof MeterAssigned;
    }

    /**
     * The id in a registered meter's state; always the same object, so that it is in memory once.
     */
    String idOf(S state);

    /** What it meters, by the quantity's name, of a registered meter. */
    SortedMap<String, Dimension> quantities(S state);

    /**
     * What a price may take of one of its quantities. Where it may take a maximum or the last
     * value, each instalment is the whole value of its interval, {@link Metered#from()} to {@link
     * Metered#until()}, and none is left out that would count.
     *
     * @param quantity one of {@link #quantities}
     */
    default Set<Aggregation> aggregations(S state, String quantity) {
        return Set.of(Aggregation.SUM);
    }

    /**
     * How long the intervals are that one of its quantities is reported by, {@link Metered#from()}
     * to {@link Metered#until()}; each begins at a whole multiple of its length since
     * 1970-01-01T00:00Z, or is a part of such a one. What is metered without an interval is the
     * exception then. A price by bands of time needs it.
     *
     * @param quantity one of {@link #quantities}
     * @return null if no more is known than the period
     */
    default @Nullable Duration intervals(S state, String quantity) {
        return null;
    }

    // ---- stored forms ----

    /** How its events and snapshots are written, if not as their records are; null if they are. */
    default @Nullable Module storedForms() {
        return null;
    }

    /** Stored name of its snapshots, {@code SiloSnapshot}. */
    default String snapshotName() {
        return streamType() + "Snapshot";
    }

    /** The type whose JSON is the stored form of a snapshot; unless told otherwise, the state's. */
    default Class<?> snapshotType() {
        return initial().getClass();
    }

    /** A state as {@link #snapshotType()}. */
    default Object snapshot(S state) {
        return state;
    }

    /**
     * A state as it was when the snapshot was taken.
     *
     * @throws RuntimeException if that is no state of such a meter
     */
    @SuppressWarnings("unchecked") // Of snapshotType().
    default S restore(Object snapshot) {
        return (S) snapshotType().cast(snapshot);
    }

    // ---- evidence ----

    /**
     * True for what comes from outside; all else follows from it. To be told otherwise if more
     * follows than what is metered and the close of periods.
     */
    default boolean isInput(E event) {
        return !(event instanceof Metered || event instanceof MeterPeriodClosed);
    }

    /**
     * The command that led to an input, and of a {@link MeterPeriodClosed} that which closes the
     * period without a reading; for {@link ReplayAudit}. Null if there is none, so that the event
     * does not pass the audit. Unless told otherwise, an input is the command itself, recorded as
     * it was asked.
     */
    default @Nullable C commandOf(E event) {
        if (event instanceof MeterPeriodClosed closed) {
            return close(closed.meterId(), closed.periodId(), Instant.MAX);
        }
        return commandType().isInstance(event) ? commandType().cast(event) : null;
    }

    /**
     * An audit; unless told otherwise one that decides what {@link #commandOf} says once more, of a
     * kind whose states are never changed.
     *
     * @param start the state before the first event; null if that registers the meter
     */
    default MeterAudit<S, E> audit(@Nullable S start) {
        return new ReplayAudit<>(this, start == null ? initial() : start, this::commandOf);
    }

    // ---- read models ----

    /**
     * What its events change in the read models; unless told otherwise that of quantities without
     * stock, register and uncertainty.
     */
    default MeterProjection<E> projection() {
        return new PlainProjection<>();
    }

    /**
     * Stored names of its events that change the read models; others are not read by them. All of
     * {@link EvidenceRecorded} and {@link Metered} are among them.
     */
    default Set<String> projected() {
        return PlainProjection.projected(eventTypes().stream());
    }

    /** Stored names of events that stand for one record taken each, such as a delivery note. */
    default Set<String> singleRecords() {
        return Set.of();
    }

    /**
     * Stored names of events that stand for one record taken each if they say so themselves, by
     * {@code "entered":{"ofRecord":true}}, such as what a person entered over a topic or otherwise.
     */
    default Set<String> markedRecords() {
        return Set.of();
    }

    /** True for a command that is only sent as a part of a {@link ComposedCommand}. */
    default boolean isPart(C command) {
        return false;
    }

    /**
     * Facts of a stored event, read without decoding it; empty if the event has to be decoded.
     *
     * @param type stored name of the event
     * @param facts {@link MeterFacts.Heard} or {@link MeterFacts.Counted}
     * @throws RuntimeException if it has not its form
     */
    default <F> Optional<F> facts(String type, String json, Class<F> facts) {
        return Optional.empty();
    }

    /**
     * Contract by which a published event is keyed; the meter's id where no contract is involved.
     */
    default String messageKey(E event) {
        return switch (event) {
            case Metered e -> e.contractId();
            case MeterPeriodClosed e -> e.contractId();
            case MeterLeft e -> e.contractId();
            case MeterAssigned e -> e.contractId();
            default -> event.meterId();
        };
    }

    /** Stored names of its events that are not published: bulky evidence that has its own topic. */
    default Set<String> unpublished() {
        return Set.of();
    }

    /** Stream of a meter of this kind. */
    default String streamId(String meterId) {
        return name() + "/" + meterId;
    }

    /** Its event types. */
    @SuppressWarnings("unchecked") // Permitted subclasses of E.
    default List<Class<? extends E>> eventTypes() {
        List<Class<? extends E>> types = new ArrayList<>();
        for (Class<?> type : eventType().getPermittedSubclasses()) {
            types.add((Class<? extends E>) type);
        }
        return List.copyOf(types);
    }
}
