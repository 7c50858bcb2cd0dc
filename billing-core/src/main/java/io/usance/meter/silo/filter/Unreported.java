package io.usance.meter.silo.filter;

import io.usance.meter.silo.Doubt;
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
 * @param suspense a fall that waits to be confirmed; null if there is none
 * @param doubts what no event has reported, oldest first; unmodifiable
 */
record Unreported(
        List<MissingReadings> missing,
        List<Sample> setAside,
        @Nullable RateCheck rate,
        @Nullable Suspense suspense,
        List<LevelDoubt> doubts) {

    static final int UNREPORTED_MAX = DeviceOrder.HELD_READINGS_MAX;

    static final Unreported NONE = new Unreported(List.of(), List.of(), null, null, List.of());

    static Unreported of(
            List<MissingReadings> missing,
            List<Sample> setAside,
            @Nullable RateCheck rate,
            @Nullable Suspense suspense,
            List<LevelDoubt> doubts) {
        boolean none =
                missing.isEmpty()
                        && setAside.isEmpty()
                        && rate == null
                        && suspense == null
                        && doubts.isEmpty();
        return none
                ? NONE
                : new Unreported(
                        List.copyOf(missing),
                        List.copyOf(setAside),
                        rate,
                        suspense,
                        List.copyOf(doubts));
    }

    Unreported withSuspense(@Nullable Suspense other) {
        return suspense == other ? this : of(missing, setAside, rate, other, doubts);
    }

    Unreported with(LevelDoubt doubt) {
        return of(missing, setAside, rate, suspense, limited(doubts, doubt));
    }

    Unreported withoutDoubt(Doubt kind, long fromMs) {
        return of(
                missing,
                setAside,
                rate,
                suspense,
                doubts.stream()
                        .filter(one -> one.kind() != kind || one.fromMs() != fromMs)
                        .toList());
    }

    Unreported withRate(@Nullable RateCheck other) {
        return rate == other ? this : of(missing, setAside, other, suspense, doubts);
    }

    Unreported with(MissingReadings gap) {
        return of(limited(missing, gap), setAside, rate, suspense, doubts);
    }

    Unreported with(Sample aside) {
        return of(missing, limited(setAside, aside), rate, suspense, doubts);
    }

    Unreported withoutGaps(Predicate<MissingReadings> reported) {
        return of(
                missing.stream().filter(reported.negate()).toList(),
                setAside,
                rate,
                suspense,
                doubts);
    }

    Unreported withoutSetAside(long sequence) {
        return of(
                missing,
                setAside.stream().filter(one -> one.sequence() != sequence).toList(),
                rate,
                suspense,
                doubts);
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
