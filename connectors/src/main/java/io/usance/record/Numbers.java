package io.usance.record;

import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Numbers from outside, exact and within limits. Hostile exponents cost nothing. */
public final class Numbers {

    /** ASCII only: BigDecimal alone would take digits of any script. */
    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?");

    private Numbers() {}

    /**
     * The decimal in {@code text}, with its digits as written; never with a negative scale.
     *
     * @param field for the refusal's detail
     */
    public static BigDecimal decimal(String field, String text) throws Refusal {
        if (text.isBlank()) {
            throw new Refusal(DecodeReason.BLANK_VALUE, field + " is blank");
        }
        if (text.length() > RecordLimits.NUMBER_CHARS_MAX) {
            throw new Refusal(
                    DecodeReason.ABSURD_NUMBER,
                    field + " has " + text.length() + " characters: " + Refusal.shown(text));
        }
        if (!isPlain(text) && !DECIMAL.matcher(text).matches()) {
            throw new Refusal(
                    DecodeReason.UNPARSABLE_NUMBER,
                    field + " is not a decimal number: " + Refusal.shown(text));
        }
        return withinDigits(field, text);
    }

    /** Digits with at most one point among them; what nearly all devices send. */
    private static boolean isPlain(String text) {
        int points = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' && i > 0) {
                points++;
            } else if (c < '0' || c > '9') {
                return false;
            }
        }
        return points <= 1;
    }

    private static BigDecimal withinDigits(String field, String text) throws Refusal {
        BigDecimal value;
        try {
            value = new BigDecimal(text);
        } catch (NumberFormatException exponentBeyondInt) {
            throw absurd(field, text);
        }
        // Compared before anything is multiplied out: 1e999999999 has one digit until it is used.
        long integerDigits = (long) value.precision() - value.scale();
        if (integerDigits > RecordLimits.INTEGER_DIGITS_MAX
                || value.scale() > RecordLimits.FRACTION_DIGITS_MAX) {
            throw absurd(field, text);
        }
        return value.scale() < 0 ? value.setScale(0) : value;
    }

    /**
     * The whole number in {@code digits}, from 0.
     *
     * @param field for the refusal's detail
     * @param most the largest that is taken
     */
    public static long whole(String field, String digits, long most) throws Refusal {
        try {
            long number = Long.parseLong(digits);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException beyondLong) {
            // Refused below, like a negative one.
        }
        throw new Refusal(
                DecodeReason.ABSURD_NUMBER,
                field + " " + Refusal.shown(digits) + " is not within 0 to " + most);
    }

    /** Refuses what a {@link Quantity} refuses, before one is made. */
    public static BigDecimal checkedQuantity(String field, BigDecimal value, UnitOfMeasure unit)
            throws Refusal {
        if (unit.isBeyondLimit(value)) {
            throw absurd(field, value.toPlainString() + " " + unit.code());
        }
        return value;
    }

    private static Refusal absurd(String field, String text) {
        return new Refusal(
                DecodeReason.ABSURD_NUMBER,
                field
                        + " is beyond any meter or has more than "
                        + RecordLimits.FRACTION_DIGITS_MAX
                        + " decimals: "
                        + Refusal.shown(text));
    }
}
