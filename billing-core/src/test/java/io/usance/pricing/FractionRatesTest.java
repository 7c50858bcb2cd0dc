package io.usance.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.usance.money.ExactAmount;
import io.usance.pricing.RatingContext.Stage;
import io.usance.pricing.Tariff.BaseFee;
import io.usance.pricing.Tariff.Composite;
import io.usance.pricing.Tariff.Graduated;
import io.usance.pricing.Tariff.Minimum;
import io.usance.pricing.Tariff.Packaged;
import io.usance.pricing.Tariff.PerUnit;
import io.usance.pricing.Tariff.Percentage;
import io.usance.quantity.Dimension;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prices per a unit in which the metered quantity has no finite decimal form. */
class FractionRatesTest {
    private static final Currency EUR = Currency.getInstance("EUR");

    @ParameterizedTest
    @CsvSource({
        // value, unit metered in, price, per, exact (by Python's fractions), rounded
        "10000, s, 48.50, h, 2425/18, 134.72",
        "1, s, 48.50, h, 97/7200, 0.01",
        "212.4, h, 48.50, h, 10301.4, 10301.40",
        "20, min, 60, h, 20, 20.00",
        "100, min, 144, d, 10, 10.00",
        "50, min, 0.07, d, 7/2880, 0.00",
        "24350, kg, 0.55, [lb_av], 121750000000/4123567, 29525.41",
        "24350, kg, 1103.25, [ston_av], 1343206875000/45359237, 29612.64",
        "24350, kg, 1235.64, [lton_av], 1343206875000/45359237, 29612.64",
        "24350, kg, 121.75, dt, 29646.125, 29646.13",
        "1000, L, 3.19, [gal_us], 36250000000/43016043, 842.71",
        "1, kW.h, 0.09, MJ, 0.324, 0.32",
        "0.001, W.h, 1, J, 3.6, 3.60",
    })
    void isRatedExactlyAndRoundedOnce(
            BigDecimal value,
            String unit,
            BigDecimal price,
            String per,
            String exact,
            String rounded) {
        Tariff tariff = new PerUnit(price, UnitOfMeasure.of(per));
        Quantity quantity = Quantity.of(value, UnitOfMeasure.of(unit));
        Rated rated = Rating.rate(tariff, quantity, RatingContext.PLAIN);
        assertThat(rated.amountExact()).isEqualTo(Fraction.parse(exact)).hasToString(exact);
        assertThat(new ExactAmount(rated.amountExact(), EUR).rounded(RoundingMode.HALF_UP))
                .hasToString(rounded + " EUR");
        RatingLine line = rated.lines().getFirst();
        assertThat(line.quantity().times(line.unitPrice())).isEqualTo(line.amountExact());
    }

    /** 212.4 h: base 1,500, 48.50 to 160 h, then 39.00. */
    @Test
    void hoursByTiersWithABaseFee() {
        Tariff tariff =
                new Composite(
                        List.of(
                                new BaseFee(decimal("1500")),
                                new Graduated(
                                        List.of(
                                                new Tier(decimal("160"), decimal("48.50")),
                                                new Tier(null, decimal("39.00"))),
                                        UnitOfMeasure.HOUR,
                                        "hours")));
        Quantity hours = Quantity.of(decimal("212.4"), UnitOfMeasure.HOUR);
        Rated rated =
                Rating.rate(tariff, Quantities.of(Map.of("hours", hours)), RatingContext.PLAIN);
        assertThat(rated.amountExact()).isEqualTo(Fraction.parse("11303.60"));
        assertThat(rated.lines())
                .extracting(line -> line.quantity().toString(), RatingLine::of)
                .containsExactly(tuple("1", null), tuple("160", "hours"), tuple("52.4", "hours"));
    }

