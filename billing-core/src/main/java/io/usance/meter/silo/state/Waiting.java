package io.usance.meter.silo.state;

import io.usance.meter.silo.filter.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recorded readings whose sequences the counter has passed long ago, by times that it has not: the
 * first of another run of it, or none. They are neither metered nor dropped until that is decided.
 *
 * @param samples ascending by sequence, and by time as far as a gateway does not make times up;
 *     unmodifiable
 * @param fresh how many of the newest came without the old run going on behind them
 * @param refused the counter began again, but the level did not go on; what continues that is
 *     refused
 * @param aside decided against, and not reported yet; unmodifiable
 */
record Waiting(List<Sample> samples, int fresh, boolean refused, List<Sample> aside) {

    /** So many in a row, rising and on the same level, are a run of the counter. */
    static final int SURE = 3;

    /** The oldest of more is set aside. */
    static final int WAITING_MAX = 16;

    /** Sequences of a run's first are no farther apart. */
    private static final long GAP_MAX = 64;

    static final Waiting NONE = new Waiting(List.of(), 0, false, List.of());

    @Nullable Waiting orNull() {
        return samples.isEmpty() && !refused && aside.isEmpty() ? null : this;
    }

    /** The same reading is here already. */
    boolean contains(Sample sample) {
        return samples.contains(sample);
    }

    /** It may be the next of this run. */
    boolean isFollowedBy(Sample sample) {
        return !samples.isEmpty()
                && samples.getLast().sequence() < sample.sequence()
                && isOfOne(samples.getLast(), sample);
    }

    boolean isEmpty() {
        return samples.isEmpty();
    }

    private static boolean isOfOne(Sample one, Sample other) {
        long steps = other.sequence() - one.sequence();
        long ms = steps > 0 ? other.atMs() - one.atMs() : one.atMs() - other.atMs();
        return steps != 0 && Math.abs(steps) <= GAP_MAX && ms >= -RetiredSensor.STRAGGLING_MAX_MS;
    }

    private static long newestMs(List<Sample> of) {
        return of.stream().mapToLong(Sample::atMs).max().orElse(Long.MIN_VALUE);
    }

    /** When the run was first heard of. */
    long sinceMs() {
        return samples.stream().mapToLong(Sample::atMs).min().orElse(Long.MIN_VALUE);
    }

    /** With another; those it cannot be in one run with are set aside. */
    Waiting with(Sample sample) {
        List<Sample> kept = new ArrayList<>();
        List<Sample> against = new ArrayList<>(aside);
        for (Sample one : samples) {
            (isOfOne(one, sample) ? kept : against).add(one);
        }
        int freshOnes = Math.min(fresh, kept.size()) + 1;
        kept.add(sample);
        kept.sort(Comparator.comparingLong(Sample::sequence));
        if (kept.size() > WAITING_MAX) {
            against.add(kept.removeFirst());
        }
        return new Waiting(List.copyOf(kept), freshOnes, false, List.copyOf(against));
    }

    /**
     * The run before went on to a time. Where that is later than a gateway's made-up times can be,
     * no other run has begun.
     */
    Waiting wentOn(long atMs) {
        if (samples.isEmpty()) {
            return new Waiting(samples, 0, false, aside);
        }
        long newestMs = newestMs(samples);
        if (atMs > newestMs + RetiredSensor.STRAGGLING_MAX_MS) {
            return without(false);
        }
        return atMs > newestMs ? new Waiting(samples, 0, refused, aside) : this;
    }

    /** All are set aside. */
    Waiting without(boolean isRefused) {
        List<Sample> against = new ArrayList<>(aside);
        against.addAll(samples);
        return new Waiting(List.of(), 0, isRefused, List.copyOf(against));
    }

    /** An event has reported one that was set aside. */
    Waiting reported(long sequence, long atMs) {
        return new Waiting(
                samples,
                fresh,
                refused,
                aside.stream()
                        .filter(one -> one.sequence() != sequence || one.atMs() != atMs)
                        .toList());
    }

    /** Enough to decide by, and beyond what the run before has reached. */
    boolean isSure(long reachedMs) {
        return fresh >= SURE && newestMs(samples) > reachedMs;
    }

    /** The level goes on with one of them, if it does; the other may be a wild value. */
    List<Sample> firstTwo() {
        return samples.subList(0, Math.min(2, samples.size()));
    }
}
