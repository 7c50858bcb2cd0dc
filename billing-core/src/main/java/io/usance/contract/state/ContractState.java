package io.usance.contract.state;

import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.ChargeAdjusted;
import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.ConsumptionHeld;
import io.usance.contract.ContractEvent.PeriodSettled;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractEvent.SettlementHeld;
import io.usance.contract.ContractEvent.TaxCharged;
import io.usance.contract.ContractTerms;
import io.usance.contract.DatedTerms;
import io.usance.contract.ExceptionEnded;
import io.usance.contract.ExceptionRaised;
import io.usance.contract.PeriodTerms;
import io.usance.contract.state.PeriodState.Settled;
import io.usance.metering.MeteredKind;
import io.usance.money.ExactAmount;
import io.usance.money.Money;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingPeriod;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantities;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a contract needs to remember. Bounded: a counter per silo, and the newest {@link
 * #PERIODS_KEPT_MAX} periods.
 *
 * @param terms null until signed
 * @param endsAt end of its last period; null if it has none
 * @param settlementNo last settlement commanded
 * @param chargedUpTo last consumption number charged or held, by silo
 * @param periods by period id
 * @param forgottenUpTo newest period that is not kept any more; null if all are
 * @param forgottenCarry what that period carries on, major units of the contract's currency; null
 *     if none was dropped
 * @param siloEnds when silos have left the contract or will, by silo; empty while all stay
 * @param credit null until something was commanded
 * @param exceptions null until there was one
 */
public record ContractState(
        @Nullable ContractTerms terms,
        @Nullable Instant endsAt,
        long settlementNo,
        Map<String, Long> chargedUpTo,
        Map<String, PeriodState> periods,
        @Nullable String forgottenUpTo,
        @Nullable Fraction forgottenCarry,
        Map<String, Instant> siloEnds,
        @Nullable Credit credit,
        @Nullable OpenExceptions exceptions) {

    /** Periods kept, the open ones included; a change cannot reach back further. */
    public static final int PERIODS_KEPT_MAX = 100;

    /**
     * @param commanded of all settlements, tax included
     * @param paid of it
     * @param paymentNo last payment recorded
     * @param lastPaid amount of that payment; null before the first
     * @param near {@code CreditLimitNear} was said, and still holds
     */
    public record Credit(
            Money commanded, Money paid, long paymentNo, @Nullable Money lastPaid, boolean near) {

        Money outstanding() {
            return commanded.minus(paid);
        }

        private Credit commanding(Money amount) {
            return new Credit(commanded.plus(amount), paid, paymentNo, lastPaid, near);
        }

        private Credit paying(Money amount, long no) {
            return new Credit(commanded, paid.plus(amount), no, amount, near);
        }

        private Credit near(boolean is) {
            return new Credit(commanded, paid, paymentNo, lastPaid, is);
        }
    }

    static ContractState initial() {
        return new ContractState(
                null, null, 0, Map.of(), Map.of(), null, null, Map.of(), null, null);
    }

    ContractTerms signed() {
        if (terms == null) {
            throw new IllegalStateException("the contract is not signed yet");
        }
        return terms;
    }

    PeriodState period(String periodId) {
        PeriodState known = periods.get(periodId);
        return known == null ? PeriodState.empty(signed()) : known;
    }

    /** What the period before carries into this one. */
    ExactAmount carriedInto(BillingPeriod period) {
        String before = null;
        for (String id : periods.keySet()) {
            boolean later = before == null || id.compareTo(before) > 0;
            before = id.compareTo(period.id()) < 0 && later ? id : before;
        }
        if (before == null) {
            return forgottenCarry != null && carriesOn(forgottenUpTo, period)
                    ? new ExactAmount(forgottenCarry, signed().currency())
                    : ExactAmount.zero(signed().currency());
        }
        PeriodState known = period(before);
        return known.closed() && carriesOn(before, period)
                ? known.charged().carry()
                : ExactAmount.zero(signed().currency());
    }

    private boolean carriesOn(@Nullable String before, BillingPeriod period) {
        ContractTerms agreed = signed();
        return before != null
                && agreed.tariff(agreed.calendar().period(before)).carryForward()
                        == agreed.tariff(period).carryForward();
    }

    /** True if nothing can be carried out of the period. */
    boolean isLastToCarry(BillingPeriod period) {
        ContractTerms agreed = signed();
        BillingPeriod next = agreed.calendar().periodOf(period.end());
        return isLast(period)
                || agreed.tariff(next).carryForward() != agreed.tariff(period).carryForward();
    }

    boolean isForgotten(String periodId) {
        return forgottenUpTo != null && periodId.compareTo(forgottenUpTo) <= 0;
    }

    /** True if the contract has ended when the period begins, or not begun when it ends. */
    boolean isOutside(BillingPeriod period) {
        boolean after = endsAt != null && !period.start().isBefore(endsAt);
        return after || !signed().calendar().isBilled(period);
    }

    /** True if the contract ends with the period. */
    boolean isLast(BillingPeriod period) {
        return period.end().equals(endsAt);
    }

    /** The first period that is not forgotten. */
    BillingPeriod firstKept() {
        BillingCalendar calendar = signed().calendar();
        return forgottenUpTo == null
                ? calendar.periodOf(signed().meteringFrom())
                : calendar.after(calendar.period(forgottenUpTo));
    }

    Credit creditOrNone() {
        if (credit != null) {
            return credit;
        }
        Money nothing = Money.zero(signed().currency());
        return new Credit(nothing, nothing, 0, null, false);
    }

    ContractState evolve(ContractEvent event) {
        return switch (event) {
            case ContractEvent.ContractSigned e -> with(e.terms());
            case ContractEvent.ContractAmended e -> amended(e.terms());
            case ContractEvent.ContractTerminated e -> change(next -> next.endsAt = e.endsAt());
            case ConsumptionCharged e -> charged(e);
            case ConsumptionHeld e -> held(e);
            case ChargeAdjusted e -> adjusted(e);
            case ContractEvent.IndexFixed e -> with(e.periodId(), period(e.periodId()).with(e));
            case TaxCharged e -> taxed(e);
            case SettlementCommanded e -> commanded(e);
            case SettlementHeld e -> settlementHeld(e);
            case ContractEvent.CreditLimitNear e -> with(creditOrNone().near(true));
            case ContractEvent.PaymentNoted e ->
                    with(
                            stillNear(
                                    creditOrNone().paying(e.amount(), e.paymentNo()),
                                    newestLimit()));
            case ContractEvent.SiloLeft e -> left(e);
            case ContractEvent.SiloPeriodNoted e ->
                    with(e.periodId(), period(e.periodId()).closedBy(e.siloId()));
            case PeriodSettled e -> settled(e);
            case ExceptionRaised e -> with(exceptionsOrNone().with(e)).heldAs(this);
            case ExceptionEnded e -> with(exceptionsOrNone().with(e)).heldAs(this);
        };
    }

    private ContractState amended(ContractTerms agreed) {
        return with(agreed).heldAs(this);
    }

    /** Of a period that an exception begins or ceases to hold, nothing was told yet. */
    private ContractState heldAs(ContractState before) {
        ContractState after = this;
        for (Map.Entry<String, PeriodState> period : periods.entrySet()) {
            String id = period.getKey();
            Settled settled = period.getValue().settled();
            if (settled.held() && isHeldByException(id) != before.isHeldByException(id)) {
                after = after.with(id, period.getValue().with(settled.held(false)));
            }
        }
        return after;
    }

    OpenExceptions exceptionsOrNone() {
        return exceptions == null ? OpenExceptions.NONE : exceptions;
    }

    /** What holds of a period, of all but the price. */
    PeriodTerms terms(String periodId) {
        return signed().in(periodId);
    }

    /** True if an agreement with a date says what holds of a term in the period. */
    boolean isDated(DatedTerms.Term term, String periodId) {
        ContractTerms agreed = signed();
        return agreed.datedTerms() != null
                && agreed.isDated(term, agreed.calendar().period(periodId));
    }

    /** True if nothing of the period is commanded until a person has ended its exceptions. */
    boolean isHeldByException(String periodId) {
        return exceptions != null
                && exceptions.isOpen(periodId)
                && terms(periodId).holdsExceptions();
    }

    private ContractState charged(ConsumptionCharged e) {
        PeriodState before = period(e.periodId());
        PeriodState.Charged charged =
                before.charged()
                        .counting(signed(), Instalment.of(e), e.periodQuantity())
                        .with(e.periodExact(), e.periodAmount(), e.lines());
        if (e.kind() == MeteredKind.PROVISIONAL) {
            charged = charged.plusProvisional(e.amount());
        }
        Settled settled = before.settled();
        PeriodState.Pending pending =
                settled.pending()
                        .plus(
                                e.siloId(),
                                e.consumptionNo(),
                                before.charged()
                                        .drawn(signed(), Instalment.of(e), e.periodQuantity()),
                                e.lines(),
                                e.at());
        return counted(e.siloId(), e.consumptionNo())
                .with(e.periodId(), before.with(charged).with(settled.with(pending)));
    }

    /**
     * Its quantity counts, and will be part of what is settled once it is charged. Of a period that
     * never will be, nothing but the number is kept.
     */
    private ContractState held(ConsumptionHeld e) {
        if (isForgotten(e.periodId()) || isOutside(signed().calendar().period(e.periodId()))) {
            return counted(e.siloId(), e.consumptionNo());
        }
        PeriodState before = period(e.periodId());
        Settled settled = before.settled();
        PeriodState.Pending pending =
                settled.pending()
                        .plus(
                                e.siloId(),
                                e.consumptionNo(),
                                before.charged()
                                        .drawn(signed(), Instalment.of(e), e.periodQuantity()),
                                List.of(),
                                e.at());
        return counted(e.siloId(), e.consumptionNo())
                .with(
                        e.periodId(),
                        before.with(
                                        before.charged()
                                                .counting(
                                                        signed(),
                                                        Instalment.of(e),
                                                        e.periodQuantity()))
                                .with(settled.with(pending)));
    }

    private ContractState adjusted(ChargeAdjusted e) {
        PeriodState before = period(e.periodId());
        PeriodState.Charged charged =
                before.charged()
                        .with(e.periodExact(), e.periodAmount(), e.lines())
                        .carrying(e.periodCarry());
        Quantities none = e.periodQuantity().none();
        PeriodState.Pending pending =
                before.settled().pending().plus(null, 0, none, e.lines(), null);
        return with(e.periodId(), before.with(charged).with(before.settled().with(pending)));
    }

    private ContractState taxed(TaxCharged e) {
        PeriodState before = period(e.periodId());
        return with(e.periodId(), before.with(before.settled().taxed(e.periodTax(), e.percent())));
    }

    private ContractState commanded(SettlementCommanded e) {
        PeriodState before = period(e.periodId());
        Settled s = before.settled();
        Settled after =
                switch (e.purpose()) {
                    case CONSUMPTION ->
                            new Settled(
                                    s.count() + 1,
                                    Payouts.paid(this, s.paid(), e),
                                    s.tax(),
                                    s.taxCharged(),
                                    s.taxPercent(),
                                    PeriodState.nothing(e.quantity().none()),
                                    false);
                    case TAX ->
                            new Settled(
                                    s.count() + 1,
                                    s.paid(),
                                    s.tax().plus(e.amount()),
                                    s.taxCharged(),
                                    s.taxPercent(),
                                    s.pending(),
                                    false);
                };
        Credit owed =
                stillNear(creditOrNone().commanding(e.amount()), terms(e.periodId()).creditLimit());
        return change(
                        next -> {
                            next.settlementNo = e.settlementNo();
                            next.credit = owed;
                        })
                .with(e.periodId(), before.with(after));
    }

    /** What is owed no more is not near the limit either. */
    private Credit stillNear(Credit after, @Nullable Money limit) {
        // A period without a limit says nothing of that of another.
        boolean unsaid = limit == null && signed().datedTerms() != null;
        boolean near = unsaid || Settlements.isNear(after.outstanding(), limit);
        return after.near(after.near() && near);
    }

    /** The credit limit of the newest period there is. */
    private @Nullable Money newestLimit() {
        return signed().datedTerms() == null || periods.isEmpty()
                ? signed().creditLimit()
                : terms(Collections.max(periods.keySet())).creditLimit();
    }

    private ContractState settlementHeld(SettlementHeld e) {
        PeriodState before = period(e.periodId());
        return with(e.periodId(), before.with(before.settled().held(true)));
    }

    private ContractState settled(PeriodSettled e) {
        PeriodState before = period(e.periodId());
        ContractState after =
                with(
                        e.periodId(),
                        before.with(before.charged().carrying(e.carry()))
                                .with(
                                        before.settled()
                                                .withTaxFixed(terms(e.periodId()).taxPercent()))
                                .asClosed());
        return after.withoutSettledPeriods();
    }

    /** Periods that nothing waits for any more are dropped, oldest first. */
    private ContractState withoutSettledPeriods() {
        ContractState state = this;
        while (state.periods().size() > PERIODS_KEPT_MAX) {
            ContractState less = state.withoutOldestPeriod();
            if (less.equals(state)) {
                return state;
            }
            state = less;
        }
        return state;
    }

    private ContractState withoutOldestPeriod() {
        TreeMap<String, PeriodState> kept = new TreeMap<>(periods);
        String oldest = kept.firstKey();
        PeriodState period = kept.firstEntry().getValue();
        boolean waits =
                !period.closed()
                        || !period.pendingAmount().isZero()
                        || !period.pendingTax().isZero()
                        || Payouts.isSplitOtherwise(this, oldest)
                        || period.isProvisional(
                                signed().tariff(signed().calendar().period(oldest)));
        if (waits) {
            return this;
        }
        kept.remove(oldest);
        return change(next -> {
            next.periods = kept;
            next.forgottenUpTo = oldest;
            next.forgottenCarry = period.charged().carry().value();
        });
    }

    private ContractState left(ContractEvent.SiloLeft e) {
        Map<String, Instant> ends = new TreeMap<>(siloEnds);
        ends.put(e.siloId(), e.endsAt());
        return change(next -> next.siloEnds = ends);
    }

    private ContractState counted(String siloId, long consumptionNo) {
        Map<String, Long> counters = new TreeMap<>(chargedUpTo);
        counters.put(siloId, consumptionNo);
        return change(next -> next.chargedUpTo = counters);
    }

    private ContractState with(ContractTerms other) {
        return change(next -> next.terms = other);
    }

    private ContractState with(Credit other) {
        return change(next -> next.credit = other);
    }

    ContractState with(String periodId, PeriodState period) {
        Map<String, PeriodState> changed = new TreeMap<>(periods);
        changed.put(periodId, period);
        return change(next -> next.periods = changed);
    }

    private ContractState with(OpenExceptions other) {
        return change(next -> next.exceptions = other);
    }

    private ContractState change(Consumer<Next> what) {
        Next next = new Next(this);
        what.accept(next);
        return next.state();
    }

    /** The same state, to be changed. */
    private static final class Next {
        @Nullable ContractTerms terms;
        @Nullable Instant endsAt;
        long settlementNo;
        Map<String, Long> chargedUpTo;
        Map<String, PeriodState> periods;
        @Nullable String forgottenUpTo;
        @Nullable Fraction forgottenCarry;
        Map<String, Instant> siloEnds;
        @Nullable Credit credit;
        @Nullable OpenExceptions exceptions;

        Next(ContractState of) {
            terms = of.terms;
            endsAt = of.endsAt;
            settlementNo = of.settlementNo;
            chargedUpTo = of.chargedUpTo;
            periods = of.periods;
            forgottenUpTo = of.forgottenUpTo;
            forgottenCarry = of.forgottenCarry;
            siloEnds = of.siloEnds;
            credit = of.credit;
            exceptions = of.exceptions;
        }

        ContractState state() {
            return new ContractState(
                    terms,
                    endsAt,
                    settlementNo,
                    chargedUpTo,
                    periods,
                    forgottenUpTo,
                    forgottenCarry,
                    siloEnds,
                    credit,
                    exceptions);
        }
    }
}
