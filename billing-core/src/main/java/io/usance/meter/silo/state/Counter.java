package io.usance.meter.silo.state;

import io.usance.meter.silo.filter.Sample;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The runs of the present device's counter, laid end to end: what makes one rising number of a
 * counter that restarts or wraps. A reading's <i>place</i> in the silo's order is the base of its
 * run plus its sequence; a counter that never began again has places that are its sequences.
 *
 * <p>Between two runs is room for what the ended one still brings late. Of ended runs the newest
 * {@link #EARLIER_MAX} are known, with the sequences that came of them; what is older can no longer
 * be told from a duplicate.
 *
 * @param base place of the present run's sequence 0
 * @param sinceMs when its first reading was sampled; the least long of the first run
 * @param name as the network names it; null if it does not
 * @param earlier ended runs, oldest first; unmodifiable
 * @param waiting the beginning of another run, perhaps; null if nothing waits
 */
record Counter(
        long base,
        long sinceMs,
        @Nullable String name,
        List<CounterRun> earlier,
        @Nullable Waiting waiting) {

    /** A counter to 255 that is read every five minutes wraps daily: a week. */
    static final int EARLIER_MAX = 8;

    /** Room between two runs: as far as a counter may jump. */
    static final long APART = ReadingIntake.SEQUENCE_JUMP_MAX + 1;

    static final Counter FIRST = new Counter(0, Long.MIN_VALUE, null, List.of(), null);

    Counter {
        earlier = List.copyOf(earlier);
    }

    /** Null if there is nothing to store. */
    @Nullable Counter stored() {
        return equals(FIRST) ? null : this;
    }

    static Counter of(@Nullable Counter stored) {
        return stored == null ? FIRST : stored;
    }

    /** What the device showed at a place. */
    long sequenceAt(long place, long modulus) {
        if (place < 0) {
            return place;
        }
        if (place >= base) {
            return modulus == 0 ? place - base : (place - base) % modulus;
        }
        for (CounterRun run : earlier.reversed()) {
            if (place >= run.base()) {
                long steps = Math.min(place, run.lastPlace()) - run.base();
                return run.modulus() == 0 ? steps : steps % run.modulus();
            }
        }
        return place;
    }

    /** The ended run of that name; null if there is none. */
    @Nullable CounterRun earlier(String named) {
        for (CounterRun run : earlier.reversed()) {
            if (named.equals(run.name())) {
                return run;
            }
        }
        return null;
    }

    /** Duplicates are known from this place on, as far as runs are. */
    long oldestBase() {
        return earlier.isEmpty() ? base : earlier.getFirst().base();
    }

    Counter named(@Nullable String other) {
        return new Counter(base, sinceMs, other, earlier, waiting);
    }

    Counter with(Waiting other) {
        return new Counter(base, sinceMs, name, earlier, other.orNull());
    }

    /** Readings decided against that no event has reported. */
    List<Sample> aside() {
        return waiting == null ? List.of() : waiting.aside();
    }

    /**
     * All runs, for late readings of a device that is gone; null if there is but one from 0 on.
     *
     * @param last the present one; null if nothing came of it
     */
    @Nullable List<CounterRun> runsUntil(@Nullable CounterRun last) {
        if (last == null || (earlier.isEmpty() && last.modulus() == 0)) {
            return null;
        }
        List<CounterRun> runs = new ArrayList<>(earlier);
        runs.add(last);
        return List.copyOf(runs);
    }

    /** Another run begins. */
    Counter restarted(CounterRun ended, long nextBase, long nextMs, @Nullable String nextName) {
        List<CounterRun> runs = new ArrayList<>(earlier);
        if (runs.size() == EARLIER_MAX) {
            runs.removeFirst();
        }
        runs.add(ended);
        return new Counter(nextBase, nextMs, nextName, runs, waiting);
    }
}
