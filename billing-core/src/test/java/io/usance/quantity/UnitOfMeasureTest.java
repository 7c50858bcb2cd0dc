package io.usance.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitOfMeasureTest {

    /** Sizes by the definitions: the yard and pound agreement of 1959, the inch, SI prefixes. */
    @ParameterizedTest
    @CsvSource({
        "dt, 100, kg",
        "t, 1000, kg",
        "[ston_av], 2000, [lb_av]",
        "[lton_av], 2240, [lb_av]",
        "m3, 1000, L",
        "hL, 100, L",
        "[ft_i], 12, [in_i]",
        "min, 60, s",
        "h, 60, min",
        "d, 24, h",
        "W.h, 3600, J",
        "kW.h, 3600, kJ",
        "MW.h, 3600, MJ",
        "kJ, 1000, J",
        "MJ, 1000, kJ",
        "GW.h, 1000, MW.h",
        "MW, 1000, kW",
        "GBy, 1000, MBy",
        "MBy, 1000, kBy",
        "kBy, 1000, By",
    })
    void oneIsSoManyOfAnother(String one, BigDecimal many, String another) {
        assertThat(unit(one).size()).isEqualTo(unit(another).size().times(many));
        assertThat(unit(one).dimension()).isEqualTo(unit(another).dimension());
    }

    /** 231 cubic inches. */
    @Test
    void theGallonIsExact() {
        BigDecimal inchCm = new BigDecimal("2.54");
        assertThat(unit("[gal_us]").milliBase())
                .isEqualByComparingTo(inchCm.pow(3).multiply(BigDecimal.valueOf(231)));
    }

    @ParameterizedTest
    @CsvSource({
        "g, GRM",
        "kg, KGM",
        "t, TNE",
        "dt, DTN",
        "[lb_av], LBR",
        "[ston_av], STN",
        "[lton_av], LTN",
        "mL, MLT",
        "L, LTR",
        "hL, HLT",
        "m3, MTQ",
        "[gal_us], GLL",
        "mm, MMT",
        "cm, CMT",
        "m, MTR",
        "[in_i], INH",
        "[ft_i], FOT",
        "%, P1",
        "s, SEC",
        "min, MIN",
        "h, HUR",
        "d, DAY",
        "1, C62",
        "W.h, WHR",
        "kW.h, KWH",
        "MW.h, MWH",
        "GW.h, GWH",
        "J, JOU",
        "kJ, KJO",
        "MJ, 3B",
        "W, WTT",
        "kW, KWT",
        "MW, MAW",
        "By, AD",
        "kBy, 2P",
        "MBy, 4L",
        "GBy, E34",
    })
    void hasTheCodeOfTheInvoice(String code, String rec20Code) {
        assertThat(unit(code).rec20Code()).isEqualTo(rec20Code);
    }

    @Test
    void everyUnitIsOneObject() {
        List<UnitOfMeasure> all = UnitOfMeasure.all();
        assertThat(all).hasSize(37).doesNotHaveDuplicates();
        assertThat(all.stream().map(UnitOfMeasure::rec20Code)).doesNotHaveDuplicates();
        for (UnitOfMeasure unit : all) {
            assertThat(UnitOfMeasure.of(new String(unit.code()))).isSameAs(unit);
            assertThat(unit).hasToString(unit.code());
        }
        for (Dimension dimension : Dimension.values()) {
            UnitOfMeasure base = unit(dimension.baseUnitCode());
            assertThat(base.size()).isEqualTo(Fraction.of(1_000));
            assertThat(base.dimension()).isEqualTo(dimension);
        }
    }

    @Test
    void lengthAndRatioAreOnlySignals() {
        assertThat(Dimension.values())
                .filteredOn(dimension -> !dimension.isBilled())
                .containsExactly(Dimension.LENGTH, Dimension.RATIO);
        assertThat(Dimension.values())
                .filteredOn(Dimension::isOfMaterial)
                .containsExactly(Dimension.MASS, Dimension.VOLUME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{part}", "{cycle}", "{good-part}", "{1000}", "{a\\b}"})
    void anAnnotationAloneIsACount(String code) {
        assertThat(UnitOfMeasure.ofCode(code)).contains(UnitOfMeasure.ONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{two words}",
                "{a}{b}",
                "{a{b}}",
                "kg{dry}",
                "{part",
                "part}",
                "{ä}",
                "{123456789012345678901234567890123}"
            })
    void otherBracesAreNot(String code) {
        assertThat(UnitOfMeasure.ofCode(code)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lbs | MASS | unit lbs is unknown; known are g kg t dt [lb_av] [ston_av] [lton_av]",
                "kWh | ENERGY | unit kWh is unknown; known are W.h kW.h MW.h GW.h J kJ MJ",
                "kg | VOLUME | kg is a unit of MASS, not of VOLUME; write one of mL L hL m3 [gal_us]",
                "% | TIME | % is a unit of RATIO, not of TIME; write one of s min h d",
                "h | COUNT | h is a unit of TIME, not of COUNT; write one of 1",
            })
    void aRefusalListsWhatFits(String code, Dimension wanted, String message) {
        assertThatThrownBy(() -> UnitOfMeasure.of(code, wanted))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void anUnknownUnitListsAllOrWhatIsBilled() {
        assertThatThrownBy(() -> UnitOfMeasure.of("x".repeat(1_000)))
                .hasMessage(
                        "unit %s… is unknown; known are %s"
                                .formatted("x".repeat(40), UnitOfMeasure.codes(any -> true)));
        assertThatThrownBy(() -> UnitOfMeasure.billed("mm"))
                .hasMessage(
                        "mm is a unit of LENGTH, not of what is billed; write one of g kg t dt"
                                + " [lb_av] [ston_av] [lton_av] mL L hL m3 [gal_us] s min h d 1"
                                + " W.h kW.h MW.h GW.h J kJ MJ W kW MW By kBy MBy GBy");
    }

    @ParameterizedTest
    @CsvSource({
        // half-even at a thousandth of the base unit: 0.5 mWh, 1.5 mWh
        "1.8, J, 0",
        "5.4, J, 2",
        "-5.4, J, -2",
        "3.6, MJ, 1000000",
        "1, [lb_av], 454",
        "0.0025, kg, 2",
    })
    void isRoundedHalfEvenToAThousandth(BigDecimal value, String unit, BigInteger milli) {
        assertThat(unit(unit).milli(value)).isEqualTo(milli);
    }

    private static UnitOfMeasure unit(String code) {
        return UnitOfMeasure.of(code);
    }
}
