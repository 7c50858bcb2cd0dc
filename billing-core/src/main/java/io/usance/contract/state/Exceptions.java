package io.usance.contract.state;

import io.usance.contract.ContractCommand.EndException;
import io.usance.contract.ContractTermsException;
import io.usance.contract.ExceptionEnded;
import io.usance.contract.ExceptionRaised;
import io.usance.contract.ExceptionTerms;
import io.usance.contract.state.ChargingCommand.NoteDoubt;
import io.usance.contract.state.ChargingCommand.NoteSiloClosed;
import io.usance.metering.MeterDoubted;
import io.usance.metering.Metered;
import io.usance.metering.MeteredKind;
import io.usance.period.BillingPeriod;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The life of an exception: raised by what a meter doubts or a period's close shows, ended by a
 * person, and then what was held is settled.
 */
final class Exceptions {
    private static final int PERCENT_DIGITS = 2;

    private final Draft draft;
    private final String meterId;
    private final String periodId;
    private final long evidenceNo;
    private final @Nullable Instant at;

    private Exceptions(
            Draft draft, String meterId, String periodId, long evidenceNo, @Nullable Instant at) {
        this.draft = draft;
        this.meterId = meterId;
        this.periodId = periodId;
        this.evidenceNo = evidenceNo;
        this.at = at;
    }

    /** Raises what a meter doubts. */
    static void note(Draft draft, NoteDoubt command) {
        MeterDoubted doubt = command.doubt();
        Exceptions exceptions =
                new Exceptions(
                        draft,
                        doubt.meterId(),
                        doubt.periodId(),
                        command.evidenceNo(),
                        command.at());
        if (exceptions.isNew()) {
            exceptions.raise(doubt);
        }
    }

    /** Raises what the balance of a period shows: that it is negative, or too uncertain. */
    static void ofClose(Draft draft, NoteSiloClosed command) {
        Exceptions exceptions =
                new Exceptions(
                        draft,
                        command.siloId(),
                        command.periodId(),
                        command.evidenceNo(),
                        command.at());
        if (!exceptions.isNew()) {
            return;
        }
        BillingPeriod period = draft.terms().calendar().period(command.periodId());
        Quantity negative = command.negativeBalance();
        if (negative != null) {
            exceptions.raise(
                    MeterDoubted.NEGATIVE_BALANCE,
                    period.start(),
                    period.end(),
                    negative,
                    Quantity.zero(negative.dimension()));
        }
        Quantity uncertainty = command.uncertainty();
        BigDecimal percent = percent(draft, command.periodId());
        Quantity consumed = command.consumed().first();
        MeterDoubted uncertain = command.uncertain();
        if (percent != null
                && uncertainty != null
                && !consumed.isZero()
                && consumed.dimension().equals(uncertainty.dimension())) {
            exceptions.judge(uncertainty, consumed, percent, period);
        } else if (uncertain != null) {
            exceptions.raise(uncertain);
        }
    }

    /** Raises an uncertainty above the share of what was consumed that is agreed. */
    private void judge(
            Quantity uncertainty, Quantity consumed, BigDecimal percent, BillingPeriod period) {
        Quantity limit =
                new Quantity(
                        BigDecimal.valueOf(Math.abs(consumed.milli()))
                                .multiply(percent)
                                .movePointLeft(PERCENT_DIGITS)
                                .setScale(0, RoundingMode.DOWN)
                                .longValueExact(),
                        consumed.dimension());
        if (uncertainty.compareTo(limit) > 0) {
            raise(MeterDoubted.LARGE_UNCERTAINTY, period.start(), period.end(), uncertainty, limit);
        }
    }

    /**
     * True if what is charged waits for the close of the period, which follows at once: only that
     * says whether it is to be trusted.
     */
    static boolean isJudgedAtClose(Draft draft, Metered metered) {
        return metered.kind() == MeteredKind.TRUE_UP
                && draft.state().terms(metered.periodId()).holdsExceptions();
    }

