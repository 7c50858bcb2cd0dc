package io.usance.metering;

import java.time.Instant;

/** What the events of a kind of meter change in the read models. */
public interface MeterProjection<E extends MeterEvent> {

    /**
     * Says what an event changes. {@link EvidenceRecorded} and {@link Metered} are added up by the
     * read models themselves and do not come here.
     *
     * @param recordedAt when it was appended
     */
    void project(E event, Instant recordedAt, MeterRows rows);
}
