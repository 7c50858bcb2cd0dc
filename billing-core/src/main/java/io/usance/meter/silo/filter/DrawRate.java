package io.usance.meter.silo.filter;

/**
 * How fast the silo is drawn from, for the short times in which a refill hides it.
 *
 * @param segmentMilli level at the start of the present segment, the time since the last refill
 * @param segmentMs its time; 0 if no segment has begun
 * @param perHour average of the last segment that was long enough, not negative
 * @param drop largest fall from one group's median to the next in this segment: what a single batch
 *     can take
 * @param dropBefore the same of the segment before
 */
public record DrawRate(
        long segmentMilli, long segmentMs, long perHour, long drop, long dropBefore) {

    static final DrawRate UNKNOWN = new DrawRate(0, 0, 0, 0, 0);

    /** A shorter segment says little about the average. */
    private static final long SEGMENT_MIN_MS = 6 * 3_600_000L;

    DrawRate startSegment(Plateau plateau) {
        return new DrawRate(plateau.milli(), plateau.atMs(), perHour, 0, drop);
    }

    DrawRate observe(long fall) {
        return fall > drop
                ? new DrawRate(segmentMilli, segmentMs, perHour, fall, dropBefore)
                : this;
    }

    DrawRate endSegment(Plateau plateau) {
        return new DrawRate(segmentMilli, segmentMs, perHourUntil(plateau), drop, dropBefore);
    }

    /** Average rate if the present segment ended here. */
    long perHourUntil(Plateau plateau) {
        long ms = plateau.atMs() - segmentMs;
        if (segmentMs == 0 || ms < SEGMENT_MIN_MS) {
            return perHour;
        }
        return Milli.perHour(Math.max(0, segmentMilli - plateau.milli()), ms);
    }

    /** The same draw on another scale. */
    DrawRate revalued(Revaluation to) {
        return new DrawRate(
                to.of(segmentMilli), segmentMs, to.of(perHour), to.of(drop), to.of(dropBefore));
    }

    long largestDrop() {
        return Math.max(drop, dropBefore);
    }
}
