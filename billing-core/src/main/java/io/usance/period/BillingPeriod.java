package io.usance.period;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * A half-open interval of local dates in one zone.
 *
 * @param startDate first day, inclusive
 * @param endDate day after the last, exclusive; later than {@code startDate}
 * @param zone IANA time zone whose midnights bound the period
 */
public record BillingPeriod(LocalDate startDate, LocalDate endDate, ZoneId zone) {

    public BillingPeriod {
        if (!endDate.isAfter(startDate)) {
            throw new IllegalArgumentException(
                    "period ends " + endDate + ", not after it starts " + startDate);
        }
    }

    public Instant start() {
        return startDate.atStartOfDay(zone).toInstant();
    }

    /** First instant after the period. */
    public Instant end() {
        return endDate.atStartOfDay(zone).toInstant();
    }

    public boolean contains(Instant instant) {
        return !instant.isBefore(start()) && instant.isBefore(end());
    }

    /**
     * ISO 8601 interval of the local dates, for example {@code 2026-03-01/2026-04-01}. Sorts in
     * time order.
     */
    public String id() {
        return startDate + "/" + endDate;
    }

    @Override
    public String toString() {
        return id();
    }
}
