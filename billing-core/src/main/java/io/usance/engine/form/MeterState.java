package io.usance.engine.form;

import io.usance.metering.MeterKind;

/**
 * A state of a meter with its kind: what a stored snapshot holds.
 *
 * @param state not changed any more
 */
public record MeterState<S>(MeterKind<S, ?, ?> kind, S state) {

    /** The stored form's object. */
    public Object snapshot() {
        return kind.snapshot(state);
    }

    /** The state of a stored snapshot. */
    public static <S> MeterState<S> restore(MeterKind<S, ?, ?> kind, Object snapshot) {
        return new MeterState<>(kind, kind.restore(snapshot));
    }
}
