package io.usance.meter.silo.filter;

import static io.usance.meter.silo.filter.Course.HOUR_MS;
import static io.usance.meter.silo.filter.Course.NONE;

/**
 * How fast a silo is drawn from, by the older group of the window: the newest may stand in a rise
 * already, which lifts its median. Nearly every reading leaves it as it is, so that copies of a
 * silo share it.
 *
 * @param largest largest fall from one group of readings to the next
 * @param sinceMs when the present interval began; the least long if none has
 * @param since the level then
 * @param perHour of the last interval, negative if the level rose
 * @param fastest the highest of all
 * @param fast the second highest: what was seen twice is no batch
 * @param slow the second lowest
 * @param slowest the lowest of all
 * @param batch the largest fall from one group of readings to the next, beyond what is usual
 * @param batchMs when
 * @param batchAgain the largest at another time
 */
public record Rates(
        long largest,
        long sinceMs,
        long since,
        long perHour,
        long fastest,
        long fast,
        long slow,
        long slowest,
        long batch,
        long batchMs,
        long batchAgain) {

    /** A rate is taken over so long. */
    static final long RATE_MS = 3 * HOUR_MS;

    static final Rates START = new Rates(0, NONE, 0, NONE, 0, 0, 0, 0, 0, NONE, 0);

    /** The newest rate, but no batch's: no more than has been seen twice, or on average. */
    long perHour(long average) {
        return perHour == NONE ? average : Math.min(perHour, Math.max(fast, average));
    }

    /** After one more reading, with which the window is full. */
    Rates next(long nowMs, PlateauWindow window, Tolerances tolerances, long average) {
        long level = window.olderMilli();
        long atMs = window.olderStartMs();
        Rates fallen = fell(nowMs, level - window.newestMilli(), window, tolerances, average);
        if (sinceMs == NONE || level > since + tolerances.rise()) {
            return fallen.since(atMs, level);
        }
        if (atMs - sinceMs >= RATE_MS) {
            long rate = Milli.perHour(since - level, atMs - sinceMs);
            return fallen.paced(rate, Milli.perHour(tolerances.rise(), RATE_MS)).since(atMs, level);
        }
        return fallen;
    }

    private Rates since(long atMs, long level) {
        return new Rates(
                largest,
                atMs,
                level,
                perHour,
                fastest,
                fast,
                slow,
                slowest,
                batch,
                batchMs,
                batchAgain);
    }

    private Rates paced(long rate, long noise) {
        return new Rates(
                largest,
                sinceMs,
                since,
                // Far faster than ever is a batch, until it is seen again.
                rate > 2 * fastest + noise ? perHour : rate,
                Math.max(fastest, rate),
                Math.max(fast, Math.min(fastest, rate)),
                Math.min(slow, Math.max(slowest, rate)),
                Math.min(slowest, rate),
                batch,
                batchMs,
                batchAgain);
    }

    private Rates fell(
            long nowMs, long fall, PlateauWindow window, Tolerances tolerances, long average) {
        Rates seen = fall > largest + tolerances.flat() ? withLargest(fall) : this;
        if (fall <= batchAgain || average == 0) {
            return seen;
        }
        long ms = window.newestStartMs() - window.olderStartMs();
        long excess = fall - 2 * Milli.amount(average, ms);
        boolean apart = batchMs == NONE || nowMs - batchMs >= 2 * RATE_MS;
        if (excess > batch) {
            return seen.withBatch(excess, nowMs, apart ? Math.max(batchAgain, batch) : batchAgain);
        }
        return apart && excess > batchAgain ? seen.withBatch(batch, batchMs, excess) : seen;
    }

    private Rates withLargest(long fall) {
        return new Rates(
                fall,
                sinceMs,
                since,
                perHour,
                fastest,
                fast,
                slow,
                slowest,
                batch,
                batchMs,
                batchAgain);
    }

    private Rates withBatch(long size, long ms, long again) {
        return new Rates(
                largest, sinceMs, since, perHour, fastest, fast, slow, slowest, size, ms, again);
    }

    /** Another sensor shows another level for the same content. */
    Rates restarted() {
        return since(NONE, since);
    }

    Rates revalued(Revaluation to) {
        return new Rates(
                to.of(largest),
                sinceMs,
                sinceMs == NONE ? since : to.of(since),
                perHour == NONE ? NONE : to.of(perHour),
                to.of(fastest),
                to.of(fast),
                to.of(slow),
                to.of(slowest),
                to.of(batch),
                batchMs,
                to.of(batchAgain));
    }
}
