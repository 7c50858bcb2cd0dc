package io.usance.money;

import io.usance.failure.Checks;
import io.usance.quantity.DecimalText;
import io.usance.quantity.Fraction;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.List;

/**
 * A rounded amount of money in ISO 4217 minor units (cents for EUR, whole yen for JPY, fils for
 * KWD).
 *
 * @param amountMinor minor units; negative for a credit
 * @param currency ISO 4217 currency with a defined minor unit
 */
public record Money(long amountMinor, Currency currency) {

    /** Most parts one amount is split into. */
    public static final int SHARES_MAX = 100;

    /** A {@code long} without its sign. */
    private static final int MINOR_BITS_MAX = Long.SIZE - 1;

    public Money {
        requireMinorUnit(currency);
    }

    static void requireMinorUnit(Currency currency) {
        Checks.given(currency, "money.currency");
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
     * @throws ArithmeticException if it is beyond {@link Long#MAX_VALUE} minor units, or has more
     *     than {@link DecimalText#DIGITS_MAX} digits
     */
    public static Money rounded(BigDecimal exact, Currency currency, RoundingMode rounding) {
        Checks.given(exact, "money.exact");
        return rounded(Fraction.of(exact), currency, rounding);
    }

    /** As {@link #rounded(BigDecimal, Currency, RoundingMode)}, of a fraction. */
    public static Money rounded(Fraction exact, Currency currency, RoundingMode rounding) {
        Checks.given(exact, "money.exact");
        Checks.given(rounding, "money.rounding");
        if (exact.isDecimal() && !DecimalText.isShort(exact.decimal())) {
            throw new ArithmeticException(
                    "an amount has more than %d digits before or after the point"
                            .formatted(DecimalText.DIGITS_MAX));
        }
        BigInteger minor = exact.rounded(zero(currency).decimals(), rounding).unscaledValue();
        if (minor.bitLength() > MINOR_BITS_MAX) {
            throw new ArithmeticException(
                    exact.shown()
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

    /**
     * Parts in the order of the shares that add up to this amount: each rounded towards zero, the
     * minor units left over go to the largest remainders, ties to the earlier listed. The parts of
     * a negative amount mirror those of the positive one.
     *
     * @param shares 1 to {@link #SHARES_MAX} that add up to 1
     * @throws IllegalArgumentException if they do not
     */
    public List<Money> split(List<Share> shares) {
        if (shares.isEmpty() || shares.size() > SHARES_MAX) {
            throw new IllegalArgumentException(
                    "an amount is split into 1 to " + SHARES_MAX + " parts, not " + shares.size());
        }
        return LargestRemainder.split(BigInteger.valueOf(amountMinor), Share.weights(shares))
                .stream()
                .map(part -> new Money(part.longValueExact(), currency))
                .toList();
    }

    public boolean isZero() {
        return amountMinor == 0;
    }

    /** In major units, with exactly the currency's decimals. */
    public BigDecimal major() {
        return BigDecimal.valueOf(amountMinor, decimals());
    }

    /**
     * Plain decimal text in major units with exactly the currency's decimals, for example {@code
     * 61471.73}.
     */
    public String majorText() {
        return major().toPlainString();
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
