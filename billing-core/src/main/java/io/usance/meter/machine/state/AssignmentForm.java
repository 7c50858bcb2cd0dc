package io.usance.meter.machine.state;

import io.usance.metering.Assignment;
import io.usance.period.BillingCalendar;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An assignment as a machine stores it. */
record AssignmentForm(
        String contractId,
        BillingCalendar calendar,
        Instant meteringFrom,
        String periodId,
        @Nullable Instant endsAt) {

    static @Nullable AssignmentForm of(@Nullable Assignment assignment) {
        return assignment == null
                ? null
                : new AssignmentForm(
                        assignment.contractId(),
                        assignment.calendar(),
                        assignment.meteringFrom(),
                        assignment.period().id(),
                        assignment.endsAt());
    }

    Assignment assignment() {
        return new Assignment(
                contractId, calendar, meteringFrom, calendar.period(periodId), endsAt);
    }
}
