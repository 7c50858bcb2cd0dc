package io.usance.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.money.Money;
import io.usance.pricing.RatingContext.Stage;
import io.usance.pricing.Tariff.BaseFee;
import io.usance.pricing.Tariff.Composite;
import io.usance.pricing.Tariff.Graduated;
import io.usance.pricing.Tariff.Maximum;
import io.usance.pricing.Tariff.Minimum;
import io.usance.pricing.Tariff.Packaged;
import io.usance.pricing.Tariff.PerUnit;
import io.usance.pricing.Tariff.Percentage;
import io.usance.pricing.Tariff.Usage;
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
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rates of several quantities of one contract, each by its name. */
class NamedQuantitiesTest {
    private static final String PARTS = "goodParts";
    private static final String ENERGY = "energy";

    /** 0.084 up to 100,000, then 0.071. */
    private static final Usage PER_PART =
            new Graduated(
                    List.of(
                            new Tier(decimal("100000"), decimal("0.084")),
                            new Tier(null, decimal("0.071"))),
                    UnitOfMeasure.ONE,
                    PARTS);

    private static final Usage PER_KWH =
            new PerUnit(decimal("0.31"), UnitOfMeasure.KILOWATT_HOUR, ENERGY);

    /** A fee, parts and energy, a surcharge on both, at least 20,000 and at most 30,000. */
    private static final Tariff MIXED =
            new Composite(
                    List.of(
                            new BaseFee(decimal("1500")),
                            PER_PART,
                            PER_KWH,
                            new Percentage(decimal("2"), Basis.USAGE),
                            new Minimum(decimal("20000"), CarryForward.NONE),
                            new Maximum(decimal("30000"))));

    /** 183,420 parts were made, 2,071 of them bad. */
    @Test
    void goodPartsByTiers() {
        Quantity good = parts(183_420).minus(parts(2_071));
        Rated rated = Rating.rate(PER_PART, Quantities.of(Map.of(PARTS, good)), open());
        assertThat(rated.amountExact()).isEqualTo(Fraction.parse("14175.779"));
        assertThat(
                        Money.rounded(
                                rated.amountExact(),
                                Currency.getInstance("EUR"),
                                RoundingMode.HALF_UP))
                .hasToString("14175.78 EUR");
        assertThat(rated.lines())
                .containsExactly(
                        line(1, "100000", "1", "0.084", "8400", null, PARTS),
                        line(2, "81349", "1", "0.071", "5775.779", null, PARTS));
        assertThat(Rating.rate(PER_PART, good, open())).isEqualTo(rated);
    }

    @ParameterizedTest
    @CsvSource({
        // parts, kWh, stage, amount
        "0, 0, OPEN, 1500",
        "0, 0, CLOSED, 20000",
        // 1500 + 8400 + 310 + 174.20
        "100000, 1000, OPEN, 10384.20",
        "100000, 1000, CLOSED, 20000",
        // 1500 + 14175.779 + 4340 + 370.31558
        "181349, 14000, OPEN, 20386.09458",
        "181349, 14000, CLOSED, 20386.09458",
        "181349, 100000, OPEN, 30000",
    })
    void quantitiesOfTwoDimensionsUnderOneMinimumAndMaximum(
            long made, long kwh, Stage stage, BigDecimal amount) {
        Rated rated = Rating.rate(MIXED, made(made, kwh), open().at(stage));
        assertThat(rated.amountExact().decimal()).isEqualByComparingTo(amount);
        assertThat(RatingLine.sum(rated.lines()).decimal()).isEqualByComparingTo(amount);
    }

    @Test
    void everyLineNamesItsQuantity() {
        assertThat(Rating.rate(MIXED, made(100_001, 1_000), open()).lines())
                .containsExactly(
                        line(1, "1", null, "1500", "1500", 1, null, "base fee of the period"),
                        line(1, "100000", "1", "0.084", "8400", 2, PARTS),
                        line(2, "1", "1", "0.071", "0.071", 2, PARTS),
                        line(1, "1000", "kW.h", "0.31", "310", 3, ENERGY),
                        line(1, "8710.071", null, "0.02", "174.20142", 4, null, "2 % of usage"));
    }

