package io.usance.level;

import static io.usance.failure.Checks.given;

import java.math.BigDecimal;

/** Limits of the numbers that people write into a vessel, a calibration or a density. */
final class Sizes {

    /** No vessel is longer, wider or higher than 200 m. */
    static final BigDecimal LENGTH_MM_MAX = new BigDecimal("200000");

    /** Digits behind the point; with those before it, it bounds the cost of the arithmetic. */
    static final int FRACTION_DIGITS_MAX = 12;

    private static final int INTEGER_DIGITS_MAX = 15;

    private Sizes() {}

    /** A length from 0 to {@link #LENGTH_MM_MAX}. */
    static BigDecimal length(String name, BigDecimal mm) {
        return within(name, mm, BigDecimal.ZERO, LENGTH_MM_MAX);
    }

    /** A length above 0, up to {@link #LENGTH_MM_MAX}. */
    static BigDecimal positiveLength(String name, BigDecimal mm) {
        return positive(name, length(name, mm));
    }

    static BigDecimal positive(String name, BigDecimal value) {
        if (value.signum() <= 0) {
            throw new IllegalArgumentException(name + " is " + value + ", not above 0");
        }
        return value;
    }

    /**
     * The value as it is read back from the log, so that the same specification stays equal.
     *
     * @throws IllegalArgumentException if it is outside {@code least} to {@code most}, both
     *     inclusive, or has too many digits
     */
    static BigDecimal within(String name, BigDecimal value, BigDecimal least, BigDecimal most) {
        given(value, name);
        long integerDigits = (long) value.precision() - value.scale();
        boolean tooLong = integerDigits > INTEGER_DIGITS_MAX || value.scale() > FRACTION_DIGITS_MAX;
        if (tooLong || value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    name
                            + " is "
                            + value
                            + ", not within "
                            + least
                            + " to "
                            + most
                            + " with at most "
                            + FRACTION_DIGITS_MAX
                            + " decimals");
        }
        return value.scale() < 0 ? value.setScale(0) : value;
    }
}
