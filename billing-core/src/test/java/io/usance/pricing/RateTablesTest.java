package io.usance.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.money.Money;
import io.usance.pricing.Tariff.Graduated;
import io.usance.pricing.Tariff.Indexed;
import io.usance.pricing.Tariff.Packaged;
import io.usance.pricing.Tariff.Usage;
import io.usance.pricing.Tariff.Volume;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rates by quantity, each with its table. */
class RateTablesTest {
    private static final Usage VOLUME =
            new Volume(
                    List.of(tier("10", "1200", null), tier("20", "1150", null), rest("1100", null)),
                    UnitOfMeasure.TONNE);

    /** 250 for the first tier, 100 for the second, none for the third. */
    private static final List<Tier> WITH_FEES =
            List.of(tier("10", "1200", "250"), tier("20", "1150", "100"), rest("1100", null));

    private static final Usage PACKAGES =
            new Packaged(decimal("2.5"), decimal("2950"), UnitOfMeasure.TONNE);

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "10, 12000",
        "10.000001, 11500.00115",
        "20, 23000",
        "20.000001, 22000.0011",
        "24.350, 26785",
    })
    void theTierReachedPricesTheWholeVolume(String tonnes, BigDecimal amount) {
        assertThat(amount(VOLUME, tonnes)).isEqualByComparingTo(amount);
    }

    @Test
    void aNewVolumeTierTakesTheOldPriceBack() {
        assertThat(Rating.trace(VOLUME, tonnes("8"), tonnes("24")))
                .containsExactly(
                        line(1, "-8", "t", "1200", "-9600"), line(3, "24", "t", "1100", "26400"));
        assertThat(Rating.trace(VOLUME, tonnes("24"), tonnes("25")))
                .containsExactly(line(3, "1", "t", "1100", "1100"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "0.000001, 250.0012, 250.0012",
        "10, 12250, 12250",
        "10.000001, 12350.00115, 11600.00115",
        "20, 23850, 23100",
        "24.350, 28635, 26785",
    })
    void aTiersFlatFeeIsDueWhenItIsEntered(String tonnes, BigDecimal graduated, BigDecimal volume) {
        assertThat(amount(new Graduated(WITH_FEES, UnitOfMeasure.TONNE), tonnes))
                .isEqualByComparingTo(graduated);
        assertThat(amount(new Volume(WITH_FEES, UnitOfMeasure.TONNE), tonnes))
                .isEqualByComparingTo(volume);
    }

    @Test
    void aFlatFeeIsALineOnceAndTakenBackWhenTheTierIsLeft() {
        Usage tariff = new Graduated(WITH_FEES, UnitOfMeasure.TONNE);
        RatingLine fee =
                new RatingLine(
                        2,
                        BigDecimal.ONE,
                        null,
                        decimal("100"),
                        decimal("100"),
                        null,
                        "flat fee of the tier");
        assertThat(Rating.trace(tariff, tonnes("9"), tonnes("12")))
                .containsExactly(
                        line(1, "1", "t", "1200", "1200"), line(2, "2", "t", "1150", "2300"), fee);
        assertThat(Rating.trace(tariff, tonnes("12"), tonnes("13")))
                .containsExactly(line(2, "1", "t", "1150", "1150"));
        assertThat(Rating.trace(tariff, tonnes("12"), tonnes("10")))
                .contains(fee.withQuantity(Fraction.parse("-1")));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.000001, 2950",
        "2.5, 2950",
        "2.500001, 5900",
        "24.350, 29500",
        "25, 29500",
    })
    void aPackageBegunIsDueInFull(String tonnes, BigDecimal amount) {
        assertThat(amount(PACKAGES, tonnes)).isEqualByComparingTo(amount);
    }

    @Test
    void thePackagesOfAnInstalmentAreThoseItBegins() {
        assertThat(Rating.trace(PACKAGES, tonnes("2"), tonnes("2.4"))).isEmpty();
        assertThat(Rating.trace(PACKAGES, tonnes("2"), tonnes("6")))
                .containsExactly(
                        new RatingLine(
                                1,
                                decimal("2"),
                                null,
                                decimal("2950"),
                                decimal("5900"),
                                null,
                                "packages of 2.5 t, a begun one in full"));
    }

    @ParameterizedTest
    @CsvSource({
        // value, floor, cap, decimals, HALF_UP, HALF_EVEN
        "1063.50, , , 4, 1217.5030, 1217.5030",
        "1063.50, , , 2, 1217.50, 1217.50",
        "1063.50, , , 0, 1218, 1218",
        "1010.00, , , 4, 1180.0000, 1180.0000",
        "1063.50, , 1200, 4, 1200.0000, 1200.0000",
        "1063.50, 1250.55555, , 4, 1250.5556, 1250.5556",
        "1063.50, 1100, 1300, 4, 1217.5030, 1217.5030",
        "505, 1000, 1300, 4, 1000.0000, 1000.0000",
        "0.01, , , 4, 472.0070, 472.0070",
    })
    void theUnitPriceFollowsTheIndexWithinFloorAndCap(
            String value,
            @Nullable BigDecimal floor,
            @Nullable BigDecimal cap,
            int decimals,
            String halfUp,
            String halfEven) {
        Indexed tariff = indexed(floor, cap, decimals);
        assertThat(price(tariff, value, RoundingMode.HALF_UP)).isEqualTo(halfUp);
        assertThat(price(tariff, value, RoundingMode.HALF_EVEN)).isEqualTo(halfEven);
    }

    /** Half way between two prices: 1000 x (0 + 1 x 1.00125 / 1) to two decimals. */
    @Test
    void aUnitPriceHalfWayIsRoundedAsTheContractSays() {
        Indexed tariff =
                new Indexed(
                        decimal("1000"),
                        decimal("0"),
                        decimal("1"),
                        "X",
                        decimal("1"),
                        null,
                        null,
                        2,
                        UnitOfMeasure.TONNE);
        assertThat(IndexFormula.unitPrice(tariff, at("X", "1.001245", RoundingMode.HALF_UP)))
                .isEqualTo("1001.25");
        assertThat(IndexFormula.unitPrice(tariff, at("X", "1.001245", RoundingMode.HALF_EVEN)))
                .isEqualTo("1001.24");
    }

    @Test
    void aPriceByIndexIsExtendedAndRoundedOnce() {
        Rated rated =
                Rating.rate(
                        indexed(null, null, 4),
                        tonnes("24.350"),
                        at("PVC-EU", "1063.50", RoundingMode.HALF_UP));
        assertThat(rated.amountExact().decimal()).isEqualTo("29646.19805");
        assertThat(cents(rated.amountExact().decimal())).isEqualTo("29646.20");
        assertThat(rated.lines())
                .containsExactly(
                        new RatingLine(
                                1,
                                decimal("24.35"),
                                UnitOfMeasure.TONNE,
                                decimal("1217.5030"),
                                decimal("29646.19805"),
                                null,
                                "1180 x (0.4 + 0.6 x 1063.50 / 1010.00) by index PVC-EU"));
    }

    @Test
    void aTraceSaysIfThePriceIsAtItsFloorOrCap() {
        assertThat(basis(indexed(decimal("1300"), null, 4))).endsWith("PVC-EU, at the floor");
        assertThat(basis(indexed(null, decimal("1200"), 4))).endsWith("PVC-EU, at the cap");
        assertThat(basis(indexed(decimal("1100"), decimal("1300"), 4))).endsWith("PVC-EU");
    }

    @Test
    void aMissingOrAbsurdIndexValueIsRefused() {
        Indexed tariff = indexed(null, null, 4);
        assertThatThrownBy(() -> Rating.rate(tariff, tonnes("1"), RatingContext.PLAIN))
                .isInstanceOf(MissingIndexValueException.class)
                .hasMessage(
                        "the tariff needs a value of index PVC-EU, which is not there; supply it");
        for (String value : List.of("0", "-1", "101000.01", "1E+999999999")) {
            assertThatThrownBy(() -> price(tariff, value, RoundingMode.HALF_UP))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "index PVC-EU is "
                                    + value
                                    + ", not above 0 and at most 100 times its base value 1010.00");
        }
        assertThatThrownBy(() -> price(tariff, "1E-999999999", RoundingMode.HALF_UP))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("index PVC-EU has 999999999 decimals, more than 18");
    }

    /** Opening 41.250 + deliveries 48.180 - closing 38.905 = 50.525 t. */
    @Test
    void provisionalAndTrueUpOfTheWorkedBridgeAreTheRoundedTotal() {
        RatingContext context = at("PVC-EU", "1063.50", RoundingMode.HALF_UP);
        Tariff tariff = indexed(null, null, 4);
        Rated provisional = Rating.rate(tariff, tonnes("50.490"), context);
        Rated total = Rating.rate(tariff, tonnes("50.525"), context);
        assertThat(cents(provisional.amountExact().decimal())).isEqualTo("61471.73");
        assertThat(cents(total.amountExact().decimal())).isEqualTo("61514.34");
        assertThat(money(total).minus(money(provisional)).majorText()).isEqualTo("42.61");
        assertThat(Rating.difference(provisional, total))
                .extracting(RatingLine::quantity)
                .containsExactly(Fraction.parse("0.035"));
    }

    /** Line by line it would be 1,032.15; the third instalment makes the total right. */
    @Test
    void cumulativeLessIssuedMakesThreeInstalmentsTheirTotal() {
        Tariff tariff = new Tariff.PerUnit(decimal("81.5873"), UnitOfMeasure.TONNE);
        Money issued = eur(0);
        List<String> instalments = new java.util.ArrayList<>();
        for (String total : List.of("4.217", "8.434", "12.651")) {
            Money due = money(Rating.rate(tariff, tonnes(total), RatingContext.PLAIN));
            instalments.add(due.minus(issued).majorText());
            issued = due;
        }
        assertThat(instalments).containsExactly("344.05", "344.06", "344.05");
        assertThat(issued.majorText()).isEqualTo("1032.16");
    }

    private static String basis(Indexed tariff) {
        RatingContext context = at("PVC-EU", "1063.50", RoundingMode.HALF_UP);
        return String.valueOf(Rating.rate(tariff, tonnes("1"), context).lines().getFirst().basis());
    }

    private static String price(Indexed tariff, String value, RoundingMode rounding) {
        return IndexFormula.unitPrice(tariff, at("PVC-EU", value, rounding)).toPlainString();
    }

    private static RatingContext at(String series, String value, RoundingMode rounding) {
        return new RatingContext(
                Map.of(series, decimal(value)), RatingContext.Stage.OPEN, Fraction.ZERO, rounding);
    }

    static Indexed indexed(@Nullable BigDecimal floor, @Nullable BigDecimal cap, int decimals) {
        return new Indexed(
                decimal("1180"),
                decimal("0.4"),
                decimal("0.6"),
                "PVC-EU",
                decimal("1010.00"),
                floor,
                cap,
                decimals,
                UnitOfMeasure.TONNE);
    }

    private static BigDecimal amount(Tariff tariff, String tonnes) {
        return Rating.amount(tariff, tonnes(tonnes)).decimal();
    }

    private static Quantity tonnes(String tonnes) {
        return Quantity.of(decimal(tonnes), UnitOfMeasure.TONNE);
    }

    private static Tier tier(String upTo, String price, @Nullable String fee) {
        return new Tier(decimal(upTo), decimal(price), fee == null ? null : decimal(fee));
    }

    private static Tier rest(String price, @Nullable String fee) {
        return new Tier(null, decimal(price), fee == null ? null : decimal(fee));
    }

    private static RatingLine line(
            int tier, String quantity, String unit, String price, String amount) {
        return new RatingLine(
                tier,
                decimal(quantity),
                UnitOfMeasure.ofCode(unit).orElseThrow(),
                decimal(price),
                decimal(amount));
    }

    private static Money money(Rated rated) {
        return Money.rounded(
                rated.amountExact(), Currency.getInstance("EUR"), RoundingMode.HALF_UP);
    }

    private static String cents(BigDecimal exact) {
        return exact.setScale(2, RoundingMode.HALF_UP).toPlainString();
    }

    private static Money eur(long cents) {
        return new Money(cents, Currency.getInstance("EUR"));
    }

    private static BigDecimal decimal(String text) {
        return new BigDecimal(text);
    }
}
