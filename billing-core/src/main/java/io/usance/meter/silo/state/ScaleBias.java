package io.usance.meter.silo.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * By how much the level shows too much, over time: a stock-take that is entered late is compared
 * with what was known of its own time, not of today's.
 *
 * @param before what was booked before the oldest step that is kept
 * @param steps what was booked of stock-takes and changes of the sensor, ascending by time;
 *     unmodifiable
 * @param takes stock-takes under the present contract, ascending by time; unmodifiable
 */
record ScaleBias(long before, List<Step> steps, List<Take> takes) {

    /** Older ones are kept as their sum. */
    static final int STEPS_MAX = 64;

    /** What is entered late does not change older ones. */
    static final int TAKES_MAX = 64;

    static final ScaleBias NONE = new ScaleBias(0, List.of(), List.of());

    /**
     * @param atMs from when on
     * @param milli the level shows so much more than it did before
     */
    record Step(long atMs, long milli) {}

    /**
     * @param bias what the level showed, less what was counted
     * @param uncertainty of it; a difference within it is none
     */
    record Take(String enteredId, long atMs, long bias, long uncertainty) {}

    long at(long atMs) {
        long sum = before;
        for (Step step : steps) {
            sum += step.atMs() <= atMs ? step.milli() : 0;
        }
        return sum;
    }

    ScaleBias with(Step step) {
        List<Step> more = new ArrayList<>(steps);
        more.add(step);
        more.sort(Comparator.comparingLong(Step::atMs));
        long sum = before;
        if (more.size() > STEPS_MAX) {
            sum += more.removeFirst().milli();
        }
        return new ScaleBias(sum, List.copyOf(more), takes);
    }

    /** Of two at one instant the one that was entered last holds. */
    ScaleBias with(Take take) {
        List<Take> more = new ArrayList<>(takes);
        more.removeIf(other -> other.atMs() == take.atMs());
        more.add(take);
        more.sort(Comparator.comparingLong(Take::atMs));
        if (more.size() > TAKES_MAX) {
            more.removeFirst();
        }
        return new ScaleBias(before, steps, List.copyOf(more));
    }

    /** Under another contract stock-takes before are past. */
    ScaleBias released() {
        return new ScaleBias(before, steps, List.of());
    }
}