    /** Instalments of one quantity leave the lines of the other alone. */
    @Test
    void linesOfDifferentQuantitiesAreNotNetted() {
        Tariff equal =
                new Composite(
                        List.of(
                                new PerUnit(decimal("2"), UnitOfMeasure.ONE, "goodParts"),
                                new PerUnit(decimal("2"), UnitOfMeasure.ONE, "badParts")));
        Rated before = rate(equal, Map.of("goodParts", parts(10), "badParts", parts(3)));
        Rated after = rate(equal, Map.of("goodParts", parts(15), "badParts", parts(3)));
        assertThat(Rating.difference(before, after))
                .containsExactly(line(1, "5", "1", "2", "10", 1, "goodParts"));
        assertThat(Rating.net(before.lines(), after.lines())).hasSize(2);
    }

    @Test
    void packagesAndFlatFeesNameTheirQuantityToo() {
        Usage boxes = new Packaged(decimal("1000"), decimal("55"), UnitOfMeasure.ONE, PARTS);
        assertThat(rate(boxes, Map.of(PARTS, parts(1_001))).lines())
                .containsExactly(
                        line(
                                1,
                                "2",
                                null,
                                "55",
                                "110",
                                null,
                                PARTS,
                                "packages of 1000, a begun one in full"));
        Usage tiers =
                new Graduated(
                        List.of(new Tier(null, decimal("1"), decimal("40"))),
                        UnitOfMeasure.ONE,
                        PARTS);
        assertThat(rate(tiers, Map.of(PARTS, parts(2))).lines())
                .containsExactly(
                        line(1, "2", "1", "1", "2", null, PARTS),
                        line(1, "1", null, "40", "40", null, PARTS, "flat fee of the tier"));
    }

    /** What is metered and not priced costs nothing. */
    @Test
    void aQuantityWithoutAPriceIsPassedOver() {
        assertThat(rate(PER_PART, Map.of(PARTS, parts(10), "cycles", parts(99))).amountExact())
                .isEqualTo(Fraction.parse("0.84"));
    }

    @Test
    void aRateWithoutANameTakesTheOnlyQuantityWhateverItIsCalled() {
        Usage unnamed = new PerUnit(decimal("3"), UnitOfMeasure.ONE);
        Rated rated = rate(unnamed, Map.of(PARTS, parts(7)));
        assertThat(rated).isEqualTo(Rating.rate(unnamed, Quantities.only(parts(7)), open()));
        assertThat(rated.lines()).containsExactly(line(1, "7", "1", "3", "21", null, null));
    }

    @Test
    void whatDoesNotFitIsRefusedWithWhatDoes() {
        refused(
                () -> rate(PER_PART, Map.of("cycles", parts(1), ENERGY, parts(1))),
                "quantity goodParts is unknown; known are cycles, energy");
        refused(
                () -> Rating.rate(PER_PART, Quantities.only(parts(1)), open()),
                "quantity goodParts is unknown; known are none by name");
        refused(
                () ->
                        rate(
                                new PerUnit(decimal("3"), UnitOfMeasure.ONE),
                                Map.of(PARTS, parts(1), "cycles", parts(1))),
                "there are several quantities, and none is named; known are cycles, goodParts");
        refused(
                () -> rate(PER_KWH, Map.of(ENERGY, parts(1))),
                "quantity energy: a COUNT cannot be expressed in kW.h, a unit of ENERGY");
        refused(
                () -> rate(PER_PART, Map.of(PARTS, parts(-1))),
                "cannot rate the negative quantity goodParts -1.000 1");
        refused(
                () -> Rating.rate(MIXED, parts(1), open()),
                "the tariff prices energy, goodParts; say how much of each");
    }

