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

    /** A {@code long} without its sign. */
    private static final int MINOR_BITS_MAX = Long.SIZE - 1;

    public Money {
        if (currency.getDefaultFractionDigits() < 0) {
            throw new IllegalArgumentException(
                    currency.getCurrencyCode()
                            + " has no minor unit, so nothing can be charged in it");
        }
    }

    public static Money zero(Currency currency) {
        return new Money(0, currency);
    }

    /**
     * The exact amount rounded once, by the given mode, to the currency's minor unit.
     *
     * @throws ArithmeticException if it is beyond {@link Long#MAX_VALUE} minor units
     */
    public static Money rounded(BigDecimal exact, Currency currency, RoundingMode rounding) {
        BigDecimal minor = exact.movePointRight(zero(currency).decimals()).setScale(0, rounding);
        if (minor.toBigIntegerExact().bitLength() > MINOR_BITS_MAX) {
            throw new ArithmeticException(
                    exact.toPlainString()
                            + " "
                            + currency.getCurrencyCode()
                            + " is beyond the limit of "
                            + Long.MAX_VALUE
                            + " minor units");
        }
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
        return BigDecimal.valueOf(amountMinor, decimals()).toPlainString();
    }

    @Override
    public String toString() {
        return majorText() + " " + currency.getCurrencyCode();
    }

    private int decimals() {
        return currency.getDefaultFractionDigits();
    }

    private Money same(Money other) {
        if (!other.currency.equals(currency)) {
            throw new CurrencyMismatchException(this, other);
        }
        return other;
    }
}
