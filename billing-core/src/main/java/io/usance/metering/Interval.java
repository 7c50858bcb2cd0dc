package io.usance.metering;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When what was metered happened.
 *
 * @param from when it began
 * @param until when it ended, exclusive
 */
public record Interval(Instant from, Instant until) {

    /** That of what was metered; null if no more is known than its period. */
    public static @Nullable Interval of(Metered metered) {
        Instant from = metered.from();
        Instant until = metered.until();
        return from == null || until == null ? null : new Interval(from, until);
    }

    /** True if nothing of it is before {@code start}, nor after {@code end}. */
    public boolean isWithin(Instant start, Instant end) {
        return !from.isBefore(start) && !until.isAfter(end);
    }
}
