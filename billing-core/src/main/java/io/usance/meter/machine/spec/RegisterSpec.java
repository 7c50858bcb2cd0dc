package io.usance.meter.machine.spec;

import io.usance.failure.Checks;
import io.usance.quantity.Dimension;
import io.usance.quantity.Fraction;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An accumulating register of a machine: parts, cycles, kWh, m³, operating hours.
 *
 * <p>What it shows is counted in its last decimal place. A register that shows 1234.5 h with one
 * decimal stands at 12,345 counts; its width is in counts too.
 *
 * @param name as readings have it
 * @param unit of {@code weight} and {@code maxPerHour}
 * @param width in counts
 * @param decimals places behind the point that it shows, 0 to {@value #DECIMALS_MAX}
 * @param weight how much of the unit a shown 1 is; 1 unless it counts pulses
 * @param maxPerHour the most that the machine can make, in the unit; null of an hour counter, for
 *     which it is one hour per hour
 */
public record RegisterSpec(
        String name,
        UnitOfMeasure unit,
        RegisterWidth width,
        int decimals,
        BigDecimal weight,
        @Nullable BigDecimal maxPerHour) {

    public static final int DECIMALS_MAX = 9;

    /** Clocks of a device, and the instant it reads a register, are this precise. */
    public static final long CLOCK_MS = 60_000;

    private static final BigInteger HOUR_MS = BigInteger.valueOf(3_600_000);

    public RegisterSpec {
        Checks.given(name, "register.name");
        Checks.given(unit, "register.unit");
        weight = Checks.given(weight, "register.weight").stripTrailingZeros();
        maxPerHour = maxPerHour == null ? null : maxPerHour.stripTrailingZeros();
        RegisterRules.check(name, unit, decimals, weight, maxPerHour);
    }

    /** Starts a register of this name. */
    public static RegisterSpecBuilder builder(String name) {
        return new RegisterSpecBuilder(name);
    }

    /** A register that shows whole units. */
    public static RegisterSpec of(
            String name, UnitOfMeasure unit, RegisterWidth width, @Nullable BigDecimal maxPerHour) {
        return new RegisterSpec(name, unit, width, 0, BigDecimal.ONE, maxPerHour);
    }

    public Dimension dimension() {
        return unit.dimension();
    }

    /** Thousandths of the dimension's base unit that one count is, exactly. */
    public Fraction milliPerCount() {
        return unit.size().times(weight.movePointLeft(decimals));
    }

    /**
     * The counts of a shown value; empty if it has more decimals than the register, or is beyond
     * its width or its dimension's {@link Dimension#milliMax}.
     */
    public OptionalLong counts(BigDecimal shown) {
        BigDecimal counts = shown.movePointRight(decimals).stripTrailingZeros();
        if (counts.scale() > 0 || counts.precision() - counts.scale() > 19) {
            return OptionalLong.empty();
        }
        BigInteger whole = counts.toBigIntegerExact();
        if (whole.bitLength() > 63
                || !width.holds(whole.longValue())
                || whole.abs().compareTo(BigInteger.valueOf(mostCounts())) > 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(whole.longValue());
    }

    /** What is shown at so many counts. */
    public BigDecimal shown(long counts) {
        return BigDecimal.valueOf(counts, decimals);
    }

    /** What it can show, for people. */
    public String range() {
        return "%s to %s with %s"
                .formatted(
                        shown(width.least()).toPlainString(),
                        shown(width.most()).toPlainString(),
                        switch (decimals) {
                            case 0 -> "no decimals";
                            case 1 -> "1 decimal";
                            default -> decimals + " decimals";
                        });
    }

    /** Counts that are as much as is taken from outside of the dimension. */
    private long mostCounts() {
        Fraction milli = milliPerCount();
        BigInteger most =
                BigInteger.valueOf(dimension().milliMax())
                        .multiply(milli.denominator())
                        .divide(milli.numerator());
        return most.bitLength() > 62 ? Long.MAX_VALUE >> 1 : most.longValueExact();
    }

    /**
     * The most counts that can be made in a time.
     *
     * <p>A count that is half made at the beginning is whole at the end, so a part of a count is
     * one; and what fits into {@link #CLOCK_MS} is allowed on top. A counter of whole hours thus
     * makes 25 in 25 hours and one in a quarter of an hour.
     *
     * @param elapsedMs milliseconds, 0 or more
     */
    public long countsMax(long elapsedMs) {
        Fraction perHour = perHour();
        BigInteger top = perHour.numerator();
        BigInteger bottom = perHour.denominator().multiply(HOUR_MS);
        BigInteger[] made = top.multiply(BigInteger.valueOf(elapsedMs)).divideAndRemainder(bottom);
        BigInteger clock = top.multiply(BigInteger.valueOf(CLOCK_MS)).divide(bottom);
        BigInteger most =
                made[0].add(clock)
                        .add(made[1].signum() == 0 ? BigInteger.ZERO : BigInteger.ONE)
                        .min(BigInteger.valueOf(mostCounts()));
        return most.longValueExact();
    }

    /** Counts per hour at most. */
    private Fraction perHour() {
        Fraction most =
                maxPerHour == null
                        ? UnitOfMeasure.HOUR.size().dividedBy(unit.size())
                        : Fraction.of(maxPerHour);
        return most.dividedBy(Fraction.of(weight.movePointLeft(decimals)));
    }

    /** Whether it may turn more than once in that time, so that a difference is not certain. */
    public boolean mayTurn(long elapsedMs) {
        return BigInteger.valueOf(countsMax(elapsedMs)).compareTo(width.values()) >= 0;
    }

    /** {@link #maxPerHour} for people. */
    public String maxText() {
        BigDecimal most =
                maxPerHour == null
                        ? new BigDecimal(UnitOfMeasure.HOUR.size().numerator())
                                .divide(
                                        new BigDecimal(unit.size().numerator()),
                                        DECIMALS_MAX,
                                        RoundingMode.DOWN)
                                .stripTrailingZeros()
                        : maxPerHour;
        String counted = unit == UnitOfMeasure.ONE ? "" : " " + unit.code();
        return most.toPlainString() + counted + " an hour";
    }
}
