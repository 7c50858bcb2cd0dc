package io.usance.contract.state;

import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.CreditLimitNear;
import io.usance.contract.ContractEvent.HoldReason;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractEvent.SettlementHeld;
import io.usance.contract.ContractEvent.SettlementPurpose;
import io.usance.contract.ContractEvent.TaxCharged;
import io.usance.contract.ContractTerms;
import io.usance.contract.DatedTerms.Term;
import io.usance.contract.state.PeriodState.Pending;
import io.usance.money.Money;
import io.usance.money.Share;
import io.usance.pricing.RatingLine;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantities;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * When and to whom a contract commands money: what was charged less what was commanded, by payee,
 * so that settlements add up to charges however they are cut.
 */
final class Settlements {
    /** Share of the credit limit at which a warning is due, in percent. */
    static final int CREDIT_NEAR_PERCENT = 80;

    private static final int PERCENT_DIGITS = 2;

    private final Draft draft;
    private final String periodId;

    private Settlements(Draft draft, String periodId) {
        this.draft = draft;
        this.periodId = periodId;
    }

    /** Settles a period if it is due by the contract's policy; a closed one at once. */
    static void settle(Draft draft, String periodId, @Nullable Instant now) {
        PeriodState period = draft.period(periodId);
        Settlements settlements = new Settlements(draft, periodId);
        if (period.closed()) {
            settlements.tax();
            settlements.command();
        } else if (draft.state()
                .terms(periodId)
                .settlement()
                .isDue(period.pendingAmount(), period.settled().pending().since(), now)) {
            settlements.command();
        }
    }

    /** Settles all of a period that is about to close, tax included. */
    static void settleClosing(Draft draft, String periodId) {
        Settlements settlements = new Settlements(draft, periodId);
        settlements.tax();
        settlements.command();
    }

    /** Charges the tax of a period, and does nothing else; for an audit. */
    static void tax(Draft draft, String periodId) {
        new Settlements(draft, periodId).tax();
    }

    /** What all that waits in a period is commanded by, whatever the credit; for an audit. */
    static List<ContractEvent> commanded(
            ContractState state, String periodId, SettlementPurpose purpose) {
        Draft draft = new Draft(state);
        Settlements settlements = new Settlements(draft, periodId);
        PeriodState period = draft.period(periodId);
        switch (purpose) {
            case CONSUMPTION -> settlements.commandConsumption(period, period.pendingAmount());
            case TAX -> settlements.commandTax(period, period.pendingTax());
        }
        return draft.events();
    }

    /** Settles every period that is due. */
    static void settleOpen(Draft draft, Instant now) {
        for (String periodId : new TreeSet<>(draft.state().periods().keySet())) {
            settle(draft, periodId, now);
        }
    }

    /** Settles what waited for credit, oldest first. */
    static void release(Draft draft, Instant now) {
        for (String periodId : new TreeSet<>(draft.state().periods().keySet())) {
            if (draft.period(periodId).settled().held()) {
                new Settlements(draft, periodId).command();
            } else {
                settle(draft, periodId, now);
            }
        }
    }

    /**
     * Settles a period that an exception holds no more, or holds it for another reason.
     *
     * @param due it was held, and need not be due by the contract's policy
     */
    static void resume(Draft draft, String periodId, boolean due, @Nullable Instant now) {
        if (due) {
            new Settlements(draft, periodId).command();
        } else {
            settle(draft, periodId, now);
        }
    }

    /** Settles what waits for credit and has it now, oldest first. */
    static void releaseHeld(Draft draft) {
        for (String periodId : new TreeSet<>(draft.state().periods().keySet())) {
            if (draft.period(periodId).isHeldBack()) {
                new Settlements(draft, periodId).command();
            }
        }
    }

    /** Charges tax on all of the period less what was charged of it. */
    private void tax() {
        ContractTerms terms = draft.terms();
        PeriodState period = draft.period(periodId);
        BigDecimal percent = percent(period);
        Money net = period.charged().issued();
        Money total =
                Money.rounded(
                        net.major().multiply(percent).movePointLeft(PERCENT_DIGITS),
                        terms.currency(),
                        terms.rounding());
        Money tax = total.minus(period.settled().taxCharged());
        if (!tax.isZero()) {
            draft.add(new TaxCharged(terms.contractId(), periodId, net, percent, tax, total));
        }
    }

    /** The rate that is agreed with a date; else the one it was closed with; 0 for none. */
    private BigDecimal percent(PeriodState period) {
        BigDecimal fixed = period.settled().taxPercent();
        boolean isFixed = fixed != null && !draft.state().isDated(Term.TAX, periodId);
        BigDecimal percent = isFixed ? fixed : draft.state().terms(periodId).taxPercent();
        return percent == null ? BigDecimal.ZERO : percent;
    }

