package io.usance.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.failure.InvalidInputException;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.Tariff;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContractTermsTest {

    @Test
    void aSiloTwiceIsRefused() {
        refused(() -> terms(1, List.of("a", "b", "a"), "EUR", RoundingMode.HALF_UP, "1", "pays"))
                .hasMessage("contract c-1 names a meter twice: a, b, a");
    }

    @Test
    void aContractWithoutSilosOrWithTooManyIsRefused() {
        refused(() -> terms(1, List.of(), "EUR", RoundingMode.HALF_UP, "1", "pays"))
                .hasMessage("a contract covers 1 to 10000 meters, not 0");
        List<String> many = Collections.nCopies(10_001, "a");
        refused(() -> terms(1, many, "EUR", RoundingMode.HALF_UP, "1", "pays"))
                .hasMessage("a contract covers 1 to 10000 meters, not 10001");
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"HALF_UP", "HALF_EVEN"})
    void roundingIsHalfUpOrHalfEven(RoundingMode rounding) {
        refused(() -> terms(1, List.of("a"), "EUR", rounding, "1", "pays"))
                .hasMessage("rounding is HALF_UP or HALF_EVEN, not " + rounding);
    }

    @ParameterizedTest
    @ValueSource(strings = {"XAU", "XXX"})
    void aCurrencyWithoutMinorUnitIsRefused(String currency) {
        refused(() -> terms(1, List.of("a"), currency, RoundingMode.HALF_UP, "1", "pays"))
                .hasMessage(
                        "contract c-1 is in " + currency + ", which has no minor unit to round to");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void versionsStartAtOne(int version) {
        refused(() -> terms(version, List.of("a"), "EUR", RoundingMode.HALF_UP, "1", "pays"))
                .hasMessage("contract c-1 has version " + version + "; versions start at 1");
    }

    @Test
    void nobodyPaysHimself() {
        refused(() -> terms(1, List.of("a"), "EUR", RoundingMode.HALF_UP, "1", "gets"))
                .hasMessage("payer and payee have the same account gets");
    }

    /** 10 million tonnes are the most a quantity can be. */
    @ParameterizedTest
    @CsvSource({
        "EUR, 9223372036.85, true",
        "EUR, 9223372036.86, false",
        "KWD, 922337203.685, true",
        "KWD, 922337203.686, false",
        "JPY, 922337203685, true",
        "JPY, 922337203686, false",
    })
    void aPriceThatCouldOverflowAnAmountIsRefused(String currency, String price, boolean fits) {
        if (fits) {
            assertThat(terms(1, List.of("a"), currency, RoundingMode.HALF_UP, price, "pays"))
                    .isNotNull();
        } else {
            refused(() -> terms(1, List.of("a"), currency, RoundingMode.HALF_UP, price, "pays"))
                    .hasMessageStartingWith(
                            "contract c-1 prices 10000000000.000 kg beyond what an amount can hold: ")
                    .hasMessageEndingWith(
                            " "
                                    + currency
                                    + " is beyond the limit of 9223372036854775807 minor"
                                    + " units");
        }
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable signing) {
        return assertThatThrownBy(signing).isInstanceOf(InvalidInputException.class);
    }

    private static ContractTerms terms(
            int version,
            List<String> silos,
            String currency,
            RoundingMode rounding,
            String pricePerTonne,
            String payer) {
        return ContractTerms.builder("c-1")
                .version(version)
                .supplier(new Party("s", "Supplier", "gets"))
                .customer(new Party("c", "Customer", payer))
                .material("PVC granulate")
                .meters(silos)
                .currency(Currency.getInstance(currency))
                .calendar(new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH))
                .tariff(new Tariff.PerUnit(new BigDecimal(pricePerTonne), UnitOfMeasure.TONNE))
                .rounding(rounding)
                .meteringFrom(Instant.parse("2026-02-28T23:00:00Z"))
                .build();
    }
}
