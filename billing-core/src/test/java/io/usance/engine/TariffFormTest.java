package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.json.Json;
import io.usance.pricing.RatingLine;
import io.usance.pricing.Tariff;
import io.usance.quantity.Fraction;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How tariffs and their traces are written. A released form is never changed. */
class TariffFormTest {
    private static final ObjectMapper JSON = Json.mapper();

    /** Each component stands in at least one line; begin here with a new one. */
    static List<String> tariffs() {
        return List.of(
                """
                {"type":"PER_UNIT","unitPrice":"81.5873","per":"t"}\
                """,
                """
                {"type":"GRADUATED","tiers":[{"upTo":"10","unitPrice":"1200"},{"unitPrice":"1100"}],"per":"t"}\
                """,
                """
                {"type":"VOLUME","tiers":[{"upTo":"10","unitPrice":"1200","flatFee":"250"},{"unitPrice":"1100"}],"per":"m3"}\
                """,
                """
                {"type":"PER_UNIT","unitPrice":"11.47","per":"kW","of":"power","take":"MAXIMUM"}\
                """,
                """
                {"type":"GRADUATED","tiers":[{"unitPrice":"2"}],"per":"1","of":"seats","take":"LAST"}\
                """,
                """
                {"type":"PACKAGE","packageSize":"2.5","packagePrice":"2950","per":"t","free":"5"}\
                """,
                """
                {"type":"VOLUME","tiers":[{"upTo":"10","unitPrice":"1200"},{"upTo":"20","unitPrice":"1100"}],"per":"t"}\
                """,
                """
                {"type":"PACKAGE","packageSize":"2.5","packagePrice":"2950","per":"t"}\
                """,
                """
                {"type":"INDEX","basePrice":"1180","fixedShare":"0.4","indexShare":"0.6","series":"PVC-EU","baseValue":"1010.00","cap":"1300","priceDecimals":4,"per":"t"}\
                """,
                """
                {"type":"COMPOSITE","components":[{"type":"BASE_FEE","amount":"250"},{"type":"PER_UNIT","unitPrice":"1200","per":"t"},{"type":"PERCENT","percent":"-3","on":"USAGE"},{"type":"MINIMUM","amount":"5000","carryForward":"CREDIT"},{"type":"MAXIMUM","amount":"50000"}]}\
                """,
                """
                {"type":"COMPOSITE","components":[{"type":"PER_UNIT","unitPrice":"1200","per":"t"},{"type":"PER_UNIT","unitPrice":"-35","per":"t"},{"type":"FLOOR","amount":"0"}]}\
                """,
                """
                {"type":"FORMULA","terms":[{"series":"PVC-EU","factor":"1"}],"fixing":{"series":"EURUSD","convert":"DIVIDE"},"differential":"-35","floor":"900","priceDecimals":4,"per":"t","provisional":{"percent":"80"}}\
                """,
                """
                {"type":"FORMULA","terms":[{"series":"PVC-EU","factor":"600","base":"1010"},{"series":"POWER","factor":"-0.4"}],"constant":"12","deadBand":{"price":"600","within":"18","beyond":"EXCESS"},"floor":"0","cap":"900","priceDecimals":2,"per":"t","provisional":{"price":"610"}}\
                """);
    }

    @Test
    void everyTariffAndComponentHasALine() {
        String lines = String.join("\n", tariffs());
        assertThat(Json.tariffTypes().keySet())
                .as("tariffs and components without a line in TariffFormTest.tariffs()")
                .filteredOn(name -> !lines.contains("{\"type\":\"" + name + "\""))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("tariffs")
    void aTariffIsReadAndWrittenTheSame(String text) throws JsonProcessingException {
        Tariff tariff = JSON.readValue(text, Tariff.class);
        assertThat(JSON.writeValueAsString(tariff)).isEqualTo(text);
        assertThat(JSON.readValue(JSON.writeValueAsString(tariff), Tariff.class)).isEqualTo(tariff);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"BASE_FEE\",\"amount\":\"1\"}",
                "{\"type\":\"COMPOSITE\",\"components\":[{\"type\":\"COMPOSITE\",\"components\":[]}]}",
                "{\"type\":\"FREE\"}",
            })
    void aComponentIsNoTariffAndACompositeNoComponent(String text) {
        assertThatThrownBy(() -> JSON.readValue(text, Tariff.class))
                .isInstanceOf(JsonMappingException.class);
    }

    @Test
    void theNameOfAQuantityIsThereOnlyWhereItIsGiven() throws JsonProcessingException {
        String named =
                "{\"type\":\"PER_UNIT\",\"unitPrice\":\"0.084\",\"per\":\"1\",\"of\":\"goodParts\"}";
        assertThat(JSON.readValue(named, Tariff.class))
                .isEqualTo(
                        new Tariff.PerUnit(
                                new BigDecimal("0.084"), UnitOfMeasure.ONE, "goodParts"));
        assertThat(JSON.writeValueAsString(JSON.readValue(named, Tariff.class))).isEqualTo(named);
        RatingLine line =
                new RatingLine(
                        1,
                        Fraction.of(10),
                        UnitOfMeasure.ONE,
                        new BigDecimal("0.084"),
                        Fraction.parse("0.84"),
                        2,
                        null,
                        "goodParts");
        String text = JSON.writeValueAsString(line);
        assertThat(text)
                .isEqualTo(
                        "{\"tier\":1,\"quantity\":\"10\",\"unit\":\"1\",\"unitPrice\":\"0.084\","
                                + "\"amountExact\":\"0.84\",\"component\":2,\"of\":\"goodParts\"}");
        assertThat(JSON.readValue(text, RatingLine.class)).isEqualTo(line);
    }

    /** One tariff has one form. */
    @Test
    void aSumIsNotWritten() throws JsonProcessingException {
        String sum =
                """
                {"type":"PER_UNIT","unitPrice":"0.084","per":"1","of":"goodParts"}\
                """;
        String said = sum.replace("}", ",\"take\":\"SUM\"}");
        assertThat(JSON.writeValueAsString(JSON.readValue(said, Tariff.class))).isEqualTo(sum);
    }

    @Test
    void aLineWithoutAUnitSaysItsBasis() throws JsonProcessingException {
        RatingLine fee =
                new RatingLine(
                        1,
                        BigDecimal.ONE,
                        null,
                        new BigDecimal("250"),
                        new BigDecimal("250"),
                        1,
                        "base fee of the period");
        String text = JSON.writeValueAsString(fee);
        assertThat(text)
                .isEqualTo(
                        "{\"tier\":1,\"quantity\":\"1\",\"unitPrice\":\"250\",\"amountExact\":\"250\","
                                + "\"component\":1,\"basis\":\"base fee of the period\"}");
        assertThat(JSON.readValue(text, RatingLine.class)).isEqualTo(fee);
    }
}
