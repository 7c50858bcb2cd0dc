package io.usance.meter.silo.stress;

import io.usance.meter.silo.DeliveryNote;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.spec.SiloSpec;
import java.time.Instant;
import java.util.List;

/**
 * A month of one silo.
 *
 * @param readings in the order they were sampled and arrive
 * @param notes by time of delivery; empty if there are none
 * @param drawnMilli what was really drawn between {@link #FROM} and {@link #TO}
 */
record RoughMonth(
        String kind,
        boolean noted,
        long seed,
        SiloSpec silo,
        List<Reading> readings,
        List<DeliveryNote> notes,
        long drawnMilli) {

    static final Instant FROM = Instant.parse("2026-02-01T00:00:00Z");
    static final Instant TO = Instant.parse("2026-03-01T00:00:00Z");
}
