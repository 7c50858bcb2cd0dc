package io.usance.money;

import io.usance.quantity.Fraction;
import java.math.RoundingMode;
import java.util.Currency;

/**
 * An amount of money before it is rounded, beside {@link Money}, which is rounded: 134.7222… EUR,
 * exactly. Amounts of different currencies never mix.
 *
 * @param value major currency units
 * @param currency ISO 4217 currency with a defined minor unit
 */
public record ExactAmount(Fraction value, Currency currency) {

    public ExactAmount {
        Money.requireMinorUnit(currency);
    }

    public static ExactAmount zero(Currency currency) {
        return new ExactAmount(Fraction.ZERO, currency);
    }

    /**
     * Rounded once, by the given mode, to the currency's minor unit.
     *
     * @throws ArithmeticException if it is beyond what {@link Money} holds
     */
    public Money rounded(RoundingMode rounding) {
        return Money.rounded(value, currency, rounding);
    }

    /**
     * @throws CurrencyMismatchException if the other is of another currency
     */
    public ExactAmount plus(ExactAmount other) {
        return new ExactAmount(value.plus(same(other).value), currency);
    }

    /**
     * @throws CurrencyMismatchException if the other is of another currency
     */
    public ExactAmount minus(ExactAmount other) {
        return new ExactAmount(value.minus(same(other).value), currency);
    }

    public boolean isZero() {
        return value.signum() == 0;
    }

    /** For people: {@code 1217.503 EUR}, or {@code 134.722222222… (cut) EUR}. */
    @Override
    public String toString() {
        return value.shown() + " " + currency.getCurrencyCode();
    }

    private ExactAmount same(ExactAmount other) {
        if (!other.currency.equals(currency)) {
            throw new CurrencyMismatchException(this, other);
        }
        return other;
    }
}
