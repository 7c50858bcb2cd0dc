package io.usance.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.json.Json;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prices by formula, each worked out by hand, with the words of their trace. */
class FormulaTest {
    private static final ObjectMapper JSON = Json.mapper();

    private static final String PVC =
            """
            {"type":"FORMULA","terms":[{"series":"PVC-EU","factor":"1"}],\
            "fixing":{"series":"EURUSD","convert":"DIVIDE"},"differential":"-35","floor":"900",\
            "priceDecimals":4,"per":"t","provisional":{"percent":"80"}}\
            """;

    /**
     * PVC in USD at the fixing, less 35 EUR, floor 900 EUR. 1,010 / 1.08 - 35 = 900.185185...;
     * 1,063.50 / 1.09 - 35 = 940.688073...; 940 / 1.10 - 35 = 819.545454..., below the floor; 1,120
     * / 1.07 - 35 = 1,011.728971...; each rounded to 4 decimals, times 24.350 t.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1010 | 1.08 | 900.1852 | 21919.50962 | PVC-EU 1010 / EURUSD 1.08 - 35 = 900.1852",
                "1063.50 | 1.09 | 940.6881 | 22905.755235 | PVC-EU 1063.50 / EURUSD 1.09 - 35 = 940.6881",
                "940 | 1.10 | 900 | 21915 | PVC-EU 940 / EURUSD 1.10 - 35 = 819.5455, at the floor of 900",
                "1120 | 1.07 | 1011.729 | 24635.60115 | PVC-EU 1120 / EURUSD 1.07 - 35 = 1011.7290",
            })
    void indexLessAnAmountAtAFixing(
            String index, String fixing, String price, String amount, String words)
            throws JsonProcessingException {
        RatingLine line = line(PVC, Map.of("PVC-EU", index, "EURUSD", fixing), Map.of());
        assertThat(line.unitPrice()).isEqualByComparingTo(price);
        assertThat(line.amountExact().decimal()).isEqualByComparingTo(amount);
        assertThat(line.basis()).isEqualTo(words);
    }

    /** 80 % of 940.688073... is 752.550458..., rounded once. */
    @Test
    void aProvisionalPriceIsAShareOfThatByTheNewestValues() throws JsonProcessingException {
        RatingLine line = line(PVC, Map.of("EURUSD", "1.09"), Map.of("PVC-EU", "1063.50"));
        assertThat(line.unitPrice()).isEqualByComparingTo("752.5505");
        assertThat(line.basis())
                .isEqualTo(
                        "provisional until PVC-EU is published, 80 % of PVC-EU 1063.50 / EURUSD 1.09 - 35 = 940.6881");
        RatingLine atTheFloor = line(PVC, Map.of(), Map.of("PVC-EU", "900", "EURUSD", "1"));
        assertThat(atTheFloor.unitPrice()).isEqualByComparingTo("720");
        assertThat(atTheFloor.basis())
                .startsWith("provisional until EURUSD and PVC-EU are published, 80 % of")
                .endsWith("at the floor of 900");
    }

    @Test
    void withoutAnyValueItWaits() {
        assertThatThrownBy(() -> line(PVC, Map.of("EURUSD", "1.09"), Map.of()))
                .isInstanceOf(MissingIndexValueException.class)
                .hasMessageContaining("PVC-EU");
    }

    /** Until the value is there the agreed price is charged, whatever was published. */
    @Test
    void aStatedProvisionalPriceNeedsNoValue() throws JsonProcessingException {
        String stated = PVC.replace("\"percent\":\"80\"", "\"price\":\"850.50\"");
        RatingLine line = line(stated, Map.of("EURUSD", "1.09"), Map.of());
        assertThat(line.unitPrice()).isEqualByComparingTo("850.50");
        assertThat(line.basis()).isEqualTo("provisional price until PVC-EU is published");
    }

    /**
     * 600 x 1,063.50 / 1,010 = 631.782178..., 400 x 110 / 100 = 440, together with 20 in dollars
     * 1,091.782178...; times 0.92 is 1,004.439603...
     */
    @Test
    void weightedSeriesRelativeToTheirBaseAndAConstantAreConvertedTogether()
            throws JsonProcessingException {
        String basket =
                """
                {"type":"FORMULA","terms":[{"series":"PVC","factor":"600","base":"1010"},\
                {"series":"POWER","factor":"400","base":"100"}],"constant":"20",\
                "fixing":{"series":"USDEUR","convert":"MULTIPLY"},"priceDecimals":4,"per":"t"}\
                """;
        RatingLine line =
                line(basket, Map.of("PVC", "1063.50", "POWER", "110", "USDEUR", "0.92"), Map.of());
        assertThat(line.unitPrice()).isEqualByComparingTo("1004.4396");
        assertThat(line.basis())
                .isEqualTo(
                        "(600 x PVC 1063.50 / 1010 + 400 x POWER 110 / 100 + 20) x USDEUR 0.92 = 1004.4396");
    }

