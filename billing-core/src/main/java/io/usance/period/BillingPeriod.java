package io.usance.period;

import static io.usance.failure.Checks.given;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A half-open interval of local dates in one zone. Immutable; equal if dates and zone are.
 *
 * <p>No record, because its instants are asked for with every reading and worked out only once.
 */
public final class BillingPeriod {
    private final LocalDate startDate;
    private final LocalDate endDate;
    private final ZoneId zone;
    private final Instant start;
    private final Instant end;

    /**
     * @param startDate first day, inclusive
     * @param endDate day after the last, exclusive; later than {@code startDate}
     * @param zone IANA time zone whose midnights bound the period
     */
    public BillingPeriod(LocalDate startDate, LocalDate endDate, ZoneId zone) {
        given(startDate, "period.startDate");
        given(endDate, "period.endDate");
        given(zone, "period.zone");
        if (!endDate.isAfter(startDate)) {
            throw new IllegalArgumentException(
                    "period ends " + endDate + ", not after it starts " + startDate);
        }
        this.startDate = startDate;
        this.endDate = endDate;
        this.zone = zone;
        this.start = startDate.atStartOfDay(zone).toInstant();
        this.end = endDate.atStartOfDay(zone).toInstant();
    }

    /** First day, inclusive. */
    public LocalDate startDate() {
        return startDate;
    }

    /** Day after the last, exclusive. */
    public LocalDate endDate() {
        return endDate;
    }

    /** IANA time zone whose midnights bound the period. */
    public ZoneId zone() {
        return zone;
    }

    public Instant start() {
        return start;
    }

    /** First instant after the period. */
    public Instant end() {
        return end;
    }

    public boolean contains(Instant instant) {
        return !instant.isBefore(start) && instant.isBefore(end);
    }

    /**
     * ISO 8601 interval of the local dates, for example {@code 2026-03-01/2026-04-01}. Sorts in
     * time order.
     */
    public String id() {
        return startDate + "/" + endDate;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BillingPeriod that
                && startDate.equals(that.startDate)
                && endDate.equals(that.endDate)
                && zone.equals(that.zone);
    }

    @Override
    public int hashCode() {
        return Objects.hash(startDate, endDate, zone);
    }

    @Override
    public String toString() {
        return id();
    }
}