    @ParameterizedTest
    @CsvSource({
        // seconds, parts, stage, exact
        "10000, 0, OPEN, 2425/18",
        "10000, 1000, OPEN, 3937/18",
        "10000, 1000, CLOSED, 500",
        "100000, 1000, CLOSED, 12881/9",
        "0, 0, CLOSED, 500",
    })
    void hoursPlusPartsUnderOneMinimum(long seconds, long parts, Stage stage, String exact) {
        Tariff tariff =
                new Composite(
                        List.of(
                                new PerUnit(decimal("48.50"), UnitOfMeasure.HOUR, "hours"),
                                new PerUnit(decimal("0.084"), UnitOfMeasure.ONE, "goodParts"),
                                new Minimum(decimal("500"), CarryForward.NONE)));
        Rated rated =
                Rating.rate(
                        tariff,
                        Quantities.of(
                                Map.of(
                                        "hours",
                                        new Quantity(seconds * 1_000, Dimension.TIME),
                                        "goodParts",
                                        new Quantity(parts * 1_000, Dimension.COUNT))),
                        RatingContext.PLAIN.at(stage));
        assertThat(rated.amountExact()).isEqualTo(Fraction.parse(exact));
        assertThat(RatingLine.sum(rated.lines())).isEqualTo(rated.amountExact());
    }

    /** What is missing to a minimum, and what is carried, are fractions too. */
    @Test
    void aShortfallAndACarryAreExact() {
        Tariff tariff =
                new Composite(
                        List.of(
                                new PerUnit(decimal("48.50"), UnitOfMeasure.HOUR),
                                new Percentage(decimal("-3"), Basis.TOTAL),
                                new Minimum(decimal("200"), CarryForward.CREDIT)));
        Rated rated = rate(tariff, 10_000, Stage.CLOSED);
        assertThat(rated.amountExact()).isEqualTo(Fraction.of(200));
        // 200 - 2425/18 x 0.97
        assertThat(rated.carry()).isEqualTo(Fraction.parse("4991/72"));
        assertThat(rated.lines().getLast().quantity()).isEqualTo(rated.carry());
    }

    /** Three times 1,200 s: each a third of an hour; the lines net to one whole hour. */
    @Test
    void instalmentsAddUpToTheWhole() {
        Tariff tariff = new PerUnit(decimal("48.50"), UnitOfMeasure.HOUR);
        List<RatingLine> lines = List.of();
        Rated before = Rated.NOTHING;
        for (int i = 1; i <= 3; i++) {
            Rated after = rate(tariff, 1_200 * i, Stage.OPEN);
            lines = Rating.net(lines, Rating.difference(before, after));
            before = after;
        }
        assertThat(lines)
                .containsExactly(
                        RatingLine.of(1, Fraction.ONE, UnitOfMeasure.HOUR, decimal("48.50"), null));
        assertThat(lines.getFirst().quantity()).hasToString("1");
        assertThat(Rating.difference(before, rate(tariff, 3_600, Stage.OPEN))).isEmpty();
    }

    /** A tier ends at its bound, inclusive, to the millisecond; a begun package is due. */
    @Test
    void boundsAreComparedExactly() {
        Tariff tiers =
                new Tariff.Volume(
                        List.of(
                                new Tier(decimal("1"), decimal("10")),
                                new Tier(null, decimal("5"))),
                        UnitOfMeasure.HOUR);
        assertThat(rate(tiers, 3_600, Stage.OPEN).amountExact()).isEqualTo(Fraction.of(10));
        assertThat(
                        Rating.rate(
                                        tiers,
                                        new Quantity(3_600_001, Dimension.TIME),
                                        RatingContext.PLAIN)
                                .lines()
                                .getFirst()
                                .tier())
                .isEqualTo(2);
        Tariff packages = new Packaged(decimal("0.5"), decimal("7"), UnitOfMeasure.HOUR);
        assertThat(rate(packages, 1_800, Stage.OPEN).amountExact()).isEqualTo(Fraction.of(7));
        assertThat(rate(packages, 1_801, Stage.OPEN).amountExact()).isEqualTo(Fraction.of(14));
    }

    private static Rated rate(Tariff tariff, long seconds, Stage stage) {
        return Rating.rate(
                tariff,
                new Quantity(seconds * 1_000, Dimension.TIME),
                RatingContext.PLAIN.at(stage));
    }

    private static BigDecimal decimal(String text) {
        return new BigDecimal(text);
    }
}
