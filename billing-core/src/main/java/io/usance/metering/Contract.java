package io.usance.metering;

import io.usance.period.BillingCalendar;
import io.usance.period.BillingPeriod;
import java.time.Instant;

/**
 * The supply contract a silo is metered under, and its open period.
 *
 * @param period the open period; the first contains {@code meteringFrom}
 */
record Contract(
        String contractId, BillingCalendar calendar, Instant meteringFrom, BillingPeriod period) {

    static Contract of(SiloEvent.ContractAssigned assigned) {
        return new Contract(
                assigned.contractId(),
                assigned.calendar(),
                assigned.meteringFrom(),
                assigned.calendar().periodOf(assigned.meteringFrom()));
    }

    Contract nextPeriod() {
        return new Contract(contractId, calendar, meteringFrom, calendar.after(period));
    }

    boolean isAssignedBy(SiloCommand.AssignContract command) {
        return contractId.equals(command.contractId())
                && calendar.equals(command.calendar())
                && meteringFrom.equals(command.meteringFrom());
    }

    long meteringFromMs() {
        return meteringFrom.toEpochMilli();
    }

    long periodStartMs() {
        return Math.max(meteringFromMs(), period.start().toEpochMilli());
    }

    long periodEndMs() {
        return period.end().toEpochMilli();
    }

    /** The closed period an instant falls in; the nearest if it falls in none. */
    String closedPeriodId(long atMs) {
        long latest = Math.max(meteringFromMs(), period.start().toEpochMilli() - 1);
        long within = Math.clamp(atMs, meteringFromMs(), latest);
        return calendar.periodOf(Instant.ofEpochMilli(within)).id();
    }

    /** The first instant after {@code clockMs} at which the stock must be known. */
    long boundaryAfter(long clockMs) {
        if (clockMs < meteringFromMs()) {
            return meteringFromMs();
        }
        return calendar.periodOf(Instant.ofEpochMilli(clockMs)).end().toEpochMilli();
    }

    /** The last instant at or before {@code clockMs} at which the stock must be known. */
    long boundaryUntil(long clockMs) {
        long startMs = calendar.periodOf(Instant.ofEpochMilli(clockMs)).start().toEpochMilli();
        return Math.max(startMs, meteringFromMs());
    }
}
