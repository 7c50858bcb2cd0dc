package io.usance.contract;

import static io.usance.failure.Checks.given;

import io.usance.money.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What two companies agree on from a period on, of all but the price: any of the terms of {@link
 * Term}, and nothing of the others. What a contract's own fields say holds before.
 *
 * <p>Of each term, what was agreed last wins, of what was agreed together the one that holds from
 * later on; so it is with prices, see {@link io.usance.pricing.TariffVersion}.
 *
 * @param validFrom periods that begin then or later have it; begins a period, or is not after the
 *     contract's first one
 * @param knownFrom when it was agreed; later than {@code validFrom} if it reaches back
 * @param taxPercent 0 to 100; null if this says nothing of the rate
 * @param vatCategory what the invoices of these periods show instead of {@link
 *     SelfBilling#vatCategory}; null if this says nothing of it, and beside {@code selfBilling}
 * @param vatExemptionReason why there is no VAT; null where {@code vatCategory} needs none
 * @param payees who gets which share, at least one; null if this says nothing of them
 * @param selfBilling null if this says nothing of it
 * @param creditLimit above zero; null if this says nothing of it
 * @param settlement null if this says nothing of it
 * @param exceptions null if this says nothing of them
 * @param without terms that are not agreed any more, by their names in {@link Term#text}: no tax,
 *     all to the supplier, invoices by the supplier, no limit; null for none
 */
public record DatedTerms(
        Instant validFrom,
        Instant knownFrom,
        @Nullable BigDecimal taxPercent,
        @Nullable VatCategory vatCategory,
        @Nullable String vatExemptionReason,
        @Nullable List<Payee> payees,
        @Nullable SelfBilling selfBilling,
        @Nullable Money creditLimit,
        @Nullable SettlementPolicy settlement,
        @Nullable ExceptionTerms exceptions,
        @Nullable List<String> without) {

    /** Most entries of one contract. */
    public static final int ENTRIES_MAX = 1_000;

    /** A term that has a date. */
    public enum Term {
        TAX("taxPercent", null),
        VAT_CATEGORY("vatCategory", "the vatCategory that applies"),
        PAYEES("payees", null),
        SELF_BILLING("selfBilling", null),
        CREDIT_LIMIT("creditLimit", null),
        SETTLEMENT("settlement", "settlement: {when: EACH_STEP}"),
        EXCEPTIONS("exceptions", "exceptions: {settlement: AS_CHARGED}");

        private final String text;
        private final @Nullable String insteadOfNothing;

        Term(String text, @Nullable String insteadOfNothing) {
            this.text = text;
            this.insteadOfNothing = insteadOfNothing;
        }

        /** Its name in documents. */
        public String text() {
            return text;
        }

        private static String thatCanEnd() {
            return Arrays.stream(values())
                    .filter(term -> term.insteadOfNothing == null)
                    .map(Term::text)
                    .collect(Collectors.joining(", "));
        }
    }

    public DatedTerms {
        given(validFrom, "datedTerms.validFrom");
        given(knownFrom, "datedTerms.knownFrom");
        payees = payees == null ? null : List.copyOf(payees);
        without = without == null || without.isEmpty() ? null : List.copyOf(without);
        if (payees != null && payees.isEmpty()) {
            throw new IllegalArgumentException(
                    "payees is an empty list; write without: [payees] if the supplier gets all");
        }
        if (vatExemptionReason != null && vatCategory == null) {
            throw new IllegalArgumentException(
                    "vatExemptionReason is there without vatCategory; write which VAT applies beside it");
        }
        if (vatCategory != null && selfBilling != null) {
            throw new IllegalArgumentException(
                    "vatCategory is there beside selfBilling; write it in selfBilling, which says all of the invoices");
        }
        checkEnding(without == null ? List.of() : without);
    }

    /** Begins an entry; see {@link DatedTermsBuilder}. */
    public static DatedTermsBuilder from(Instant validFrom, Instant knownFrom) {
        return new DatedTermsBuilder(
                given(validFrom, "datedTerms.validFrom"), given(knownFrom, "datedTerms.knownFrom"));
    }

    private static void checkEnding(List<String> names) {
        for (String name : names) {
            String instead = Term.thatCanEnd();
            for (Term term : Term.values()) {
                instead = term.text.equals(name) ? term.insteadOfNothing : instead;
            }
            if (instead != null) {
                throw new IllegalArgumentException(
                        "without has %s; write %s".formatted(name, instead));
            }
        }
    }

    /** The same with this said of self-billing; null for nothing. */
    public DatedTerms with(@Nullable SelfBilling other) {
        return new DatedTerms(
                validFrom,
                knownFrom,
                taxPercent,
                vatCategory,
                vatExemptionReason,
                payees,
                other,
                creditLimit,
                settlement,
                exceptions,
                without);
    }

    /** The terms it says something of. */
    public Set<Term> terms() {
        Set<Term> named = EnumSet.noneOf(Term.class);
        for (Term term : Term.values()) {
            if (gives(term) || ends(term)) {
                named.add(term);
            }
        }
        return named;
    }

    /** True if it says that the term is agreed no more. */
    public boolean ends(Term term) {
        return without != null && without.contains(term.text);
    }

    boolean gives(Term term) {
        return switch (term) {
            case TAX -> taxPercent != null;
            case VAT_CATEGORY -> vatCategory != null;
            case PAYEES -> payees != null;
            case SELF_BILLING -> selfBilling != null;
            case CREDIT_LIMIT -> creditLimit != null;
            case SETTLEMENT -> settlement != null;
            case EXCEPTIONS -> exceptions != null;
        };
    }

    /**
     * The entry that says what holds of a term in a period.
     *
     * @param entries null for none
     * @param at the period's start
     * @return empty if none holds: what the contract's own field says does
     */
    static Optional<DatedTerms> find(@Nullable List<DatedTerms> entries, Term term, Instant at) {
        DatedTerms found = null;
        for (DatedTerms entry : entries == null ? List.<DatedTerms>of() : entries) {
            boolean holds = !entry.validFrom.isAfter(at) && (entry.gives(term) || entry.ends(term));
            if (holds && (found == null || entry.supersedes(found))) {
                found = entry;
            }
        }
        return Optional.ofNullable(found);
    }

    /** True if it was agreed later, or with the other and for later. */
    boolean supersedes(DatedTerms other) {
        int known = knownFrom.compareTo(other.knownFrom);
        return known > 0 || (known == 0 && validFrom.isAfter(other.validFrom));
    }
}
