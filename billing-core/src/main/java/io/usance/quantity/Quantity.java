package io.usance.quantity;

import io.usance.failure.Checks;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * An exact quantity in thousandths of its dimension's base unit: grams of mass, millilitres of
 * volume, milliseconds of time, thousandths of a part.
 *
 * <p>A gram is far below what any silo sensor or weighbridge resolves, a millisecond below what an
 * hour counter does, so a {@code long} is exact for all that is billed and stays comparable,
 * addable and compact. Its text form is a plain decimal in the base unit, for example {@code
 * 24350.000} with unit {@code kg}.
 *
 * @param milli thousandths of the base unit; may be negative (a difference)
 * @param dimension one that {@link Dimension#isBilled can be billed}
 */
public record Quantity(long milli, Dimension dimension) implements Comparable<Quantity> {

    /**
     * Ten million tonnes or ten million cubic metres: {@link Dimension#milliMax} of what material
     * is measured by.
     */
    public static final long MILLI_MAX = 10_000_000_000_000L;

    public Quantity {
        Checks.given(dimension, "quantity.dimension");
        if (!dimension.isBilled()) {
            throw new IllegalArgumentException(
                    "a " + dimension + " is a signal of a sensor, not a quantity that is billed");
        }
    }

    public static Quantity zero(Dimension dimension) {
        return new Quantity(0, dimension);
    }

    /**
     * The quantity of {@code value} in {@code unit}, rounded half-even to a thousandth of the base
     * unit.
     *
     * @throws ArithmeticException if it is beyond its dimension's {@link Dimension#milliMax}, or
     *     has more than {@link DecimalText#DIGITS_MAX} digits
     */
    public static Quantity of(BigDecimal value, UnitOfMeasure unit) {
        Checks.given(value, "quantity.value");
        Checks.given(unit, "quantity.unit");
        if (!DecimalText.isShort(value)) {
            throw new ArithmeticException(
                    "a quantity has more than %d digits before or after the point"
                            .formatted(DecimalText.DIGITS_MAX));
        }
        BigInteger milli = unit.milli(value);
        long most = unit.dimension().milliMax();
        if (milli.abs().compareTo(BigInteger.valueOf(most)) > 0) {
            throw new ArithmeticException(
                    "quantity "
                            + value
                            + " "
                            + unit.code()
                            + " is beyond the limit of "
                            + most
                            + " thousandths");
        }
        return new Quantity(milli.longValueExact(), unit.dimension());
    }

    public Quantity plus(Quantity other) {
        return new Quantity(Math.addExact(milli, same(other).milli), dimension);
    }

    public Quantity minus(Quantity other) {
        return new Quantity(Math.subtractExact(milli, same(other).milli), dimension);
    }

    public Quantity negated() {
        return new Quantity(Math.negateExact(milli), dimension);
    }

    public boolean isZero() {
        return milli == 0;
    }

    /**
     * The exact value in {@code unit}.
     *
     * @throws IllegalArgumentException if the unit is of another dimension
     */
    public Fraction in(UnitOfMeasure unit) {
        if (unit.dimension() != dimension) {
            throw new IllegalArgumentException(
                    "a "
                            + dimension
                            + " cannot be expressed in "
                            + unit.code()
                            + ", a unit of "
                            + unit.dimension());
        }
        return Fraction.of(milli).dividedBy(unit.size());
    }

    /** Plain decimal text in the base unit with three decimals, for example {@code 24350.000}. */
    public String baseText() {
        return BigDecimal.valueOf(milli, 3).toPlainString();
    }

    @Override
    public int compareTo(Quantity other) {
        return Long.compare(milli, same(other).milli);
    }

    @Override
    public String toString() {
        return baseText() + " " + dimension.baseUnitCode();
    }

    private Quantity same(Quantity other) {
        if (other.dimension != dimension) {
            throw new IllegalArgumentException("cannot combine " + this + " with " + other);
        }
        return other;
    }
}
