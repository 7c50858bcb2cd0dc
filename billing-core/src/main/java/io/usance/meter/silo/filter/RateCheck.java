package io.usance.meter.silo.filter;

import io.usance.meter.silo.spec.SiloSpec;
import org.jspecify.annotations.Nullable;

/**
 * Whether the level can have changed so fast, given the silo's greatest in- and outflow per hour.
 *
 * <p>Judged in the device's order, not on arrival, so that polls and late replays make no
 * difference. A reading that cannot be is set aside: it stays recorded and keeps its place, but
 * nothing is metered by it, and what follows is held against the last that could be. {@link
 * #CONFIRMED} in a row that fit one another are believed: then it was the level that jumped. A fall
 * is confirmed by hours instead ({@link Suspense}), but for the first readings of a sensor and by
 * the first rules. A change too small to be told from noise, or without time between, is never
 * impossible.
 *
 * @param last newest reading that could be; null before the first
 * @param doubted newest reading that could not, since {@code last}; null if there is none
 * @param doubts how many in a row fit one another
 */
public record RateCheck(@Nullable Sample last, @Nullable Sample doubted, int doubts) {

    static final RateCheck START = new RateCheck(null, null, 0);

    /** A group's median stands two wild values; the third is believed. */
    static final int CONFIRMED = 3;

    /**
     * @param fallsWait a fall is judged elsewhere, and confirmed by hours
     */
    RateCheck next(Sample sample, SiloSpec spec, Tolerances tolerances, boolean fallsWait) {
        boolean falls = last != null && sample.milli() <= last.milli();
        if ((falls && fallsWait) || isPossible(last, sample, spec, tolerances)) {
            return new RateCheck(sample, null, 0);
        }
        boolean fits = doubted != null && isPossible(doubted, sample, spec, tolerances);
        int count = fits ? doubts + 1 : 1;
        return count >= CONFIRMED
                ? new RateCheck(sample, null, 0)
                : new RateCheck(last, sample, count);
    }

    RateCheck revalued(Revaluation to) {
        return new RateCheck(
                last == null ? null : to.of(last), doubted == null ? null : to.of(doubted), doubts);
    }

    /** True as well if there is nothing to hold it against. */
    static boolean isPossible(
            @Nullable Sample before, Sample after, SiloSpec spec, Tolerances tolerances) {
        if (before == null) {
            return true;
        }
        long ms = after.atMs() - before.atMs();
        long change = after.milli() - before.milli();
        var perHour = change > 0 ? spec.inflowPerHourMax() : spec.outflowPerHourMax();
        return perHour == null
                || ms <= 0
                || Math.abs(change) <= Milli.amount(perHour.milli(), ms) + tolerances.rise();
    }
}
