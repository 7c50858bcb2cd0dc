package io.usance.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.pricing.RatingContext.Stage;
import io.usance.pricing.Tariff.Composite;
import io.usance.pricing.Tariff.Graduated;
import io.usance.pricing.Tariff.Minimum;
import io.usance.pricing.Tariff.Packaged;
import io.usance.pricing.Tariff.PerUnit;
import io.usance.pricing.Tariff.Volume;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packages after a free quantity, tiers that end, and several minimums. */
class PackageAndTierEndTest {
    private static final UnitOfMeasure TONNE = UnitOfMeasure.TONNE;

    /** 5 t are free; (24.350 - 5) / 2.5 = 7.74, so 8 packages of 2,950. */
    @ParameterizedTest
    @CsvSource({"24.350, 23600", "5, 0", "5.001, 2950", "7.5, 2950", "7.501, 5900", "0, 0"})
    void packagesAreCountedOfWhatIsNotFree(String tonnes, String amount) {
        Packaged bags =
                new Packaged(
                        new BigDecimal("2.5"),
                        new BigDecimal("2950"),
                        TONNE,
                        null,
                        null,
                        null,
                        new BigDecimal("5"));
        assertThat(Rating.amount(bags, drawn(tonnes)).decimal()).isEqualByComparingTo(amount);
    }

    @Test
    void whatIsBeyondTheEndOfTheLastTierIsNotRated() {
        List<Tier> tiers = List.of(tier("10", "1200"), tier("20", "1100"));
        Graduated graduated = new Graduated(tiers, TONNE);
        Volume volume = new Volume(tiers, TONNE);
        assertThat(Rating.amount(graduated, drawn("20")).decimal()).isEqualByComparingTo("23000");
        assertThat(Rating.amount(volume, drawn("20")).decimal()).isEqualByComparingTo("22000");
        for (Tariff tariff : List.of(graduated, volume)) {
            assertThatThrownBy(() -> Rating.amount(tariff, drawn("20.001")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "20.001 t are beyond the last tier, which ends at 20 t; add a version of the price with a tier for more");
        }
        // A contract may be signed with it: its bound is of the last tier without an end.
        assertThat(Rating.bound(graduated, quantities("30")).decimal())
                .isEqualByComparingTo("34000");
    }

    /** At least 2,000 for the energy, at least 5,000 for all: 1,200 + 800 + 500 + 2,500. */
    @Test
    void severalMinimumsCountInTheirOrder() {
        Composite both =
                new Composite(
                        List.of(
                                new PerUnit(new BigDecimal("1200"), TONNE),
                                new Minimum(new BigDecimal("2000"), CarryForward.NONE),
                                new PerUnit(new BigDecimal("500"), TONNE),
                                new Minimum(new BigDecimal("5000"), CarryForward.CREDIT)));
        Rated rated =
                Rating.rate(
                        both,
                        quantities("1"),
                        RatingContext.PLAIN.at(Stage.CLOSED).carrying(Fraction.of(300)));
        assertThat(rated.lines())
                .extracting(line -> line.amountExact().toString())
                .containsExactly("1200", "800", "500", "2500");
        assertThat(rated.carry()).isEqualTo(Fraction.of(2_800));
        assertThatThrownBy(() ->
                        new Composite(
                                List.of(
                                        new PerUnit(new BigDecimal("1200"), TONNE),
                                        new Minimum(BigDecimal.ONE, CarryForward.CREDIT),
                                        new Minimum(BigDecimal.TEN, CarryForward.RAISE_NEXT))))
                .hasMessage(
                        "a composite tariff has at most one minimum that carries forward and one maximum, not 2 and 0");
    }

    private static Tier tier(String upTo, String price) {
        return new Tier(new BigDecimal(upTo), new BigDecimal(price));
    }

    private static Quantity drawn(String tonnes) {
        return Quantity.of(new BigDecimal(tonnes), TONNE);
    }

    private static Quantities quantities(String tonnes) {
        return Quantities.of(Map.of(Quantities.ONLY, drawn(tonnes)));
    }
}
