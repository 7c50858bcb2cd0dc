package io.usance.document;

import io.usance.contract.DatedTerms;
import io.usance.contract.ExceptionTerms;
import io.usance.contract.Payee;
import io.usance.contract.SelfBilling;
import io.usance.contract.SettlementPolicy;
import io.usance.contract.VatCategory;
import io.usance.money.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Terms with a date as the two companies write them down; see {@link DatedTerms} for what each
 * means.
 *
 * @param creditLimit major currency units; null if this says nothing of it
 */
public record WrittenTerms(
        Instant validFrom,
        Instant knownFrom,
        @Nullable BigDecimal taxPercent,
        @Nullable VatCategory vatCategory,
        @Nullable String vatExemptionReason,
        @Nullable List<Payee> payees,
        @Nullable SelfBilling selfBilling,
        @Nullable BigDecimal creditLimit,
        @Nullable SettlementPolicy settlement,
        @Nullable ExceptionTerms exceptions,
        @Nullable List<String> without) {

    public WrittenTerms {
        payees = payees == null ? null : List.copyOf(payees);
        without = without == null ? null : List.copyOf(without);
    }

    /**
     * @throws IllegalArgumentException if it contradicts itself
     */
    DatedTerms terms(Currency currency) {
        return new DatedTerms(
                validFrom,
                knownFrom,
                taxPercent,
                vatCategory,
                vatExemptionReason,
                payees,
                selfBilling,
                creditLimit == null
                        ? null
                        : Money.rounded(creditLimit, currency, RoundingMode.UNNECESSARY),
                settlement,
                exceptions,
                without);
    }
}
