package io.usance.metering;

import java.util.List;
import java.util.Optional;

/**
 * Meters once more what was recorded, and compares: whatever a meter's events say was derived has
 * to follow from its inputs, event by event.
 *
 * @param <S> state of the kind of meter
 * @param <E> its events
 */
public interface MeterAudit<S, E extends MeterEvent> {

    /** The state after all that was checked or skipped; not to be changed. */
    S state();

    /** Takes events as they are. */
    void skip(List<E> events);

    /**
     * Checks events that follow one another, up to where all that follows from the last input is
     * among them.
     *
     * @return the first that does not follow; empty if all do
     */
    Optional<Discrepancy> check(List<E> events);
}
