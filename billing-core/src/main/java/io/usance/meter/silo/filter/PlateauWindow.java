package io.usance.meter.silo.filter;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last readings in the device's order, as two neighbouring groups whose medians are robust
 * plateau estimates: up to two wild values of a group's five do not move it. Changed in place.
 *
 * <p>Design note: every live silo has one, so it is kept small. Near one another, readings are
 * stored as differences from a first one, in an {@code int} each, without their sequences as far as
 * those follow one another, and without what the device showed as far as that is the level times
 * the same power of ten for all: as it is for a sensor that reports in the silo's own dimension.
 * Otherwise they are stored as they are.
 */
final class PlateauWindow {

    static final int GROUP = Plateau.GROUP;

    private static final int READINGS_MAX = 2 * GROUP;

    /** Time and level of a reading, less those of the base; the base's sequence is the oldest's. */
    private static final byte FOLLOWING_FIELDS = 2;

    /** The same, and its sequence less that of the base. */
    private static final byte NEAR_FIELDS = 3;

    /** Sequence, time, level and shown value of a reading. */
    private static final int FIELDS = 4;

    /** What shown values may be of levels. */
    private static final long[] FACTORS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};

    private long baseSequence;
    private long baseMs;
    private long baseMilli;

    private byte size;

    /** Which of {@link #FACTORS} makes shown values of levels, if {@code near} is set. */
    private byte factor;

    /** How many of a reading are in {@code near}. */
    private byte nearFields;

    /** Oldest first; null if empty, or if {@code plain} is set. */
    private int @Nullable [] near;

    /** Oldest first; null if empty, or if {@code near} is set. */
    private long @Nullable [] plain;

    /**
     * @param samples oldest first, at most twice {@link #GROUP}
     */
    static PlateauWindow of(List<Sample> samples) {
        PlateauWindow window = new PlateauWindow();
        samples.forEach(window::push);
        return window;
    }

    PlateauWindow copy() {
        PlateauWindow copy = new PlateauWindow();
        copy.size = size;
        copy.baseSequence = baseSequence;
        copy.baseMs = baseMs;
        copy.baseMilli = baseMilli;
        copy.factor = factor;
        copy.nearFields = nearFields;
        copy.near = near == null ? null : near.clone();
        copy.plain = plain == null ? null : plain.clone();
        return copy;
    }

    /** Takes the newest reading, and drops the oldest if the window is full. */
    void push(Sample sample) {
        if (near != null && isNear(sample)) {
            pushNear(near, sample);
            boolean gapHasPassed =
                    nearFields == NEAR_FIELDS && sequence(size - 1) - sequence(0) == size - 1;
            if (gapHasPassed) {
                pack(unpacked(), sample);
            }
            return;
        }
        long[] all = plain == null ? unpacked() : plain;
        if (size == READINGS_MAX) {
            System.arraycopy(all, FIELDS, all, 0, FIELDS * (READINGS_MAX - 1));
            size--;
        }
        put(all, size++, sample);
        pack(all, sample);
    }

    private void pushNear(int[] differences, Sample sample) {
        if (size == READINGS_MAX) {
            System.arraycopy(
                    differences, nearFields, differences, 0, nearFields * (READINGS_MAX - 1));
            size--;
            baseSequence += nearFields == FOLLOWING_FIELDS ? 1 : 0;
        }
        put(differences, size++, sample.sequence(), sample.atMs(), sample.milli());
    }

    private boolean isNear(Sample sample) {
        boolean follows = nearFields == NEAR_FIELDS || sample.sequence() == baseSequence + size;
        return follows
                && isNear(sample.sequence(), sample.atMs(), sample.milli())
                && sample.shown() == sample.milli() * FACTORS[factor];
    }

    private boolean isNear(long sequence, long atMs, long milli) {
        return isInt(sequence - baseSequence) && isInt(atMs - baseMs) && isInt(milli - baseMilli);
    }

    private static boolean isInt(long difference) {
        return difference == (int) difference;
    }

    private void put(int[] differences, int at, long sequence, long atMs, long milli) {
        int from = nearFields * at;
        differences[from] = (int) (atMs - baseMs);
        differences[from + 1] = (int) (milli - baseMilli);
        if (nearFields == NEAR_FIELDS) {
            differences[from + 2] = (int) (sequence - baseSequence);
        }
    }

    private static void put(long[] all, int at, Sample sample) {
        int from = FIELDS * at;
        all[from] = sample.sequence();
        all[from + 1] = sample.atMs();
        all[from + 2] = sample.milli();
        all[from + 3] = sample.shown();
    }

    private long[] unpacked() {
        long[] all = new long[FIELDS * READINGS_MAX];
        for (int i = 0; i < size; i++) {
            put(all, i, sample(i));
        }
        return all;
    }

    /** Stores all as differences from the newest, if that is possible. */
    private void pack(long[] all, Sample newest) {
        plain = all;
        near = null;
        byte of = factor(newest);
        if (of == FACTORS.length) {
            return;
        }
        boolean following = areFollowing(all);
        nearFields = following ? FOLLOWING_FIELDS : NEAR_FIELDS;
        baseSequence = following ? all[0] : newest.sequence();
        baseMs = newest.atMs();
        baseMilli = newest.milli();
        for (int from = 0; from < FIELDS * size; from += FIELDS) {
            if (all[from + 3] != all[from + 2] * FACTORS[of]
                    || !isNear(all[from], all[from + 1], all[from + 2])) {
                return;
            }
        }
        int[] differences = new int[nearFields * READINGS_MAX];
        for (int i = 0; i < size; i++) {
            int from = FIELDS * i;
            put(differences, i, all[from], all[from + 1], all[from + 2]);
        }
        factor = of;
        near = differences;
        plain = null;
    }

    private boolean areFollowing(long[] all) {
        for (int i = 1; i < size; i++) {
            if (all[FIELDS * i] != all[0] + i) {
                return false;
            }
        }
        return true;
    }

    /** As many as there are if none fits. */
    private static byte factor(Sample sample) {
        byte factor = 0;
        while (factor < FACTORS.length && sample.milli() * FACTORS[factor] != sample.shown()) {
            factor++;
        }
        return factor;
    }

    /** Forgets all. */
    void clear() {
        size = 0;
        near = null;
        plain = null;
    }

    void revalue(Revaluation to) {
        List<Sample> samples = samples();
        clear();
        samples.forEach(sample -> push(to.of(sample)));
    }

    /** Oldest first, at most twice {@link #GROUP}. */
    List<Sample> samples() {
        List<Sample> samples = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            samples.add(sample(i));
        }
        return samples;
    }

    /** The newest reading; null if the window is empty. */
    @Nullable Sample newestSample() {
        return size == 0 ? null : sample(size - 1);
    }

    /** The reading with this sequence; null if it is not, or no longer, in the window. */
    @Nullable Sample withSequence(long sequence) {
        for (int i = 0; i < size; i++) {
            if (sequence(i) == sequence) {
                return sample(i);
            }
        }
        return null;
    }

    boolean isEmpty() {
        return size == 0;
    }

    boolean hasPlateau() {
        return size >= GROUP;
    }

    boolean isFull() {
        return size == READINGS_MAX;
    }

    /** The newest group, fewer readings at the start; not empty if the window is not. */
    Plateau newest() {
        int from = Math.max(0, size - GROUP);
        return plateau(from, size - from);
    }

    /** The group before the newest; the window must be full. */
    Plateau older() {
        return plateau(0, GROUP);
    }

    /** The median of {@link #newest()}. */
    long newestMilli() {
        return size < GROUP ? newest().milli() : median(size - GROUP);
    }

    /** The median of {@link #older()}; the window must be full. */
    long olderMilli() {
        return median(0);
    }

    /** When the newest group's first reading was sampled; the window must have a plateau. */
    long newestStartMs() {
        return atMs(size - GROUP);
    }

    /** When the older group's first reading was sampled; the window must be full. */
    long olderStartMs() {
        return atMs(0);
    }

    /** When the older group's last reading was sampled; the window must be full. */
    long olderEndMs() {
        return atMs(GROUP - 1);
    }

    private Plateau plateau(int from, int count) {
        long middleMs = atMs(from + count / 2);
        if (count == GROUP) {
            return new Plateau(median(from), middleMs, count);
        }
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = milli(from + i);
        }
        return new Plateau(Milli.median(values), middleMs, count);
    }

    /** Of a whole group. */
    private long median(int from) {
        return Milli.medianOfFive(
                milli(from), milli(from + 1), milli(from + 2), milli(from + 3), milli(from + 4));
    }

    private Sample sample(int at) {
        long milli = milli(at);
        long shown = plain == null ? milli * FACTORS[factor] : plain[FIELDS * at + 3];
        return new Sample(sequence(at), atMs(at), milli, shown);
    }

    private long sequence(int at) {
        if (near != null && nearFields == FOLLOWING_FIELDS) {
            return baseSequence + at;
        }
        return field(at, 2, 0, baseSequence);
    }

    private long atMs(int at) {
        return field(at, 0, 1, baseMs);
    }

    private long milli(int at) {
        return field(at, 1, 2, baseMilli);
    }

    /**
     * @param no its number in {@code near}
     * @param plainNo its number in {@code plain}
     */
    private long field(int at, int no, int plainNo, long base) {
        if (near != null) {
            return base + near[nearFields * at + no];
        }
        if (plain == null) {
            throw new IllegalStateException("no reading is in the window");
        }
        return plain[FIELDS * at + plainNo];
    }
}
