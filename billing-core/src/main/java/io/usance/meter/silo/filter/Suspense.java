package io.usance.meter.silo.filter;

import io.usance.meter.silo.Doubt;
import io.usance.meter.silo.spec.SiloSpec;
import org.jspecify.annotations.Nullable;

/**
 * A fall of the level that is larger than anything the silo has shown waits here until hours have
 * passed: gateways and clouds report zero, or nothing, as emptiness.
 *
 * <p>Readings behind such a fall are not metered. If the level comes back to where it was, less
 * what is usually drawn, they were none of the level's. If it stays away for so long, or moves on
 * to a third place, the fall was real, and the level is believed from its first reading on.
 *
 * @param before the newest reading that was metered before the fall
 * @param first the first behind it
 * @param newest the newest behind it
 * @param count how many, at least 1
 */
public record Suspense(Sample before, Sample first, Sample newest, int count) {

    /** A fall of less than this part of the capacity is nothing special. */
    private static final long LARGE_DIVISOR = 20;

    /** A level that reads empty is a gateway's usual way to say that it knows nothing. */
    static final long EMPTY_MS = 24 * 3_600_000L;

    static final long CONFIRMED_MS = 6 * 3_600_000L;

    /** Of readings farther apart each is a plateau. */
    static final long SELDOM_MS = 4 * 3_600_000L;

    /** What becomes of one more reading. */
    enum Verdict {
        /** It is metered. */
        PASSES,
        /** It waits with the others. */
        WAITS,
        /** The others were none of the level's; it is metered. */
        CAME_BACK,
        /** The others were the level's; they are metered, then it. */
        BELIEVED
    }

    static Suspense of(Sample before, Sample first) {
        return new Suspense(before, first, first, 1);
    }

    Suspense with(Sample next) {
        return new Suspense(before, first, next, count + 1);
    }

    /**
     * True if the level cannot be believed to have fallen so far.
     *
     * @param course the largest fall that was believed so far, and the fastest draw
     * @param average draw per hour
     */
    static boolean isDoubtful(
            Sample before,
            Sample sample,
            SiloSpec spec,
            Tolerances tolerances,
            Course course,
            long average) {
        long fall = before.milli() - sample.milli();
        if (!isLarge(fall, spec)) {
            return false;
        }
        long ms = Math.max(0, sample.atMs() - before.atMs());
        long perHour = Math.max(average, course.fastest());
        long usual = Math.max(2 * course.largest(), 2 * Milli.amount(perHour, ms));
        return fall > usual + tolerances.rise();
    }

    /** False if a fall is nothing special, whatever was drawn until now. */
    static boolean isLarge(long fall, SiloSpec spec) {
        return fall > spec.capacity().milli() / LARGE_DIVISOR;
    }

    /** The one of both with this sequence; null if none is. */
    @Nullable Sample withSequence(long sequence) {
        return newest.sequence() == sequence ? newest : first.sequence() == sequence ? first : null;
    }

    /** The fall may have been before this instant. */
    boolean mayBeBefore(long instantMs) {
        return first.atMs() < instantMs || (isSeldom() && before.atMs() < instantMs);
    }

    /**
     * The fall, as something to be looked at.
     *
     * @param largest the largest fall that was believed so far
     */
    LevelDoubt doubt(Doubt kind, long largest) {
        return new LevelDoubt(
                kind, before.atMs(), newest.atMs(), before.milli() - first.milli(), largest);
    }

    private boolean isSeldom() {
        return first.atMs() - before.atMs() >= SELDOM_MS;
    }

    /** What was held shows a level that stands, not two wild values. */
    boolean isPlateau(Tolerances tolerances) {
        return count == 1
                ? isSeldom()
                : Math.abs(first.milli() - newest.milli()) <= tolerances.rise();
    }

    /** The level came back, but what it showed meanwhile may have been so. */
    boolean isDoubtful(Sample back, Tolerances tolerances) {
        boolean elsewhere = Math.abs(back.milli() - before.milli()) > tolerances.large();
        return elsewhere || (count > 1 && !isEmpty(tolerances));
    }

    /** The level reads empty. */
    boolean isEmpty(Tolerances tolerances) {
        return first.milli() <= tolerances.single();
    }

    Verdict judge(Sample sample, Tolerances tolerances, long perHour) {
        long band = tolerances.rise();
        long drawn = Milli.amount(perHour, Math.max(0, sample.atMs() - before.atMs()));
        boolean back =
                sample.milli() <= before.milli() + band
                        && sample.milli() >= before.milli() - 2 * drawn - band;
        if (back) {
            return Verdict.CAME_BACK;
        }
        if (sample.milli() > newest.milli() + band) {
            return isEmpty(tolerances) ? Verdict.CAME_BACK : Verdict.BELIEVED;
        }
        long confirmedMs = isEmpty(tolerances) ? EMPTY_MS : isSeldom() ? 0 : CONFIRMED_MS;
        return sample.atMs() - first.atMs() >= confirmedMs ? Verdict.BELIEVED : Verdict.WAITS;
    }
}
