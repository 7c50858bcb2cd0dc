package io.usance.offline;

import io.usance.record.DecodeReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When the rows of a file were sampled, and which of them cannot have been then.
 *
 * <p>Rows that are {@link #APART} from all others are strays: a year that was mistyped, a device
 * whose clock was not set yet. They are refused one by one, and do not say from when to when the
 * file reaches. A file whose rows lie in several heaps is nothing of the kind: there are strays
 * only if all but {@link #FEW} of the rows, or all but one in {@link #ONE_IN}, are in one heap. A
 * period that the user names is meant so: what lies within it is no stray.
 *
 * @param first sampled first, of those that are no strays
 * @param last sampled last, of those that are no strays
 * @param earliest nothing before it is taken
 * @param latest nothing after it is taken
 */
public record SampledSpan(Instant first, Instant last, Instant earliest, Instant latest) {

    /** Longer than a plant stands still, shorter than a month or a year is mistyped. */
    static final Duration APART = Duration.ofDays(31);

    static final int FEW = 3;
    static final int ONE_IN = 100;

    /** Rows this long after a named end say nothing of what was before it. */
    static final Duration BEYOND_MAX = Duration.ofDays(31);

    /**
     * @param sampled times of all readings, in any order
     * @param from start of the period, null if it is not named
     * @param to its end, null if it is not named
     * @return empty if there is no reading
     */
    public static Optional<SampledSpan> of(
            List<Instant> sampled, @Nullable Instant from, @Nullable Instant to) {
        if (sampled.isEmpty()) {
            return Optional.empty();
        }
        List<Instant> times = new ArrayList<>(sampled);
        Collections.sort(times);
        List<Instant> heap = heap(times);
        Instant earliest = earlier(heap.getFirst(), from);
        Instant latest = later(heap.getLast(), to);
        List<Instant> within =
                times.stream().filter(at -> !at.isBefore(earliest) && !at.isAfter(latest)).toList();
        return Optional.of(new SampledSpan(within.getFirst(), within.getLast(), earliest, latest));
    }

    /** The heap in which almost all of the times lie; all of them if there is none. */
    private static List<Instant> heap(List<Instant> times) {
        int begin = 0;
        for (int end = 1; end <= times.size(); end++) {
            if (end == times.size() || isApart(times.get(end - 1), times.get(end))) {
                int strays = times.size() - (end - begin);
                if (strays <= Math.max(FEW, times.size() / ONE_IN) && strays < end - begin) {
                    return times.subList(begin, end);
                }
                begin = end;
            }
        }
        return times;
    }

    private static boolean isApart(Instant one, Instant next) {
        return Duration.between(one, next).compareTo(APART) > 0;
    }

    private static Instant earlier(Instant one, @Nullable Instant other) {
        return other == null || one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, @Nullable Instant other) {
        return other == null || one.isAfter(other) ? one : other;
    }

    public boolean isStray(Instant sampledAt) {
        return sampledAt.isBefore(earliest) || sampledAt.isAfter(latest);
    }

    public static boolean isBeyond(Instant sampledAt, Instant to) {
        return sampledAt.isAfter(to.plus(BEYOND_MAX));
    }

    /** Why a stray is refused. */
    public Problem problem(String file, int line, Instant sampledAt) {
        Duration off =
                sampledAt.isBefore(first)
                        ? Duration.between(sampledAt, first)
                        : Duration.between(last, sampledAt);
        return new Problem(
                file,
                line,
                DecodeReason.BAD_TIME.name(),
                "sampled %s, %d days from the other rows, which are of %s to %s; correct its time, or name the period with --from and --to if it is right"
                        .formatted(sampledAt, off.toDays(), first, last));
    }
}
