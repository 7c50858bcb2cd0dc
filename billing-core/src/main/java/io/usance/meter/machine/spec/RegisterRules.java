package io.usance.meter.machine.spec;

import io.usance.quantity.DecimalText;
import io.usance.quantity.Dimension;
import io.usance.quantity.Fraction;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a register may be. Messages name the field and say what to write. */
final class RegisterRules {
    static final int NAME_CHARS_MAX = 64;

    private static final Pattern NAME =
            Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0," + (NAME_CHARS_MAX - 1) + "}");

    private RegisterRules() {}

    static void require(boolean holds, String message, Object... values) {
        if (!holds) {
            throw new IllegalArgumentException(message.formatted(values));
        }
    }

    static void requireName(String what, String name) {
        require(
                NAME.matcher(name).matches(),
                "%s '%s'; write a letter, then letters, digits, '_', '.' or '-', at most %d",
                what,
                name.length() <= NAME_CHARS_MAX ? name : name.substring(0, NAME_CHARS_MAX) + "…",
                NAME_CHARS_MAX);
    }

    static void check(
            String name,
            UnitOfMeasure unit,
            int decimals,
            BigDecimal weight,
            @Nullable BigDecimal maxPerHour) {
        requireName("register", name);
        Dimension dimension = unit.dimension();
        require(
                dimension.isBilled(),
                "register %s: unit %s is a unit of %s, which is not metered",
                name,
                unit.code(),
                dimension);
        require(
                decimals >= 0 && decimals <= RegisterSpec.DECIMALS_MAX,
                "register %s: decimals %d; expected 0 to %d",
                name,
                decimals,
                RegisterSpec.DECIMALS_MAX);
        require(
                weight.signum() > 0 && DecimalText.isShort(weight),
                "register %s: weight %s; expected more than 0",
                name,
                weight);
        checkFineness(name, unit, decimals, weight);
        checkMost(name, unit, maxPerHour);
    }

    /** So that sums of a period stay in a long, whatever fractions of a thousandth there are. */
    private static void checkFineness(
            String name, UnitOfMeasure unit, int decimals, BigDecimal weight) {
        Fraction milli = unit.size().times(weight.movePointLeft(decimals));
        BigInteger most = BigInteger.valueOf(unit.dimension().milliMax());
        require(
                milli.denominator().compareTo(OutputRules.finest(unit.dimension())) <= 0,
                "register %s: one count is %s thousandths of 1 %s, which is too fine to be summed; state fewer decimals or a coarser unit",
                name,
                milli,
                unit.dimension().baseUnitCode());
        require(
                milli.numerator().compareTo(most.multiply(milli.denominator())) <= 0,
                "register %s: one count is %s %s, beyond the limit of %s thousandths",
                name,
                weight.movePointLeft(decimals).toPlainString(),
                unit.code(),
                most);
    }

    private static void checkMost(
            String name, UnitOfMeasure unit, @Nullable BigDecimal maxPerHour) {
        boolean hours = unit.dimension() == Dimension.TIME;
        if (maxPerHour == null) {
            require(
                    hours,
                    "register %s: maxPerHour is missing; write the most that the machine can make, in %s an hour",
                    name,
                    unit.code());
            return;
        }
        require(
                maxPerHour.signum() > 0 && DecimalText.isShort(maxPerHour),
                "register %s: maxPerHour %s; expected more than 0",
                name,
                maxPerHour);
        Fraction milli = unit.size().times(maxPerHour);
        require(
                milli.compareTo(Fraction.of(unit.dimension().milliMax())) <= 0,
                "register %s: maxPerHour %s %s is beyond the limit of %d thousandths",
                name,
                maxPerHour.toPlainString(),
                unit.code(),
                unit.dimension().milliMax());
        require(
                !hours || milli.compareTo(UnitOfMeasure.HOUR.size()) <= 0,
                "register %s: an hour counter makes at most one hour an hour, not %s %s",
                name,
                maxPerHour.toPlainString(),
                unit.code());
    }
}
