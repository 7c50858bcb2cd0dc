package io.usance.period;

import static io.usance.failure.Checks.all;
import static io.usance.failure.Checks.given;

import java.time.DayOfWeek;
import java.util.EnumSet;
import java.util.List;

/**
 * Hours of a band: the same on each of some days of the week.
 *
 * @param days at least one; kept in the order of the week
 * @param from on the clock
 * @param until on the clock, exclusive, after {@code from}
 */
public record BandHours(List<DayOfWeek> days, ClockTime from, ClockTime until) {
    public BandHours {
        all(days, "hours.days");
        given(from, "hours.from");
        given(until, "hours.until");
        if (days.isEmpty()) {
            throw new IllegalArgumentException(
                    "hours from %s until %s have no days; write days: [MONDAY, TUESDAY]"
                            .formatted(from, until));
        }
        EnumSet<DayOfWeek> sorted = EnumSet.copyOf(days);
        if (sorted.size() != days.size()) {
            throw new IllegalArgumentException(
                    "days %s name a day twice; write each once".formatted(days));
        }
        days = List.copyOf(sorted);
        if (from.compareTo(until) >= 0) {
            throw new IllegalArgumentException(
                    "until %s is not after from %s; hours over midnight are written as two, until \"24:00\" and from \"00:00\""
                            .formatted(until, from));
        }
    }

    boolean contains(DayOfWeek day, int minute) {
        return days.contains(day) && from.minute() <= minute && minute < until.minute();
    }
}
