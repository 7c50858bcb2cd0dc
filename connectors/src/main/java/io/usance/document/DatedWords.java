package io.usance.document;

import io.usance.contract.ContractTerms;
import io.usance.contract.DatedTerms;
import io.usance.contract.DatedTerms.Term;
import io.usance.contract.ExceptionTerms;
import io.usance.contract.Payee;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Terms with a date in plain words. */
final class DatedWords {
    private final ContractTerms contract;
    private final List<String> words = new ArrayList<>();

    private DatedWords(ContractTerms contract) {
        this.contract = contract;
    }

    /** One line for each entry, in the order in which they were agreed. */
    static List<String> of(ContractTerms contract) {
        List<String> lines = new ArrayList<>();
        if (contract.datedTerms() != null) {
            contract.datedTerms().forEach(entry -> lines.add(new DatedWords(contract).line(entry)));
        }
        return lines;
    }

    private String line(DatedTerms entry) {
        for (Term term : entry.terms()) {
            if (entry.ends(term)) {
                words.add(ended(term));
            } else {
                given(term, entry);
            }
        }
        return "From %s (agreed %s): %s."
                .formatted(
                        day(entry.validFrom()), day(entry.knownFrom()), String.join("; ", words));
    }

    private LocalDate day(Instant at) {
        return at.atZone(contract.calendar().zone()).toLocalDate();
    }

    private String ended(Term term) {
        return switch (term) {
            case TAX -> "no tax";
            case PAYEES -> "all goes to account %s".formatted(contract.supplier().account());
            case SELF_BILLING -> "the supplier writes the invoices";
            case CREDIT_LIMIT -> "no credit limit";
            case VAT_CATEGORY, SETTLEMENT, EXCEPTIONS -> "no " + term.text();
        };
    }

    private void given(Term term, DatedTerms entry) {
        if (term == Term.TAX && entry.taxPercent() != null) {
            words.add("tax of %s %%".formatted(entry.taxPercent().toPlainString()));
        } else if (term == Term.VAT_CATEGORY) {
            words.add("invoices show VAT category " + entry.vatCategory());
        } else if (entry.payees() != null && term == Term.PAYEES) {
            for (Payee payee : entry.payees()) {
                words.add(
                        "%s goes to %s, account %s"
                                .formatted(payee.share(), payee.name(), payee.account()));
            }
        } else if (entry.selfBilling() != null && term == Term.SELF_BILLING) {
            words.add(
                    "the customer writes the invoices (self-billing), by agreement %s since %s"
                            .formatted(
                                    entry.selfBilling().agreementId(),
                                    entry.selfBilling().since()));
        } else if (term == Term.CREDIT_LIMIT) {
            words.add("at most %s may be owed".formatted(entry.creditLimit()));
        } else if (entry.settlement() != null && term == Term.SETTLEMENT) {
            String settled = ContractWords.settled(entry.settlement(), contract.currency());
            words.add("it" + settled.substring(2, settled.length() - 1));
        } else if (entry.exceptions() != null && term == Term.EXCEPTIONS) {
            words.add(exceptions(entry.exceptions()));
        }
    }

    private static String exceptions(ExceptionTerms agreed) {
        return "a period with an open exception is paid %s%s"
                .formatted(
                        agreed.holds() ? "when a person has ended it" : "as charged",
                        agreed.uncertaintyPercent() == null
                                ? ""
                                : ", and an uncertainty above %s %% is one"
                                        .formatted(agreed.uncertaintyPercent().toPlainString()));
    }
}
