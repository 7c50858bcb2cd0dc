package io.usance.metering;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An audit that gives the inputs to the kind of meter once more and compares what follows, event by
 * event. Fits every kind whose inputs say all that their commands did.
 *
 * <p>Holds only for events that this version of the kind has written; an earlier one may have come
 * to other figures by the same inputs.
 *
 * @param <S> state of the kind of meter
 * @param <C> its commands
 * @param <E> its events
 */
public final class ReplayAudit<S, C extends MeterCommand<E>, E extends MeterEvent>
        implements MeterAudit<S, E> {
    private final MeterKind<S, C, E> kind;
    private final Function<E, @Nullable C> commandOf;
    private S state;

    /** What follows from the inputs so far and was not met yet. */
    private final Deque<E> following = new ArrayDeque<>();

    /**
     * @param start the state before the first event; owned by the audit from here on
     * @param commandOf the command of an input, and of a {@link MeterPeriodClosed} that which
     *     closes the period without a reading; not asked for other events
     */
    public ReplayAudit(MeterKind<S, C, E> kind, S start, Function<E, @Nullable C> commandOf) {
        this.kind = kind;
        this.state = start;
        this.commandOf = commandOf;
    }

    @Override
    public S state() {
        return state;
    }

    @Override
    public void skip(List<E> events) {
        for (E event : events) {
            state = kind.evolve(state, event);
        }
    }

    @Override
    public Optional<Discrepancy> check(List<E> events) {
        for (int i = 0; i < events.size(); i++) {
            E event = events.get(i);
            if (following.isEmpty() && !kind.isInput(event)) {
                closeByCommand(events.subList(i, events.size()));
            }
            String problem = kind.isInput(event) ? input(event) : derived(event);
            if (problem != null) {
                return Optional.of(new Discrepancy(i, problem));
            }
        }
        return following.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Discrepancy(
                                events.size(),
                                "nothing is recorded, but there follows "
                                        + Differences.words(following.getFirst())));
    }

    private @Nullable String input(E event) {
        if (!following.isEmpty()) {
            return "recorded is %s, but first there follows %s"
                    .formatted(Differences.words(event), Differences.words(following.getFirst()));
        }
        C command = commandOf.apply(event);
        if (command == null) {
            return "recorded is %s, which no command leads to".formatted(Differences.words(event));
        }
        Decision<E> decision;
        try {
            decision = take(command);
        } catch (MeterConflictException e) {
            return "recorded is what is refused: " + e.getMessage();
        }
        if (!decision.refusals().isEmpty()) {
            return "recorded is what is refused: " + decision.refusals().getFirst().detail();
        }
        boolean repeated =
                event instanceof EvidenceRecorded recorded
                        ? decision.recorded() != recorded.records()
                        : !decision.events().contains(event);
        return repeated ? "recorded is what was known already: " + Differences.words(event) : null;
    }

    private Decision<E> take(C command) {
        Outcome<S, E> outcome = kind.handle(state, command);
        state = outcome.state();
        for (E each : outcome.decision().events()) {
            if (!kind.isInput(each)) {
                following.add(each);
            }
        }
        return outcome.decision();
    }

    private @Nullable String derived(E event) {
        if (following.isEmpty()) {
            return "recorded is %s, which follows from nothing".formatted(Differences.words(event));
        }
        E expected = following.removeFirst();
        return expected.equals(event) ? null : Differences.follows(event, expected);
    }

    /** A period that was closed by command says so by nothing but its being closed. */
    private void closeByCommand(List<E> rest) {
        for (E event : rest) {
            if (kind.isInput(event)) {
                return;
            }
            if (event instanceof MeterPeriodClosed) {
                C command = commandOf.apply(event);
                if (command != null) {
                    take(command);
                }
                return;
            }
        }
    }
}
