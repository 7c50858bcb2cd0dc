package io.usance.document;

import io.usance.period.BandHours;
import io.usance.period.Holiday;
import io.usance.period.TimeBand;
import io.usance.period.TimeBands;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Bands of time in plain words. */
final class BandWords {
    /** Holidays that are listed; of others it is told how many there are. */
    private static final int HOLIDAYS_SHOWN_MAX = 20;

    private BandWords() {}

    /** One line each. */
    static List<String> of(TimeBands bands, ZoneId zone) {
        List<String> lines = new ArrayList<>();
        lines.add("Time of use goes by the clock in %s:".formatted(zone));
        for (TimeBand band : bands.bands()) {
            String hours =
                    band.hours().stream().map(BandWords::hours).collect(Collectors.joining("; "));
            lines.add("  - %s: %s".formatted(band.name(), hours));
        }
        lines.add(
                "  - %s: all other time, and what a meter reports without an interval or across an edge"
                        .formatted(bands.rest()));
        if (bands.holidays() != null) {
            lines.add("  Holidays: " + holidays(bands.holidays()));
        }
        return lines;
    }

    private static String hours(BandHours hours) {
        return "%s %s to %s".formatted(days(hours.days()), hours.from(), hours.until());
    }

    /** Days that follow one another, three or more, by the first and the last. */
    private static String days(List<DayOfWeek> days) {
        int last = days.size() - 1;
        boolean run = last >= 2 && days.get(last).getValue() - days.getFirst().getValue() == last;
        return run
                ? name(days.getFirst()) + " to " + name(days.get(last))
                : days.stream().map(BandWords::name).collect(Collectors.joining(", "));
    }

    private static String holidays(List<Holiday> holidays) {
        String shown =
                holidays.stream()
                        .limit(HOLIDAYS_SHOWN_MAX)
                        .map(day -> "%s as a %s".formatted(day.date(), name(day.as())))
                        .collect(Collectors.joining(", "));
        int more = holidays.size() - HOLIDAYS_SHOWN_MAX;
        return more > 0 ? "%s and %d more".formatted(shown, more) : shown;
    }

    private static String name(DayOfWeek day) {
        return day.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }
}
