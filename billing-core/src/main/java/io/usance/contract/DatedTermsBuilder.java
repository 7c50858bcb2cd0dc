package io.usance.contract;

import static java.util.Objects.requireNonNull;

import io.usance.failure.Checks;
import io.usance.failure.InvalidInputException;
import io.usance.money.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes {@link DatedTerms}; it says nothing of what is not set. */
public final class DatedTermsBuilder {
    private final @Nullable Instant validFrom;
    private final @Nullable Instant knownFrom;
    private @Nullable BigDecimal taxPercent;
    private @Nullable VatCategory vatCategory;
    private @Nullable String vatExemptionReason;
    private @Nullable List<Payee> payees;
    private @Nullable SelfBilling selfBilling;
    private @Nullable Money creditLimit;
    private @Nullable SettlementPolicy settlement;
    private @Nullable ExceptionTerms exceptions;
    private final List<String> without = new ArrayList<>();

    DatedTermsBuilder(@Nullable Instant validFrom, @Nullable Instant knownFrom) {
        this.validFrom = validFrom;
        this.knownFrom = knownFrom;
    }

    public DatedTermsBuilder taxPercent(BigDecimal percent) {
        taxPercent = percent;
        return this;
    }

    /**
     * What invoices show.
     *
     * @param exemptionReason null where the category needs none
     */
    public DatedTermsBuilder vatCategory(VatCategory category, @Nullable String exemptionReason) {
        vatCategory = category;
        vatExemptionReason = exemptionReason;
        return this;
    }

    public DatedTermsBuilder payees(List<Payee> shares) {
        payees = shares;
        return this;
    }

    public DatedTermsBuilder selfBilling(SelfBilling agreed) {
        selfBilling = agreed;
        return this;
    }

    public DatedTermsBuilder creditLimit(Money most) {
        creditLimit = most;
        return this;
    }

    public DatedTermsBuilder settlement(SettlementPolicy when) {
        settlement = when;
        return this;
    }

    public DatedTermsBuilder exceptions(ExceptionTerms agreed) {
        exceptions = agreed;
        return this;
    }

    /** Says that a term is agreed no more. */
    public DatedTermsBuilder without(DatedTerms.Term term) {
        without.add(term.text());
        return this;
    }

    /**
     * @throws InvalidInputException if a time is missing, or it contradicts itself; names the
     *     reason
     */
    public DatedTerms build() {
        Checks checks = new Checks("datedTerms");
        checks.isSet(validFrom, "validFrom").isSet(knownFrom, "knownFrom").require();
        try {
            return new DatedTerms(
                    requireNonNull(validFrom),
                    requireNonNull(knownFrom),
                    taxPercent,
                    vatCategory,
                    vatExemptionReason,
                    payees,
                    selfBilling,
                    creditLimit,
                    settlement,
                    exceptions,
                    without);
        } catch (IllegalArgumentException e) {
            throw checks.refusal(e);
        }
    }
}
