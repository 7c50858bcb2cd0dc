package io.usance.pricing;

import static io.usance.pricing.RatingTest.graduated;
import static io.usance.pricing.RatingTest.tier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.pricing.Tariff.Graduated;
import io.usance.pricing.Tariff.PerUnit;
import io.usance.pricing.Tariff.Tier;
import io.usance.quantity.Dimension;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TariffTest {

    static Stream<Arguments> wrong() {
        return Stream.of(
                refusal(
                        () -> graduated(tier("10", "1200"), tier("10", "1150"), tier(null, "1100")),
                        "tier 2 ends at 10, not above 10"),
                refusal(
                        () -> graduated(tier("10", "1200"), tier("9.5", "1150"), tier(null, "1")),
                        "tier 2 ends at 9.5, not above 10"),
                refusal(
                        () -> graduated(tier("0", "1200"), tier(null, "1100")),
                        "tier 1 ends at 0, not above 0"),
                refusal(
                        () -> graduated(tier("-5", "1200"), tier(null, "1100")),
                        "tier 1 ends at -5, not above 0"),
                refusal(
                        () -> graduated(tier("10", "1200"), tier("20", "1150")),
                        "the last tier and only the last has no upper bound; tier 2"),
                refusal(
                        () -> graduated(tier(null, "1200"), tier("20", "1150")),
                        "the last tier and only the last has no upper bound; tier 1"),
                refusal(() -> graduated(), "a graduated tariff has 1 to 32 tiers, not 0"),
                refusal(
                        () ->
                                new Graduated(
                                        Collections.nCopies(33, tier(null, "1")),
                                        UnitOfMeasure.TONNE),
                        "a graduated tariff has 1 to 32 tiers, not 33"),
                refusal(
                        () -> graduated(tier(null, "-0.01")),
                        "unit price -0.01 is negative; a price is 0 or more"),
                refusal(
                        () -> new PerUnit(new BigDecimal("-1"), UnitOfMeasure.TONNE),
                        "unit price -1 is negative; a price is 0 or more"),
                refusal(
                        () -> new PerUnit(new BigDecimal("1E+18"), UnitOfMeasure.TONNE),
                        "unit price 1E+18 has more than 18 digits before or after the point"),
                refusal(
                        () -> new PerUnit(new BigDecimal("1E+2147483647"), UnitOfMeasure.TONNE),
                        "unit price 1E+2147483647 has more than 18 digits before or after the"
                                + " point"),
                refusal(
                        () -> new PerUnit(new BigDecimal("1E-19"), UnitOfMeasure.TONNE),
                        "unit price 1E-19 has more than 18 digits before or after the point"),
                refusal(
                        () -> graduated(tier("1E+99", "1"), tier(null, "1")),
                        "tier bound 1E+99 has more than 18 digits before or after the point"));
    }

    private static Arguments refusal(ThrowingCallable making, String message) {
        return Arguments.of(making, message);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("wrong")
    void aContradictionIsRefusedWithBothValues(ThrowingCallable making, String message) {
        assertThatThrownBy(making).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void aPricePerPoundIsRefusedBecauseItCannotBeExact() {
        String message =
                "a price per [lb_av] cannot be exact: one [lb_av] is 453.59237 thousandths of a kg,"
                        + " so most quantities have no finite decimal value in it; convert the"
                        + " price to one per kg";
        assertThatThrownBy(() -> new PerUnit(BigDecimal.ONE, UnitOfMeasure.POUND))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> new Graduated(List.of(tier(null, "1")), UnitOfMeasure.POUND))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void aPriceWithAnExponentIsTheSamePrice() {
        assertThat(new PerUnit(new BigDecimal("1.2E+3"), UnitOfMeasure.TONNE))
                .isEqualTo(new PerUnit(new BigDecimal("1200"), UnitOfMeasure.TONNE));
        assertThat(tier("1E+1", "5")).isEqualTo(tier("10", "5"));
    }

    @Test
    void aPriceKeepsItsDecimals() {
        assertThat(new PerUnit(new BigDecimal("1217.5030"), UnitOfMeasure.TONNE).unitPrice())
                .isEqualTo(new BigDecimal("1217.5030"));
    }

    @Test
    void theUnitDecidesTheDimension() {
        Tier any = tier(null, "1");
        assertThat(new Graduated(List.of(any), UnitOfMeasure.TONNE).dimension())
                .isEqualTo(Dimension.MASS);
        assertThat(new PerUnit(BigDecimal.ONE, UnitOfMeasure.CUBIC_METRE).dimension())
                .isEqualTo(Dimension.VOLUME);
    }
}
