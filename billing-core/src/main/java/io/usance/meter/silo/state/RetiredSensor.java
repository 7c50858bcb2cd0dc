package io.usance.meter.silo.state;

import io.usance.meter.silo.Reading;
import io.usance.metering.SequenceSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
 * @param runs the runs of its counter, see {@link Counter}; null if its sequences are its places
 */
record RetiredSensor(
        String sensorId,
        long fromMs,
        long untilMs,
        long nextSequence,
        List<Long> seen,
        long seenFloor,
        @Nullable List<CounterRun> runs) {

    /** A gateway's reconstructed times are later than the true ones by less. */
    static final long STRAGGLING_MAX_MS = 6 * 3_600_000L;

    static RetiredSensor of(
            String sensorId,
            long fromMs,
            long untilMs,
            long nextSequence,
            SequenceSet seen,
            @Nullable List<CounterRun> runs) {
        return new RetiredSensor(
                sensorId,
                fromMs,
                untilMs,
                nextSequence,
                List.copyOf(seen.bounds()),
                seen.floor(),
                runs);
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

    /** The place of a late reading: by the run that was at its sequence about its time. */
    long placeOf(Reading reading) {
        if (!hasCounter()) {
            return ReadingPlace.atMs(reading);
        }
        long place = reading.sequence();
        long least = Long.MAX_VALUE;
        for (CounterRun run : runs == null ? List.<CounterRun>of() : runs) {
            long at = run.placeOf(reading.sequence(), ReadingPlace.atMs(reading));
            boolean named = reading.epoch() != null && reading.epoch().equals(run.name());
            long apart = named ? -1 : Math.abs(ReadingPlace.atMs(reading) - run.expectedMs(at));
            if (apart <= least) {
                least = apart;
                place = at;
            }
        }
        return place;
    }

    SequenceSet sequences() {
        return SequenceSet.of(seen, seenFloor);
    }

    RetiredSensor with(long place) {
        SequenceSet more = sequences();
        if (!more.contains(place)) {
            more.add(place);
        }
        return of(sensorId, fromMs, untilMs, nextSequence, more, runs);
    }
}
