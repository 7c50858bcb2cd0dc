package io.usance.pricing;

import io.usance.quantity.Fraction;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of a rating trace: {@code quantity x unitPrice = amountExact}, always.
 *
 * <p>A fee is {@code 1 x fee}, a package {@code number x price}. Of an amount, the quantity is the
 * amount and the price a factor: a discount of 3 % is {@code amount x -0.03}, a maximum {@code
 * excess x -1}.
 *
 * @param tier the tariff's tier, from 1
 * @param quantity part of the instalment that falls in the tier, in {@code unit}; negative for a
 *     credit; a fraction where it has no finite decimal form in the unit: 10,000 s in hours
 * @param unit null for a number of fees or packages, and for an amount of money
 * @param unitPrice major currency units per {@code unit}, or a factor
 * @param amountExact unrounded, in major currency units
 * @param component place in a composite tariff, from 1; null in others
 * @param basis how price and quantity came about, in words; null if it is the tier's price
 * @param of name of the quantity it is of; null if the tariff names none, and for what is of none:
 *     a base fee, a percentage, a minimum
 */
public record RatingLine(
        int tier,
        Fraction quantity,
        @Nullable UnitOfMeasure unit,
        BigDecimal unitPrice,
        Fraction amountExact,
        @Nullable Integer component,
        @Nullable String basis,
        @Nullable String of) {

    /** A line of the only quantity, or of none, in decimals. */
    public RatingLine(
            int tier,
            BigDecimal quantity,
            @Nullable UnitOfMeasure unit,
            BigDecimal unitPrice,
            BigDecimal amountExact,
            @Nullable Integer component,
            @Nullable String basis) {
        this(
                tier,
                Fraction.of(quantity),
                unit,
                unitPrice,
                Fraction.of(amountExact),
                component,
                basis,
                null);
    }

    /** A line at the price of a tier, in decimals. */
    public RatingLine(
            int tier,
            BigDecimal quantity,
            UnitOfMeasure unit,
            BigDecimal unitPrice,
            BigDecimal amountExact) {
        this(tier, quantity, unit, unitPrice, amountExact, null, null);
    }

    /** A line whose amount is multiplied out. */
    public static RatingLine of(
            int tier,
            Fraction quantity,
            @Nullable UnitOfMeasure unit,
            BigDecimal unitPrice,
            @Nullable String basis) {
        Fraction shortest = quantity.plain();
        Fraction amount = shortest.times(unitPrice).plain();
        return new RatingLine(tier, shortest, unit, unitPrice, amount, null, basis, null);
    }

    RatingLine withQuantity(Fraction other) {
        Fraction shortest = other.plain();
        return new RatingLine(
                tier,
                shortest,
                unit,
                unitPrice,
                shortest.times(unitPrice).plain(),
                component,
                basis,
                of);
    }

    RatingLine inComponent(int place) {
        return new RatingLine(tier, quantity, unit, unitPrice, amountExact, place, basis, of);
    }

    RatingLine ofQuantity(String name) {
        return new RatingLine(tier, quantity, unit, unitPrice, amountExact, component, basis, name);
    }

    /** With words on what of the period counts, before those on the price; null for none. */
    RatingLine taken(@Nullable String words) {
        return words == null
                ? this
                : new RatingLine(
                        tier,
                        quantity,
                        unit,
                        unitPrice,
                        amountExact,
                        component,
                        basis == null ? words : words + ", " + basis,
                        of);
    }

    /** What the lines' amounts add up to, exactly. */
    public static Fraction sum(List<RatingLine> lines) {
        return lines.stream().map(RatingLine::amountExact).reduce(Fraction.ZERO, Fraction::plus);
    }

    /** Without trailing zeros and without an exponent, as it is stored. */
    static BigDecimal plain(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
