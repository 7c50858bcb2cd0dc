package io.usance.money;

import static io.usance.failure.Checks.given;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A part of a whole, exact: {@code 3/7} or {@code 0.35}.
 *
 * @param numerator above zero, at most the denominator
 * @param denominator 1 to {@link #DENOMINATOR_MAX}
 */
public record Share(long numerator, long denominator) {

    /** Largest denominator; six decimals. */
    public static final long DENOMINATOR_MAX = 1_000_000;

    private static final Pattern FRACTION = Pattern.compile("([0-9]{1,7})/([0-9]{1,7})");
    private static final Pattern DECIMAL = Pattern.compile("[01](\\.[0-9]{1,6})?");

    public Share {
        if (denominator < 1 || denominator > DENOMINATOR_MAX) {
            throw new IllegalArgumentException(
                    "a share has a denominator of 1 to "
                            + DENOMINATOR_MAX
                            + ", not "
                            + denominator);
        }
        if (numerator < 1 || numerator > denominator) {
            throw new IllegalArgumentException(
                    "share " + numerator + "/" + denominator + " is not above 0 and at most 1");
        }
    }

    /**
     * Reads a fraction such as {@code 3/7}, or a decimal of at most six decimals.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Share of(String text) {
        var fraction = FRACTION.matcher(given(text, "share"));
        if (fraction.matches()) {
            return new Share(Long.parseLong(fraction.group(1)), Long.parseLong(fraction.group(2)));
        }
        if (!DECIMAL.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "share '"
                            + text
                            + "' is neither a fraction such as 3/7 nor a decimal of at"
                            + " most six decimals");
        }
        BigDecimal decimal = new BigDecimal(text);
        return new Share(
                decimal.unscaledValue().longValueExact(),
                BigInteger.TEN.pow(decimal.scale()).longValueExact());
    }

    /**
     * The shares as whole numbers of one denominator, which is their sum.
     *
     * @throws IllegalArgumentException if they do not add up to 1
     */
    static List<BigInteger> weights(List<Share> shares) {
        BigInteger common = BigInteger.ONE;
        for (Share share : shares) {
            BigInteger denominator = BigInteger.valueOf(share.denominator);
            common = common.divide(common.gcd(denominator)).multiply(denominator);
        }
        BigInteger whole = common;
        List<BigInteger> weights =
                shares.stream()
                        .map(share ->
                                whole.divide(BigInteger.valueOf(share.denominator))
                                        .multiply(BigInteger.valueOf(share.numerator)))
                        .toList();
        BigInteger sum = weights.stream().reduce(BigInteger.ZERO, BigInteger::add);
        if (!sum.equals(whole)) {
            BigInteger divisor = sum.gcd(whole);
            throw new IllegalArgumentException(
                    "the shares "
                            + shares
                            + " add up to "
                            + sum.divide(divisor)
                            + "/"
                            + whole.divide(divisor)
                            + ", not 1");
        }
        return weights;
    }

    /** As written: {@code 3/7}. */
    @Override
    public String toString() {
        return numerator + "/" + denominator;
    }
}
