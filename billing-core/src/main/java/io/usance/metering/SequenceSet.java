package io.usance.metering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The sequences a sensor has delivered, for ever, in bounded space: merged intervals, of which
 * there are as many as there are gaps.
 *
 * <p>When there are more than {@link #INTERVALS_MAX}, the oldest interval and the gap after it are
 * given up; a sequence below that can no longer be told from a duplicate and counts as too old. At
 * one lost reading in a hundred and a reading every 15 minutes that is three years back.
 */
final class SequenceSet {

    static final int INTERVALS_MAX = 1024;

    private static final int INITIAL = 16;

    /** Pairs of first and last sequence, ascending. */
    private long[] bounds;

    private int used;
    private long floor;

    SequenceSet() {
        bounds = new long[INITIAL];
    }

    private SequenceSet(long[] bounds, int used, long floor) {
        this.bounds = bounds;
        this.used = used;
        this.floor = floor;
    }

    SequenceSet copy() {
        return new SequenceSet(Arrays.copyOf(bounds, Math.max(used + 2, INITIAL)), used, floor);
    }

    /** First and last of each interval in turn. */
    List<Long> bounds() {
        List<Long> result = new ArrayList<>(used);
        for (int i = 0; i < used; i++) {
            result.add(bounds[i]);
        }
        return result;
    }

    long floor() {
        return floor;
    }

    static SequenceSet of(List<Long> bounds, long floor) {
        long[] values = new long[Math.max(bounds.size() + 2, INITIAL)];
        for (int i = 0; i < bounds.size(); i++) {
            values[i] = bounds.get(i);
        }
        return new SequenceSet(values, bounds.size(), floor);
    }

    boolean contains(long sequence) {
        int at = indexOfLastAtOrBefore(sequence);
        return at >= 0 && sequence <= bounds[at + 1];
    }

    boolean isTooOld(long sequence) {
        return sequence < floor;
    }

    /** Adds a sequence that is not contained yet. */
    void add(long sequence) {
        int before = indexOfLastAtOrBefore(sequence);
        int after = before < 0 ? 0 : before + 2;
        boolean joinsBefore = before >= 0 && bounds[before + 1] + 1 == sequence;
        boolean joinsAfter = after < used && bounds[after] - 1 == sequence;
        if (joinsBefore && joinsAfter) {
            bounds[before + 1] = bounds[after + 1];
            remove(after);
        } else if (joinsBefore) {
            bounds[before + 1] = sequence;
        } else if (joinsAfter) {
            bounds[after] = sequence;
        } else {
            insert(after, sequence);
        }
    }

    private int indexOfLastAtOrBefore(long sequence) {
        int low = 0;
        int high = used / 2 - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (bounds[2 * middle] <= sequence) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high < 0 ? -1 : 2 * high;
    }

    private void insert(int at, long sequence) {
        if (used + 2 > bounds.length) {
            bounds = Arrays.copyOf(bounds, 2 * bounds.length);
        }
        System.arraycopy(bounds, at, bounds, at + 2, used - at);
        bounds[at] = sequence;
        bounds[at + 1] = sequence;
        used += 2;
        if (used > 2 * INTERVALS_MAX) {
            remove(0);
            floor = bounds[0];
        }
    }

    private void remove(int at) {
        System.arraycopy(bounds, at + 2, bounds, at, used - at - 2);
        used -= 2;
    }
}
