package io.usance.level;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Numbers in binary fixed point, {@link #BITS} bits behind the point, and the functions that the
 * formulas need.
 *
 * <p>Design note: the library's {@code acos}, {@code exp} and {@code tan} are specified within a
 * unit in the last place, not bit for bit, and {@code BigDecimal} has none of them. These here are
 * sums of integers: the same bits everywhere. 96 bits are 29 decimals; a result is off by at most
 * some twenty roundings, 10⁻²⁷, of which a vessel of 10¹⁶ mm³ makes 10⁻¹¹ mm³. Shifts are cheaper
 * than divisions by powers of ten: an arc cosine takes a few microseconds.
 */
final class Fixed {

    static final int BITS = 96;

    static final BigInteger ONE = BigInteger.ONE.shiftLeft(BITS);

    /** π to 40 decimals. */
    static final BigDecimal PI = new BigDecimal("3.1415926535897932384626433832795028841972");

    private static final BigDecimal SCALE = new BigDecimal(ONE);

    /** No series here needs more terms for an argument up to 2; a longer one is a bug. */
    private static final int TERMS_MAX = 64;

    /** Angles kπ/256, from which an arc cosine is never farther than π/256. */
    private static final int NODES = 256;

    private static final BigInteger[] NODE = new BigInteger[NODES + 1];
    private static final BigInteger[] NODE_COS = new BigInteger[NODES + 1];
    private static final BigInteger[] NODE_SIN = new BigInteger[NODES + 1];

    static {
        BigInteger pi = of(PI);
        for (int k = 0; k <= NODES / 2; k++) {
            BigInteger angle = pi.multiply(BigInteger.valueOf(k)).shiftRight(8);
            NODE[k] = angle;
            NODE_COS[k] = cos(angle);
            NODE_SIN[k] = sin(angle);
            NODE[NODES - k] = pi.subtract(angle);
            NODE_COS[NODES - k] = NODE_COS[k].negate();
            NODE_SIN[NODES - k] = NODE_SIN[k];
        }
    }

    private Fixed() {}

    static BigInteger of(BigDecimal value) {
        return value.multiply(SCALE).setScale(0, RoundingMode.HALF_EVEN).unscaledValue();
    }

    /** {@code part / whole}; {@code whole} is not zero. */
    static BigInteger ratio(BigDecimal part, BigDecimal whole) {
        return part.multiply(SCALE).divide(whole, 0, RoundingMode.HALF_EVEN).unscaledValue();
    }

    /** {@code fixed * factor} as a decimal, rounded half-even to {@code scale} places. */
    static BigDecimal times(BigInteger fixed, BigDecimal factor, int scale) {
        return new BigDecimal(fixed).multiply(factor).divide(SCALE, scale, RoundingMode.HALF_EVEN);
    }

    static BigInteger times(BigInteger a, BigInteger b) {
        return a.multiply(b).shiftRight(BITS);
    }

    /** {@code e^x} for |x| up to 1. */
    static BigInteger exp(BigInteger x) {
        return series(ONE, x, 0, 1);
    }

    /** Sine of an angle from 0 to π/2. */
    static BigInteger sin(BigInteger angle) {
        return series(angle, times(angle, angle).negate(), 1, 2);
    }

    /** Cosine of an angle from 0 to π/2. */
    static BigInteger cos(BigInteger angle) {
        return series(ONE, times(angle, angle).negate(), 0, 2);
    }

    /**
     * The angle from 0 to π that has this cosine and sine.
     *
     * <p>The next smaller angle of the table is taken off by a rotation, and what is left, at most
     * π/256, is the arc sine of its own sine: a series of seven terms.
     *
     * @param sine {@link #complement} of {@code cosine}
     */
    static BigInteger angle(BigInteger cosine, BigInteger sine) {
        int k = nodeBefore(cosine);
        BigInteger left = times(sine, NODE_COS[k]).subtract(times(cosine, NODE_SIN[k]));
        return NODE[k].add(asin(left));
    }

    /** {@code √(1 - u²)}, rounded down. */
    static BigInteger complement(BigInteger u) {
        return ONE.multiply(ONE).subtract(u.multiply(u)).sqrt();
    }

    /** The last angle of the table whose cosine is not below {@code u}. */
    private static int nodeBefore(BigInteger u) {
        int low = 0;
        int high = NODES;
        while (low < high) {
            int middle = (low + high + 1) / 2;
            if (NODE_COS[middle].compareTo(u) >= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** {@code Σ firstTerm · factorⁿ / ((from+1)(from+2)…)}, {@code perTerm} divisors a term. */
    private static BigInteger series(
            BigInteger firstTerm, BigInteger factor, int from, int perTerm) {
        BigInteger sum = firstTerm;
        BigInteger term = firstTerm;
        int divisor = from;
        for (int n = 1; n <= TERMS_MAX; n++) {
            long divisors = 1;
            for (int i = 0; i < perTerm; i++) {
                divisors *= ++divisor;
            }
            term = times(term, factor).divide(BigInteger.valueOf(divisors));
            if (term.signum() == 0) {
                return sum;
            }
            sum = sum.add(term);
        }
        throw notConverging(factor);
    }

    /** {@code x + x³/6 + 3x⁵/40 + …} for a small x. */
    private static BigInteger asin(BigInteger x) {
        BigInteger square = times(x, x);
        BigInteger sum = x;
        BigInteger term = x;
        for (long n = 0; n < TERMS_MAX; n++) {
            long odd = 2 * n + 1;
            term =
                    times(term, square)
                            .multiply(BigInteger.valueOf(odd * odd))
                            .divide(BigInteger.valueOf((odd + 1) * (odd + 2)));
            if (term.signum() == 0) {
                return sum;
            }
            sum = sum.add(term);
        }
        throw notConverging(x);
    }

    private static IllegalStateException notConverging(BigInteger x) {
        return new IllegalStateException(
                "a series has more than "
                        + TERMS_MAX
                        + " terms at "
                        + times(x, BigDecimal.ONE, BITS / 4)
                        + "; the argument is out of its range");
    }
}
