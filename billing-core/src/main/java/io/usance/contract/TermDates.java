package io.usance.contract;

import io.usance.contract.DatedTerms.Term;
import io.usance.money.Money;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingPeriod;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The terms of a contract that have dates: what must be true of them, and what holds when. */
final class TermDates {
    private static final BigDecimal TAX_PERCENT_MAX = BigDecimal.valueOf(100);

    private final List<DatedTerms> entries;
    private final Instant at;

    private TermDates(List<DatedTerms> entries, Instant at) {
        this.entries = entries;
        this.at = at;
    }

    /** What holds of the period that begins then. */
    static PeriodTerms at(ContractTerms terms, Instant start) {
        List<DatedTerms> entries = terms.datedTerms();
        if (entries == null) {
            return new PeriodTerms(
                    terms.payees(),
                    terms.taxPercent(),
                    terms.selfBilling(),
                    terms.creditLimit(),
                    terms.settlement(),
                    terms.exceptions());
        }
        TermDates dates = new TermDates(entries, start);
        SettlementPolicy settlement =
                dates.find(Term.SETTLEMENT).map(DatedTerms::settlement).orElse(terms.settlement());
        ExceptionTerms exceptions =
                dates.find(Term.EXCEPTIONS).map(DatedTerms::exceptions).orElse(terms.exceptions());
        Optional<DatedTerms> payees = dates.find(Term.PAYEES);
        Optional<DatedTerms> tax = dates.find(Term.TAX);
        Optional<DatedTerms> limit = dates.find(Term.CREDIT_LIMIT);
        List<Payee> shares = payees.isPresent() ? payees.get().payees() : terms.payees();
        return new PeriodTerms(
                shares == null ? List.of() : shares,
                tax.isPresent() ? tax.get().taxPercent() : terms.taxPercent(),
                dates.selfBilling(terms.selfBilling()),
                limit.isPresent() ? limit.get().creditLimit() : terms.creditLimit(),
                settlement,
                exceptions);
    }

    /** What holds of some period, each once. */
    static List<PeriodTerms> every(ContractTerms terms) {
        Instant first = terms.calendar().periodOf(terms.meteringFrom()).start();
        SortedSet<Instant> starts = new TreeSet<>(Set.of(first));
        if (terms.datedTerms() != null) {
            terms.datedTerms().forEach(entry -> starts.add(entry.validFrom()));
        }
        return starts.tailSet(first).stream().map(start -> at(terms, start)).distinct().toList();
    }

    /** With the category of VAT that was agreed last, alone or with all else of invoices. */
    private @Nullable SelfBilling selfBilling(@Nullable SelfBilling own) {
        Optional<DatedTerms> whole = find(Term.SELF_BILLING);
        SelfBilling agreed = whole.isPresent() ? whole.get().selfBilling() : own;
        DatedTerms category = find(Term.VAT_CATEGORY).orElse(null);
        boolean counts = category != null && (whole.isEmpty() || category.supersedes(whole.get()));
        return agreed == null || category == null || !counts
                ? agreed
                : agreed.with(category.vatCategory(), category.vatExemptionReason());
    }

    private Optional<DatedTerms> find(Term term) {
        return DatedTerms.find(entries, term, at);
    }

    /**
     * @throws IllegalArgumentException if an entry cannot hold, or two contradict each other
     */
    static void check(
            Party customer,
            Currency currency,
            BillingCalendar calendar,
            Instant meteringFrom,
            List<DatedTerms> entries) {
        if (entries.size() > DatedTerms.ENTRIES_MAX) {
            throw new IllegalArgumentException(
                    "a contract has at most %d datedTerms, not %d"
                            .formatted(DatedTerms.ENTRIES_MAX, entries.size()));
        }
        for (int i = 0; i < entries.size(); i++) {
            DatedTerms entry = entries.get(i);
            try {
                checkTime(entry.validFrom(), calendar, meteringFrom);
                checkAccounts(customer, entry.payees() == null ? List.of() : entry.payees());
                if (entry.payees() != null) {
                    checkShares(entry.payees(), currency);
                }
                checkLimits(entry.taxPercent(), entry.creditLimit(), currency);
                checkEnds(entry);
                if (entry.terms().isEmpty()) {
                    throw new IllegalArgumentException(
                            "says nothing; write what holds from then, such as taxPercent: \"16\"");
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "datedTerms[%d]: %s".formatted(i, e.getMessage()), e);
            }
            for (DatedTerms before : entries.subList(0, i)) {
                checkTogether(before, entry);
            }
        }
    }

