package io.usance.quantity;

import static io.usance.failure.Checks.given;

import java.math.BigDecimal;

/**
 * Decimals from outside, in stored events too, exact and short enough to calculate with.
 *
 * <p>Design note: {@code 1e999999999} is eleven characters and one digit, until something is added
 * to it, rounds it or writes it out; then it is a gigabyte. So digits are counted before anything
 * is multiplied out.
 */
public final class DecimalText {
    /**
     * Most digits before and after the point, the exponent applied. Exact amounts of a contract
     * have a hundred at most.
     */
    public static final int DIGITS_MAX = 1_000;

    private static final int SHOWN_CHARS_MAX = 40;

    private DecimalText() {}

    /**
     * The decimal in a text, with its digits as written.
     *
     * @throws NumberFormatException if it is none
     * @throws IllegalArgumentException if it has more than {@link #DIGITS_MAX} digits
     */
    public static BigDecimal parse(String text) {
        if (given(text, "decimal").length() > 2 * DIGITS_MAX) {
            throw tooLong(text);
        }
        BigDecimal value;
        try {
            value = new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new NumberFormatException("'" + shown(text) + "' is not a decimal number");
        }
        if (!isShort(value)) {
            throw tooLong(text);
        }
        return value;
    }

    /** Whether it has at most {@link #DIGITS_MAX} digits before and after the point. */
    public static boolean isShort(BigDecimal value) {
        return value.scale() <= DIGITS_MAX
                && (long) value.precision() - value.scale() <= DIGITS_MAX;
    }

    private static IllegalArgumentException tooLong(String text) {
        return new IllegalArgumentException(
                "'%s' has more than %d digits before or after the point"
                        .formatted(shown(text), DIGITS_MAX));
    }

    private static String shown(String text) {
        return text.length() <= SHOWN_CHARS_MAX ? text : text.substring(0, SHOWN_CHARS_MAX) + "…";
    }
}
