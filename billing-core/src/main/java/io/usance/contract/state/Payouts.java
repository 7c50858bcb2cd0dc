package io.usance.contract.state;

import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractTerms;
import io.usance.contract.DatedTerms.Term;
import io.usance.contract.Payee;
import io.usance.contract.state.PeriodState.PaidPayee;
import io.usance.money.Money;
import io.usance.money.Share;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who gets what of a period. Without a date who is paid is fixed with the period's first
 * settlement. What is agreed with a date is agreed of all of the period: who has got more than that
 * gives it back, so that the amounts of all payees add up to the period, to the minor unit.
 */
final class Payouts {
    private static final Share WHOLE = new Share(1, 1);

    private Payouts() {}

    /**
     * What one payee is to get now.
     *
     * @param share null if all is theirs; of a payee who is none any more, the one they had
     * @param amount not zero; negative if they have got too much
     */
    record Payout(String account, @Nullable Share share, Money amount) {}

    /** What each payee is to get so that {@code all} of the period's consumption is paid. */
    static List<Payout> of(ContractState state, String periodId, Money all) {
        List<PaidPayee> paid = state.period(periodId).settled().paid();
        List<PaidPayee> payees = payees(state, periodId, paid);
        List<Money> parts =
                all.split(
                        payees.stream()
                                .map(payee -> payee.share() == null ? WHOLE : payee.share())
                                .toList());
        List<Payout> due = new ArrayList<>();
        for (PaidPayee payee : paid) {
            if (find(payees, payee.account()) == null) {
                Money nothing = Money.zero(all.currency());
                add(due, payee.account(), payee.share(), nothing.minus(payee.amount()));
            }
        }
        for (int i = 0; i < payees.size(); i++) {
            PaidPayee payee = payees.get(i);
            PaidPayee before = find(paid, payee.account());
            Money part = before == null ? parts.get(i) : parts.get(i).minus(before.amount());
            add(due, payee.account(), payee.share(), part);
        }
        if (state.isDated(Term.PAYEES, periodId)) {
            // Who gives back comes last: what is owed does not fall in between.
            due.sort(Comparator.comparing(one -> one.amount().amountMinor() < 0));
        }
        return due;
    }

    private static void add(List<Payout> due, String account, @Nullable Share share, Money amount) {
        if (!amount.isZero()) {
            due.add(new Payout(account, share, amount));
        }
    }

    /** True if what was paid is to be shared otherwise, though nothing more is due. */
    static boolean isSplitOtherwise(ContractState state, String periodId) {
        return state.isDated(Term.PAYEES, periodId)
                && !of(state, periodId, state.period(periodId).settled().consumption()).isEmpty();
    }

    /** Who is paid in a period; amounts do not count. */
    private static List<PaidPayee> payees(
            ContractState state, String periodId, List<PaidPayee> paid) {
        if (!state.isDated(Term.PAYEES, periodId)) {
            return paid.isEmpty() ? agreed(state, periodId) : paid;
        }
        List<PaidPayee> agreed = agreed(state, periodId);
        if (agreed.getFirst().share() == null) {
            // All to the supplier, at the account that has got all of the period before.
            for (PaidPayee payee : paid) {
                if (payee.share() == null && !payee.amount().isZero()) {
                    return List.of(payee);
                }
            }
        }
        return agreed;
    }

    /** The payees by the terms that hold now, nothing paid yet. */
    private static List<PaidPayee> agreed(ContractState state, String periodId) {
        ContractTerms terms = state.signed();
        Money nothing = Money.zero(terms.currency());
        List<Payee> payees = state.terms(periodId).payees();
        return payees.isEmpty()
                ? List.of(new PaidPayee(terms.supplier().account(), null, nothing))
                : payees.stream()
                        .map(payee -> new PaidPayee(payee.account(), payee.share(), nothing))
                        .toList();
    }

    /** What was paid in a period, a settlement later. */
    static List<PaidPayee> paid(
            ContractState state, List<PaidPayee> before, SettlementCommanded e) {
        boolean dated = state.isDated(Term.PAYEES, e.periodId());
        List<PaidPayee> payees = new ArrayList<>();
        for (PaidPayee payee : before.isEmpty() ? agreed(state, e.periodId()) : before) {
            payees.add(
                    payee.account().equals(e.payee())
                            ? new PaidPayee(
                                    payee.account(),
                                    dated ? e.share() : payee.share(),
                                    payee.amount().plus(e.amount()))
                            : payee);
        }
        if (dated && find(payees, e.payee()) == null) {
            payees.add(new PaidPayee(e.payee(), e.share(), e.amount()));
        }
        return List.copyOf(payees);
    }

    private static @Nullable PaidPayee find(List<PaidPayee> payees, String account) {
        for (PaidPayee payee : payees) {
            if (payee.account().equals(account)) {
                return payee;
            }
        }
        return null;
    }
}
