package io.usance.meter.silo.filter;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts readings back into the device's order by its own sequence.
 *
 * <p>The first reading of a sensor starts the order, wherever its counter stands. After a gap,
 * later readings are held until it is filled; when {@link #HELD_READINGS_MAX} are held, or they
 * span {@link #HELD_SPAN_MAX_MS}, the gap is declared and the order goes on from the lowest. What
 * arrives after its place was passed, and what precedes the very first, is evidence only.
 *
 * <p>Times of a counterless sensor have no gaps to wait for: each reading is held until one sampled
 * {@link #TIME_SPAN_MAX_MS} later has arrived, or {@link #HELD_READINGS_MAX} are held.
 */
class DeviceOrder {

    static final int HELD_READINGS_MAX = 64;

    /** Longer than a gateway takes to replay its buffer beside live readings. */
    static final long HELD_SPAN_MAX_MS = 3 * 3_600_000L;

    /** Nearly all readings arrive within; a counterless sensor is metered so much later. */
    static final long TIME_SPAN_MAX_MS = 2 * 3_600_000L;

    private static final long NOT_STARTED = -1;

    /** Takes what comes out. */
    interface Passage {

        /** The next reading in the device's order. */
        void inOrder(Sample sample);

        /**
         * A gap was given up.
         *
         * @param after the reading behind it, which is next in order
         */
        default void missing(long first, long last, Sample after) {}
    }

    private long next;

    /** Ascending by sequence; null if none is held, as nearly always. */
    private @Nullable List<Sample> held;

    private DeviceOrder(long next, List<Sample> held) {
        this.next = next;
        this.held = held.isEmpty() ? null : new ArrayList<>(held);
    }

    /** Nothing has come yet. */
    static DeviceOrder of(boolean byTime) {
        return of(byTime, NOT_STARTED, List.of());
    }

    /**
     * An order as it was.
     *
     * @param byTime sequences are times of sampling
     */
    static DeviceOrder of(boolean byTime, long next, List<Sample> held) {
        return byTime ? new ByTime(next, held) : new DeviceOrder(next, held);
    }

    /** Sequences are times of sampling. Told by the class: every live silo has an order. */
    private static final class ByTime extends DeviceOrder {

        ByTime(long next, List<Sample> held) {
            super(next, held);
        }

        @Override
        boolean isByTime() {
            return true;
        }
    }

    boolean isByTime() {
        return false;
    }

    DeviceOrder copy() {
        return of(isByTime(), next, held == null ? List.of() : held);
    }

    /** The sequence waited for; negative before the first reading. */
    long nextSequence() {
        return next;
    }

    List<Sample> held() {
        return held == null ? List.of() : List.copyOf(held);
    }

    /** What is held of a sequence; null if nothing is. */
    @Nullable Sample held(long sequence) {
        for (Sample sample : held()) {
            if (sample.sequence() == sequence) {
                return sample;
            }
        }
        return null;
    }

    boolean holdsNone() {
        return held == null || held.isEmpty();
    }

    /** True if a reading with this sequence would be passed on at once. */
    boolean isInPlace(long sequence) {
        return sequence == next && !isByTime();
    }

    /** True, and the order goes on, if a reading is in its place and none is held behind it. */
    boolean passes(Sample sample) {
        boolean passes = held == null && isInPlace(sample.sequence());
        if (passes) {
            next++;
        }
        return passes;
    }

    void accept(Sample sample, Passage passage) {
        if (next == NOT_STARTED && !isByTime()) {
            next = sample.sequence();
        }
        if (sample.sequence() < next) {
            return;
        }
        List<Sample> waiting = hold(sample);
        while (!waiting.isEmpty() && (isInPlace(waiting.get(0).sequence()) || isFull(waiting))) {
            passLowest(waiting, passage);
        }
        held = waiting.isEmpty() ? null : waiting;
    }

    /** Passes on all that is held: nothing more is to come. */
    void release(Passage passage) {
        List<Sample> waiting = held == null ? List.of() : held;
        while (!waiting.isEmpty()) {
            passLowest(waiting, passage);
        }
        held = null;
    }

    private void passLowest(List<Sample> waiting, Passage passage) {
        Sample lowest = waiting.remove(0);
        if (lowest.sequence() > next && !isByTime()) {
            passage.missing(next, lowest.sequence() - 1, lowest);
        }
        next = lowest.sequence() + 1;
        passage.inOrder(lowest);
    }

    private List<Sample> hold(Sample sample) {
        List<Sample> waiting = held == null ? new ArrayList<>(1) : held;
        int at = waiting.size();
        while (at > 0 && waiting.get(at - 1).sequence() > sample.sequence()) {
            at--;
        }
        waiting.add(at, sample);
        held = waiting;
        return waiting;
    }

    private boolean isFull(List<Sample> waiting) {
        if (waiting.size() >= HELD_READINGS_MAX) {
            return true;
        }
        long earliest = Long.MAX_VALUE;
        long latest = Long.MIN_VALUE;
        for (Sample sample : waiting) {
            earliest = Math.min(earliest, sample.atMs());
            latest = Math.max(latest, sample.atMs());
        }
        return latest - earliest >= (isByTime() ? TIME_SPAN_MAX_MS : HELD_SPAN_MAX_MS);
    }
}
