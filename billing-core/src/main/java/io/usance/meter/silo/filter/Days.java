package io.usance.meter.silo.filter;

import org.jspecify.annotations.Nullable;

/**
 * One level a day.
 *
 * @param ms when the newest was taken; the least long before the first
 * @param level the newest
 * @param fall from the one before to the newest, negative if it rose
 * @param fallBefore the fall before that
 * @param zigzag the sum of decreases
 * @param rose the newest rise that was too small for a delivery; null if there was none
 */
public record Days(
        long ms, long level, long fall, long fallBefore, Zigzag zigzag, @Nullable Long rose) {

    static final Days START = new Days(Course.NONE, 0, 0, 0, Zigzag.START, null);

    private static final long DAY_MS = 24 * Course.HOUR_MS;

    Days next(long atMs, PlateauWindow window, long band) {
        if (ms != Course.NONE && atMs - ms < DAY_MS) {
            return this;
        }
        long median = window.newestMilli();
        if (ms == Course.NONE) {
            return new Days(atMs, median, 0, 0, zigzag.next(median, band), rose);
        }
        long days = (atMs - ms) / DAY_MS;
        return new Days(
                ms + days * DAY_MS,
                median,
                (level - median) / days,
                fall,
                zigzag.next(median, band),
                rose);
    }

    Days rising(long small) {
        return new Days(ms, level, fall, fallBefore, zigzag, small);
    }

    /** What is surely drawn in a day, as far as it is known. */
    long drawn() {
        return Math.max(0, Math.min(fall, fallBefore));
    }
}
