package io.usance.meter.machine.state;

import java.util.ArrayList;
import java.util.List;

/**
 * Puts readings back into the device's order, by epoch and sequence.
 *
 * <p>The first reading of a device starts the order, wherever its counter stands. After a gap,
 * later readings are held until it is filled; when {@link #HELD_MAX} are held, or they span {@link
 * #HELD_SPAN_MAX_MS}, the gap is declared and the order goes on from the lowest. An epoch that
 * begins with its first sequence follows the one before at once. What arrives after its place was
 * passed is evidence only.
 */
final class ReadingOrder {

    static final int HELD_MAX = 64;

    /** Longer than a gateway takes to replay its buffer beside live readings. */
    static final long HELD_SPAN_MAX_MS = 3 * 3_600_000L;

    /** Sequences start at 0 or at 1. */
    static final long FIRST_SEQUENCE_MAX = 1;

    /** Takes what comes out. */
    interface Passage {

        /** The next reading in the device's order. */
        void inOrder(Sample sample);

        /**
         * A gap was given up.
         *
         * @param after the reading behind it, which is next in order
         */
        void missing(long first, long last, Sample after);
    }

    private boolean started;
    private long epoch;
    private long next;

    /** Ascending. */
    private final List<Sample> held;

    ReadingOrder() {
        this(false, 0, 0, List.of());
    }

    ReadingOrder(boolean started, long epoch, long next, List<Sample> held) {
        this.started = started;
        this.epoch = epoch;
        this.next = next;
        this.held = new ArrayList<>(held);
    }

    ReadingOrder copy() {
        return new ReadingOrder(started, epoch, next, held);
    }

    boolean isStarted() {
        return started;
    }

    /** The epoch reached. */
    long epoch() {
        return epoch;
    }

    /** The sequence waited for. */
    long next() {
        return next;
    }

    List<Sample> held() {
        return List.copyOf(held);
    }

    /** Whether the order has gone on beyond this place. */
    boolean isPassed(Sample sample) {
        return started && sample.isBefore(epoch, next);
    }

    void accept(Sample sample, Passage passage) {
        if (!started) {
            started = true;
            epoch = sample.epoch();
            next = sample.sequence();
        }
        if (isPassed(sample)) {
            return;
        }
        int at = held.size();
        while (at > 0 && sample.isBefore(held.get(at - 1).epoch(), held.get(at - 1).sequence())) {
            at--;
        }
        held.add(at, sample);
        while (!held.isEmpty() && (isInPlace(held.getFirst()) || isFull())) {
            passLowest(passage);
        }
    }

    /** Passes on all that is held: nothing more is to come. */
    void release(Passage passage) {
        while (!held.isEmpty()) {
            passLowest(passage);
        }
    }

    /** Goes on behind the first gap, if there is one: what was missing does not come. */
    void passHeld(Passage passage) {
        do {
            if (held.isEmpty()) {
                return;
            }
            passLowest(passage);
        } while (!held.isEmpty() && isInPlace(held.getFirst()));
    }

    /**
     * Whether readings wait behind missing sequences. False if whole epochs of the counter are
     * missing: that is no gap which could be stated.
     */
    boolean waitsBehindGap() {
        return !held.isEmpty() && held.getFirst().sequence() > expected(held.getFirst());
    }

    private long expected(Sample lowest) {
        return lowest.epoch() == epoch ? next : FIRST_SEQUENCE_MAX;
    }

    private boolean isInPlace(Sample sample) {
        return sample.epoch() == epoch
                ? sample.sequence() == next
                : sample.epoch() == epoch + 1 && sample.sequence() <= FIRST_SEQUENCE_MAX;
    }

    private void passLowest(Passage passage) {
        Sample lowest = held.removeFirst();
        long expected = expected(lowest);
        if (lowest.sequence() > expected) {
            passage.missing(expected, lowest.sequence() - 1, lowest);
        }
        epoch = lowest.epoch();
        next = lowest.sequence() + 1;
        passage.inOrder(lowest);
    }

    private boolean isFull() {
        if (held.size() >= HELD_MAX) {
            return true;
        }
        long earliest = Long.MAX_VALUE;
        long latest = Long.MIN_VALUE;
        for (Sample sample : held) {
            earliest = Math.min(earliest, sample.atMs());
            latest = Math.max(latest, sample.atMs());
        }
        return latest - earliest >= HELD_SPAN_MAX_MS;
    }
}
