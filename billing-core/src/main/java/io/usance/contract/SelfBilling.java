package io.usance.contract;

import io.usance.money.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/**
 * The customer writes the invoice in the supplier's name.
 *
 * @param agreementId of the two companies
 * @param since first day it holds
 * @param supplier as the seller on the invoice; null in contracts of the first release, which
 *     cannot be invoiced
 * @param customer as the buyer on the invoice; null as {@code supplier}
 * @param buyerReference what the customer's books know the contract by; null as {@code supplier}
 * @param vatCategory which VAT applies; null as {@code supplier}
 * @param vatExemptionReason why there is none; null only for {@link VatCategory#STANDARD} and
 *     {@link VatCategory#ZERO_RATED}
 * @param paymentDays from the invoice's date until it is due; null means 30
 * @param paymentTolerance most by which a bank's entry may differ from what was ordered and still
 *     be cleared, major units; the difference goes to a variance account. Null for none
 * @param quantityTolerancePercent most by which the ERP's postings of a period may differ from what
 *     was metered, in percent of it; null for none
 */
public record SelfBilling(
        String agreementId,
        LocalDate since,
        @Nullable InvoiceParty supplier,
        @Nullable InvoiceParty customer,
        @Nullable String buyerReference,
        @Nullable VatCategory vatCategory,
        @Nullable String vatExemptionReason,
        @Nullable Integer paymentDays,
        @Nullable BigDecimal paymentTolerance,
        @Nullable BigDecimal quantityTolerancePercent) {

    /** If nothing else is agreed. */
    public static final int PAYMENT_DAYS_USUAL = 30;

    /** Without what an invoice needs. */
    public SelfBilling(String agreementId, LocalDate since) {
        this(agreementId, since, null, null, null, null, null, null, null, null);
    }

    /** {@link #paymentTolerance} as an amount, rounded down; zero for none. */
    public Money paymentTolerance(Currency currency) {
        return paymentTolerance == null
                ? Money.zero(currency)
                : Money.rounded(paymentTolerance, currency, RoundingMode.DOWN);
    }

    /** Days from the invoice's date until it is due. */
    public int dueDays() {
        return paymentDays == null ? PAYMENT_DAYS_USUAL : paymentDays;
    }

    /** The same, with another category of VAT. */
    SelfBilling with(@Nullable VatCategory category, @Nullable String exemptionReason) {
        return new SelfBilling(
                agreementId,
                since,
                supplier,
                customer,
                buyerReference,
                category,
                exemptionReason,
                paymentDays,
                paymentTolerance,
                quantityTolerancePercent);
    }
}