    private static void checkEnds(DatedTerms entry) {
        for (Term term : Term.values()) {
            if (entry.gives(term) && entry.ends(term)) {
                throw new IllegalArgumentException(
                        "%s is given, and in without; keep one of them".formatted(term.text()));
            }
        }
    }

    private static void checkTime(
            Instant validFrom, BillingCalendar calendar, Instant meteringFrom) {
        BillingPeriod first = calendar.periodOf(meteringFrom);
        if (!validFrom.isAfter(first.start())) {
            return;
        }
        BillingPeriod within = calendar.periodOf(validFrom);
        if (!calendar.isBilled(within)) {
            throw new IllegalArgumentException(
                    "validFrom is %s, when the one period, %s, has ended; write %s or earlier"
                            .formatted(validFrom, first, first.start()));
        }
        if (!within.start().equals(validFrom)) {
            throw new IllegalArgumentException(
                    "validFrom is %s, within the period %s; terms change when a period begins, write %s or %s"
                            .formatted(validFrom, within, within.start(), within.end()));
        }
    }

    private static void checkTogether(DatedTerms one, DatedTerms other) {
        boolean together =
                one.validFrom().equals(other.validFrom())
                        && one.knownFrom().equals(other.knownFrom());
        Set<Term> both = said(one);
        both.retainAll(said(other));
        if (together && !both.isEmpty()) {
            throw new IllegalArgumentException(
                    "two datedTerms from %s, both known from %s, say what %s is; keep one of them, or write when the later was agreed"
                            .formatted(
                                    one.validFrom(),
                                    one.knownFrom(),
                                    both.stream()
                                            .map(Term::text)
                                            .collect(Collectors.joining(", "))));
        }
    }

    /** What is agreed of invoices says which VAT they show, too. */
    private static Set<Term> said(DatedTerms entry) {
        Set<Term> said = entry.terms();
        if (said.contains(Term.SELF_BILLING)) {
            said.add(Term.VAT_CATEGORY);
        }
        return said;
    }

    /**
     * @throws IllegalArgumentException if the customer is paid, or two payees have one account
     */
    static void checkAccounts(Party customer, List<Payee> payees) {
        Set<String> accounts = new HashSet<>();
        for (Payee payee : payees) {
            if (payee.account().equals(customer.account())) {
                throw new IllegalArgumentException(
                        "payee " + payee.name() + " has the account of the customer, who pays");
            }
            if (!accounts.add(payee.account())) {
                throw new IllegalArgumentException(
                        "two payees have the account " + payee.account() + "; add their shares up");
            }
        }
    }

    /**
     * @throws IllegalArgumentException if the shares do not add up to the whole
     */
    static void checkShares(List<Payee> payees, Currency currency) {
        Money.zero(currency).split(payees.stream().map(Payee::share).toList());
    }

    /**
     * @throws IllegalArgumentException if one of them is out of bounds
     */
    static void checkLimits(
            @Nullable BigDecimal taxPercent, @Nullable Money creditLimit, Currency currency) {
        if (taxPercent != null
                && (taxPercent.signum() < 0 || taxPercent.compareTo(TAX_PERCENT_MAX) > 0)) {
            throw new IllegalArgumentException(
                    "tax is " + taxPercent + " %, not within 0 to " + TAX_PERCENT_MAX);
        }
        if (creditLimit != null
                && (creditLimit.amountMinor() <= 0 || !creditLimit.currency().equals(currency))) {
            throw new IllegalArgumentException(
                    "the credit limit is "
                            + creditLimit
                            + ", not an amount above 0 in "
                            + currency);
        }
    }
}