    /** Base 1,000, dead band 30: up to 1,030 the price stays; at 1,050 it is 1,050 or 1,020. */
    @ParameterizedTest
    @CsvSource({
        "1030, WHOLE, 1000",
        "970, WHOLE, 1000",
        "1030.01, WHOLE, 1030.01",
        "1050, WHOLE, 1050",
        "1050, EXCESS, 1020",
        "950, EXCESS, 980",
        "1400, EXCESS, 1300",
        "600, EXCESS, 700",
    })
    void aDeadBandThenACollar(String index, String beyond, String price)
            throws JsonProcessingException {
        String collar =
                """
                {"type":"FORMULA","terms":[{"series":"PVC","factor":"1"}],\
                "deadBand":{"price":"1000","within":"30","beyond":"%s"},\
                "floor":"700","cap":"1300","priceDecimals":2,"per":"t"}\
                """
                        .formatted(beyond);
        assertThat(line(collar, Map.of("PVC", index), Map.of()).unitPrice())
                .isEqualByComparingTo(price);
    }

    @Test
    void whatMayFallBelowZeroNeedsAFloor() throws JsonProcessingException {
        String without = PVC.replace("\"floor\":\"900\",", "");
        assertThatThrownBy(() -> line(without, Map.of("PVC-EU", "10", "EURUSD", "1"), Map.of()))
                .hasMessage(
                        "the price by formula may fall below 0; write floor: \"0\" in it, or a COMPOSITE with a FLOOR after it");
        String composite =
                "{\"type\":\"COMPOSITE\",\"components\":[%s,{\"type\":\"FLOOR\",\"amount\":\"0\"}]}"
                        .formatted(without);
        assertThat(amount(composite, Map.of("PVC-EU", "10", "EURUSD", "1")))
                .isEqualByComparingTo("0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"factor\":\"1\" | \"factor\":\"0\" | the factor of index PVC-EU is 0, so it prices nothing; leave the term out",
                "\"EURUSD\" | \"PVC-EU\" | PVC-EU is a term and the fixing; an index and a currency fixing have two series",
                "\"floor\":\"900\" | \"floor\":\"900\",\"cap\":\"800\" | floor 900 is above cap 800",
                "{\"percent\":\"80\"} | {} | a provisional price is a percent or a price, and neither is there; write one, such as percent: \"80\"",
                "\"80\"} | \"80\",\"price\":\"1\"} | a provisional price is a percent or a price, not both; take one of them out",
                "\"80\" | \"101\" | provisional percent 101 is above 100",
                "[{\"series\":\"PVC-EU\",\"factor\":\"1\"}] | [] | a formula has 1 to 12 terms, not 0; a price without an index is PER_UNIT",
                "}],\"fix | },{\"series\":\"PVC-EU\",\"factor\":\"2\"}],\"fix | index PVC-EU stands in two terms; write one, with the factors added up",
            })
    void aContradictionIsRefused(String was, String is, String message) {
        assertThatThrownBy(() -> JSON.readValue(PVC.replace(was, is), Tariff.class))
                .rootCause()
                .hasMessage(message);
    }

    @Test
    void anAbsurdPriceIsRefused() {
        assertThatThrownBy(
                        () -> line(PVC, Map.of("PVC-EU", "1063500000", "EURUSD", "0.5"), Map.of()))
                .hasMessage(
                        "the formula gives a unit price of 2126999965, more than 1000000000; look for a decimal point that is wrong in EURUSD, PVC-EU");
    }

    private static RatingLine line(
            String tariff, Map<String, String> values, Map<String, String> newest)
            throws JsonProcessingException {
        List<RatingLine> lines =
                Rating.rate(JSON.readValue(tariff, Tariff.class), drawn(), context(values, newest))
                        .lines();
        assertThat(lines).hasSize(1);
        return lines.getFirst();
    }

    private static BigDecimal amount(String tariff, Map<String, String> values)
            throws JsonProcessingException {
        return Rating.rate(JSON.readValue(tariff, Tariff.class), drawn(), context(values, Map.of()))
                .amountExact()
                .decimal();
    }

    private static Quantity drawn() {
        return Quantity.of(new BigDecimal("24.350"), UnitOfMeasure.TONNE);
    }

    private static RatingContext context(Map<String, String> values, Map<String, String> newest) {
        return RatingContext.PLAIN.with(decimals(values)).provisionally(decimals(newest));
    }

    private static Map<String, BigDecimal> decimals(Map<String, String> texts) {
        Map<String, BigDecimal> values = new HashMap<>();
        texts.forEach((series, text) -> values.put(series, new BigDecimal(text)));
        return values;
    }
}
