package io.usance.money;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;

/**
 * A rounded amount of money in ISO 4217 minor units (cents for EUR, whole yen for JPY, fils for
 * KWD).
 *
 * @param amountMinor minor units; negative for a credit
 * @param currency ISO 4217 currency with a defined minor unit
 */
public record Money(long amountMinor, Currency currency) {

    public static Money zero(Currency currency) {
        return new Money(0, currency);
    }

    /** The exact amount rounded once, by the given mode, to the currency's minor unit. */
    public static Money rounded(BigDecimal exact, Currency currency, RoundingMode rounding) {
        BigDecimal minor =
                exact.movePointRight(currency.getDefaultFractionDigits()).setScale(0, rounding);
        return new Money(minor.longValueExact(), currency);
    }

    public Money plus(Money other) {
        return new Money(Math.addExact(amountMinor, same(other).amountMinor), currency);
    }

    public Money minus(Money other) {
        return new Money(Math.subtractExact(amountMinor, same(other).amountMinor), currency);
    }

    public boolean isZero() {
        return amountMinor == 0;
    }

    /**
     * Plain decimal text in major units with exactly the currency's decimals, for example {@code
     * 61471.73}.
     */
    public String majorText() {
        return BigDecimal.valueOf(amountMinor, currency.getDefaultFractionDigits()).toPlainString();
    }

    @Override
    public String toString() {
        return majorText() + " " + currency.getCurrencyCode();
    }

    private Money same(Money other) {
        if (!other.currency.equals(currency)) {
            throw new CurrencyMismatchException(this, other);
        }
        return other;
    }
}
