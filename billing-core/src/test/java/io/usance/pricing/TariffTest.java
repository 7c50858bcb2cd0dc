package io.usance.pricing;

import static io.usance.pricing.RatingTest.graduated;
import static io.usance.pricing.RatingTest.tier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.pricing.Tariff.Graduated;
import io.usance.pricing.Tariff.Indexed;
import io.usance.pricing.Tariff.Maximum;
import io.usance.pricing.Tariff.Minimum;
import io.usance.pricing.Tariff.Packaged;
import io.usance.pricing.Tariff.PerUnit;
import io.usance.pricing.Tariff.Percentage;
import io.usance.pricing.Tariff.Volume;
import io.usance.quantity.Dimension;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
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
                        () -> graduated(tier(null, "1200"), tier("20", "1150")),
                        "only the last tier may have no upper bound; tier 1"),
                refusal(() -> graduated(), "a graduated tariff has 1 to 32 tiers, not 0"),
                refusal(
                        () ->
                                new Graduated(
                                        Collections.nCopies(33, tier(null, "1")),
                                        UnitOfMeasure.TONNE),
                        "a graduated tariff has 1 to 32 tiers, not 33"),
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
                        () -> new Volume(List.of(), UnitOfMeasure.TONNE),
                        "a volume tariff has 1 to 32 tiers, not 0"),
                refusal(
                        () -> new Packaged(BigDecimal.ZERO, BigDecimal.ONE, UnitOfMeasure.TONNE),
                        "package size 0 is not above 0"),
                refusal(
                        () -> index("0.4", "0.5", "1010", null, null, 4),
                        "fixed share 0.4 and index share 0.5 add up to 0.9, not 1"),
                refusal(
                        () -> index("1.4", "-0.4", "1010", null, null, 4),
                        "index share -0.4 is negative, not 0 or more"),
                refusal(
                        () -> index("0.4", "0.6", "0", null, null, 4),
                        "base value 0 is not above 0"),
                refusal(
                        () -> index("0.4", "0.6", "1", "10", "9.99", 4),
                        "floor 10 is above cap 9.99"),
                refusal(
                        () -> index("0.4", "0.6", "1", null, null, 13),
                        "a unit price is rounded to 0 to 12 decimals, not 13"),
                refusal(
                        () -> new Percentage(new BigDecimal("-100.01"), Basis.USAGE),
                        "percentage -100.01 is not within -100 to 1000"),
                refusal(
                        () -> new Percentage(new BigDecimal("1000.01"), Basis.TOTAL),
                        "percentage 1000.01 is not within -100 to 1000"),
                refusal(
                        () -> new Minimum(BigDecimal.ZERO, CarryForward.NONE),
                        "minimum 0 is not above 0"),
                refusal(() -> new Maximum(BigDecimal.ZERO), "maximum 0 is not above 0"),
                refusal(
                        () -> graduated(tier("1E+99", "1"), tier(null, "1")),
                        "tier bound 1E+99 has more than 18 digits before or after the point"));
    }

    private static Indexed index(
            String fixed,
            String index,
            String base,
            @Nullable String floor,
            @Nullable String cap,
            int decimals) {
        return new Indexed(
                BigDecimal.TEN,
                new BigDecimal(fixed),
                new BigDecimal(index),
                "PVC-EU",
                new BigDecimal(base),
                floor == null ? null : new BigDecimal(floor),
                cap == null ? null : new BigDecimal(cap),
                decimals,
                UnitOfMeasure.TONNE);
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
