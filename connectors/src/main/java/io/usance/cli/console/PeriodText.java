package io.usance.cli.console;

import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.period.BillingPeriod;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Billing periods as people write them: an id, or what the period begins with.
 *
 * <p>A quarter of a year that does not start in January needs the contract's year, {@code
 * 2026/27-Q2}: its second quarter is another one than the calendar's.
 */
final class PeriodText {
    private static final Pattern YEAR = Pattern.compile("[0-9]{4}");
    private static final Pattern MONTH = Pattern.compile("[0-9]{4}-[0-9]{2}");
    private static final Pattern WEEK = Pattern.compile("[0-9]{4}-W[0-9]{2}");
    private static final Pattern QUARTER = Pattern.compile("([0-9]{4})-Q([1-4])");
    private static final Pattern CONTRACT_YEAR =
            Pattern.compile("([0-9]{4})/([0-9]{2})(?:-Q([1-4]))?");
    private static final int MONTHS_PER_QUARTER = 3;
    private static final int CENTURY = 100;

    private PeriodText() {}

    /** The billing period that a text names; empty if it names none of the calendar. */
    static Optional<BillingPeriod> find(BillingCalendar calendar, String text) {
        try {
            LocalDate start = start(calendar, text);
            BillingPeriod found =
                    start == null
                            ? calendar.period(text)
                            : calendar.periodOf(start.atStartOfDay(calendar.zone()).toInstant());
            boolean begins = start == null || found.startDate().equals(start);
            return begins && calendar.isBilled(found) ? Optional.of(found) : Optional.empty();
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Forms that a period of the calendar can have, for a message. */
    static String forms(BillingCalendar calendar) {
        boolean january = calendar.yearStartMonth() == null;
        return switch (calendar.cycle()) {
            case DAY -> "its day, such as 2026-03-01";
            case WEEK -> "its week, such as 2026-W14, or its Monday, such as 2026-03-30";
            case MONTH -> "its month, such as 2026-03, or its id, such as 2026-03-01/2026-04-01";
            case QUARTER ->
                    january
                            ? "its quarter, such as 2026-Q2, or its first month, such as 2026-04"
                            : "the contract's year and the quarter, such as 2026/27-Q2, or its first month";
            case YEAR ->
                    january
                            ? "its year, such as 2026"
                            : "the contract's year, such as 2026/27, or its first month";
            case ONCE -> "its only one, " + calendar.from() + "/" + calendar.until();
        };
    }

    /** First day of what is named; null for an id. */
    private static @Nullable LocalDate start(BillingCalendar calendar, String text) {
        if (YEAR.matcher(text).matches()) {
            return LocalDate.parse(text + "-01-01");
        }
        if (MONTH.matcher(text).matches()) {
            return LocalDate.parse(text + "-01");
        }
        if (WEEK.matcher(text).matches()) {
            return LocalDate.parse(text + "-1", DateTimeFormatter.ISO_WEEK_DATE);
        }
        Matcher quarter = QUARTER.matcher(text);
        if (quarter.matches()) {
            return quarter(calendar, quarter);
        }
        Matcher year = CONTRACT_YEAR.matcher(text);
        if (year.matches()) {
            return contractYear(calendar, year);
        }
        return text.indexOf('/') > 0 ? null : LocalDate.parse(text);
    }

    private static LocalDate quarter(BillingCalendar calendar, Matcher parts) {
        if (calendar.cycle() != Cycle.QUARTER || calendar.yearStartMonth() != null) {
            throw new IllegalArgumentException("not a quarter of the calendar's year");
        }
        return LocalDate.of(Integer.parseInt(parts.group(1)), 1, 1)
                .plusMonths(MONTHS_PER_QUARTER * (Integer.parseInt(parts.group(2)) - 1L));
    }

    private static LocalDate contractYear(BillingCalendar calendar, Matcher parts) {
        int year = Integer.parseInt(parts.group(1));
        Integer month = calendar.yearStartMonth();
        boolean ofYears = calendar.cycle() == (parts.group(3) == null ? Cycle.YEAR : Cycle.QUARTER);
        if (month == null || !ofYears || (year + 1) % CENTURY != Integer.parseInt(parts.group(2))) {
            throw new IllegalArgumentException("not a year of the contract");
        }
        int quarter = parts.group(3) == null ? 1 : Integer.parseInt(parts.group(3));
        return LocalDate.of(year, month, 1).plusMonths(MONTHS_PER_QUARTER * (quarter - 1L));
    }
}
