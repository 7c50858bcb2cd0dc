package io.usance.meter.silo.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Gaps and doubtful readings that no event has reported yet. All of one reading's are reported at
 * once, so there are few; of too many the oldest is dropped.
 *
 * @param missing gaps that were given up, oldest first; unmodifiable
 * @param setAside readings by which nothing is metered, oldest first; unmodifiable
 */
record Unreported(List<MissingReadings> missing, List<Sample> setAside) {

    static final int UNREPORTED_MAX = DeviceOrder.HELD_READINGS_MAX;

    static final Unreported NONE = new Unreported(List.of(), List.of());

    static Unreported of(List<MissingReadings> missing, List<Sample> setAside) {
        return missing.isEmpty() && setAside.isEmpty()
                ? NONE
                : new Unreported(List.copyOf(missing), List.copyOf(setAside));
    }

    Unreported with(MissingReadings gap) {
        return of(limited(missing, gap), setAside);
    }

    Unreported with(Sample aside) {
        return of(missing, limited(setAside, aside));
    }

    Unreported withoutGaps(Predicate<MissingReadings> reported) {
        return of(missing.stream().filter(reported.negate()).toList(), setAside);
    }

    Unreported withoutSetAside(long sequence) {
        return of(missing, setAside.stream().filter(one -> one.sequence() != sequence).toList());
    }

    private static <T> List<T> limited(List<T> list, T added) {
        List<T> more = new ArrayList<>(list);
        if (more.size() == UNREPORTED_MAX) {
            more.remove(0);
        }
        more.add(added);
        return more;
    }
}
