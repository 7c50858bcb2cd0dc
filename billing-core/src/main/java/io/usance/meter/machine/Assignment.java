package io.usance.meter.machine;

import io.usance.period.BillingCalendar;
import io.usance.period.BillingPeriod;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The contract a machine is under, and its open period.
 *
 * @param endsAt end of the last period; null while no end is known
 */
record Assignment(
        String contractId,
        BillingCalendar calendar,
        Instant meteringFrom,
        BillingPeriod period,
        @Nullable Instant endsAt) {

    static Assignment of(MachineEvent.MachineAssigned assigned) {
        return new Assignment(
                assigned.contractId(),
                assigned.calendar(),
                assigned.meteringFrom(),
                assigned.calendar().periodOf(assigned.meteringFrom()),
                null);
    }

    /** Stored form. */
    record Form(
            String contractId,
            BillingCalendar calendar,
            Instant meteringFrom,
            String periodId,
            @Nullable Instant endsAt) {

        Assignment assignment() {
            return new Assignment(
                    contractId, calendar, meteringFrom, calendar.period(periodId), endsAt);
        }
    }

    Form form() {
        return new Form(contractId, calendar, meteringFrom, period.id(), endsAt);
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
            return "contract %s ends at %s already, not at %s".formatted(contractId, endsAt, at);
        }
        Instant end = calendar.periodOf(at.minusMillis(1)).end();
        if (!end.equals(at)) {
            return "%s is not the end of a billing period of contract %s; the period it lies in ends at %s"
                    .formatted(at, contractId, end);
        }
        return at.isAfter(period.start())
                ? null
                : "the periods until %s are closed already, the contract cannot end at %s; end it at %s or later"
                        .formatted(period.start(), at, period.end());
    }

    boolean isBy(MachineCommand.AssignMachine command) {
        return contractId.equals(command.contractId())
                && calendar.equals(command.calendar())
                && meteringFrom.equals(command.meteringFrom());
    }

    long fromMs() {
        return meteringFrom.toEpochMilli();
    }

    long periodStartMs() {
        return Math.max(fromMs(), period.start().toEpochMilli());
    }

    long periodEndMs() {
        return period.end().toEpochMilli();
    }

    /** The most long while no end is known. */
    long endsAtMs() {
        return endsAt == null ? Long.MAX_VALUE : endsAt.toEpochMilli();
    }
}
