package io.usance.meter.silo;

import io.usance.meter.silo.spec.Interned;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingPeriod;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * The supply contract a silo is metered under, and its open period.
 *
 * @param period the open period; the first contains {@code meteringFrom}
 * @param endsAt end of the last period; null while no end is known
 */
record Assignment(
        String contractId,
        BillingCalendar calendar,
        Instant meteringFrom,
        BillingPeriod period,
        @Nullable Instant endsAt) {

    /**
     * As it is stored, in texts; dates are ISO 8601.
     *
     * @param yearStartMonth, from, until as in {@link BillingCalendar}
     */
    record Stored(
            String contractId,
            String zone,
            String cycle,
            @Nullable Integer yearStartMonth,
            @Nullable String from,
            @Nullable String until,
            String meteringFrom,
            String periodStart,
            String periodEnd,
            @Nullable String endsAt) {

        Assignment assignment() {
            ZoneId inZone = ZoneId.of(zone);
            return new Assignment(
                    contractId,
                    new BillingCalendar(
                            inZone,
                            BillingCalendar.Cycle.valueOf(cycle),
                            yearStartMonth,
                            from == null ? null : LocalDate.parse(from),
                            until == null ? null : LocalDate.parse(until)),
                    Instant.parse(meteringFrom),
                    new BillingPeriod(
                            LocalDate.parse(periodStart), LocalDate.parse(periodEnd), inZone),
                    endsAt == null ? null : Instant.parse(endsAt));
        }
    }

    Stored stored() {
        return new Stored(
                contractId,
                calendar.zone().getId(),
                calendar.cycle().name(),
                calendar.yearStartMonth(),
                text(calendar.from()),
                text(calendar.until()),
                meteringFrom.toString(),
                period.startDate().toString(),
                period.endDate().toString(),
                text(endsAt));
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    static Assignment of(SiloEvent.ContractAssigned assigned) {
        return new Assignment(
                assigned.contractId(),
                assigned.calendar(),
                assigned.meteringFrom(),
                assigned.calendar().periodOf(assigned.meteringFrom()),
                null);
    }

    /** Silos of one contract, and all of one calendar, are in the same period most of the time. */
    Assignment interned() {
        ZoneId zone = Interned.value(calendar.zone());
        return Interned.value(
                new Assignment(
                        contractId,
                        Interned.value(calendar.in(zone)),
                        Interned.value(meteringFrom),
                        Interned.value(period),
                        Interned.orNull(endsAt)));
    }

    Assignment nextPeriod() {
        return new Assignment(contractId, calendar, meteringFrom, calendar.after(period), endsAt);
    }

    Assignment ending(Instant at) {
        return new Assignment(contractId, calendar, meteringFrom, period, at);
    }

    /** No period follows the open one. */
    boolean isLast() {
        return endsAt != null && !period.end().isBefore(endsAt);
    }

    /** Why the contract cannot end then; null if it can. */
    @Nullable String endProblem(Instant at) {
        if (endsAt != null) {
            return "contract " + contractId + " ends at " + endsAt + " already, not at " + at;
        }
        Instant end = calendar.periodOf(at.minusMillis(1)).end();
        if (!end.equals(at)) {
            return at
                    + " is not the end of a billing period of contract "
                    + contractId
                    + "; the period it lies in ends at "
                    + end;
        }
        return at.isAfter(period.start())
                ? null
                : "the periods until "
                        + period.start()
                        + " are closed already, the contract cannot end at "
                        + at
                        + "; end it at "
                        + period.end()
                        + " or later";
    }

    /** For people: in a message of what is in conflict. */
    @Override
    public String toString() {
        return text(contractId, calendar, meteringFrom)
                + (endsAt == null ? "" : ", endsAt=" + endsAt);
    }

    /** The same of an assignment that was asked for. */
    static String text(String contractId, BillingCalendar calendar, Instant meteringFrom) {
        return "contract %s with calendar=%s, meteringFrom=%s"
                .formatted(contractId, calendar, meteringFrom);
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

    /** The most long while no end is known. */
    long endsAtMs() {
        return endsAt == null ? Long.MAX_VALUE : endsAt.toEpochMilli();
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
        long next = calendar.periodOf(Instant.ofEpochMilli(clockMs)).end().toEpochMilli();
        return next > endsAtMs() ? Long.MAX_VALUE : next;
    }

    /** The last instant at or before {@code clockMs} at which the stock must be known. */
    long boundaryUntil(long clockMs) {
        long startMs = calendar.periodOf(Instant.ofEpochMilli(clockMs)).start().toEpochMilli();
        return Math.min(Math.max(startMs, meteringFromMs()), endsAtMs());
    }
}
