package io.usance.meter.silo.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What most silos have nothing of: gaps and doubtful readings that no event has reported yet, and
 * what a reading that could not be is held against. All of one reading's gaps are reported at once,
 * so there are few; of too many the oldest is dropped.
 *
 * @param missing gaps that were given up, oldest first; unmodifiable
 * @param setAside readings by which nothing is metered, oldest first; unmodifiable
 * @param rate null if all is as the window's newest reading says
 */
record Unreported(List<MissingReadings> missing, List<Sample> setAside, @Nullable RateCheck rate) {

    static final int UNREPORTED_MAX = DeviceOrder.HELD_READINGS_MAX;

    static final Unreported NONE = new Unreported(List.of(), List.of(), null);

    static Unreported of(
            List<MissingReadings> missing, List<Sample> setAside, @Nullable RateCheck rate) {
        return missing.isEmpty() && setAside.isEmpty() && rate == null
                ? NONE
                : new Unreported(List.copyOf(missing), List.copyOf(setAside), rate);
    }

    Unreported withRate(@Nullable RateCheck other) {
        return rate == other ? this : of(missing, setAside, other);
    }

    Unreported with(MissingReadings gap) {
        return of(limited(missing, gap), setAside, rate);
    }

    Unreported with(Sample aside) {
        return of(missing, limited(setAside, aside), rate);
    }

    Unreported withoutGaps(Predicate<MissingReadings> reported) {
        return of(missing.stream().filter(reported.negate()).toList(), setAside, rate);
    }

    Unreported withoutSetAside(long sequence) {
        return of(
                missing,
                setAside.stream().filter(one -> one.sequence() != sequence).toList(),
                rate);
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
