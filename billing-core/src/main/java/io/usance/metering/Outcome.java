package io.usance.metering;

/**
 * A decision and the state that its events lead to.
 *
 * @param state the one it was decided on if there are no events, else another one, which behaves as
 *     if the events had been folded into the first
 */
public record Outcome<S, E extends MeterEvent>(Decision<E> decision, S state) {}
