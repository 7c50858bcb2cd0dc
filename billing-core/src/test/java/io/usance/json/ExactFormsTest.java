package io.usance.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.contract.ContractEvent.PeriodSettled;
import io.usance.pricing.RatingLine;
import io.usance.quantity.Fraction;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.util.Currency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stored form of exact amounts and fractions. */
class ExactFormsTest {
    private static final ObjectMapper JSON = Json.mapper();

    private static final String SETTLED =
            "{\"contractId\":\"c-1\",\"periodId\":\"2026-03-01/2026-04-01\","
                    + "\"quantity\":{\"value\":\"10000.000\",\"unit\":\"s\"},$exact,"
                    + "\"amount\":{\"amount\":\"134.72\",\"currency\":\"EUR\"},"
                    + "\"provisional\":{\"amount\":\"0.00\",\"currency\":\"EUR\"},"
                    + "\"trueUp\":{\"amount\":\"134.72\",\"currency\":\"EUR\"},"
                    + "\"settlements\":1$carry}";

    private static final String LINE =
            "{\"tier\":1,$quantity,\"unit\":\"h\",\"unitPrice\":\"48.50\",$amount}";

    /** Byte for byte, the digits of a decimal included. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "134.72 | 134.72",
                "134.7200 | 134.7200",
                "0 | 0",
                "0.00 | 0",
                "-3 | -3",
            })
    void aDecimalIsWrittenAsEver(String text, String value) throws JsonProcessingException {
        String stored = settled("\"exact\":\"" + text + "\"", ",\"carry\":\"12.50\"");
        PeriodSettled event = JSON.readValue(stored, PeriodSettled.class);
        assertThat(event.exact().value()).isEqualTo(Fraction.parse(value));
        assertThat(event.exact().currency()).isEqualTo(Currency.getInstance("EUR"));
        assertThat(JSON.writeValueAsString(event)).isEqualTo(stored);
    }

    @Test
    void whatHasNoFiniteDecimalHasItsFractionBesideIt() throws JsonProcessingException {
        String stored =
                settled(
                        "\"exact\":\"134.722222222222222222\",\"exactFraction\":\"2425/18\"",
                        ",\"carry\":\"-0.333333333333333333\",\"carryFraction\":\"-1/3\"");
        PeriodSettled event = JSON.readValue(stored, PeriodSettled.class);
        assertThat(event.exact()).hasToString("134.722222222… (cut) EUR");
        assertThat(event.exact().value()).isEqualTo(Fraction.parse("2425/18"));
        assertThat(event.carry()).hasToString("-0.333333333333… (cut) EUR");
        assertThat(JSON.writeValueAsString(event)).isEqualTo(stored);
    }

    @Test
    void whatIsNotThereStaysAway() throws JsonProcessingException {
        String stored = settled("\"exact\":\"1\"", "");
        PeriodSettled event = JSON.readValue(stored, PeriodSettled.class);
        assertThat(event.carry()).isNull();
        assertThat(JSON.writeValueAsString(event)).isEqualTo(stored);
    }

    @Test
    void aLineHasBoth() throws JsonProcessingException {
        RatingLine line =
                RatingLine.of(
                        1,
                        Fraction.parse("25/9"),
                        UnitOfMeasure.HOUR,
                        new BigDecimal("48.50"),
                        null);
        String stored =
                line(
                        "\"quantity\":\"2.777777777777777777\",\"quantityFraction\":\"25/9\"",
                        "\"amountExact\":\"134.722222222222222222\",\"amountExactFraction\":\"2425/18\"");
        assertThat(JSON.writeValueAsString(line)).isEqualTo(stored);
        assertThat(JSON.readValue(stored, RatingLine.class)).isEqualTo(line);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "\"exact\":\"2425/18\" | exact is '2425/18', not a decimal number",
                "\"exact\":\"134.72\",\"exactFraction\":\"2425/18\" | exact is 134.72, but exactFraction is 2425/18, which is 134.722222222222222222",
                "\"exactFraction\":\"2425/18\" | exact is missing, but exactFraction is 2425/18, which is 134.722222222222222222",
                "\"exact\":\"0.5\",\"exactFraction\":\"0.5\" | exact is 0.5, but exactFraction is 0.5, which is 0.5",
                "\"exact\":\"0.5\",\"exactFraction\":\"1/2\" | exactFraction: '1/2' is not in lowest terms; write 0.5",
                "\"exact\":\"0\",\"exactFraction\":\"1/0\" | exactFraction: '1/0' has the denominator 0",
                "\"exact\":\"x\" | 'x' is not a decimal number",
                "\"exact\":1.5 | no String-argument",
            })
    void whatContradictsItselfIsRefused(String exact, String message) {
        assertThatThrownBy(() -> JSON.readValue(settled(exact, ""), PeriodSettled.class))
                .isInstanceOf(JsonProcessingException.class)
                .message()
                .satisfies(said -> {
                    if (!message.startsWith("no ")) {
                        assertThat(said).contains(message);
                    }
                });
    }

    private static String settled(String exact, String carry) {
        return SETTLED.replace("$exact", exact).replace("$carry", carry);
    }

    private static String line(String quantity, String amount) {
        return LINE.replace("$quantity", quantity).replace("$amount", amount);
    }
}
