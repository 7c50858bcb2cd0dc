package io.usance.pricing;

import static io.usance.pricing.Basis.TOTAL;
import static io.usance.pricing.Basis.USAGE;
import static io.usance.pricing.CarryForward.CREDIT;
import static io.usance.pricing.CarryForward.NONE;
import static io.usance.pricing.CarryForward.RAISE_NEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.pricing.RatingContext.Stage;
import io.usance.pricing.Tariff.BaseFee;
import io.usance.pricing.Tariff.Component;
import io.usance.pricing.Tariff.Composite;
import io.usance.pricing.Tariff.Maximum;
import io.usance.pricing.Tariff.Minimum;
import io.usance.pricing.Tariff.PerUnit;
import io.usance.pricing.Tariff.Percentage;
import io.usance.quantity.Dimension;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CompositeTest {
    private static final Component PRICE = perTonne("1200");

    /** Fee 250, by index, 3 % off usage, 1 % on all, at least 5,000, at most 50,000. */
    private static final Composite SIX =
            composite(
                    new BaseFee(decimal("250")),
                    RateTablesTest.indexed(null, null, 4),
                    percent("-3", USAGE),
                    percent("1", TOTAL),
                    new Minimum(decimal("5000"), NONE),
                    new Maximum(decimal("50000")));

    @ParameterizedTest
    @CsvSource({
        // Index 1063.50: 1217.5030/t. 24.350 t: (29646.19805 x 0.97 + 250) x 1.01
        "0, OPEN, 252.5",
        "0, CLOSED, 5000",
        "1, OPEN, 1445.2876891",
        "1, CLOSED, 5000",
        "24.350, OPEN, 29296.880229585",
        "24.350, CLOSED, 29296.880229585",
        "50.525, CLOSED, 50000",
        "1000, OPEN, 50000",
    })
    void componentsCountInTheirOrder(String tonnes, Stage stage, BigDecimal amount) {
        RatingContext context =
                RatingContext.PLAIN.with(Map.of("PVC-EU", decimal("1063.50"))).at(stage);
        Rated rated = Rating.rate(SIX, tonnes(tonnes), context);
        assertThat(rated.amountExact().decimal()).isEqualByComparingTo(amount);
        assertThat(RatingLine.sum(rated.lines()).decimal()).isEqualByComparingTo(amount);
    }

    @Test
    void everyLineSaysWhichComponentItIsAndHowItCameAbout() {
        RatingContext context =
                RatingContext.PLAIN.with(Map.of("PVC-EU", decimal("1063.50"))).at(Stage.CLOSED);
        assertThat(Rating.rate(SIX, tonnes("1"), context).lines())
                .extracting(CompositeTest::told)
                .containsExactly(
                        "1: 1 x 250 = 250 (base fee of the period)",
                        "2: 1 t x 1217.5030 = 1217.503 (1180 x (0.4 + 0.6 x 1063.50 / 1010.00) by"
                                + " index PVC-EU)",
                        "3: 1217.503 x -0.03 = -36.52509 (-3 % of usage)",
                        "4: 1430.97791 x 0.01 = 14.3097791 (1 % of all before it)",
                        "5: 3554.7123109 x 1 = 3554.7123109 (up to the minimum of 5000)");
        assertThat(Rating.rate(SIX, tonnes("50.525"), context).lines().getLast())
                .extracting(CompositeTest::told)
                .isEqualTo(
                        "6: 10518.0979917775 x -1 = -10518.0979917775"
                                + " (above the maximum of 50000)");
    }

    /** 250 and 3 x 1200; then the fee is not charged again. */
    @Test
    void aBaseFeeIsPartOfTheFirstInstalmentOnly() {
        Composite tariff = composite(new BaseFee(decimal("250")), PRICE);
        Rated first = Rating.rate(tariff, tonnes("3"), RatingContext.PLAIN);
        Rated second = Rating.rate(tariff, tonnes("5"), RatingContext.PLAIN);
        assertThat(Rating.difference(Rated.NOTHING, first))
                .extracting(CompositeTest::told)
                .containsExactly(
                        "1: 1 x 250 = 250 (base fee of the period)", "2: 3 t x 1200 = 3600 (null)");
        assertThat(Rating.difference(first, second))
                .extracting(CompositeTest::told)
                .containsExactly("2: 2 t x 1200 = 2400 (null)");
    }

    /** A period over 4,000 after another: what it costs, and what goes on to the next. */
    @ParameterizedTest
    @CsvSource({
        // mode, carried, stage, tonnes at 1200, amount, carry
        "NONE, 0, OPEN, 1, 1200, 0",
        "NONE, 0, CLOSED, 1, 4000, 0",
        "NONE, 0, CLOSED, 5, 6000, 0",
        "CREDIT, 0, OPEN, 1, 1200, 0",
        "CREDIT, 0, CLOSED, 1, 4000, 2800",
        "CREDIT, 2800, OPEN, 1, 1200, 2800",
        "CREDIT, 2800, CLOSED, 2, 4000, 4400",
        "CREDIT, 2800, OPEN, 5, 4000, 800",
        "CREDIT, 2800, CLOSED, 5, 4000, 800",
        "CREDIT, 2800, CLOSED, 6, 4400, 0",
        "RAISE_NEXT, 0, CLOSED, 1, 1200, 2800",
        "RAISE_NEXT, 2800, OPEN, 1, 1200, 2800",
        "RAISE_NEXT, 2800, CLOSED, 1, 1200, 5600",
        "RAISE_NEXT, 2800, CLOSED, 5, 6000, 800",
        "RAISE_NEXT, 2800, CLOSED, 6, 7200, 0",
        "RAISE_NEXT, 2800, LAST, 1, 6800, 0",
        "RAISE_NEXT, 0, LAST, 1, 4000, 0",
    })
    void aMinimumIsDueAtCloseAndCarriesWhatTheContractSays(
            CarryForward mode,
            BigDecimal carried,
            Stage stage,
            String tonnes,
            BigDecimal amount,
            BigDecimal carry) {
        Composite tariff = composite(PRICE, new Minimum(decimal("4000"), mode));
        RatingContext context = RatingContext.PLAIN.carrying(Fraction.of(carried)).at(stage);
        Rated rated = Rating.rate(tariff, tonnes(tonnes), context);
        assertThat(rated.amountExact().decimal()).isEqualByComparingTo(amount);
        assertThat(rated.carry().decimal()).isEqualByComparingTo(carry);
        assertThat(RatingLine.sum(rated.lines()).decimal()).isEqualByComparingTo(amount);
    }

    /** Four quarters of 1, 5, 6 and 2 t at 1,200 over a minimum of 4,000. */
    @ParameterizedTest
    @CsvSource({"NONE, 21200", "CREDIT, 18400", "RAISE_NEXT, 18400"})
    void aYearUnderAMinimum(CarryForward mode, BigDecimal total) {
        Composite tariff = composite(PRICE, new Minimum(decimal("4000"), mode));
        Fraction carried = Fraction.ZERO;
        Fraction sum = Fraction.ZERO;
        List<String> quarters = List.of("1", "5", "6", "2");
        for (int i = 0; i < quarters.size(); i++) {
            RatingContext context =
                    RatingContext.PLAIN
                            .carrying(carried)
                            .at(i == quarters.size() - 1 ? Stage.LAST : Stage.CLOSED);
            Rated rated = Rating.rate(tariff, tonnes(quarters.get(i)), context);
            sum = sum.plus(rated.amountExact());
            carried = rated.carry();
        }
        assertThat(sum.decimal()).isEqualByComparingTo(total);
    }

    /** A correction after the close lowers the shortfall by as much as it costs. */
    @Test
    void aLateCorrectionBelowTheMinimumChangesNothing() {
        Composite tariff = composite(PRICE, new Minimum(decimal("4000"), NONE));
        RatingContext closed = RatingContext.PLAIN.at(Stage.CLOSED);
        Rated before = Rating.rate(tariff, tonnes("1"), closed);
        Rated after = Rating.rate(tariff, tonnes("2"), closed);
        assertThat(after.amountExact()).isEqualByComparingTo(before.amountExact());
        assertThat(Rating.difference(before, after))
                .extracting(CompositeTest::told)
                .containsExactly(
                        "1: 1 t x 1200 = 1200 (null)",
                        "2: -1200 x 1 = -1200 (up to the minimum of 4000)");
    }

    static Stream<Arguments> wrong() {
        Component percent = percent("-10", USAGE);
        return Stream.of(
                Arguments.of(List.of(), "a composite tariff has 1 to 16 components, not 0"),
                Arguments.of(
                        Collections.nCopies(17, PRICE),
                        "a composite tariff has 1 to 16 components, not 17"),
                Arguments.of(
                        List.of(new BaseFee(decimal("1"))),
                        "a composite tariff needs at least one rate by quantity, such as PER_UNIT"),
                Arguments.of(
                        List.of(PRICE, new PerUnit(decimal("1"), UnitOfMeasure.LITRE)),
                        "a composite tariff prices MASS or VOLUME, not both, unless each rate names its"
                                + " quantity with 'of'"),
                Arguments.of(
                        List.of(percent, PRICE),
                        "component 1 is a percentage of nothing; components count in their order,"
                                + " move it"),
                Arguments.of(
                        List.of(new BaseFee(decimal("1")), percent, PRICE),
                        "component 2 is a percentage of nothing; components count in their order,"
                                + " move it"),
                Arguments.of(
                        List.of(new Minimum(decimal("1"), NONE), PRICE),
                        "component 1 is a minimum of nothing; components count in their order,"
                                + " move it"),
                Arguments.of(
                        List.of(new Maximum(decimal("1")), PRICE),
                        "component 1 is a maximum of nothing; components count in their order,"
                                + " move it"),
                Arguments.of(
                        List.of(PRICE, new Maximum(decimal("1")), percent),
                        "component 3 is a percentage of usage after a maximum; components count in"
                                + " their order, move it"),
                Arguments.of(
                        List.of(PRICE, percent("-60", USAGE), percent("-40.5", TOTAL)),
                        "the discounts add up to 100.5 percent, more than 100"),
                Arguments.of(
                        List.of(PRICE, minimum("1", RAISE_NEXT), minimum("2", CREDIT)),
                        "a composite tariff has at most one minimum that carries forward and one maximum, not 2 and 0"),
                Arguments.of(
                        List.of(PRICE, minimum("5000", RAISE_NEXT), new Maximum(decimal("4999"))),
                        "minimum 5000 is above maximum 4999"),
                Arguments.of(
                        List.of(
                                RateTablesTest.indexed(null, null, 4),
                                new Tariff.Indexed(
                                        decimal("1"),
                                        decimal("1"),
                                        decimal("0"),
                                        "PVC-EU",
                                        decimal("99"),
                                        null,
                                        null,
                                        2,
                                        UnitOfMeasure.TONNE)),
                        "index PVC-EU has the base values 1010.00 and 99"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("wrong")
    void aContradictionBetweenComponentsIsRefused(List<Component> components, String message) {
        assertThatThrownBy(() -> new Composite(components))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void aCompositeHasTheDimensionOfItsUsages() {
        assertThat(composite(new BaseFee(decimal("1")), PRICE).dimension())
                .isEqualTo(Dimension.MASS);
        assertThatThrownBy(() -> Rating.amount(SIX, new Quantity(5, Dimension.VOLUME)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a VOLUME cannot be expressed in t, a unit of MASS");
    }

    @Test
    void theDearestContextReachesTheMaximum() {
        assertThat(Rating.rate(SIX, tonnes("10000000"), RatingContext.dearest(SIX)).amountExact())
                .isEqualTo(Fraction.parse("50000"));
    }

    private static String told(RatingLine line) {
        return line.component()
                + ": "
                + line.quantity()
                + (line.unit() == null ? "" : " " + line.unit().code())
                + " x "
                + line.unitPrice()
                + " = "
                + line.amountExact()
                + " ("
                + line.basis()
                + ")";
    }

    private static Composite composite(Component... components) {
        return new Composite(List.of(components));
    }

    private static Component perTonne(String price) {
        return new PerUnit(decimal(price), UnitOfMeasure.TONNE);
    }

    private static Component percent(String percent, Basis on) {
        return new Percentage(decimal(percent), on);
    }

    private static Component minimum(String amount, CarryForward mode) {
        return new Minimum(decimal(amount), mode);
    }

    private static Quantity tonnes(String tonnes) {
        return Quantity.of(decimal(tonnes), UnitOfMeasure.TONNE);
    }

    private static BigDecimal decimal(String text) {
        return new BigDecimal(text);
    }
}
