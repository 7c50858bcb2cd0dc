package io.usance.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Which faults come, in which order, at which moment and for how long: all of it from a seed.
 *
 * @param kills SIGKILLs of the service, in all faults together
 */
record FaultPlan(long seed, int kills, List<Step> steps) {
    static final int KILLS_MIN = 5;
    static final int KILLS_MAX = 500;

    /** Every so many faults that kill, one kills twice. */
    private static final int TWICE_EVERY = 4;

    /** Every so many kills, each other fault comes once more. */
    private static final int KILLS_PER_OTHER = 20;

    /** Longest time from the first record of a slice to its fault. */
    static final int AFTER_MAX_MS = 1_200;

    /**
     * Longest time that a part is unavailable, that room is missing, or that a start may take
     * undisturbed.
     */
    private static final int LENGTH_MAX_MS = 2_500;

    private static final int LENGTH_MIN_MS = 100;

    /**
     * One fault.
     *
     * @param no from 1
     * @param afterMs from the first record of its slice to the fault
     * @param lengthMs how long a part is unavailable, or until the second kill
     */
    record Step(int no, Fault fault, int afterMs, int lengthMs) {
        @Override
        public String toString() {
            return "#%d %s after %d ms for %d ms".formatted(no, fault, afterMs, lengthMs);
        }
    }

    /**
     * @param kills between {@link #KILLS_MIN} and {@link #KILLS_MAX}
     */
    static FaultPlan of(long seed, int kills) {
        if (kills < KILLS_MIN || kills > KILLS_MAX) {
            throw new IllegalArgumentException(
                    "kills must be " + KILLS_MIN + " to " + KILLS_MAX + ", not " + kills);
        }
        Random random = new Random(seed);
        List<Fault> faults = faults(kills);
        Collections.shuffle(faults, random);
        List<Step> steps =
                IntStream.range(0, faults.size())
                        .mapToObj(i ->
                                new Step(
                                        i + 1,
                                        faults.get(i),
                                        random.nextInt(AFTER_MAX_MS),
                                        random.nextInt(LENGTH_MIN_MS, LENGTH_MAX_MS)))
                        .toList();
        return new FaultPlan(seed, kills, steps);
    }

    private static List<Fault> faults(int kills) {
        List<Fault> faults = new ArrayList<>();
        int left = kills;
        while (left > 0) {
            Fault kill =
                    left > 1 && faults.size() % TWICE_EVERY == TWICE_EVERY - 1
                            ? Fault.KILL_TWICE
                            : Fault.KILL;
            faults.add(kill);
            left -= kill.kills();
        }
        int ofEach = Math.max(1, kills / KILLS_PER_OTHER);
        for (Fault fault : Fault.values()) {
            if (fault.kills() == 0) {
                faults.addAll(Collections.nCopies(ofEach, fault));
            }
        }
        return faults;
    }
}