    /** Ends an exception for a person, once. */
    static void end(Draft draft, EndException command) {
        OpenExceptions exceptions = draft.state().exceptionsOrNone();
        OpenExceptions.Open open = exceptions.open(command.exceptionNo());
        if (open == null) {
            requireSame(exceptions, command);
            return;
        }
        boolean heldBefore = draft.state().isHeldByException(open.periodId());
        boolean due = draft.period(open.periodId()).settled().held();
        draft.add(
                new ExceptionEnded(
                        command.contractId(),
                        command.exceptionNo(),
                        open.periodId(),
                        command.how(),
                        command.by(),
                        command.why(),
                        command.at()));
        if (heldBefore && !draft.state().isHeldByException(open.periodId())) {
            Settlements.resume(draft, open.periodId(), due, command.at());
        }
    }

    private static void requireSame(OpenExceptions exceptions, EndException command) {
        if (command.exceptionNo() > exceptions.lastNo()) {
            throw new ContractTermsException(
                    exceptions.lastNo() == 0
                            ? "contract %s has no exception %d; it never had one"
                                    .formatted(command.contractId(), command.exceptionNo())
                            : "contract %s has no exception %d; the last one is %d"
                                    .formatted(
                                            command.contractId(),
                                            command.exceptionNo(),
                                            exceptions.lastNo()));
        }
        OpenExceptions.Ended ended = exceptions.ended(command.exceptionNo());
        if (ended == null) {
            throw new ContractTermsException(
                    "exception %d of contract %s was ended before, and stays so"
                            .formatted(command.exceptionNo(), command.contractId()));
        }
        boolean same =
                ended.how() == command.how()
                        && ended.by().equals(command.by())
                        && ended.why().equals(command.why());
        if (!same) {
            throw new ContractTermsException(
                    "exception %d of contract %s was ended already, %s by %s (%s), and cannot be %s by %s (%s)"
                            .formatted(
                                    command.exceptionNo(),
                                    command.contractId(),
                                    ended.how(),
                                    ended.by(),
                                    ended.why(),
                                    command.how(),
                                    command.by(),
                                    command.why()));
        }
    }

    /** True for a meter's event that was not looked at, of a period in which money may move. */
    private boolean isNew() {
        ContractState state = draft.state();
        return state.signed().meterIds().contains(meterId)
                && !state.isForgotten(periodId)
                && !state.isOutside(state.signed().calendar().period(periodId))
                && !state.exceptionsOrNone().isSeen(meterId, evidenceNo);
    }

    private void raise(MeterDoubted doubt) {
        raise(doubt.doubtName(), doubt.from(), doubt.until(), doubt.quantity(), doubt.expected());
    }

    private void raise(
            String kind, Instant from, Instant until, Quantity quantity, Quantity expected) {
        OpenExceptions before = draft.state().exceptionsOrNone();
        if (before.isKnown(meterId, periodId, kind)) {
            return;
        }
        boolean due = draft.period(periodId).isHeldBack();
        boolean heldBefore = draft.state().isHeldByException(periodId);
        draft.add(
                new ExceptionRaised(
                        draft.terms().contractId(),
                        before.lastNo() + 1,
                        meterId,
                        periodId,
                        before.isFull() ? ExceptionRaised.MORE_EXCEPTIONS : kind,
                        from,
                        until,
                        quantity,
                        expected,
                        evidenceNo,
                        at));
        if (due && !heldBefore && draft.state().isHeldByException(periodId)) {
            // It waited for credit; now it waits for a person, and others need not wait behind it.
            Settlements.resume(draft, periodId, true, at);
            Settlements.releaseHeld(draft);
        }
    }

    private static @Nullable BigDecimal percent(Draft draft, String periodId) {
        ExceptionTerms agreed = draft.state().terms(periodId).exceptions();
        return agreed == null ? null : agreed.uncertaintyPercent();
    }
}
