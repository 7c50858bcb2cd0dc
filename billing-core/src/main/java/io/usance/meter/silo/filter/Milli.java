package io.usance.meter.silo.filter;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Integer arithmetic on thousandths of a base unit. There is no floating point in metering, so that
 * a replay on any machine gives the same bits.
 */
public final class Milli {

    /**
     * A median of n normal samples scatters 1.2533 (√(π/2)) times as much as their mean, σ/√n; in
     * ten thousandths.
     */
    private static final long MEDIAN_FACTOR_E4 = 12_533;

    private static final long E4 = 10_000;

    private static final long HOUR_MS = 3_600_000;

    private Milli() {}

    /** {@code a * b / c} without overflow between, rounded towards zero; {@code c} is not zero. */
    static long mulDiv(long a, long b, long c) {
        return BigInteger.valueOf(a)
                .multiply(BigInteger.valueOf(b))
                .divide(BigInteger.valueOf(c))
                .longValueExact();
    }

    /** {@code √(a² + b²)}, rounded up. */
    public static long hypot(long a, long b) {
        if (a == 0 || b == 0) {
            return Math.abs(a + b);
        }
        return rootUp(square(a).add(square(b)));
    }

    /** Expanded uncertainty (k = 2) of a median of {@code count} readings with deviation sigma. */
    static long medianUncertainty(long sigma, int count) {
        BigInteger square = square(2 * MEDIAN_FACTOR_E4 * sigma);
        return rootUp(square.divide(BigInteger.valueOf(E4 * E4 * count)));
    }

    /**
     * Standard uncertainty, rounded up, of what lies within {@code ±bound} and may be anywhere in
     * it: {@code bound / √3} (JCGM 100:2008, 4.3.7).
     */
    public static long rectangular(long bound) {
        return rootUp(square(bound).add(BigInteger.TWO).divide(BigInteger.valueOf(3)));
    }

    /** {@code amount * part / whole}, rounded up; none is negative, the last not zero. */
    public static long part(long amount, long part, long whole) {
        BigInteger[] quotient =
                BigInteger.valueOf(amount)
                        .multiply(BigInteger.valueOf(part))
                        .divideAndRemainder(BigInteger.valueOf(whole));
        return quotient[0].longValueExact() + quotient[1].signum();
    }

    /** What {@code perHour} amounts to in {@code ms} milliseconds. */
    public static long amount(long perHour, long ms) {
        return mulDiv(perHour, ms, HOUR_MS);
    }

    /** The hourly rate of {@code amount} in {@code ms} milliseconds, which is positive. */
    static long perHour(long amount, long ms) {
        return mulDiv(amount, HOUR_MS, ms);
    }

    /**
     * Median; of an even number the mean of the two in the middle, rounded down. Sorts in place.
     */
    static long median(long[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        if (values.length % 2 == 1) {
            return values[middle];
        }
        return Math.floorDiv(values[middle - 1] + values[middle], 2);
    }

    /** The median of five values, without an array. */
    static long medianOfFive(long a, long b, long c, long d, long e) {
        // The least and the greatest of four are not the median of five.
        long low = Math.max(Math.min(a, b), Math.min(c, d));
        long high = Math.min(Math.max(a, b), Math.max(c, d));
        return Math.max(Math.min(low, high), Math.min(Math.max(low, high), e));
    }

    private static BigInteger square(long value) {
        return BigInteger.valueOf(value).pow(2);
    }

    private static long rootUp(BigInteger square) {
        BigInteger[] root = square.sqrtAndRemainder();
        return root[0].longValueExact() + root[1].signum();
    }
}