    @Test
    void aTariffThatContradictsItselfIsRefused() {
        refused(
                () ->
                        new Composite(
                                List.of(
                                        PER_PART,
                                        new PerUnit(
                                                decimal("1"), UnitOfMeasure.HECTOLITRE, PARTS))),
                "quantity goodParts is priced as COUNT and as VOLUME");
        refused(
                () ->
                        new Composite(
                                List.of(PER_PART, new PerUnit(decimal("1"), UnitOfMeasure.ONE))),
                "some rates say of which quantity they are, some do not: [goodParts, (none)];"
                        + " name it in all of them");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1st", "good parts", "größe", "a=b", "-a", "a/b"})
    void aNameIsALetterAndThenLettersAndDigits(String name) {
        refused(
                () -> new PerUnit(decimal("1"), UnitOfMeasure.ONE, name),
                "'%s' does not name a quantity; write a letter, then at most 63 letters, digits, _ . or -, such as goodParts"
                        .formatted(name));
        refused(
                () -> Quantities.of(Map.of("a".repeat(65), parts(1))),
                "'%s…' does not name a quantity; write a letter, then at most 63 letters, digits, _ . or -, such as goodParts"
                        .formatted("a".repeat(40)));
    }

    @Test
    void aTariffSaysWhatItPrices() {
        assertThat(MIXED.quantities())
                .containsExactly(
                        Map.entry(ENERGY, Dimension.ENERGY), Map.entry(PARTS, Dimension.COUNT));
        assertThat(PER_PART.quantities()).containsExactly(Map.entry(PARTS, Dimension.COUNT));
        assertThat(PER_PART.dimension()).isEqualTo(Dimension.COUNT);
        assertThat(new PerUnit(decimal("1"), UnitOfMeasure.TONNE).quantities())
                .containsExactly(Map.entry(Quantities.ONLY, Dimension.MASS));
        assertThatThrownBy(MIXED::dimension).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void quantitiesAddUpByName() {
        Quantities none = Quantities.zero(MIXED.quantities());
        Quantities some = none.plus(PARTS, parts(5)).plus(PARTS, parts(-2));
        assertThat(some).hasToString("energy 0.000 W.h, goodParts 3.000 1");
        assertThat(some)
                .isEqualTo(
                        Quantities.of(
                                Map.of(PARTS, parts(3), ENERGY, Quantity.zero(Dimension.ENERGY))))
                .hasSameHashCodeAs(none.plus(PARTS, parts(3)))
                .isNotEqualTo(none);
        assertThat(Quantities.only(parts(4))).hasToString("4.000 1");
        refused(
                () -> none.plus("cycles", parts(1)),
                "quantity cycles is unknown; known are energy, goodParts");
        refused(() -> none.plus(ENERGY, parts(1)), "cannot combine 0.000 W.h with 1.000 1");
        refused(() -> Quantities.of(Map.of()), "there are 1 to 16 named quantities, not 0");
    }

    private static void refused(ThrowingCallable what, String message) {
        assertThatThrownBy(what).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    private static Rated rate(Tariff tariff, Map<String, Quantity> quantities) {
        return Rating.rate(tariff, Quantities.of(quantities), open());
    }

    private static Quantities made(long parts, long kwh) {
        return Quantities.of(
                Map.of(
                        PARTS,
                        parts(parts),
                        ENERGY,
                        Quantity.of(BigDecimal.valueOf(kwh), UnitOfMeasure.KILOWATT_HOUR)));
    }

    private static Quantity parts(long count) {
        return new Quantity(count * 1_000, Dimension.COUNT);
    }

    private static RatingContext open() {
        return RatingContext.PLAIN;
    }

    private static BigDecimal decimal(String text) {
        return new BigDecimal(text);
    }

    private static RatingLine line(
            int tier,
            String quantity,
            @Nullable String unit,
            String price,
            String amount,
            @Nullable Integer component,
            @Nullable String of) {
        return line(tier, quantity, unit, price, amount, component, of, null);
    }

    private static RatingLine line(
            int tier,
            String quantity,
            @Nullable String unit,
            String price,
            String amount,
            @Nullable Integer component,
            @Nullable String of,
            @Nullable String basis) {
        return new RatingLine(
                tier,
                Fraction.parse(quantity),
                unit == null ? null : UnitOfMeasure.of(unit),
                decimal(price),
                Fraction.parse(amount),
                component,
                basis,
                of);
    }
}
