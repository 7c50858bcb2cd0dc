package io.usance.metering;

/**
 * A decision and the state that its events lead to.
 *
 * @param state the one it was decided on if there are no events, else another one, which behaves as
 *     if the events had been folded into the first
 */
public record Outcome<S, E extends MeterEvent>(Decision<E> decision, S state) {

    /** A decision, and the state after its events were folded into the one it was decided on. */
    static <S, E extends MeterEvent> Outcome<S, E> of(
            MeterKind<S, ?, E> kind, S before, Decision<E> decision) {
        S state = before;
        for (E event : decision.events()) {
            state = kind.evolve(state, event);
        }
        return new Outcome<>(decision, state);
    }
}
