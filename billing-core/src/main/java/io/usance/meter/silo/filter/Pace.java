package io.usance.meter.silo.filter;

import static io.usance.meter.silo.filter.Course.HOUR_MS;
import static io.usance.meter.silo.filter.Course.NONE;

/**
 * How fast a silo is drawn from, by the older group of the window: the newest may stand in a rise
 * already, which lifts its median. Changed in place.
 */
final class Pace {

    /** A rate is taken over so long. */
    static final long RATE_MS = 3 * HOUR_MS;

    private long largest;
    private long sinceMs;
    private long since;
    private long perHour;
    private long fastest;
    private long fast;
    private long slow;
    private long slowest;
    private long batch;
    private long batchMs;
    private long batchAgain;

    Pace(Course.Rates stored) {
        largest = stored.largest();
        sinceMs = stored.sinceMs();
        since = stored.since();
        perHour = stored.perHour();
        fastest = stored.fastest();
        fast = stored.fast();
        slow = stored.slow();
        slowest = stored.slowest();
        batch = stored.batch();
        batchMs = stored.batchMs();
        batchAgain = stored.batchAgain();
    }

    Course.Rates stored() {
        return new Course.Rates(
                largest,
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

    long largest() {
        return largest;
    }

    /** The newest rate, but no batch's: no more than has been seen twice, or on average. */
    long perHour(long average) {
        return perHour == NONE ? average : Math.min(perHour, Math.max(fast, average));
    }

    long fast() {
        return fast;
    }

    long slow() {
        return slow;
    }

    long batchAgain() {
        return batchAgain;
    }

    /** Takes the full window after one more reading. */
    void next(long nowMs, PlateauWindow window, Tolerances tolerances, long average) {
        long level = window.olderMilli();
        long atMs = window.olderStartMs();
        fell(nowMs, level - window.newestMilli(), window, tolerances, average);
        if (sinceMs == NONE || level > since + tolerances.rise()) {
            sinceMs = atMs;
            since = level;
        } else if (atMs - sinceMs >= RATE_MS) {
            paced(
                    Milli.perHour(since - level, atMs - sinceMs),
                    Milli.perHour(tolerances.rise(), RATE_MS));
            sinceMs = atMs;
            since = level;
        }
    }

    private void paced(long rate, long noise) {
        // Far faster than ever is a batch, until it is seen again.
        perHour = rate > 2 * fastest + noise ? perHour : rate;
        fast = Math.max(fast, Math.min(fastest, rate));
        fastest = Math.max(fastest, rate);
        slow = Math.min(slow, Math.max(slowest, rate));
        slowest = Math.min(slowest, rate);
    }

    private void fell(
            long nowMs, long fall, PlateauWindow window, Tolerances tolerances, long average) {
        if (fall > largest + tolerances.flat()) {
            largest = fall;
        }
        if (fall <= batchAgain || average == 0) {
            return;
        }
        long ms = window.newestStartMs() - window.olderStartMs();
        long excess = fall - 2 * Milli.amount(average, ms);
        boolean apart = batchMs == NONE || nowMs - batchMs >= 2 * RATE_MS;
        if (excess > batch) {
            batchAgain = apart ? Math.max(batchAgain, batch) : batchAgain;
            batch = excess;
            batchMs = nowMs;
        } else if (apart && excess > batchAgain) {
            batchAgain = excess;
        }
    }

    /** Another sensor shows another level for the same content. */
    void restart() {
        sinceMs = NONE;
    }

    void revalue(Revaluation to) {
        largest = to.of(largest);
        since = sinceMs == NONE ? since : to.of(since);
        perHour = perHour == NONE ? NONE : to.of(perHour);
        fastest = to.of(fastest);
        fast = to.of(fast);
        slow = to.of(slow);
        slowest = to.of(slowest);
        batch = to.of(batch);
        batchAgain = to.of(batchAgain);
    }
}
