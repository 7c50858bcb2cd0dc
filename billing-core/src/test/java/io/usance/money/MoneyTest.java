package io.usance.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {

    @ParameterizedTest
    @CsvSource({
        // exact, currency, HALF_UP, HALF_EVEN
        "344.0536421, EUR, 344.05, 344.05",
        "0.005, EUR, 0.01, 0.00",
        "0.015, EUR, 0.02, 0.02",
        "0.025, EUR, 0.03, 0.02",
        "-0.005, EUR, -0.01, 0.00",
        "-0.025, EUR, -0.03, -0.02",
        "0.00499999, EUR, 0.00, 0.00",
        "29646.199550, EUR, 29646.20, 29646.20",
        "1200.5, JPY, 1201, 1200",
        "1201.5, JPY, 1202, 1202",
        "-1200.5, JPY, -1201, -1200",
        "1.0005, KWD, 1.001, 1.000",
        "1.0015, KWD, 1.002, 1.002",
        "1E+3, EUR, 1000.00, 1000.00",
        "0, KWD, 0.000, 0.000",
    })
    void anAmountIsRoundedOnceToTheMinorUnit(
            BigDecimal exact, Currency currency, String halfUp, String halfEven) {
        assertThat(Money.rounded(exact, currency, RoundingMode.HALF_UP).majorText())
                .isEqualTo(halfUp);
        assertThat(Money.rounded(exact, currency, RoundingMode.HALF_EVEN).majorText())
                .isEqualTo(halfEven);
    }

    @ParameterizedTest
    @CsvSource({
        "6147173, EUR, 61471.73 EUR",
        "-4261, EUR, -42.61 EUR",
        "5, EUR, 0.05 EUR",
        "-5, EUR, -0.05 EUR",
        "1201, JPY, 1201 JPY",
        "1001, KWD, 1.001 KWD",
        "0, EUR, 0.00 EUR",
        "9223372036854775807, EUR, 92233720368547758.07 EUR",
    })
    void textHasTheCurrencysDecimals(long minor, Currency currency, String text) {
        assertThat(new Money(minor, currency)).hasToString(text);
    }

    @Test
    void addsAndSubtractsExactly() {
        assertThat(eur(6_147_173).plus(eur(4_261))).isEqualTo(eur(6_151_434));
        assertThat(eur(4_261).minus(eur(6_147_173))).isEqualTo(eur(-6_142_912));
        assertThat(eur(7).minus(eur(7)).isZero()).isTrue();
        assertThat(eur(-1).isZero()).isFalse();
        assertThat(Money.zero(Currency.getInstance("JPY")).isZero()).isTrue();
    }

    @Test
    void anAmountNeverWrapsAround() {
        assertThatThrownBy(() -> eur(Long.MAX_VALUE).plus(eur(1)))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> eur(Long.MIN_VALUE).minus(eur(1)))
                .isInstanceOf(ArithmeticException.class);
        assertThat(Money.rounded(decimal("92233720368547758.07"), eur(0).currency(), HALF_UP))
                .isEqualTo(eur(Long.MAX_VALUE));
        assertThatThrownBy(() ->
                        Money.rounded(decimal("92233720368547758.08"), eur(0).currency(), HALF_UP))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage(
                        "92233720368547758.08 EUR is beyond the limit of 9223372036854775807 minor"
                                + " units");
    }

    @Test
    void twoCurrenciesNeverMix() {
        Money yen = new Money(500, Currency.getInstance("JPY"));
        assertThatThrownBy(() -> eur(123).plus(yen))
                .isInstanceOf(CurrencyMismatchException.class)
                .hasMessage("cannot combine 1.23 EUR with 500 JPY");
        assertThatThrownBy(() -> yen.minus(eur(123)))
                .isInstanceOf(CurrencyMismatchException.class)
                .hasMessage("cannot combine 500 JPY with 1.23 EUR");
    }

    @ParameterizedTest
    @ValueSource(strings = {"XAU", "XXX", "XDR"})
    void aCurrencyWithoutMinorUnitIsRefused(Currency currency) {
        assertThatThrownBy(() -> Money.zero(currency))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        currency.getCurrencyCode()
                                + " has no minor unit, so nothing can be charged in it");
        assertThatThrownBy(() -> Money.rounded(BigDecimal.TEN, currency, HALF_UP))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static final RoundingMode HALF_UP = RoundingMode.HALF_UP;

    private static Money eur(long minor) {
        return new Money(minor, Currency.getInstance("EUR"));
    }

    private static BigDecimal decimal(String text) {
        return new BigDecimal(text);
    }
}
