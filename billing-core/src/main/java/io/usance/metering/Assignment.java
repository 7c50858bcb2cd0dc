package io.usance.metering;

import io.usance.period.BillingCalendar;
import io.usance.period.BillingPeriod;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The contract that a meter is under, and its open period. Each kind stores it in a form of its
 * own.
 *
 * @param period the open period; the first contains {@code meteringFrom}
 * @param endsAt end of the last period; null while no end is known
 */
public record Assignment(
        String contractId,
        BillingCalendar calendar,
        Instant meteringFrom,
        BillingPeriod period,
        @Nullable Instant endsAt) {

    /** With the first period open. */
    public static Assignment of(MeterAssigned assigned) {
        return new Assignment(
                assigned.contractId(),
                assigned.calendar(),
                assigned.meteringFrom(),
                assigned.calendar().periodOf(assigned.meteringFrom()),
                null);
    }

    public Assignment nextPeriod() {
        return new Assignment(contractId, calendar, meteringFrom, calendar.after(period), endsAt);
    }

    public Assignment ending(Instant at) {
        return new Assignment(contractId, calendar, meteringFrom, period, at);
    }

    /** No period follows the open one. */
    public boolean isLast() {
        return endsAt != null && !period.end().isBefore(endsAt);
    }

    /** True if it is the same contract under the same terms; period and end may differ. */
    public boolean isTo(String contract, BillingCalendar of, Instant from) {
        return contractId.equals(contract) && calendar.equals(of) && meteringFrom.equals(from);
    }

    /** Why the contract cannot end then; null if it can, with the open period or a later one. */
    public @Nullable String endProblem(Instant at) {
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

    /** Unix time in milliseconds, as the other figures in {@code Ms}. */
    public long meteringFromMs() {
        return meteringFrom.toEpochMilli();
    }

    /** The first instant of the open period that is metered. */
    public long periodStartMs() {
        return Math.max(meteringFromMs(), period.start().toEpochMilli());
    }

    public long periodEndMs() {
        return period.end().toEpochMilli();
    }

    /** The most long while no end is known. */
    public long endsAtMs() {
        return endsAt == null ? Long.MAX_VALUE : endsAt.toEpochMilli();
    }

    /** For people: in a message of what is in conflict. */
    @Override
    public String toString() {
        return text(contractId, calendar, meteringFrom)
                + (endsAt == null ? "" : ", endsAt=" + endsAt);
    }

    /** The same of an assignment that was asked for. */
    public static String text(String contractId, BillingCalendar calendar, Instant meteringFrom) {
        return "contract %s with calendar=%s, meteringFrom=%s"
                .formatted(contractId, calendar, meteringFrom);
    }
}
