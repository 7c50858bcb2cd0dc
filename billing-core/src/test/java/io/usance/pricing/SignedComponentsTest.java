package io.usance.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.usance.pricing.RatingContext.Stage;
import io.usance.pricing.Tariff.BaseFee;
import io.usance.pricing.Tariff.Component;
import io.usance.pricing.Tariff.Composite;
import io.usance.pricing.Tariff.Floor;
import io.usance.pricing.Tariff.Maximum;
import io.usance.pricing.Tariff.Minimum;
import io.usance.pricing.Tariff.PerUnit;
import io.usance.pricing.Tariff.Percentage;
import io.usance.quantity.Dimension;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Allowances, bonuses and rebates: parts may be negative, the sum as far as a floor lets it. */
class SignedComponentsTest {

    /** 1,180 EUR/t less 35 EUR/t, less a bonus of 500 EUR in each period, never below 0. */
    private static final Composite LESS =
            new Composite(List.of(perTonne("1180"), perTonne("-35"), fee("-500"), floor("0")));

    @ParameterizedTest
    @CsvSource({
        // 24.350 x 1,145 = 27,880.75; less 500
        "24.350, 27380.75",
        // 0.400 x 1,145 = 458.00; less 500 is -42.00, and the floor is 0
        "0.400, 0",
        "0, 0",
    })
    void theSumHasTheFloor(String tonnes, String amount) {
        assertThat(amount(LESS, tonnes, Stage.OPEN)).isEqualByComparingTo(amount);
    }

    @Test
    void theTraceSaysWhatTheFloorAdded() {
        Rated rated = Rating.rate(LESS, tonnes("0.400"), RatingContext.PLAIN);
        assertThat(rated.lines())
                .extracting(RatingLine::component, RatingLine::basis)
                .endsWith(tuple(4, "up to the floor of 0"));
        assertThat(RatingLine.sum(rated.lines())).isEqualTo(rated.amountExact());
    }

    /** -500 + 0.1 x 1,145 = -385.50 is a credit; -500 alone is cut off at -450. */
    @Test
    void belowZeroIsACreditAsFarAsAgreed() {
        Composite credited = new Composite(List.of(perTonne("1145"), fee("-500"), floor("-450")));
        assertThat(amount(credited, "0.1", Stage.OPEN)).isEqualByComparingTo("-385.50");
        assertThat(amount(credited, "0", Stage.OPEN)).isEqualByComparingTo("-450");
    }

    /** A floor counts at every moment, a minimum when the period closes. */
    @Test
    void aFloorIsDueAtOnceAndAMinimumAtTheClose() {
        Composite both =
                new Composite(
                        List.of(
                                perTonne("1145"),
                                floor("900"),
                                new Minimum(new BigDecimal("2000"), CarryForward.NONE)));
        assertThat(amount(both, "0.5", Stage.OPEN)).isEqualByComparingTo("900");
        assertThat(amount(both, "0.5", Stage.CLOSED)).isEqualByComparingTo("2000");
        assertThat(amount(both, "2", Stage.OPEN)).isEqualByComparingTo("2290");
    }

    /** Index less an amount in tiers: the rebate begins at 10 t. 20 x 1,000 - 10 x 50. */
    @Test
    void aTierMayBeARebate() {
        Composite rebate =
                new Composite(
                        List.of(
                                perTonne("1000"),
                                new Tariff.Graduated(
                                        List.of(
                                                new Tier(BigDecimal.TEN, BigDecimal.ZERO),
                                                new Tier(null, new BigDecimal("-50"))),
                                        UnitOfMeasure.TONNE),
                                floor("0")));
        assertThat(amount(rebate, "20", Stage.OPEN)).isEqualByComparingTo("19500");
    }

    @Test
    void whatMayBeNegativeNeedsAFloorAfterIt() {
        assertThatThrownBy(() -> new Composite(List.of(perTonne("1180"), perTonne("-35"))))
                .hasMessage(
                        "component 2 may be negative, and nothing after it keeps the amount from falling below 0; add {type: FLOOR, amount: \"0\"} at the end, or with the least that may be due, such as \"-500\" for a credit of at most 500 to the customer");
        assertThatThrownBy(() -> new Composite(List.of(perTonne("1180"), floor("0"), fee("-1"))))
                .hasMessageContaining("component 3 may be negative");
        assertThatThrownBy(() ->
                        new Composite(
                                List.of(
                                        perTonne("1180"),
                                        floor("0"),
                                        new Percentage(new BigDecimal("-3"), Basis.USAGE))))
                .hasMessage(
                        "component 3 is a percentage of usage after a floor; components count in their order, move it");
        assertThatThrownBy(() -> new Composite(List.of(floor("0"), perTonne("1180"))))
                .hasMessageContaining("component 1 is a floor of nothing");
        assertThatThrownBy(() ->
                        new Composite(
                                List.of(
                                        perTonne("1180"),
                                        new Maximum(new BigDecimal("100")),
                                        floor("101"))))
                .hasMessage("floor 101 is above maximum 100");
    }

    @Test
    void aNegativePriceThatStandsAloneIsRefused() {
        PerUnit alone = (PerUnit) perTonne("-35");
        assertThatThrownBy(() -> Rating.amount(alone, Quantity.of(BigDecimal.ONE, alone.per())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "the price is negative and stands alone; write a COMPOSITE");
        assertThatThrownBy(() -> Rating.bound(alone, tonnes("1")))
                .hasMessageStartingWith("the price is negative and stands alone");
    }

    /** The bound is of prices without their signs: 10 x (1,180 + 35) + 500 + 0. */
    @Test
    void theBoundIsAtLeastWhatItCanComeToEitherWay() {
        assertThat(Rating.bound(LESS, tonnes("10")).decimal()).isEqualByComparingTo("12650");
    }

    private static BigDecimal amount(Tariff tariff, String tonnes, Stage stage) {
        Fraction exact =
                Rating.rate(tariff, tonnes(tonnes), RatingContext.PLAIN.at(stage)).amountExact();
        return exact.decimal();
    }

    private static Quantities tonnes(String tonnes) {
        return Quantities.only(
                new Quantity(
                        new BigDecimal(tonnes).movePointRight(6).longValueExact(), Dimension.MASS));
    }

    private static Component perTonne(String price) {
        return new PerUnit(new BigDecimal(price), UnitOfMeasure.TONNE);
    }

    private static Component fee(String amount) {
        return new BaseFee(new BigDecimal(amount));
    }

    private static Component floor(String amount) {
        return new Floor(new BigDecimal(amount));
    }
}
