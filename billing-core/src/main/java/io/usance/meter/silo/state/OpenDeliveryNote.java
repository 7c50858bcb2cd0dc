package io.usance.meter.silo.state;

import io.usance.meter.silo.filter.Plateau;
import io.usance.meter.silo.filter.Sample;

/**
 * A delivery note that does not count yet.
 *
 * @param noteId the supplier's number
 * @param deliveredAtMs by the note, milliseconds since the epoch
 * @param milli weighed quantity
 * @param readingsAfter readings processed since its time window ended; at {@link Plateau#GROUP} a
 *     rise would have been recognised
 */
record OpenDeliveryNote(String noteId, long deliveredAtMs, long milli, int readingsAfter) {

    /** A note may be this far from its refill. */
    static final long WINDOW_MS = 6 * 3_600_000L;

    /** Closer than this a note is matched at once; farther, only when its window has passed. */
    static final long NEAR_MS = 3_600_000L;

    /**
     * Takes notice of one more reading.
     *
     * @param doubtful it proves nothing, the sensor may be stuck
     */
    OpenDeliveryNote next(Sample sample, boolean doubtful) {
        boolean counts =
                !doubtful
                        && sample.atMs() >= deliveredAtMs + WINDOW_MS
                        && readingsAfter < Plateau.GROUP;
        return counts
                ? new OpenDeliveryNote(noteId, deliveredAtMs, milli, readingsAfter + 1)
                : this;
    }

    boolean isWindowPassed() {
        return readingsAfter >= Plateau.GROUP;
    }
}
