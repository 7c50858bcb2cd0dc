package io.usance.contract;

import io.usance.period.BillingCalendar;
import io.usance.pricing.Tariff;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Currency;
import java.util.List;

/**
 * What the two companies agreed.
 *
 * @param contractId stable identifier; key of the contract's messages
 * @param version from 1; named by every settlement
 * @param supplier owns the material until it is drawn; the payee
 * @param customer draws it; the payer
 * @param siloIds the silos covered, at least one, none twice
 * @param currency ISO 4217
 * @param calendar zone and length of billing periods
 * @param rounding HALF_UP unless agreed otherwise
 * @param meteringFrom consumption counts from here
 */
public record ContractTerms(
        String contractId,
        int version,
        Party supplier,
        Party customer,
        String material,
        List<String> siloIds,
        Currency currency,
        BillingCalendar calendar,
        Tariff tariff,
        RoundingMode rounding,
        Instant meteringFrom) {

    /** Most silos one contract may cover. */
    public static final int SILOS_MAX = 10_000;

    public ContractTerms {
        siloIds = List.copyOf(siloIds);
        if (siloIds.isEmpty() || siloIds.size() > SILOS_MAX) {
            throw new IllegalArgumentException(
                    "a contract covers 1 to " + SILOS_MAX + " silos, not " + siloIds.size());
        }
        if (siloIds.stream().distinct().count() != siloIds.size()) {
            throw new IllegalArgumentException(
                    "contract " + contractId + " names a silo twice: " + siloIds);
        }
        if (rounding != RoundingMode.HALF_UP && rounding != RoundingMode.HALF_EVEN) {
            throw new IllegalArgumentException("rounding is HALF_UP or HALF_EVEN, not " + rounding);
        }
        if (currency.getDefaultFractionDigits() < 0) {
            throw new IllegalArgumentException(currency.getCurrencyCode() + " has no minor unit");
        }
        if (supplier.account().equals(customer.account())) {
            throw new IllegalArgumentException(
                    "payer and payee have the same account " + supplier.account());
        }
    }
}
