package io.usance.meter.silo.state;

import io.usance.meter.silo.spec.Interned;
import io.usance.metering.Assignment;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingPeriod;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * An assignment as a silo stores it, in texts; dates are ISO 8601.
 *
 * @param yearStartMonth, from, until as in {@link BillingCalendar}
 */
record AssignmentForm(
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

    static AssignmentForm of(Assignment assignment) {
        BillingCalendar calendar = assignment.calendar();
        return new AssignmentForm(
                assignment.contractId(),
                calendar.zone().getId(),
                calendar.cycle().name(),
                calendar.yearStartMonth(),
                text(calendar.from()),
                text(calendar.until()),
                assignment.meteringFrom().toString(),
                assignment.period().startDate().toString(),
                assignment.period().endDate().toString(),
                text(assignment.endsAt()));
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

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
                new BillingPeriod(LocalDate.parse(periodStart), LocalDate.parse(periodEnd), inZone),
                endsAt == null ? null : Instant.parse(endsAt));
    }

    /** Silos of one contract, and all of one calendar, are in the same period most of the time. */
    static Assignment interned(Assignment assignment) {
        BillingCalendar calendar = assignment.calendar();
        return Interned.value(
                new Assignment(
                        assignment.contractId(),
                        Interned.value(calendar.in(Interned.value(calendar.zone()))),
                        Interned.value(assignment.meteringFrom()),
                        Interned.value(assignment.period()),
                        Interned.orNull(assignment.endsAt())));
    }
}
