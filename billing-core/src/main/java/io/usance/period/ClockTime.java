package io.usance.period;

import static io.usance.failure.Checks.given;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time on the wall clock, by the minute, {@code 00:00} to {@code 24:00}, the end of the day.
 *
 * @param minute of the day, 0 to {@link #DAY_MINUTES}
 */
public record ClockTime(int minute) implements Comparable<ClockTime> {
    /** Minutes of a day on the clock, whatever is done to the clock in it. */
    public static final int DAY_MINUTES = 24 * 60;

    private static final int HOUR_MINUTES = 60;
    private static final Pattern FORM = Pattern.compile("([01][0-9]|2[0-4]):([0-5][0-9])");

    public ClockTime {
        if (minute < 0 || minute > DAY_MINUTES) {
            throw new IllegalArgumentException(
                    "minute %d of a day is not within 0 to %d".formatted(minute, DAY_MINUTES));
        }
    }

    /**
     * @param text {@code 08:00}
     * @throws IllegalArgumentException if it is no such time
     */
    public static ClockTime parse(String text) {
        Matcher parts = FORM.matcher(given(text, "time"));
        int minute =
                parts.matches()
                        ? Integer.parseInt(parts.group(1)) * HOUR_MINUTES
                                + Integer.parseInt(parts.group(2))
                        : -1;
        if (minute < 0 || minute > DAY_MINUTES) {
            throw new IllegalArgumentException(
                    "'%s' is no time of day; write \"08:00\", in quotes, from \"00:00\" to \"24:00\""
                            .formatted(text));
        }
        return new ClockTime(minute);
    }

    @Override
    public int compareTo(ClockTime other) {
        return Integer.compare(minute, other.minute);
    }

    /** {@code 08:00}. */
    @Override
    public String toString() {
        return "%02d:%02d".formatted(minute / HOUR_MINUTES, minute % HOUR_MINUTES);
    }
}
