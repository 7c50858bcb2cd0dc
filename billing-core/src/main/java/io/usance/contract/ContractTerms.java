package io.usance.contract;

import io.usance.money.Money;
import io.usance.period.BillingCalendar;
import io.usance.pricing.Rating;
import io.usance.pricing.RatingContext;
import io.usance.pricing.Tariff;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
        if (version < 1) {
            throw new IllegalArgumentException(
                    "contract " + contractId + " has version " + version + "; versions start at 1");
        }
        if (currency.getDefaultFractionDigits() < 0) {
            throw new IllegalArgumentException(
                    "contract "
                            + contractId
                            + " is in "
                            + currency.getCurrencyCode()
                            + ", which has no minor unit to round to");
        }
        checkChargeable(contractId, tariff);
        checkAmounts(contractId, tariff, currency, rounding);
        if (supplier.account().equals(customer.account())) {
            throw new IllegalArgumentException(
                    "payer and payee have the same account " + supplier.account());
        }
    }

    /**
     * What in a tariff can be priced but not be charged yet, in words; empty if nothing. Charging
     * knows only the quantity so far: no index, no fee or minimum due at close.
     */
    public static Optional<String> notChargeable(Tariff tariff) {
        return tariff.parts().stream()
                .flatMap(part ->
                        switch (part) {
                            case Tariff.Indexed rate -> Stream.of("a price by index");
                            case Tariff.BaseFee fee -> Stream.of("a base fee");
                            case Tariff.Minimum minimum -> Stream.of("a minimum");
                            case Tariff.PerUnit rate -> Stream.empty();
                            case Tariff.Graduated rate -> Stream.empty();
                            case Tariff.Volume rate -> Stream.empty();
                            case Tariff.Packaged rate -> Stream.empty();
                            case Tariff.Percentage percentage -> Stream.empty();
                            case Tariff.Maximum maximum -> Stream.empty();
                        })
                .findFirst();
    }

    private static void checkChargeable(String contractId, Tariff tariff) {
        notChargeable(tariff)
                .ifPresent(what -> {
                    throw new IllegalArgumentException(
                            "contract "
                                    + contractId
                                    + " has "
                                    + what
                                    + ", which can be priced but not be charged yet");
                });
    }

    /**
     * A price so high that a charge could overflow would hold up every charge after it.
     *
     * @throws IllegalArgumentException if it is
     */
    public static void checkAmounts(
            String contractId, Tariff tariff, Currency currency, RoundingMode rounding) {
        Quantity most = new Quantity(Quantity.MILLI_MAX, tariff.dimension());
        try {
            BigDecimal dearest =
                    Rating.rate(tariff, most, RatingContext.dearest(tariff)).amountExact();
            Money.rounded(dearest, currency, rounding);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "contract "
                            + contractId
                            + " prices "
                            + most
                            + " beyond what an amount can hold: "
                            + e.getMessage(),
                    e);
        }
    }
}
