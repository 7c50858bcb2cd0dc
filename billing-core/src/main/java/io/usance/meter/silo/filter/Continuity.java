package io.usance.meter.silo.filter;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the level could be seen: the silo's clock, runs of one value, and the recent intervals in
 * which nothing could be seen.
 *
 * @param clockMs latest time of sampling processed so far; {@link Long#MIN_VALUE} before the first
 * @param runShown the newest value as the device showed it
 * @param runLength how many readings in a row had it
 * @param runSinceMs when that run began
 * @param longRun the last run of {@link #LONG_RUN} or more readings, from its first to its last;
 *     null if there was none
 * @param blind recent intervals without readings or with a stuck sensor, oldest first; unmodifiable
 */
public record Continuity(
        long clockMs,
        long runShown,
        int runLength,
        long runSinceMs,
        @Nullable Interval longRun,
        List<Interval> blind) {

    public Continuity {
        blind = List.copyOf(blind);
    }

    /** From and to, both inclusive, milliseconds since the epoch. */
    public record Interval(long fromMs, long toMs) {}

    static final Continuity START = new Continuity(Long.MIN_VALUE, 0, 0, 0, null, List.of());

    /** A longer time without readings can hide a refill and the draw of it. */
    static final long BLIND_MIN_MS = 3 * 3_600_000L;

    static final int BLIND_INTERVALS_MAX = 16;

    /** So many identical values in a row are doubtful, with or without a check for stuck ones. */
    static final int LONG_RUN = PlateauWindow.GROUP;

    /** A run is not counted further. */
    private static final int RUN_MAX = 1_000_000;

    /** Takes the next reading in order. One beyond plausible repetition tells no time either. */
    Continuity next(Sample sample, int stuckAfter) {
        boolean first = clockMs == Long.MIN_VALUE;
        boolean same = !first && sample.shown() == runShown;
        List<Interval> seen = blind;
        if (same && isStuck(stuckAfter)) {
            return new Continuity(clockMs, runShown, stuckAfter + 1, runSinceMs, longRun, blind);
        }
        if (!first && sample.atMs() - clockMs >= BLIND_MIN_MS) {
            seen = with(seen, new Interval(clockMs, sample.atMs()));
        }
        if (!same && isStuck(stuckAfter)) {
            seen = with(seen, new Interval(runSinceMs, sample.atMs()));
        }
        int length = same ? Math.min(runLength + 1, RUN_MAX) : 1;
        long sinceMs = same ? runSinceMs : sample.atMs();
        return new Continuity(
                Math.max(clockMs, sample.atMs()),
                sample.shown(),
                length,
                sinceMs,
                length >= LONG_RUN ? new Interval(sinceMs, sample.atMs()) : longRun,
                seen);
    }

    /** The newest values prove nothing: a level that does not move at all may be a stuck sensor. */
    boolean doubtful() {
        return runLength >= LONG_RUN;
    }

    /** How long the newest value has been shown. */
    long runMs() {
        return clockMs - runSinceMs;
    }

    /** True if no doubtful reading was sampled at or after {@code fromMs}. */
    boolean isSureSince(long fromMs) {
        return longRun == null || longRun.toMs() < fromMs;
    }

    /** The latest time up to {@code atMs} at which the level was seen to move or to stand still. */
    long lastSureMs(long atMs) {
        boolean within = longRun != null && longRun.fromMs() <= atMs && atMs <= longRun.toMs();
        return within && longRun != null ? longRun.fromMs() : atMs;
    }

    /** The newest value has been repeated as often as is plausible. */
    boolean isStuck(int stuckAfter) {
        return stuckAfter > 0 && runLength >= stuckAfter;
    }

    /** The newest value has been repeated more often than is plausible. */
    boolean isBeyondStuck(int stuckAfter) {
        return stuckAfter > 0 && runLength > stuckAfter;
    }

    boolean isBlindBetween(long fromMs, long toMs) {
        for (Interval interval : blind) {
            if (interval.fromMs() <= toMs && interval.toMs() >= fromMs) {
                return true;
            }
        }
        return false;
    }

    /** Between two segments: what the next sensor shows is no repetition of this one's values. */
    Continuity endSegment(int stuckAfter) {
        List<Interval> seen =
                isStuck(stuckAfter) ? with(blind, new Interval(runSinceMs, clockMs)) : blind;
        return new Continuity(clockMs, Long.MIN_VALUE, 0, clockMs, longRun, seen);
    }

    Continuity withBlind(Interval interval) {
        return new Continuity(
                clockMs, runShown, runLength, runSinceMs, longRun, with(blind, interval));
    }

    private static List<Interval> with(List<Interval> intervals, Interval added) {
        List<Interval> result = new ArrayList<>(intervals);
        result.add(added);
        if (result.size() > BLIND_INTERVALS_MAX) {
            result.remove(0);
        }
        return List.copyOf(result);
    }
}
