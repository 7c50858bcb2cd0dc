package io.usance.period;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneRulesProvider;

/**
 * Cuts time into billing periods by local dates, so that a day with a daylight-saving change is
 * still one day.
 *
 * @param zone IANA time zone of the contract
 * @param cycle how long a period is
 */
public record BillingCalendar(ZoneId zone, Cycle cycle) {

    /**
     * @throws IllegalArgumentException if the zone is an offset; offsets know no daylight saving,
     *     and databases read some of them the other way round
     */
    public BillingCalendar {
        if (!ZoneRulesProvider.getAvailableZoneIds().contains(zone.getId())) {
            throw new IllegalArgumentException(
                    zone + " is not an IANA time zone such as Europe/Berlin or UTC");
        }
    }

    /** Length of a billing period. Weeks start on Monday. */
    public enum Cycle {
        DAY,
        WEEK,
        MONTH,
        YEAR
    }

    /** The period that {@code instant} falls in; a period's end belongs to the next one. */
    public BillingPeriod periodOf(Instant instant) {
        LocalDate date = instant.atZone(zone).toLocalDate();
        return startingOn(
                switch (cycle) {
                    case DAY -> date;
                    case WEEK -> date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                    case MONTH -> date.withDayOfMonth(1);
                    case YEAR -> date.withDayOfYear(1);
                });
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
            BillingPeriod found = periodOf(start.atStartOfDay(zone).toInstant());
            if (found.id().equals(id)) {
                return found;
            }
        }
        throw new IllegalArgumentException(id + " is not a period of one " + cycle);
    }

    /** The period after {@code period}. */
    public BillingPeriod after(BillingPeriod period) {
        return startingOn(period.endDate());
    }

    private BillingPeriod startingOn(LocalDate start) {
        LocalDate end =
                switch (cycle) {
                    case DAY -> start.plusDays(1);
                    case WEEK -> start.plusWeeks(1);
                    case MONTH -> start.plusMonths(1);
                    case YEAR -> start.plusYears(1);
                };
        return new BillingPeriod(start, end, zone);
    }
}
