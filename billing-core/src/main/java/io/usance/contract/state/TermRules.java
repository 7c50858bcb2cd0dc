package io.usance.contract.state;

import io.usance.contract.ContractTerms;
import io.usance.contract.ContractTermsException;
import io.usance.contract.DatedTerms;
import io.usance.contract.DatedTerms.Term;
import io.usance.contract.ExceptionTerms;
import io.usance.contract.Payee;
import io.usance.contract.SelfBilling;
import io.usance.contract.SettlementPolicy;
import io.usance.money.Share;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingPeriod;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the terms that have dates can be amended: what was agreed stays, in its order, and more is
 * added. What holds from the first period on is not changed, for that would change periods that
 * were not meant; an entry with a date says from when.
 */
final class TermRules {
    private final ContractState state;
    private final ContractTerms signed;
    private final ContractTerms amended;
    private final Instant at;

    private TermRules(ContractState state, ContractTerms amended, Instant at) {
        this.state = state;
        this.signed = state.signed();
        this.amended = amended;
        this.at = at;
    }

    /**
     * @throws ContractTermsException if the new terms cannot follow the signed ones
     */
    static void check(ContractState state, ContractTerms amended, Instant at) {
        TermRules rules = new TermRules(state, amended, at);
        rules.entries();
        rules.withoutDate();
    }

    /**
     * Nothing could ever follow what is known later than today.
     *
     * @param at when the contract is signed
     * @throws ContractTermsException if a term is known only after that
     */
    static void checkKnown(ContractTerms terms, Instant at) {
        for (DatedTerms entry : entries(terms)) {
            if (entry.knownFrom().isAfter(at)) {
                throw new ContractTermsException(
                        "contract %s has datedTerms known from %s, which is after it is signed, %s; write when it was agreed"
                                .formatted(terms.contractId(), entry.knownFrom(), at));
            }
        }
    }

    /** An instant at which all its terms are known, not before {@code at}. */
    static Instant allKnown(ContractTerms terms, Instant at) {
        Instant known = at;
        for (DatedTerms entry : entries(terms)) {
            known = entry.knownFrom().isAfter(known) ? entry.knownFrom() : known;
        }
        return known;
    }

    private void entries() {
        List<DatedTerms> before = entries(signed);
        List<DatedTerms> now = entries(amended);
        if (now.size() < before.size() || !areKept(before, now)) {
            throw refused(
                    "drops or changes datedTerms agreed before; leave the %d there are, in their order, and add to them"
                            .formatted(before.size()));
        }
        for (DatedTerms entry : now.subList(before.size(), now.size())) {
            if (entry.knownFrom().isAfter(at)) {
                throw refused(
                        "has datedTerms known from %s, which is after it is agreed, %s; write when it was agreed"
                                .formatted(entry.knownFrom(), at));
            }
            before.forEach(earlier -> follows(earlier, entry));
            reachesNoFurther(entry);
        }
    }

