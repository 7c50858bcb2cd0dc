package io.usance.meter.silo.state;

import io.usance.meter.silo.Reading;
import io.usance.metering.SequenceSet;
import java.util.List;

/**
 * A segment that has ended. What arrives of it late is evidence only, but still told from
 * duplicates.
 *
 * @param sensorId the device; the next segment's may be the same
 * @param fromMs its readings were sampled from here ...
 * @param untilMs ... to here, exclusive
 * @param nextSequence what its counter would have shown next; negative if it has none
 * @param seen known sequences as {@link SequenceSet#bounds()}; unmodifiable
 * @param seenFloor below this they can no longer be told
 */
record RetiredSensor(
        String sensorId,
        long fromMs,
        long untilMs,
        long nextSequence,
        List<Long> seen,
        long seenFloor) {

    /** A gateway's reconstructed times are later than the true ones by less. */
    static final long STRAGGLING_MAX_MS = 6 * 3_600_000L;

    static RetiredSensor of(
            String sensorId, long fromMs, long untilMs, long nextSequence, SequenceSet seen) {
        return new RetiredSensor(
                sensorId, fromMs, untilMs, nextSequence, List.copyOf(seen.bounds()), seen.floor());
    }

    /** Sampled in its time; or stamped a little later while its counter went on. */
    boolean isOf(String sensor, long atMs, long sequence) {
        boolean inTime = fromMs <= atMs && atMs < untilMs;
        return sensorId.equals(sensor)
                && (inTime || isStraggler(nextSequence, untilMs, atMs, sequence));
    }

    /** A restarted counter does not reach the old one's place in so short a time. */
    static boolean isStraggler(long nextSequence, long untilMs, long atMs, long sequence) {
        return nextSequence >= 0
                && sequence >= nextSequence
                && untilMs <= atMs
                && atMs < untilMs + STRAGGLING_MAX_MS;
    }

    boolean hasCounter() {
        return nextSequence >= 0;
    }

    long sequenceOf(Reading reading) {
        return hasCounter() ? reading.sequence() : ReadingPlace.atMs(reading);
    }

    SequenceSet sequences() {
        return SequenceSet.of(seen, seenFloor);
    }

    RetiredSensor with(long sequence) {
        SequenceSet more = sequences();
        more.add(sequence);
        return of(sensorId, fromMs, untilMs, nextSequence, more);
    }
}
