package io.usance.metering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The sequences a device has delivered, for ever, in bounded space: merged intervals, of which
 * there are as many as there are gaps. Not thread-safe.
 *
 * <p>When there are more than {@link #INTERVALS_MAX}, the oldest interval and the gap after it are
 * given up; a sequence below that can no longer be told from a duplicate and counts as too old. At
 * one lost reading in a hundred and a reading every 15 minutes that is three years back.
 *
 * <p>Design note: most sensors have one interval, and most readings prolong the newest. So that one
 * is a field of its own, and the array of the others is replaced, not changed: copies share it.
 */
public final class SequenceSet {

    /** Intervals that are kept. */
    public static final int INTERVALS_MAX = 1024;

    private static final long[] NONE = {};

    /** The newest interval; {@code last} is less than {@code first} if the set is empty. */
    private long first;

    private long last = -1;

    /** Pairs of first and last sequence of all intervals before, ascending; never changed. */
    private long[] older = NONE;

    private long floor;

    /** An equal one that changes on its own. */
    public SequenceSet copy() {
        SequenceSet copy = new SequenceSet();
        copy.first = first;
        copy.last = last;
        copy.older = older;
        copy.floor = floor;
        return copy;
    }

    /** First and last of each interval in turn. */
    public List<Long> bounds() {
        List<Long> result = new ArrayList<>(older.length + 2);
        for (long bound : older) {
            result.add(bound);
        }
        if (!isEmpty()) {
            result.add(first);
            result.add(last);
        }
        return result;
    }

    /** Duplicates are known from here on; 0 while none was given up. */
    public long floor() {
        return floor;
    }

    /**
     * A set as it was.
     *
     * @param bounds see {@link #bounds()}
     * @param floor see {@link #floor()}
     */
    public static SequenceSet of(List<Long> bounds, long floor) {
        SequenceSet set = new SequenceSet();
        set.floor = floor;
        long[] values = new long[bounds.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = bounds.get(i);
        }
        set.replace(values);
        return set;
    }

    private boolean isEmpty() {
        return last < first;
    }

    /** Whether it was delivered, as far as is still known. */
    public boolean contains(long sequence) {
        if (sequence >= first) {
            return sequence <= last;
        }
        int at = indexOfLastAtOrBefore(older, sequence);
        return at >= 0 && sequence <= older[at + 1];
    }

    /** Whether it lies below {@link #floor()}. */
    public boolean isTooOld(long sequence) {
        return sequence < floor;
    }

    /** One more than the highest; 0 if there is none. */
    public long end() {
        return isEmpty() ? 0 : last + 1;
    }

    /** Gives up what is below a sequence. */
    public void forgetBelow(long sequence) {
        if (sequence <= floor) {
            return;
        }
        floor = sequence;
        int kept = 0;
        while (kept < older.length && older[kept + 1] < sequence) {
            kept += 2;
        }
        older = kept == 0 ? older : Arrays.copyOfRange(older, kept, older.length);
    }

    /** Adds a sequence that is not contained yet. */
    public void add(long sequence) {
        if (sequence == last + 1 && !isEmpty()) {
            last = sequence;
            return;
        }
        long[] bounds = isEmpty() ? NONE : Arrays.copyOf(older, older.length + 2);
        if (!isEmpty()) {
            bounds[older.length] = first;
            bounds[older.length + 1] = last;
        }
        long[] more = with(bounds, sequence);
        if (more.length > 2 * INTERVALS_MAX) {
            more = without(more, 0);
            floor = more[0];
        }
        replace(more);
    }

    private void replace(long[] bounds) {
        if (bounds.length > 0) {
            first = bounds[bounds.length - 2];
            last = bounds[bounds.length - 1];
            older = bounds.length == 2 ? NONE : Arrays.copyOf(bounds, bounds.length - 2);
        }
    }

    private static long[] with(long[] bounds, long sequence) {
        int before = indexOfLastAtOrBefore(bounds, sequence);
        int after = before < 0 ? 0 : before + 2;
        boolean joinsBefore = before >= 0 && bounds[before + 1] + 1 == sequence;
        boolean joinsAfter = after < bounds.length && bounds[after] - 1 == sequence;
        if (joinsBefore && joinsAfter) {
            bounds[before + 1] = bounds[after + 1];
            return without(bounds, after);
        }
        if (joinsBefore) {
            bounds[before + 1] = sequence;
            return bounds;
        }
        if (joinsAfter) {
            bounds[after] = sequence;
            return bounds;
        }
        long[] more = Arrays.copyOf(bounds, bounds.length + 2);
        System.arraycopy(bounds, after, more, after + 2, bounds.length - after);
        more[after] = sequence;
        more[after + 1] = sequence;
        return more;
    }

    private static long[] without(long[] bounds, int at) {
        long[] rest = Arrays.copyOf(bounds, bounds.length - 2);
        System.arraycopy(bounds, at + 2, rest, at, rest.length - at);
        return rest;
    }

    private static int indexOfLastAtOrBefore(long[] bounds, long sequence) {
        int low = 0;
        int high = bounds.length / 2 - 1;
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
}
