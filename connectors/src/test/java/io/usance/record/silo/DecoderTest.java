package io.usance.record.silo;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.DeliveryNote;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.record.DecodeReason;
import io.usance.record.Decoding;
import io.usance.record.Decoding.Decoded;
import io.usance.record.Decoding.Undecodable;
import io.usance.record.Headers;
import io.usance.record.RecordLimits;
import io.usance.record.SchemaCheck;
import io.usance.record.silo.DeliveryRecord.Noted;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecoderTest {

    private static final String READING =
            """
            {"siloId":"S1","sensorId":"R7","sequence":41,"batchId":"B9",\
            "sampledAt":"2026-03-01T10:15:00Z","kind":"MASS","value":"24350.0","unit":"kg"}\
            """;
    private static final String DELIVERY =
            """
            {"siloId":"S1","noteId":"N-1","deliveredAt":"2026-03-01T10:15:00+01:00",\
            "quantity":"24.35","unit":"t"}\
            """;
    private static final Reading EXPECTED =
            new Reading(
                    "R7",
                    41,
                    "B9",
                    Instant.parse("2026-03-01T10:15:00Z"),
                    ReadingKind.MASS,
                    new BigDecimal("24350.0"),
                    UnitOfMeasure.KILOGRAM);

    private final ReadingDecoder readings = new ReadingDecoder();
    private final DeliveryDecoder deliveries = new DeliveryDecoder();

    @Test
    void aReadingIsTaken() {
        assertThat(reading(READING)).isEqualTo(new Decoded<>("S1", EXPECTED));
    }

    @Test
    void aDeliveryIsTaken() {
        DeliveryNote expected =
                new DeliveryNote(
                        "N-1",
                        Instant.parse("2026-03-01T09:15:00Z"),
                        new Quantity(24_350_000, Dimension.MASS));
        assertThat(delivery(DELIVERY)).isEqualTo(new Decoded<>("S1", new Noted(expected)));
    }

    @Test
    void encodedFormsFitTheirSchemasAndDecodeToThemselves() {
        byte[] reading = ReadingEncoder.encode("S1", EXPECTED);
        assertThat(new String(reading, UTF_8)).isEqualTo(READING);
        assertThat(SchemaCheck.errors("reading", reading)).isEmpty();

        DeliveryNote note =
                new DeliveryNote("N-2", Instant.parse("2026-03-01T09:15:00.5Z"), litres("12.500"));
        byte[] delivery = DeliveryEncoder.encode("Sä \"1\"", note);
        assertThat(SchemaCheck.errors("delivery", delivery)).isEmpty();
        assertThat(deliveries.decode(null, delivery, Headers.NONE))
                .isEqualTo(new Decoded<>("Sä \"1\"", new Noted(note)));
    }

    @ParameterizedTest
    @CsvSource({
        "DISTANCE,m",
        "DISTANCE,cm",
        "DISTANCE,mm",
        "LEVEL,[in_i]",
        "LEVEL,[ft_i]",
        "PERCENT,%",
        "VOLUME,m3"
    })
    void everyKindGoesThereAndBack(ReadingKind kind, String unit) {
        Reading reading =
                new Reading(
                        "R7",
                        41,
                        null,
                        Instant.parse("2026-03-01T10:15:00Z"),
                        kind,
                        new BigDecimal("4.50"),
                        UnitOfMeasure.ofCode(unit).orElseThrow(),
                        new BigDecimal("-3.5"));
        byte[] encoded = ReadingEncoder.encode("S1", reading);
        assertThat(SchemaCheck.errors("reading", encoded)).isEmpty();
        assertThat(readings.decode(null, encoded, Headers.NONE))
                .isEqualTo(new Decoded<>("S1", reading));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"value\":\"24350.0\"}->{\"value\":24350.0}",
                "\"41\"->41",
                "}->,\"calibration\":{\"id\":[1,{\"x\":null}]}}",
                "}->,\"clock\":\"SYNCHRONISED\",\"status\":\"OK\"}",
                "}->,\"clock\":null,\"status\":null,\"temperatureCel\":null}",
                "}->}  \n",
                "2026-03-01T10:15:00Z->2026-03-01T11:15:00+01:00",
                "{->\uFEFF{"
            })
    void toleratedForms(String change) {
        String[] parts = change.split("->", 2);
        String changed =
                parts[0].equals("}")
                        ? READING.substring(0, READING.length() - 1) + parts[1]
                        : READING.replace(parts[0], parts[1]);
        assertThat(reading(changed)).isEqualTo(new Decoded<>("S1", EXPECTED));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "24350.0 | 24350.0",
                "-0.5 | -0.5",
                "+7 | 7",
                "1.2e3 | 1200",
                "1E-3 | 0.001",
                ".5 | 0.5",
                "5. | 5",
                "0e10 | 0",
                "1e10 | 10000000000",
                "0.000000000000000001 | 0.000000000000000001"
            })
    void numbersAreTakenExactly(String text, String expected) {
        Decoding<Reading> decoding = reading(READING.replace("24350.0", text));
        assertThat(decoding).isInstanceOf(Decoded.class);
        if (decoding instanceof Decoded<Reading> decoded) {
            assertThat(decoded.value().value()).isEqualTo(new BigDecimal(expected));
        }
    }

    /** Field, its JSON text in place of the valid one, expected reason. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "siloId | 7 | WRONG_TYPE",
                "siloId | {\"a\":1} | WRONG_TYPE",
                "siloId | null | MISSING_FIELD",
                "siloId | \"\" | BAD_IDENTIFIER",
                "siloId | \"  \" | BAD_IDENTIFIER",
                "siloId | \"a\\u0000b\" | BAD_IDENTIFIER",
                "siloId | \"a\\nb\" | BAD_IDENTIFIER",
                "siloId | \"a\\ud800b\" | BAD_IDENTIFIER",
                "sensorId | [] | WRONG_TYPE",
                "sensorId | \"\\u2028\" | BAD_IDENTIFIER",
                "batchId | \"\" | BAD_IDENTIFIER",
                "batchId | 5 | WRONG_TYPE",
                "sequence | \"41\" | WRONG_TYPE",
                "sequence | 41.0 | WRONG_TYPE",
                "sequence | true | WRONG_TYPE",
                "sequence | -1 | ABSURD_NUMBER",
                "sequence | 9223372036854775808 | ABSURD_NUMBER",
                "sampledAt | \"yesterday\" | BAD_TIME",
                "sampledAt | \"2026-03-01T10:15:00\" | BAD_TIME",
                "sampledAt | \"2026-02-30T10:15:00Z\" | BAD_TIME",
                "sampledAt | \"1999-12-31T23:59:59Z\" | BAD_TIME",
                "sampledAt | \"2101-01-01T00:00:00Z\" | BAD_TIME",
                "sampledAt | \"+999999999-01-01T00:00:00Z\" | BAD_TIME",
                "sampledAt | 1772359200000 | WRONG_TYPE",
                "kind | \"DISTANCE\" | UNKNOWN_UNIT",
                "kind | \"PRESSURE\" | UNKNOWN_KIND",
                "kind | \"mass\" | UNKNOWN_KIND",
                "unit | \"KG\" | UNKNOWN_UNIT",
                "unit | \"furlong\" | UNKNOWN_UNIT",
                "unit | \"L\" | UNKNOWN_UNIT",
                "unit | \"m\" | UNKNOWN_UNIT",
                "temperatureCel | \"\" | BLANK_VALUE",
                "temperatureCel | \"warm\" | UNPARSABLE_NUMBER",
                "temperatureCel | \"-273.5\" | ABSURD_NUMBER",
                "temperatureCel | 1000.1 | ABSURD_NUMBER",
                "temperatureCel | true | WRONG_TYPE",
                "value | null | MISSING_FIELD",
                "value | \"\" | BLANK_VALUE",
                "value | \" \" | BLANK_VALUE",
                "value | true | WRONG_TYPE",
                "value | [1] | WRONG_TYPE",
                "value | NaN | MALFORMED_JSON",
                "value | \"NaN\" | UNPARSABLE_NUMBER",
                "value | \"12,5\" | UNPARSABLE_NUMBER",
                "value | \"0x10\" | UNPARSABLE_NUMBER",
                "value | \"٣\" | UNPARSABLE_NUMBER",
                "value | \" 12\" | UNPARSABLE_NUMBER",
                "value | \"1e999999999\" | ABSURD_NUMBER",
                "value | 1e999999999 | ABSURD_NUMBER",
                "value | \"1e99999999999999\" | ABSURD_NUMBER",
                "value | \"1e-999999999\" | ABSURD_NUMBER",
                "value | \"10000000001\" | ABSURD_NUMBER",
                "value | \"-10000000001\" | ABSURD_NUMBER",
                "value | \"0.0000000000000000001\" | ABSURD_NUMBER"
            })
    void badReadings(String field, String json, DecodeReason reason) {
        String warm = READING.replace("}", ",\"temperatureCel\":\"20\"}");
        assertRefused(reading(with(warm, field, json)), reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "noteId | null | MISSING_FIELD",
                "noteId | \"\" | BAD_IDENTIFIER",
                "deliveredAt | \"2026-03-01\" | BAD_TIME",
                "quantity | \"-1\" | NEGATIVE_QUANTITY",
                "quantity | 0 | NEGATIVE_QUANTITY",
                "quantity | \"0.0000001\" | NEGATIVE_QUANTITY",
                "quantity | \"\" | BLANK_VALUE",
                "quantity | \"ten\" | UNPARSABLE_NUMBER",
                "quantity | \"10000001\" | ABSURD_NUMBER",
                "unit | \"lb\" | UNKNOWN_UNIT",
                "unit | \"m\" | UNKNOWN_UNIT",
                "unit | \"%\" | UNKNOWN_UNIT"
            })
    void badDeliveries(String field, String json, DecodeReason reason) {
        assertRefused(delivery(with(DELIVERY, field, json)), reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"sequence\":null,"})
    void aReadingMayHaveNoSequence(String without) {
        Reading bare =
                new Reading(
                        EXPECTED.sensorId(),
                        Reading.NO_SEQUENCE,
                        EXPECTED.batchId(),
                        EXPECTED.sampledAt(),
                        EXPECTED.kind(),
                        EXPECTED.value(),
                        EXPECTED.unit());
        String json = READING.replace("\"sequence\":41,", without);
        assertThat(reading(json)).isEqualTo(new Decoded<>("S1", bare));
        assertThat(new String(ReadingEncoder.encode("S1", bare), UTF_8))
                .isEqualTo(READING.replace("\"sequence\":41,", ""));
        assertThat(SchemaCheck.errors("reading", json.getBytes(UTF_8))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"siloId", "sensorId", "sampledAt", "kind", "value", "unit"})
    void everyRequiredFieldIsMissed(String field) {
        String renamed = READING.replace("\"" + field + "\"", "\"other\"");
        assertRefused(reading(renamed), DecodeReason.MISSING_FIELD);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | MALFORMED_JSON",
                "{\"siloId\":\"S1\" | MALFORMED_JSON",
                "{'siloId':1} | MALFORMED_JSON",
                "not json | MALFORMED_JSON",
                "[] | WRONG_TYPE",
                "17 | WRONG_TYPE",
                "null | WRONG_TYPE",
                "` \n\t ` | EMPTY_RECORD",
                "{} | MISSING_FIELD"
            })
    void badDocuments(String document, DecodeReason reason) {
        assertRefused(reading(document), reason);
    }

    @Test
    void badBytes() {
        assertRefused(readings.decode(null, null, none()), DecodeReason.EMPTY_RECORD);
        assertRefused(readings.decode(null, new byte[0], none()), DecodeReason.EMPTY_RECORD);
        assertRefused(readings.decode(null, new byte[5_000_000], none()), DecodeReason.TOO_LARGE);
        assertRefused(
                readings.decode(null, READING.getBytes(UTF_16LE), none()),
                DecodeReason.MALFORMED_JSON);
        assertRefused(reading(READING + READING), DecodeReason.MALFORMED_JSON);
        assertRefused(
                reading(READING.replace("{", "{\"siloId\":\"S1\",")), DecodeReason.MALFORMED_JSON);
        byte[] invalid = READING.getBytes(UTF_8);
        invalid[READING.indexOf("S1")] = (byte) 0xC3;
        assertRefused(readings.decode(null, invalid, none()), DecodeReason.MALFORMED_JSON);
    }

    @Test
    void limitsHoldForUnknownFieldsAsWell() {
        String deep = "[".repeat(20) + "]".repeat(20);
        assertRefused(
                reading(READING.replace("{", "{\"x\":" + deep + ",")), DecodeReason.MALFORMED_JSON);
        String longName = "n".repeat(RecordLimits.NAME_CHARS_MAX + 1);
        assertRefused(
                reading(READING.replace("{", "{\"" + longName + "\":1,")),
                DecodeReason.MALFORMED_JSON);
        String digits = "1".repeat(RecordLimits.STRING_CHARS_MAX / 2);
        assertRefused(reading(with(READING, "value", digits)), DecodeReason.ABSURD_NUMBER);
        assertRefused(reading(with(READING, "sequence", digits)), DecodeReason.ABSURD_NUMBER);
        String longId = "i".repeat(RecordLimits.IDENTIFIER_CHARS_MAX + 1);
        assertRefused(
                reading(with(READING, "siloId", "\"" + longId + "\"")),
                DecodeReason.BAD_IDENTIFIER);
    }

    @Test
    void theDevicesOwnDoubtsAreHeard() {
        assertRefused(
                reading(READING.replace("}", ",\"clock\":\"UNSYNCHRONISED\"}")),
                DecodeReason.CLOCK_NOT_SYNCHRONISED);
        assertRefused(
                reading(READING.replace("}", ",\"status\":\"ECHO_LOST\"}")),
                DecodeReason.BAD_STATUS);
    }

    @Test
    void theKeyMustNameTheSameSilo() {
        byte[] value = READING.getBytes(UTF_8);
        assertThat(readings.decode("S1".getBytes(UTF_8), value, none()))
                .isInstanceOf(Decoded.class);
        assertRefused(
                readings.decode("S2".getBytes(UTF_8), value, none()), DecodeReason.KEY_MISMATCH);
        assertRefused(readings.decode(new byte[0], value, none()), DecodeReason.KEY_MISMATCH);
    }

    @Test
    void detailIsOneShortLine() {
        for (String json : List.of("\"" + "x\\n".repeat(9_000) + "\"", "\"\\u001b[2J\\u202E\"")) {
            Decoding<Reading> decoding = reading(with(READING, "unit", json));
            assertThat(decoding).isInstanceOf(Undecodable.class);
            if (decoding instanceof Undecodable<Reading> refused) {
                assertThat(refused.detail())
                        .hasSizeLessThanOrEqualTo(RecordLimits.DETAIL_CHARS_MAX)
                        .matches("[^\\p{Cntrl}]*");
            }
        }
    }

    @Test
    void cloudEventsInBinaryMode() {
        assertThat(withHeaders(READING, "ce_specversion=1.0", "ce_type=io.usance.reading.v1"))
                .isInstanceOf(Decoded.class);
        assertRefused(
                withHeaders(READING, "ce_specversion=1.0", "ce_type=io.usance.delivery.v1"),
                DecodeReason.UNKNOWN_EVENT_TYPE);
        assertRefused(
                withHeaders(READING, "ce_specversion=0.3", "ce_type=io.usance.reading.v1"),
                DecodeReason.UNKNOWN_EVENT_TYPE);
        assertRefused(withHeaders(READING, "ce_specversion=1.0"), DecodeReason.UNKNOWN_EVENT_TYPE);
        assertThat(withHeaders(READING, "ce_trace=x", "content-type=application/json"))
                .isInstanceOf(Decoded.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "{\"specversion\":\"1.0\",\"type\":\"io.usance.reading.v1\",\"id\":\"1\",\"data\":D} | -",
                "{\"data\":D,\"x\":[1],\"type\":\"io.usance.reading.v1\",\"specversion\":\"1.1\"} | -",
                "{\"specversion\":\"1.0\",\"type\":\"other\",\"data\":D} | UNKNOWN_EVENT_TYPE",
                "{\"type\":\"io.usance.reading.v1\",\"data\":D} | UNKNOWN_EVENT_TYPE",
                "{\"specversion\":[1],\"type\":\"io.usance.reading.v1\",\"data\":D} | UNKNOWN_EVENT_TYPE",
                "{\"specversion\":\"1.0\",\"type\":\"io.usance.reading.v1\"} | MISSING_FIELD",
                "{\"specversion\":\"1.0\",\"type\":\"io.usance.reading.v1\",\"data\":1} | WRONG_TYPE",
                "{\"specversion\":\"1.0\",\"data\":D,\"data\":D} | MALFORMED_JSON",
                "D | UNKNOWN_EVENT_TYPE"
            })
    void cloudEventsInStructuredMode(String event, @Nullable DecodeReason reason) {
        Decoding<Reading> decoding =
                withHeaders(
                        event.replace("D", READING),
                        "content-type=application/CloudEvents+json; charset=utf-8");
        if (reason == null) {
            assertThat(decoding).isEqualTo(new Decoded<>("S1", EXPECTED));
        } else {
            assertRefused(decoding, reason);
        }
    }

    @Test
    void batchesOfCloudEventsAreRefused() {
        assertRefused(
                withHeaders("[]", "content-type=application/cloudevents-batch+json"),
                DecodeReason.UNKNOWN_EVENT_TYPE);
    }

    private Decoding<Reading> reading(String json) {
        return readings.decode(null, json.getBytes(UTF_8), none());
    }

    private Decoding<DeliveryRecord> delivery(String json) {
        return deliveries.decode(null, json.getBytes(UTF_8), none());
    }

    private Decoding<Reading> withHeaders(String json, String... headers) {
        Map<String, byte[]> all = new HashMap<>();
        for (String header : headers) {
            String[] parts = header.split("=", 2);
            all.put(parts[0], parts[1].getBytes(UTF_8));
        }
        return readings.decode(null, json.getBytes(UTF_8), all::get);
    }

    private static Headers none() {
        return Headers.NONE;
    }

    private static Quantity litres(String value) {
        return Quantity.of(new BigDecimal(value), UnitOfMeasure.LITRE);
    }

    /** The document with another JSON text as the value of {@code field}. */
    private static String with(String document, String field, String json) {
        return document.replaceFirst(
                "(\"" + field + "\":)(\"[^\"]*\"|[0-9]+)",
                "$1" + java.util.regex.Matcher.quoteReplacement(json));
    }

    private static void assertRefused(Decoding<?> decoding, DecodeReason reason) {
        assertThat(decoding).isInstanceOf(Undecodable.class);
        if (decoding instanceof Undecodable<?> refused) {
            assertThat(refused.reason()).as(refused.detail()).isEqualTo(reason);
        }
    }
}
