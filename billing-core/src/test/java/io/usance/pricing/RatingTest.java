package io.usance.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.pricing.Tariff.Graduated;
import io.usance.pricing.Tariff.PerUnit;
import io.usance.quantity.Dimension;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RatingTest {
    /** 10 t at 1200, the next 10 t at 1150, the rest at 1100. */
    private static final Tariff GRADUATED =
            new Graduated(
                    List.of(tier("10", "1200"), tier("20", "1150"), tier(null, "1100")),
                    UnitOfMeasure.TONNE);

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.000001, 0.0012",
        "9.999999, 11999.9988",
        "10, 12000",
        "10.000001, 12000.00115",
        "19.999999, 23499.99885",
        "20, 23500",
        "20.000001, 23500.0011",
        "24.350, 28285",
        "10000000, 11000001500",
    })
    void graduatedTiersEndAtTheirBoundInclusive(BigDecimal tonnes, BigDecimal amount) {
        assertThat(Rating.amount(GRADUATED, tonnes(tonnes)).decimal()).isEqualByComparingTo(amount);
    }

    @ParameterizedTest
    @CsvSource({
        "1100, t, 24.350, 26785",
        "81.5873, t, 4.217, 344.0536441",
        "81.5873, t, 12.651, 1032.1609323",
        "1217.5030, t, 24.350, 29646.19805",
        "1217.5030, t, 50.490, 61471.72647",
        "1217.5030, t, 50.525, 61514.339075",
        "1.2, kg, 24.350, 29220",
        "0.0011, g, 24.350, 26785",
        "0, t, 24.350, 0",
    })
    void aUnitPriceIsMultipliedOut(
            BigDecimal price, String unit, BigDecimal tonnes, BigDecimal amount) {
        Tariff tariff = new PerUnit(price, UnitOfMeasure.ofCode(unit).orElseThrow());
        assertThat(Rating.amount(tariff, tonnes(tonnes)).decimal()).isEqualByComparingTo(amount);
    }

    @Test
    void aTraceSaysHowMuchFellIntoEachTier() {
        assertThat(trace("0", "24.350"))
                .containsExactly(
                        line(1, "10", "1200", "12000"),
                        line(2, "10", "1150", "11500"),
                        line(3, "4.35", "1100", "4785"));
    }

    @Test
    void anInstalmentBeginsInTheTierTheLastOneReached() {
        assertThat(trace("8.5", "9")).containsExactly(line(1, "0.5", "1200", "600"));
        assertThat(trace("10", "11")).containsExactly(line(2, "1", "1150", "1150"));
        assertThat(trace("9.5", "20.5"))
                .containsExactly(
                        line(1, "0.5", "1200", "600"),
                        line(2, "10", "1150", "11500"),
                        line(3, "0.5", "1100", "550"));
        assertThat(trace("30", "31")).containsExactly(line(3, "1", "1100", "1100"));
    }

    @Test
    void aCreditGoesBackThroughTheTiersItCameThrough() {
        assertThat(trace("20.5", "9.5"))
                .containsExactly(
                        line(1, "-0.5", "1200", "-600"),
                        line(2, "-10", "1150", "-11500"),
                        line(3, "-0.5", "1100", "-550"));
        assertThat(trace("24.35", "0").stream().map(RatingLine::amountExact))
                .containsExactly(
                        Fraction.parse("-12000"),
                        Fraction.parse("-11500"),
                        Fraction.parse("-4785"));
    }

    @Test
    void nothingDrawnHasNoLines() {
        assertThat(trace("0", "0")).isEmpty();
        assertThat(trace("15", "15")).isEmpty();
        Tariff flat = new PerUnit(decimal("1200"), UnitOfMeasure.TONNE);
        assertThat(Rating.trace(flat, tonnes("3"), tonnes("3"))).isEmpty();
    }

    /** A stored trace reads back equal, so no number in it may have an exponent. */
    @Test
    void noNumberOfATraceHasAnExponent() {
        Tariff flat = new PerUnit(decimal("1200"), UnitOfMeasure.TONNE);
        RatingLine line = Rating.trace(flat, tonnes("0"), tonnes("1000")).getFirst();
        assertThat(line.quantity().decimal()).isEqualTo(new BigDecimal("1000"));
        assertThat(line.amountExact().decimal()).isEqualTo(new BigDecimal("1200000"));
        assertThat(Rating.amount(GRADUATED, tonnes("100")).decimal().scale()).isNotNegative();
    }

    @Test
    void linesAlwaysAddUpToTheDifferenceOfTheTotals() {
        long seed = 20_260_301;
        System.out.println("seed " + seed);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int i = 0; i < 5_000; i++) {
            Quantity from = new Quantity(random.nextLong(40_000_000), Dimension.MASS);
            Quantity to = new Quantity(random.nextLong(40_000_000), Dimension.MASS);
            List<RatingLine> lines = Rating.trace(GRADUATED, from, to);
            Fraction sum =
                    lines.stream()
                            .map(RatingLine::amountExact)
                            .reduce(Fraction.ZERO, Fraction::plus);
            assertThat(sum)
                    .as("%s to %s", from, to)
                    .isEqualByComparingTo(
                            Rating.amount(GRADUATED, to).minus(Rating.amount(GRADUATED, from)));
            Fraction quantity =
                    lines.stream().map(RatingLine::quantity).reduce(Fraction.ZERO, Fraction::plus);
            assertThat(quantity).isEqualByComparingTo(to.minus(from).in(UnitOfMeasure.TONNE));
            assertThat(lines)
                    .allMatch(
                            l -> l.quantity().times(l.unitPrice()).compareTo(l.amountExact()) == 0);
        }
    }

    @Test
    void aNegativeTotalOrTheOtherDimensionIsRefused() {
        assertThatThrownBy(() -> trace("0", "-1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cannot rate the negative quantity -1000.000 kg");
        assertThatThrownBy(() -> Rating.amount(GRADUATED, new Quantity(5, Dimension.VOLUME)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a VOLUME cannot be expressed in t, a unit of MASS");
    }

    private static List<RatingLine> trace(String from, String to) {
        return Rating.trace(GRADUATED, tonnes(from), tonnes(to));
    }

    private static RatingLine line(int tier, String quantity, String price, String amount) {
        return new RatingLine(
                tier, decimal(quantity), UnitOfMeasure.TONNE, decimal(price), decimal(amount));
    }

    static Tier tier(@org.jspecify.annotations.Nullable String upTo, String price) {
        return new Tier(upTo == null ? null : decimal(upTo), decimal(price));
    }

    private static Quantity tonnes(String tonnes) {
        return tonnes(decimal(tonnes));
    }

    private static Quantity tonnes(BigDecimal tonnes) {
        return Quantity.of(tonnes, UnitOfMeasure.TONNE);
    }

    private static BigDecimal decimal(String text) {
        return new BigDecimal(text);
    }

    static Graduated graduated(Tier... tiers) {
        return new Graduated(Arrays.asList(tiers), UnitOfMeasure.TONNE);
    }
}