    private static boolean areKept(List<DatedTerms> before, List<DatedTerms> now) {
        for (int i = 0; i < before.size(); i++) {
            DatedTerms was = before.get(i);
            DatedTerms is = now.get(i);
            boolean same =
                    is.with(was.selfBilling()).equals(was)
                            && isSame(was.selfBilling(), is.selfBilling());
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private static List<DatedTerms> entries(ContractTerms terms) {
        return terms.datedTerms() == null ? List.of() : terms.datedTerms();
    }

    /** What was agreed last holds; so what is agreed now is not agreed before it. */
    private void follows(DatedTerms earlier, DatedTerms entry) {
        Set<Term> both = entry.terms();
        both.retainAll(earlier.terms());
        if (!both.isEmpty() && entry.knownFrom().isBefore(earlier.knownFrom())) {
            throw refused(
                    "has %s known from %s, before what was agreed on it last, %s; write when it was agreed"
                            .formatted(names(both), entry.knownFrom(), earlier.knownFrom()));
        }
    }

    private void reachesNoFurther(DatedTerms entry) {
        String forgotten = state.forgottenUpTo();
        Instant kept = forgotten == null ? Instant.MIN : amended.calendar().period(forgotten).end();
        if (entry.validFrom().isBefore(kept)) {
            throw refused(
                    "has %s from %s; the last %d periods are kept, and it can reach back to %s"
                            .formatted(
                                    names(entry.terms()),
                                    entry.validFrom(),
                                    ContractState.PERIODS_KEPT_MAX,
                                    kept));
        }
    }

    private static String names(Set<Term> terms) {
        return terms.stream().map(Term::text).collect(Collectors.joining(", "));
    }

    private void withoutDate() {
        BigDecimal tax = amended.taxPercent();
        BigDecimal taxed = signed.taxPercent();
        boolean sameTax = tax == null || taxed == null ? tax == taxed : tax.compareTo(taxed) == 0;
        same(
                Term.TAX,
                sameTax,
                tax == null ? null : "taxPercent: \"%s\"".formatted(tax.toPlainString()));
        same(
                Term.PAYEES,
                accounts(signed.payees()).equals(accounts(amended.payees())),
                amended.payees().isEmpty() ? null : payees(amended.payees()));
        same(
                Term.SELF_BILLING,
                isSame(signed.selfBilling(), amended.selfBilling()),
                amended.selfBilling() == null ? null : "selfBilling: {all that holds then}");
        same(
                Term.CREDIT_LIMIT,
                Objects.equals(signed.creditLimit(), amended.creditLimit()),
                amended.creditLimit() == null
                        ? null
                        : "creditLimit: \"%s\"".formatted(amended.creditLimit().majorText()));
        same(
                Term.SETTLEMENT,
                signed.settlement().equals(amended.settlement()),
                settlement(amended.settlement()));
        same(
                Term.EXCEPTIONS,
                // What contracts of earlier releases do not say is agreed when they are amended.
                signed.exceptions() == null || signed.exceptions().equals(amended.exceptions()),
                exceptions(amended.exceptions()));
    }

    /**
     * @param line what to write instead; null if the term is agreed no more
     */
    private void same(Term term, boolean isSame, @Nullable String line) {
        BillingCalendar calendar = amended.calendar();
        BillingPeriod first = calendar.periodOf(amended.meteringFrom());
        if (isSame || amended.isDated(term, first)) {
            return;
        }
        BillingPeriod now = calendar.periodOf(at.isBefore(first.start()) ? first.start() : at);
        BillingPeriod next =
                calendar.endsAt() != null
                        ? first
                        : term == Term.CREDIT_LIMIT ? firstWaiting(now) : calendar.after(now);
        throw refused(
                "changes %s without a date, which would change periods that are metered already; leave it as it was, and add to datedTerms {validFrom: %s, knownFrom: %s, %s}, with the first day of the period from which it holds"
                        .formatted(
                                term.text(),
                                next.startDate(),
                                at,
                                line == null ? "without: [" + term.text() + "]" : line));
    }

    /** A limit releases what waits from the first period on that it is of. */
    private BillingPeriod firstWaiting(BillingPeriod present) {
        return state.periods().entrySet().stream()
                .filter(period -> period.getValue().isHeldBack())
                .map(Map.Entry::getKey)
                .min(Comparator.naturalOrder())
                .map(amended.calendar()::period)
                .orElse(present);
    }

    private record Part(String account, Share share) {}

    /** Names are for people. */
    private static List<Part> accounts(List<Payee> payees) {
        return payees.stream().map(payee -> new Part(payee.account(), payee.share())).toList();
    }

    private static String payees(List<Payee> payees) {
        return payees.stream()
                .map(payee ->
                        "{name: \"%s\", account: \"%s\", share: %s}"
                                .formatted(payee.name(), payee.account(), payee.share()))
                .collect(Collectors.joining(", ", "payees: [", "]"));
    }

    /**
     * Addresses and bank accounts of the parties are what they are, whatever the period; and what
     * contracts of the first release lack can be filled in.
     */
    private static boolean isSame(@Nullable SelfBilling before, @Nullable SelfBilling now) {
        if (before == null || now == null) {
            return before == now;
        }
        boolean category =
                before.vatCategory() == null
                        || (before.vatCategory() == now.vatCategory()
                                && Objects.equals(
                                        before.vatExemptionReason(), now.vatExemptionReason()));
        return category
                && before.agreementId().equals(now.agreementId())
                && before.since().equals(now.since())
                && before.dueDays() == now.dueDays()
                && Objects.equals(before.paymentTolerance(), now.paymentTolerance())
                && Objects.equals(
                        before.quantityTolerancePercent(), now.quantityTolerancePercent());
    }

    private static String settlement(SettlementPolicy policy) {
        return "settlement: {when: %s%s%s}"
                .formatted(
                        policy.when(),
                        policy.everyHours() == null ? "" : ", everyHours: " + policy.everyHours(),
                        policy.amount() == null
                                ? ""
                                : ", amount: \"%s\"".formatted(policy.amount().toPlainString()));
    }

    private static String exceptions(@Nullable ExceptionTerms agreed) {
        if (agreed == null) {
            return "exceptions: {settlement: AS_CHARGED}";
        }
        BigDecimal percent = agreed.uncertaintyPercent();
        return "exceptions: {settlement: %s%s}"
                .formatted(
                        agreed.settlement(),
                        percent == null
                                ? ""
                                : ", uncertaintyPercent: \"%s\""
                                        .formatted(percent.toPlainString()));
    }

    private ContractTermsException refused(String what) {
        return new ContractTermsException(
                "amendment of contract " + amended.contractId() + " " + what);
    }
}
