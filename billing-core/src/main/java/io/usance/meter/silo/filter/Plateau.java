package io.usance.meter.silo.filter;

import java.util.List;

/**
 * A robust level: the median of a few readings.
 *
 * @param milli the median
 * @param atMs time of the reading in the middle of the group
 * @param count readings it rests on, positive
 */
public record Plateau(long milli, long atMs, int count) {

    /** Readings in a group. */
    public static final int GROUP = 5;

    /** The plateau of {@code samples}, which are in the device's order and not empty. */
    static Plateau of(List<Sample> samples) {
        long[] values = new long[samples.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = samples.get(i).milli();
        }
        long middleMs = samples.get(samples.size() / 2).atMs();
        return new Plateau(Milli.median(values), middleMs, values.length);
    }
}
