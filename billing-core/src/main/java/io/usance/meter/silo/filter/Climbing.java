package io.usance.meter.silo.filter;

import static io.usance.meter.silo.filter.Course.HOUR_MS;
import static io.usance.meter.silo.filter.Course.NONE;

import org.jspecify.annotations.Nullable;

/** The newest rise of single readings, and the one before. Changed in place. */
final class Climbing {

    private long hourMs;
    private long hour;
    private long nextMs;
    private long next;
    private long most;
    private long belowMs;
    private long beganMs;
    private long highestMs;
    private long highest;
    private RefillMachine.@Nullable Climb last;

    Climbing(Course.Rise stored) {
        hourMs = stored.hourMs();
        hour = stored.hour();
        nextMs = stored.nextMs();
        next = stored.next();
        most = stored.climb();
        belowMs = stored.belowMs();
        beganMs = stored.beganMs();
        highestMs = stored.highestMs();
        highest = stored.highest();
        last = stored.last();
    }

    private Climbing(Climbing other) {
        hourMs = other.hourMs;
        hour = other.hour;
        nextMs = other.nextMs;
        next = other.next;
        most = other.most;
        belowMs = other.belowMs;
        beganMs = other.beganMs;
        highestMs = other.highestMs;
        highest = other.highest;
        last = other.last;
    }

    Climbing copy() {
        return new Climbing(this);
    }

    Course.Rise stored() {
        return new Course.Rise(
                hourMs, hour, nextMs, next, most, belowMs, beganMs, highestMs, highest, last);
    }

    /**
     * Takes one more reading.
     *
     * @param lowest the level has not been as low since it last rose
     * @param lastMs the reading before
     */
    void next(long atMs, long level, long band, boolean lowest, long lastMs) {
        boolean stood = beganMs != NONE && lastMs - highestMs >= Refill.MERGE_MS;
        if (stood && level > highest + band) {
            // Nothing was drawn in between, and yet it is another rise.
            last = current(0);
            begin(lastMs, highest);
        }
        if (hourMs == NONE) {
            begin(atMs, level);
            hourMs = atMs;
            hour = level;
            nextMs = atMs;
            next = level;
            return;
        }
        if (atMs - nextMs >= HOUR_MS) {
            hourMs = nextMs;
            hour = next;
            nextMs = atMs;
            next = level;
        }
        if (lowest) {
            last = beganMs == NONE ? last : current(0);
            begin(atMs, level);
            return;
        }
        most = Math.max(most, level - hour);
        if (level > highest + band) {
            beganMs = beganMs == NONE ? atMs : beganMs;
            highestMs = atMs;
            highest = level;
        } else if (beganMs == NONE) {
            belowMs = atMs;
        }
    }

    private void begin(long atMs, long level) {
        most = 0;
        belowMs = atMs;
        beganMs = NONE;
        highestMs = NONE;
        highest = level;
    }

    /** The rise in progress, or else the one before; without any size if there was none. */
    RefillMachine.Climb newest(long perHour) {
        if (beganMs != NONE) {
            return current(perHour);
        }
        RefillMachine.Climb before = last;
        return before == null
                ? new RefillMachine.Climb(0, belowMs, belowMs, perHour, null)
                : new RefillMachine.Climb(
                        before.most(), before.fromMs(), before.toMs(), perHour, before.top());
    }

    private RefillMachine.Climb current(long perHour) {
        return new RefillMachine.Climb(most, belowMs, highestMs, perHour, highest);
    }
}
