package io.usance.period;

import static io.usance.failure.Checks.all;
import static io.usance.failure.Checks.given;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A named part of the week.
 *
 * @param name a letter, then at most {@value #NAME_CHARS_MAX} - 1 letters, digits, {@code _} or
 *     {@code -}
 * @param hours when it is, at least one entry, none over another
 */
public record TimeBand(String name, List<BandHours> hours) {
    /** Longest name. */
    public static final int NAME_CHARS_MAX = 32;

    /** Most entries of hours. */
    public static final int HOURS_MAX = 32;

    private static final Pattern NAME =
            Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0," + (NAME_CHARS_MAX - 1) + "}");

    public TimeBand {
        checkName(name);
        hours = List.copyOf(all(hours, "band.hours"));
        if (hours.isEmpty() || hours.size() > HOURS_MAX) {
            throw new IllegalArgumentException(
                    "band %s has %d entries of hours, not 1 to %d; write hours: [{days: [MONDAY], from: \"08:00\", until: \"20:00\"}]"
                            .formatted(name, hours.size(), HOURS_MAX));
        }
    }

    static void checkName(String name) {
        given(name, "band.name");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'%.40s' does not name a band; write a letter, then at most %d letters, digits, _ or -, such as offPeak"
                            .formatted(name, NAME_CHARS_MAX - 1));
        }
    }
}
