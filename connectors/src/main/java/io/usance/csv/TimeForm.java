package io.usance.csv;

import io.usance.csv.TableOptions.DateOrder;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the times of a file are to be read, from all of them together: a 13th to 31st anywhere tells
 * which part of its dates is the day.
 */
final class TimeForm {
    private final @Nullable ZoneId zone;
    private final @Nullable DateOrder order;
    private int twice;
    private int never;

    private TimeForm(@Nullable ZoneId zone, @Nullable DateOrder order) {
        this.zone = zone;
        this.order = order;
    }

    /** A time and the line it is in. */
    record Cell(int line, String column, String text) {}

    /** What is in the file, counted; of each kind the first. */
    private static final class Found {
        private @Nullable Cell local;
        private @Nullable Cell open;
        private @Nullable Cell dayFirst;
        private @Nullable Cell monthFirst;
        private @Nullable Cell dateOnly;
        private @Nullable Cell number;
        private int locals;
        private int fixed;

        void add(Cell cell, WrittenTime time) {
            if (time.isNumber()) {
                number = number == null ? cell : number;
            }
            if (time.isDateOnly()) {
                dateOnly = dateOnly == null ? cell : dateOnly;
            }
            if (time.isWithoutOffset()) {
                local = local == null ? cell : local;
                locals++;
            } else {
                fixed++;
            }
            if (time.isOrderOpen()) {
                open = open == null ? cell : open;
                dayFirst = dayFirst == null && time.first() > 12 ? cell : dayFirst;
                monthFirst = monthFirst == null && time.second() > 12 ? cell : monthFirst;
            }
        }
    }

    /**
     * The form of these times.
     *
     * @param guesses takes what was guessed
     * @throws RefusedFileException if they can be read in two ways
     */
    static TimeForm of(Path file, List<Cell> cells, TableOptions options, List<String> guesses)
            throws RefusedFileException {
        Found found = new Found();
        for (Cell cell : cells) {
            WrittenTime time = isPlain(cell.text()) ? null : WrittenTime.of(cell.text());
            if (time != null) {
                found.add(cell, time);
            } else {
                found.fixed += isPlain(cell.text()) ? 1 : 0;
            }
        }
        DateOrder order = order(file, found, options, guesses);
        Cell local = found.local;
        // One of few among times with an offset is that row's fault alone.
        if (local != null && options.zone() == null && found.locals > found.fixed) {
            throw new RefusedFileException(
                    file,
                    "line %d: %s '%s' has no offset from UTC; say which clock it is of, with --zone Europe/Berlin, for example, or --zone UTC"
                            .formatted(local.line(), local.column(), local.text()));
        }
        if (found.number != null) {
            guesses.add(
                    "%s %s is a time since 1970, %s"
                            .formatted(
                                    found.number.column(),
                                    found.number.text(),
                                    instant(found.number.text())));
        }
        if (found.dateOnly != null) {
            guesses.add(
                    "%s '%s' without a time of day is midnight"
                            .formatted(found.dateOnly.column(), found.dateOnly.text()));
        }
        return new TimeForm(options.zone(), order);
    }

    private static @Nullable DateOrder order(
            Path file, Found found, TableOptions options, List<String> guesses)
            throws RefusedFileException {
        Cell open = found.open;
        if (open == null || options.dates() != null) {
            return options.dates();
        }
        Cell day = found.dayFirst;
        Cell month = found.monthFirst;
        if (day != null && month != null) {
            throw new RefusedFileException(
                    file,
                    "line %d has '%s', line %d '%s': in one the day is first, in the other the month; say which holds, with --dates day-first or --dates month-first"
                            .formatted(day.line(), day.text(), month.line(), month.text()));
        }
        Cell sure = day != null ? day : month;
        if (sure == null) {
            throw new RefusedFileException(
                    file,
                    "line %d: %s '%s' may have the day first or the month, and so has every other row; say which, with --dates day-first or --dates month-first"
                            .formatted(open.line(), open.column(), open.text()));
        }
        DateOrder order = day != null ? DateOrder.DAY_FIRST : DateOrder.MONTH_FIRST;
        guesses.add(
                "dates have the %s first, as '%s' in line %d"
                        .formatted(day != null ? "day" : "month", sure.text(), sure.line()));
        return order;
    }

    private static Instant instant(String number) {
        WrittenTime time = WrittenTime.of(number);
        return time == null ? Instant.EPOCH : time.instants(null, null).getFirst();
    }

    /** As the service's topics have it; needs no change. */
    private static boolean isPlain(String text) {
        int end = text.length() - 1;
        return end >= 19 && text.charAt(end) == 'Z' && text.charAt(10) == 'T';
    }

    /** As ISO 8601 with Z; unchanged if it is no time, or not one alone. */
    String rewritten(String text) {
        WrittenTime time = isPlain(text) ? null : WrittenTime.of(text);
        if (time == null) {
            return text;
        }
        List<Instant> instants = time.instants(zone, order);
        if (time.isWithoutOffset() && zone != null) {
            twice += instants.size() > 1 ? 1 : 0;
            never += instants.isEmpty() && !time.isOrderOpen() ? 1 : 0;
        }
        return instants.size() == 1 ? instants.getFirst().toString() : text;
    }

    /** What is wrong with times that were not rewritten. */
    List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        if (twice > 0) {
            remarks.add(
                    "%d times are of the hour that %s has twice when summer time ends; either would be a guess, so they are refused as BAD_TIME: have them exported with an offset or in UTC, or write --zone +01:00 if the clock is not changed"
                            .formatted(twice, zone));
        }
        if (never > 0) {
            remarks.add(
                    "%d times are of the hour that %s leaves out when summer time begins; they are refused as BAD_TIME: the clock is of another zone, or is not changed (--zone +01:00)"
                            .formatted(never, zone));
        }
        return remarks;
    }
}