    /**
     * Commands all that waits, unless an exception is open or the credit does not reach. An amount
     * that alone exceeds the limit waits until nothing else is owed, and what came later waits
     * behind it.
     */
    private void command() {
        PeriodState period = draft.period(periodId);
        Money amount = period.pendingAmount();
        Money tax = period.pendingTax();
        boolean split = !amount.isZero() || Payouts.isSplitOtherwise(draft.state(), periodId);
        if (!split && tax.isZero()) {
            if (period.settled().held()) {
                releaseHeld(draft);
            }
            return;
        }
        Money limit = draft.state().terms(periodId).creditLimit();
        Money outstanding = draft.state().creditOrNone().outstanding();
        Money pending = amount.plus(tax);
        if (draft.state().isHeldByException(periodId)) {
            Money known = limit == null ? Money.zero(pending.currency()) : limit;
            hold(period, HoldReason.EXCEPTION, pending, outstanding, known);
            return;
        }
        boolean beyond =
                limit != null
                        && pending.amountMinor() > 0
                        && (exceeds(outstanding, pending, limit) || isBehindHeld());
        if (limit != null && beyond) {
            hold(period, HoldReason.CREDIT_LIMIT, pending, outstanding, limit);
            return;
        }
        if (split) {
            commandConsumption(period, amount);
        }
        if (!tax.isZero()) {
            commandTax(period, tax);
        }
        warn(limit);
        if (pending.amountMinor() < 0) {
            releaseHeld(draft);
        }
    }

    /** Says once that a period is held. */
    private void hold(
            PeriodState period, HoldReason why, Money pending, Money outstanding, Money limit) {
        if (!period.settled().held()) {
            draft.add(
                    new SettlementHeld(
                            draft.terms().contractId(),
                            periodId,
                            why,
                            pending,
                            outstanding,
                            limit));
        }
    }

    private static boolean exceeds(Money outstanding, Money pending, Money limit) {
        return outstanding.amountMinor() > 0
                && outstanding.plus(pending).amountMinor() > limit.amountMinor();
    }

    private boolean isBehindHeld() {
        return draft.state().periods().entrySet().stream()
                .anyMatch(other ->
                        other.getKey().compareTo(periodId) < 0
                                && other.getValue().isHeldBack()
                                && !draft.state().isHeldByException(other.getKey()));
    }

    private void warn(@Nullable Money limit) {
        ContractState.Credit credit = draft.state().creditOrNone();
        if (limit == null || credit.near()) {
            return;
        }
        if (isNear(credit.outstanding(), limit)) {
            draft.add(new CreditLimitNear(draft.terms().contractId(), credit.outstanding(), limit));
        }
    }

    /** True if so much of the credit is used that a warning is due. */
    static boolean isNear(Money outstanding, @Nullable Money limit) {
        return limit != null
                && outstanding
                                .major()
                                .movePointRight(PERCENT_DIGITS)
                                .compareTo(
                                        limit.major()
                                                .multiply(BigDecimal.valueOf(CREDIT_NEAR_PERCENT)))
                        >= 0;
    }

    /** Each payee gets the share of all that was commanded, less what was commanded before. */
    private void commandConsumption(PeriodState period, Money amount) {
        Money all = period.settled().consumption().plus(amount);
        Pending pending = period.settled().pending();
        for (Payouts.Payout due : Payouts.of(draft.state(), periodId, all)) {
            add(
                    pending.siloId(),
                    pending.consumptionNo(),
                    pending.quantity(),
                    due.amount(),
                    due.account(),
                    pending.lines(),
                    SettlementPurpose.CONSUMPTION,
                    due.share());
        }
    }

    /** Tax goes to the supplier, who owes it. */
    private void commandTax(PeriodState period, Money tax) {
        BigDecimal percent = period.settled().taxPercent();
        if (percent == null) {
            throw new IllegalStateException("tax waits in " + periodId + " without a rate");
        }
        RatingLine line =
                RatingLine.of(
                        1,
                        Fraction.of(period.charged().issued().major()),
                        null,
                        percent.movePointLeft(PERCENT_DIGITS),
                        "tax of %s %% on all of the period, less %s commanded before"
                                .formatted(
                                        percent.toPlainString(),
                                        period.settled().tax().majorText()));
        add(
                null,
                0,
                draft.terms().none(),
                tax,
                draft.terms().supplier().account(),
                List.of(line),
                SettlementPurpose.TAX,
                null);
    }

    private void add(
            @Nullable String siloId,
            long consumptionNo,
            Quantities quantity,
            Money amount,
            String payee,
            List<RatingLine> lines,
            SettlementPurpose purpose,
            @Nullable Share share) {
        ContractTerms terms = draft.terms();
        long no = draft.state().settlementNo() + 1;
        draft.add(
                new SettlementCommanded(
                        terms.contractId(),
                        terms.contractId() + "/" + no,
                        no,
                        siloId,
                        periodId,
                        consumptionNo,
                        quantity,
                        amount,
                        terms.customer().account(),
                        payee,
                        terms.version(),
                        lines,
                        purpose,
                        share));
    }
}
