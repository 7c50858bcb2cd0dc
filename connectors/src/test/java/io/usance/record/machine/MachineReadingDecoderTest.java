package io.usance.record.machine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.machine.MachineReading;
import io.usance.meter.machine.spec.PartQuality;
import io.usance.record.Decoding;
import io.usance.record.Decoding.Decoded;
import io.usance.record.Decoding.Undecodable;
import io.usance.record.Headers;
import io.usance.record.InboundRecord;
import io.usance.record.SchemaCheck;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MachineReadingDecoderTest {
    private static final String READING =
            """
            {"machineId":"press-1","deviceId":"plc-1","epoch":2,"sequence":41,\
            "sampledAt":"2026-03-01T10:15:00Z",\
            "values":{"bad":"3","hours":"1212.40","total":"-2147483600"},\
            "state":"EXECUTE","quality":"GOOD"}\
            """;
    private static final Instant AT = Instant.parse("2026-03-01T10:15:00Z");
    private static final MachineReading EXPECTED =
            new MachineReading(
                    "plc-1",
                    2,
                    41,
                    AT,
                    new TreeMap<>(
                            Map.of(
                                    "bad", new BigDecimal("3"),
                                    "hours", new BigDecimal("1212.40"),
                                    "total", new BigDecimal("-2147483600"))),
                    "EXECUTE",
                    PartQuality.GOOD);

    private final MachineReadingDecoder decoder = new MachineReadingDecoder();

    private Decoding<MachineReading> decode(@Nullable String key, String json) {
        return decoder.decode(
                new InboundRecord(
                        key == null ? null : key.getBytes(UTF_8),
                        json.getBytes(UTF_8),
                        Headers.NONE,
                        AT.plusSeconds(5).toEpochMilli()));
    }

    @Test
    void aReadingIsTakenAndItsEncodingFitsTheSchema() {
        assertThat(decode("press-1", READING)).isEqualTo(new Decoded<>("press-1", EXPECTED));
        byte[] encoded = MachineReadingEncoder.encode("press-1", EXPECTED);
        assertThat(new String(encoded, UTF_8)).isEqualTo(READING);
        assertThat(SchemaCheck.errors("machine-reading", encoded)).isEmpty();
    }

    /** A signal alone, numbers of a PLC that knows no text, fields that are not ours. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"machineId\":\"m\",\"deviceId\":\"d\",\"sequence\":0,\"sampledAt\":\"2026-03-01T10:15:00Z\"}",
                "{\"machineId\":\"m\",\"deviceId\":\"d\",\"sequence\":0,\"sampledAt\":\"2026-03-01T11:15:00+01:00\",\"values\":null,\"state\":null,\"quality\":null,\"epoch\":null}",
                "{\"machineId\":\"m\",\"deviceId\":\"d\",\"sequence\":0,\"sampledAt\":\"2026-03-01T10:15:00Z\",\"values\":{},\"alarms\":{\"E7\":[1]},\"status\":\"OK\",\"clock\":\"SYNCHRONISED\"}",
            })
    void whatIsNotReadIsLeftOut(String json) {
        assertThat(decode(null, json))
                .isEqualTo(new Decoded<>("m", MachineReading.of("d", 0, AT, Map.of())));
        assertThat(SchemaCheck.errors("machine-reading", json.getBytes(UTF_8))).isEmpty();
    }

    @Test
    void aNumberIsTakenByItsText() {
        assertThat(decode(null, READING.replace("\"1212.40\"", "1212.40")))
                .isEqualTo(new Decoded<>("press-1", EXPECTED));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"press-1\" | 7 | WRONG_TYPE | machineId is not a string: '7'",
                "\"press-1\" | \"press-2\" | KEY_MISMATCH | the record's key is 'press-1', its machineId 'press-2'",
                "\"plc-1\" | \" \" | BAD_IDENTIFIER | deviceId is empty",
                "\"epoch\":2 | \"epoch\":-1 | ABSURD_NUMBER | epoch '-1' is not within 0 to 9007199254740992",
                "\"sequence\":41 | \"sequence\":41.5 | WRONG_TYPE | sequence is not an integer: '41.5'",
                "\"sequence\":41, | | MISSING_FIELD | sequence is missing",
                "10:15:00Z | 10:15 | BAD_TIME | sampledAt '2026-03-01T10:15' is not an ISO 8601 time with Z or an offset",
                "10:15:00Z | 10:25:06Z | FUTURE_TIME | ",
                "{\"bad\" | [{\"bad\" | WRONG_TYPE | values is not a single value",
                "\"GOOD\"} | \"GOOD\" | MALFORMED_JSON | ",
                "{\"bad\":\"3\",\"hours\":\"1212.40\",\"total\":\"-2147483600\"} | [1] | WRONG_TYPE | values is not a single value",
                "{\"bad\":\"3\",\"hours\":\"1212.40\",\"total\":\"-2147483600\"} | 17 | WRONG_TYPE | values is not an object of decimals: '17'",
                "\"3\" | true | WRONG_TYPE | 'bad' of values is not a decimal, as a string or a number",
                "\"3\" | {\"n\":3} | WRONG_TYPE | 'bad' of values is not a decimal, as a string or a number",
                "\"3\" | \"\" | BLANK_VALUE | values.bad is blank",
                "\"3\" | \"three\" | UNPARSABLE_NUMBER | values.bad is not a decimal number: 'three'",
                "\"3\" | \"1e99\" | ABSURD_NUMBER | values.bad is beyond any meter or has more than 18 decimals: '1e99'",
                "\"hours\" | \"bad\" | MALFORMED_JSON | 'bad' of values is given twice",
                "\"hours\" | \"\" | BAD_IDENTIFIER | a name in values is empty",
                "\"EXECUTE\" | \"\" | BAD_IDENTIFIER | state is empty",
                "\"GOOD\" | \"FINE\" | QUALITY_UNKNOWN | quality is 'FINE', none of GOOD BAD UNKNOWN",
                "\"quality\" | \"status\":\"FAULT\",\"quality\" | BAD_STATUS | status is 'FAULT', not OK",
                "\"quality\" | \"clock\":\"UNSYNCHRONISED\",\"quality\" | CLOCK_NOT_SYNCHRONISED | the device's clock is not synchronised",
            })
    void refusals(String part, @Nullable String other, String reason, @Nullable String detail) {
        assertThat(READING).contains(part);
        String changed =
                READING.replaceFirst(
                        Pattern.quote(part), other == null ? "" : Matcher.quoteReplacement(other));
        assertThat(decode("press-1", changed))
                .isInstanceOfSatisfying(
                        Undecodable.class,
                        refused -> {
                            assertThat(refused.reason().name()).isEqualTo(reason);
                            assertThat(refused.detail()).contains(detail == null ? "" : detail);
                        });
    }

    @Test
    void moreRegistersThanAnyMachineHasAreRefused() {
        String values =
                IntStream.rangeClosed(1, 33)
                        .mapToObj(i -> "\"r%d\":1".formatted(i))
                        .collect(Collectors.joining(",", "{", "}"));
        String json = READING.replaceFirst("\\{\"bad\"[^}]*}", values);
        assertThat(decode(null, json))
                .isInstanceOfSatisfying(
                        Undecodable.class,
                        refused ->
                                assertThat(refused.detail())
                                        .isEqualTo("values has more than 32 values"));
        assertThat(SchemaCheck.errors("machine-reading", json.getBytes(UTF_8))).isNotEmpty();
    }
}
