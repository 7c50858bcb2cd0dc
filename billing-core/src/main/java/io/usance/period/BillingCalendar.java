package io.usance.period;

import static java.util.Objects.requireNonNull;

import io.usance.failure.Checks;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.ZoneId;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneRulesProvider;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Cuts time into billing periods by local dates, so that a day with a daylight-saving change is
 * still one day.
 *
 * <p>Periods tile the time line: each instant lies in exactly one, and each ends where the next
 * begins. That holds for {@link Cycle#ONCE} as well: what lies before its one billing period and
 * what lies after it are periods of the calendar too, so that every instant and every stored id has
 * an answer; but nothing is billed in them, see {@link #isBilled}.
 *
 * @param zone IANA time zone of the contract
 * @param cycle how long a period is
 * @param yearStartMonth month in which the contract's year starts, 2 to 12, and from which its
 *     quarters are counted; null for January, and for cycles other than QUARTER and YEAR
 * @param from first day of the one period of ONCE, 1970 or later; null for other cycles
 * @param until day after the last of the one period of ONCE; null for other cycles
 */
public record BillingCalendar(
        ZoneId zone,
        Cycle cycle,
        @Nullable Integer yearStartMonth,
        @Nullable LocalDate from,
        @Nullable LocalDate until) {

    /** Most days of a period of ONCE: ten years. */
    public static final int ONCE_DAYS_MAX = 3_653;

    /** Readings from before are not believed; and with four digits ids sort in time order. */
    private static final LocalDate ONCE_FROM_MIN = LocalDate.EPOCH;

    private static final LocalDate BEFORE_FROM = LocalDate.of(1, 1, 1);
    private static final LocalDate AFTER_UNTIL = LocalDate.of(9999, 12, 31);
    private static final int MONTHS_PER_QUARTER = 3;
    private static final int MONTHS_PER_YEAR = 12;

    /**
     * January as the first month is the same as none.
     *
     * @throws IllegalArgumentException if the zone is an offset (offsets know no daylight saving,
     *     and databases read some of them the other way round), or the other values do not fit the
     *     cycle
     */
    public BillingCalendar {
        Checks.given(zone, "calendar.zone");
        Checks.given(cycle, "calendar.cycle");
        if (!ZoneRulesProvider.getAvailableZoneIds().contains(zone.getId())) {
            throw new IllegalArgumentException(
                    zone + " is not an IANA time zone such as Europe/Berlin or UTC");
        }
        checkYearStart(cycle, yearStartMonth);
        checkOnce(zone, cycle, from, until);
        yearStartMonth =
                yearStartMonth != null && yearStartMonth == Month.JANUARY.getValue()
                        ? null
                        : yearStartMonth;
    }

    /** Of a cycle that needs nothing else: not ONCE. A year starts in January. */
    public BillingCalendar(ZoneId zone, Cycle cycle) {
        this(zone, cycle, null, null, null);
    }

    /**
     * One period and no other.
     *
     * @param from its first day
     * @param until day after its last
     */
    public static BillingCalendar once(ZoneId zone, LocalDate from, LocalDate until) {
        Checks.given(from, "calendar.from");
        Checks.given(until, "calendar.until");
        return new BillingCalendar(zone, Cycle.ONCE, null, from, until);
    }

    /** Length of a billing period. Weeks start on Monday. */
    public enum Cycle {
        DAY,
        WEEK,
        MONTH,
        /** Three months, counted from the first month of the contract's year. */
        QUARTER,
        /** Twelve months, from the first of the contract's first month on. */
        YEAR,
        /** A single period from a first day to a last, for a shipment, a job or a rental. */
        ONCE
    }

    /** The period that {@code instant} falls in; a period's end belongs to the next one. */
    public BillingPeriod periodOf(Instant instant) {
        if (cycle == Cycle.ONCE) {
            BillingPeriod once = once();
            return instant.isBefore(once.start())
                    ? beforeOnce()
                    : instant.isBefore(once.end()) ? once : afterOnce();
        }
        return startingOn(firstDay(instant.atZone(zone).toLocalDate()));
    }

    /**
     * The period with this {@link BillingPeriod#id()}.
     *
     * @throws IllegalArgumentException if this calendar has no such period
     */
    public BillingPeriod period(String id) {
        int slash = id.indexOf('/');
        if (slash > 0) {
            LocalDate start = LocalDate.parse(id.substring(0, slash));
            LocalDate end = LocalDate.parse(id.substring(slash + 1));
            if (isPeriod(start, end)) {
                return new BillingPeriod(start, end, zone);
            }
        }
        throw new IllegalArgumentException(id + " is not a period of " + this);
    }

    /**
     * The period after {@code period}. The time after ONCE is a period without end, followed by the
     * same period.
     */
    public BillingPeriod after(BillingPeriod period) {
        if (cycle == Cycle.ONCE) {
            BillingPeriod once = once();
            return period.end().isAfter(once.start()) ? afterOnce() : once;
        }
        return startingOn(period.endDate());
    }

    /** False for the time before and after the one period of ONCE, in which nothing is billed. */
    public boolean isBilled(BillingPeriod period) {
        return cycle != Cycle.ONCE || period.equals(once());
    }

    /** End of the last period; null if there is no last one, which is so for all but ONCE. */
    public @Nullable Instant endsAt() {
        return cycle == Cycle.ONCE ? once().end() : null;
    }

    /** The same calendar with an equal zone, so that a zone can be shared. */
    public BillingCalendar in(ZoneId equalZone) {
        return new BillingCalendar(equalZone, cycle, yearStartMonth, from, until);
    }

    /** For people: {@code MONTH, Europe/Berlin}. */
    @Override
    public String toString() {
        String which =
                cycle == Cycle.ONCE
                        ? " from " + from + " until " + until
                        : yearStartMonth == null
                                ? ""
                                : " with years that start in " + monthName(yearStartMonth);
        return cycle + which + ", " + zone;
    }

    private static String monthName(int month) {
        return Month.of(month).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }

    private LocalDate firstDay(LocalDate date) {
        return switch (cycle) {
            case DAY -> date;
            case WEEK -> date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> date.withDayOfMonth(1);
            case QUARTER ->
                    date.withDayOfMonth(1).minusMonths(monthsIntoYear(date) % MONTHS_PER_QUARTER);
            case YEAR -> date.withDayOfMonth(1).minusMonths(monthsIntoYear(date));
            case ONCE -> once().startDate();
        };
    }

    private int monthsIntoYear(LocalDate date) {
        int first = yearStartMonth == null ? Month.JANUARY.getValue() : yearStartMonth;
        return Math.floorMod(date.getMonthValue() - first, MONTHS_PER_YEAR);
    }

    private LocalDate dayAfter(LocalDate firstDay) {
        return switch (cycle) {
            case DAY -> firstDay.plusDays(1);
            case WEEK -> firstDay.plusWeeks(1);
            case MONTH -> firstDay.plusMonths(1);
            case QUARTER -> firstDay.plusMonths(MONTHS_PER_QUARTER);
            case YEAR -> firstDay.plusYears(1);
            case ONCE -> once().endDate();
        };
    }

    /**
     * Design note: a zone that crosses the date line has no such day (Samoa, 30 December 2011). A
     * period of one day ends with the next day there is, or it would be followed by one without any
     * time.
     */
    private BillingPeriod startingOn(LocalDate start) {
        LocalDate end = dayAfter(start);
        return new BillingPeriod(start, cycle == Cycle.DAY ? existing(end) : end, zone);
    }

    private LocalDate existing(LocalDate date) {
        return date.atStartOfDay(zone).toLocalDate();
    }

    /**
     * Design note: by dates alone, as they were by the rules of the zone when the id was stored. A
     * day that the zone has skipped since is still one.
     */
    private boolean isPeriod(LocalDate start, LocalDate end) {
        if (cycle == Cycle.ONCE) {
            BillingPeriod found = periodOf(start.atStartOfDay(zone).toInstant());
            return found.startDate().equals(start) && found.endDate().equals(end);
        }
        LocalDate dayAfter = dayAfter(start);
        boolean ends =
                end.equals(dayAfter) || (cycle == Cycle.DAY && end.equals(existing(dayAfter)));
        return ends && firstDay(start).equals(start);
    }

    private BillingPeriod once() {
        return new BillingPeriod(requireNonNull(from), requireNonNull(until), zone);
    }

    private BillingPeriod beforeOnce() {
        return new BillingPeriod(BEFORE_FROM, requireNonNull(from), zone);
    }

    private BillingPeriod afterOnce() {
        return new BillingPeriod(requireNonNull(until), AFTER_UNTIL, zone);
    }

    private static void checkYearStart(Cycle cycle, @Nullable Integer month) {
        if (month == null) {
            return;
        }
        if (month < 1 || month > MONTHS_PER_YEAR) {
            throw new IllegalArgumentException(
                    "yearStartMonth is %d, not a month from 1 to 12".formatted(month));
        }
        if (cycle != Cycle.QUARTER && cycle != Cycle.YEAR) {
            throw new IllegalArgumentException(
                    "yearStartMonth is %d, but only a QUARTER and a YEAR have one, not a cycle of %s; leave it out"
                            .formatted(month, cycle));
        }
    }

    private static void checkOnce(
            ZoneId zone, Cycle cycle, @Nullable LocalDate from, @Nullable LocalDate until) {
        if (cycle != Cycle.ONCE) {
            if (from != null || until != null) {
                throw new IllegalArgumentException(
                        "%s is %s, but only ONCE has it, not a cycle of %s, which goes on until the contract is terminated; leave it out"
                                .formatted(
                                        until == null ? "from" : "until",
                                        until == null ? from : until,
                                        cycle));
            }
            return;
        }
        if (until == null) {
            throw new IllegalArgumentException(
                    "a cycle of ONCE has no until; write the day after its last, such as until: 2026-04-01");
        }
        if (from == null) {
            throw new IllegalArgumentException(
                    "a cycle of ONCE has no from; write its first day, such as from: 2026-03-01");
        }
        checkDays(zone, from, until);
    }

    private static void checkDays(ZoneId zone, LocalDate from, LocalDate until) {
        if (from.isBefore(ONCE_FROM_MIN)) {
            throw new IllegalArgumentException(
                    "from is %s, before %s".formatted(from, ONCE_FROM_MIN));
        }
        if (!from.atStartOfDay(zone).isBefore(until.atStartOfDay(zone))) {
            throw new IllegalArgumentException(
                    "until is %s, not after from, %s; it is the day after the last"
                            .formatted(until, from));
        }
        long days = ChronoUnit.DAYS.between(from, until);
        if (days > ONCE_DAYS_MAX || !until.isBefore(AFTER_UNTIL)) {
            throw new IllegalArgumentException(
                    "until is %s, %d days after from, %s; a period of ONCE has at most %d, and ends before %s"
                            .formatted(until, days, from, ONCE_DAYS_MAX, AFTER_UNTIL));
        }
    }
}
