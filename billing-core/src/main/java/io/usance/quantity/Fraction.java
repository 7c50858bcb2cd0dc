package io.usance.quantity;

import static io.usance.failure.Checks.given;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An exact rational number: 10,000 s are {@code 25/9} h, and 25/9 h are 10,000 s again.
 *
 * <p>What has a finite decimal form is kept and calculated as that decimal, with the digits that
 * {@link BigDecimal} gives it, so it is written as it has always been. Only the rest is a numerator
 * and a denominator, in lowest terms. Equality is by value: 4.0 equals 4.
 *
 * <p>Not a general number type: what comes from outside is bounded by {@link DecimalText}, what is
 * calculated from it by {@link #BITS_MAX}.
 */
public final class Fraction implements Comparable<Fraction> {
    public static final Fraction ZERO = of(BigDecimal.ZERO);
    public static final Fraction ONE = of(BigDecimal.ONE);

    /**
     * Most bits of a numerator or denominator of what is no decimal. Some 5,000 digits: a product
     * of two numbers as long as {@link DecimalText} takes them, and far beyond any price.
     */
    public static final int BITS_MAX = 16_384;

    /** Decimals of {@link #cut}. */
    public static final int CUT_DECIMALS = 18;

    /** Significant digits of what is shown to people. */
    private static final int SHOWN_DIGITS = 12;

    /** Longest text of a fraction; two numbers of {@link #BITS_MAX}. */
    private static final int CHARS_MAX = 10_000;

    private static final Pattern FORM = Pattern.compile("(-?[0-9]+)/([0-9]+)");
    private static final BigInteger FIVE = BigInteger.valueOf(5);

    /** Null if there is no finite one. */
    private final @Nullable BigDecimal decimal;

    /** In lowest terms with {@code denominator}; not used if there is a decimal. */
    private final BigInteger numerator;

    /** Above one; 1 if there is a decimal. */
    private final BigInteger denominator;

    private Fraction(BigDecimal decimal) {
        this.decimal = decimal;
        this.numerator = BigInteger.ZERO;
        this.denominator = BigInteger.ONE;
    }

    private Fraction(BigInteger numerator, BigInteger denominator) {
        this.decimal = null;
        this.numerator = numerator;
        this.denominator = denominator;
    }

    /** A decimal, with its digits. */
    public static Fraction of(BigDecimal decimal) {
        return new Fraction(given(decimal, "fraction"));
    }

    /** A whole number. */
    public static Fraction of(long whole) {
        return new Fraction(BigDecimal.valueOf(whole));
    }

    /**
     * {@code numerator / denominator}.
     *
     * @throws ArithmeticException if the denominator is zero, or one of them is beyond {@link
     *     #BITS_MAX} in lowest terms
     */
    public static Fraction of(BigInteger numerator, BigInteger denominator) {
        given(numerator, "fraction.numerator");
        if (given(denominator, "fraction.denominator").signum() == 0) {
            throw new ArithmeticException(numerator + "/0 is no number");
        }
        BigInteger divisor = numerator.gcd(denominator);
        BigInteger signed = denominator.signum() < 0 ? divisor.negate() : divisor;
        BigInteger top = numerator.divide(signed);
        BigInteger bottom = denominator.divide(signed);
        int decimals = decimals(bottom);
        if (decimals >= 0 && decimals <= DecimalText.DIGITS_MAX) {
            return new Fraction(
                    new BigDecimal(top)
                            .divide(new BigDecimal(bottom), decimals, RoundingMode.DOWN));
        }
        if (top.bitLength() > BITS_MAX || bottom.bitLength() > BITS_MAX) {
            throw new ArithmeticException(
                    "a fraction has more than "
                            + BITS_MAX
                            + " bits in its numerator or denominator");
        }
        return new Fraction(top, bottom);
    }

    /** How many decimals 1/denominator has; negative if they have no end. */
    private static int decimals(BigInteger denominator) {
        int twos = denominator.getLowestSetBit();
        BigInteger rest = denominator.shiftRight(twos);
        int fives = 0;
        while (!rest.equals(BigInteger.ONE)) {
            BigInteger[] fifth = rest.divideAndRemainder(FIVE);
            if (fifth[1].signum() != 0) {
                return -1;
            }
            rest = fifth[0];
            fives++;
        }
        return Math.max(twos, fives);
    }

    /**
     * Reads what {@link #toString} writes: a decimal, or {@code 25/9} in lowest terms where there
     * is no finite decimal.
     *
     * @throws IllegalArgumentException if it is neither, or longer than {@link DecimalText} or
     *     {@link #BITS_MAX} allow
     */
    public static Fraction parse(String text) {
        Matcher parts = FORM.matcher(given(text, "fraction"));
        if (text.length() > CHARS_MAX || !parts.matches()) {
            return of(DecimalText.parse(text));
        }
        BigInteger bottom = new BigInteger(parts.group(2));
        if (bottom.signum() == 0) {
            throw new IllegalArgumentException("'" + text + "' has the denominator 0");
        }
        Fraction value = of(new BigInteger(parts.group(1)), bottom);
        if (!value.toString().equals(text)) {
            throw new IllegalArgumentException(
                    "'%s' is not in lowest terms; write %s".formatted(text, value));
        }
        return value;
    }

    /** Whether it has a finite decimal form. */
    public boolean isDecimal() {
        return decimal != null;
    }

    /**
     * The same as a decimal.
     *
     * @throws ArithmeticException if it has no finite decimal form
     */
    public BigDecimal decimal() {
        if (decimal == null) {
            throw new ArithmeticException(this + " has no finite decimal form");
        }
        return decimal;
    }

    /** In lowest terms; carries the sign. */
    public BigInteger numerator() {
        return decimal == null ? numerator : lowest(decimal)[0];
    }

    /** In lowest terms, above zero. */
    public BigInteger denominator() {
        return decimal == null ? denominator : lowest(decimal)[1];
    }

    private static BigInteger[] lowest(BigDecimal decimal) {
        BigDecimal whole = decimal.scale() < 0 ? decimal.setScale(0) : decimal;
        BigInteger top = whole.unscaledValue();
        BigInteger bottom = BigInteger.TEN.pow(whole.scale());
        BigInteger divisor = top.gcd(bottom);
        return new BigInteger[] {top.divide(divisor), bottom.divide(divisor)};
    }

    public Fraction plus(Fraction other) {
        if (decimal != null && other.decimal != null) {
            return of(decimal.add(other.decimal));
        }
        return of(
                numerator()
                        .multiply(other.denominator())
                        .add(other.numerator().multiply(denominator())),
                denominator().multiply(other.denominator()));
    }

    public Fraction minus(Fraction other) {
        return decimal != null && other.decimal != null
                ? of(decimal.subtract(other.decimal))
                : plus(other.negated());
    }

    public Fraction times(Fraction other) {
        return decimal != null && other.decimal != null
                ? of(decimal.multiply(other.decimal))
                : of(
                        numerator().multiply(other.numerator()),
                        denominator().multiply(other.denominator()));
    }

    public Fraction times(BigDecimal other) {
        return times(of(other));
    }

    /**
     * @throws ArithmeticException if the other is zero
     */
    public Fraction dividedBy(Fraction other) {
        return of(
                numerator().multiply(other.denominator()),
                denominator().multiply(other.numerator()));
    }

    public Fraction negated() {
        return decimal != null
                ? of(decimal.negate())
                : new Fraction(numerator.negate(), denominator);
    }

    public Fraction min(Fraction other) {
        return compareTo(other) <= 0 ? this : other;
    }

    public Fraction max(Fraction other) {
        return compareTo(other) >= 0 ? this : other;
    }

    public Fraction abs() {
        return signum() < 0 ? negated() : this;
    }

    public int signum() {
        return decimal != null ? decimal.signum() : numerator.signum();
    }

    /** Rounded once to so many decimals. */
    public BigDecimal rounded(int decimals, RoundingMode rounding) {
        return decimal != null
                ? decimal.setScale(decimals, rounding)
                : new BigDecimal(numerator).divide(new BigDecimal(denominator), decimals, rounding);
    }

    /** The same without trailing zeros and without an exponent, as rating lines are stored. */
    public Fraction plain() {
        if (decimal == null) {
            return this;
        }
        BigDecimal stripped = decimal.stripTrailingZeros();
        return of(stripped.scale() < 0 ? stripped.setScale(0) : stripped);
    }

    /**
     * A decimal for those who cannot take a fraction: the same if it is finite, else cut after
     * {@link #CUT_DECIMALS}.
     */
    public BigDecimal cut() {
        return decimal != null ? decimal : rounded(CUT_DECIMALS, RoundingMode.DOWN);
    }

    /**
     * For people: the decimal if it is finite, else its first twelve significant digits and that it
     * was cut: {@code 2.77777777777… (cut)}.
     */
    public String shown() {
        if (decimal != null) {
            return decimal.toPlainString();
        }
        BigDecimal close =
                new BigDecimal(numerator)
                        .divide(
                                new BigDecimal(denominator),
                                new MathContext(SHOWN_DIGITS, RoundingMode.DOWN));
        return close.toPlainString() + "… (cut)";
    }

    @Override
    public int compareTo(Fraction other) {
        return decimal != null && other.decimal != null
                ? decimal.compareTo(other.decimal)
                : numerator()
                        .multiply(other.denominator())
                        .compareTo(other.numerator().multiply(denominator()));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Fraction fraction
                && isDecimal() == fraction.isDecimal()
                && compareTo(fraction) == 0;
    }

    @Override
    public int hashCode() {
        return decimal != null
                ? decimal.stripTrailingZeros().hashCode()
                : 31 * numerator.hashCode() + denominator.hashCode();
    }

    /** As it is stored: a plain decimal with its digits, or {@code 25/9}. */
    @Override
    public String toString() {
        return decimal != null ? decimal.toPlainString() : numerator + "/" + denominator;
    }
}
