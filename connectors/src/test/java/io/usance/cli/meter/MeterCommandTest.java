package io.usance.cli.meter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.cli.CliRun;
import io.usance.document.WithoutPlaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code usance meter} and {@code usance simulate} as a person meets them. */
class MeterCommandTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final String SILO =
            """
            {"siloId": "s-1", "material": "PVC", "capacity": {"value": "60", "unit": "t"},
             "sensor": {"sensorId": "radar-1", "noise": {"value": "20", "unit": "kg"},
                        "resolution": {"value": "1", "unit": "kg"}, "stuckAfterReadings": 0},
             "step": {"value": "1", "unit": "t"}}
            """;

    @TempDir Path directory;

    @BeforeEach
    void writeSilo() throws IOException {
        write("silo.json", SILO);
    }

    /** Every 15 minutes 50 kg less, 200 times: 9,950 kg from the first reading to the last. */
    private static List<String> falling(String form) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Instant at = START.plus(Duration.ofMinutes(15L * i));
            rows.add(form.formatted(at, 40_000 - 50 * i, i));
        }
        return rows;
    }

    @Test
    void readingsInOtherWordsAreMeteredAlike() throws IOException {
        JsonNode plain = metered("sampled_at,value", falling("%s,%s"));
        assertThat(plain.path("readings").path("recorded").asInt()).isEqualTo(200);
        assertThat(plain.path("consumed").path("unit").asText()).isEqualTo("kg");
        List<String> reversed = falling("\"%s\" , %s ");
        Collections.reverse(reversed);
        JsonNode odd = metered("\uFEFF\"Sampled_At\" , VALUE", reversed);
        JsonNode numbered = metered("value,sequence,sampled_at", falling("%2$s,%3$s,%1$s"));
        JsonNode tonnes = metered("sampled_at,value,unit", falling("%s,%se-3,t"));
        for (JsonNode same : List.of(odd, numbered, tonnes)) {
            assertThat(same.path("consumed")).isEqualTo(plain.path("consumed"));
            assertThat(same.path("uncertainty")).isEqualTo(plain.path("uncertainty"));
            assertThat(same.path("to")).isEqualTo(plain.path("to"));
        }
        assertThat(plain.path("to").asText()).isEqualTo("2026-03-03T01:45:00.001Z");
    }

    /** 9,950 kg of 60 t by the level alone, and the sensor is off by up to 1 % of 60 t. */
    @Test
    void aDeclaredAccuracyIsInTheBudgetAndTheBudgetIsPrinted() throws IOException {
        JsonNode undeclared = metered("sampled_at,value", falling("%s,%s"));
        write(
                "silo.json",
                SILO.replace(
                        "\"stuckAfterReadings\": 0",
                        """
                        "stuckAfterReadings": 0, "accuracy": {"percentOfSpan": "1",
                        "source": "CALIBRATION_CERTIFICATE", "reference": "D-K-15186-01",
                        "date": "2026-01-12"}
                        """));
        JsonNode declared = metered("sampled_at,value", falling("%s,%s"));
        assertThat(declared.path("consumed")).isEqualTo(undeclared.path("consumed"));
        JsonNode budget = declared.path("uncertaintyBudget");
        assertThat(budget.path("coverageFactor").asInt()).isEqualTo(2);
        assertThat(budget.path("expandedUncertainty")).isEqualTo(declared.path("uncertainty"));
        assertThat(budget.path("declaredAccuracy").path("reference").asText())
                .isEqualTo("D-K-15186-01");
        JsonNode parts = budget.path("standardUncertainties");
        List<String> names = new ArrayList<>();
        parts.fieldNames().forEachRemaining(names::add);
        assertThat(names)
                .containsExactly(
                        "repeatability",
                        "resolution",
                        "accuracy",
                        "temperature",
                        "deliveries",
                        "interpolation");
        // 600 kg / √3 of drift, and of scale the same part of what the level says.
        double span = kilograms(declared.path("consumed")) / 60_000;
        assertThat(kilograms(parts.path("accuracy")))
                .isCloseTo(600 / Math.sqrt(3) * Math.hypot(1, span), Offset.offset(0.01));
        double added = 0;
        for (String name : names) {
            added += name.equals("accuracy") ? 0 : kilograms(parts.path(name));
        }
        assertThat(2 * added)
                .isCloseTo(kilograms(undeclared.path("uncertainty")), Offset.offset(0.01));
        assertThat(kilograms(declared.path("uncertainty")))
                .isCloseTo(
                        2 * Math.hypot(added, kilograms(parts.path("accuracy"))),
                        Offset.offset(0.01));
        assertThat(meter().out())
                .contains("uncertainty budget of the consumption (JCGM 100:2008)")
                .contains(
                        "+/- 1 % of the span, calibration certificate D-K-15186-01 of 2026-01-12");
    }

    private static double kilograms(JsonNode quantity) {
        return quantity.path("value").asDouble();
    }

    /** 20 m³ that were 600 kg/m³ and are 660 by the laboratory: 1,200 kg more, and no draw. */
    @Test
    void whatANewDensityMakesOfTheStockIsAnAdjustment() throws IOException {
        String densities =
                """
                "level": {"calibrations": [], "densities": [
                    {"validFrom": "2026-01-01T00:00:00Z", "kgPerM3": "600"},
                    {"validFrom": "2026-03-01T12:00:00Z", "kgPerM3": "660"}]},
                """;
        write("silo.json", SILO.replace("\"step\"", densities + "\"step\""));
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            rows.add("%s,20.000,m3".formatted(START.plus(Duration.ofMinutes(15L * i))));
        }
        JsonNode metered = metered("sampled_at,value,unit", rows);
        assertThat(metered.path("adjusted").path("value").asText()).isEqualTo("1200.000");
        assertThat(metered.path("consumed").path("value").asText()).isEqualTo("0.000");
        JsonNode adjustment = metered.path("adjustments").path(0);
        assertThat(adjustment.path("source").asText()).isEqualTo("REVALUED");
        assertThat(adjustment.path("from").asText()).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(meter().out())
                .contains(
                        "+ adjustments            1200.000  neither delivered nor drawn",
                        "2026-03-01T12:00:00Z       1200.000  another density or moisture of what"
                                + " stood in the silo");
    }

    @Test
    void aBadRowIsCountedByItsReasonAndStopsNothing() throws IOException {
        List<String> rows = falling("%s,%s,%s,,OK");
        rows.set(20, "2026-03-01T05:00:00Z,,20,,OK");
        rows.set(30, "2026-03-01T07:30:00Z,n/a,30,,OK");
        rows.set(40, "2026-03-01T10:00:00Z,38000,40,,FAULT");
        rows.set(50, "1 March,37500,50,,OK");
        rows.set(60, "2026-03-01T15:00:00Z,37000,60,radar-2,OK");
        rows.set(70, "\"2026-03-01T17:30:00Z,36500,70,,OK");
        rows.set(80, "2026-03-01T20:00:00Z,99999,80,,OK");
        rows.set(90, "2026-03-01T22:30:00Z,35500,x,,OK");
        rows.add(rows.get(100));
        JsonNode report = metered("sampled_at,value,sequence,sensor_id,status,colour", rows);
        assertThat(report.path("readings").toString())
                .isEqualTo(
                        "{\"received\":201,\"recorded\":192,\"duplicate\":1,\"quarantined\":"
                                + "{\"BAD_STATUS\":1,\"BAD_TIME\":1,\"BLANK_VALUE\":1,"
                                + "\"MALFORMED_ROW\":1,\"OUT_OF_RANGE\":1,\"UNKNOWN_SENSOR\":1,"
                                + "\"UNPARSABLE_NUMBER\":1,\"WRONG_TYPE\":1},"
                                + "\"setAside\":{}}");
        List<String> problems = new ArrayList<>();
        report.path("problems")
                .forEach(p ->
                        problems.add(p.path("line").asInt() + " " + p.path("reason").asText()));
        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "22 BLANK_VALUE",
                        "32 UNPARSABLE_NUMBER",
                        "42 BAD_STATUS",
                        "52 BAD_TIME",
                        "62 UNKNOWN_SENSOR",
                        "72 MALFORMED_ROW",
                        "82 OUT_OF_RANGE",
                        "92 WRONG_TYPE");
        assertThat(report.path("remarks").toString())
                .isEqualTo("[\"columns of the readings not used: colour\"]");
        long grams = (long) (report.path("consumed").path("value").asDouble() * 1000);
        assertThat(grams).isBetween(9_500_000L, 10_000_000L);
    }

    /** A mistyped year is a row's fault; the period is that of the other rows. */
    @Test
    void aTimeFarFromAllOthersIsARowsFault() throws IOException {
        List<String> rows = falling("%s,%s");
        JsonNode good = metered("sampled_at,value", rows);
        rows.add("2036-03-01T00:00:00Z,12000");
        JsonNode report = metered("sampled_at,value", rows);
        assertThat(report.path("to")).isEqualTo(good.path("to"));
        assertThat(report.path("consumed")).isEqualTo(good.path("consumed"));
        assertThat(report.path("readings").path("quarantined").toString())
                .isEqualTo("{\"BAD_TIME\":1}");
        assertThat(meter().out())
                .contains(
                        "    line 202 of readings, BAD_TIME: sampled 2036-03-01T00:00:00Z, 3650 days"
                                + " from the other rows");
        String[] named = {"--from", "2026-03-01T00:00:00Z", "--to", "2026-03-03T00:00:00Z"};
        assertThat(meter(named).out()).contains("         1  BAD_TIME\n");
        for (int year = 2091; year < 2100; year++) {
            rows.add(year + "-03-01T00:00:00Z,12000");
        }
        write("readings.csv", text("sampled_at,value", rows));
        assertThat(meter(named).out())
                .contains(
                        "note: 10 readings more than 31 days after 2026-03-03T00:00:00Z are not used\n");
    }

    /** What has not happened yet is no reading, and ends no period. */
    @Test
    void aRowOfTomorrowIsRefused() throws IOException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        List<String> rows = new ArrayList<>();
        for (int i = 200; i > 0; i--) {
            rows.add(
                    now.minus(Duration.ofMinutes(15L * i))
                            + ","
                            + (30_000 + 50 * i)
                            + ","
                            + (999 - i));
        }
        JsonNode good = metered("sampled_at,value,sequence", rows);
        rows.add(now.plus(Duration.ofHours(20)) + ",30000,999");
        JsonNode report = metered("sampled_at,value,sequence", rows);
        assertThat(report.path("readings").path("quarantined").toString())
                .isEqualTo("{\"FUTURE_TIME\":1}");
        assertThat(report.path("to")).isEqualTo(good.path("to"));
        assertThat(report.path("consumed")).isEqualTo(good.path("consumed"));
    }

    /** The network says which run of the counter a reading is of. */
    @Test
    void aCounterThatBeginsAgainInAnotherEpochGoesOn() throws IOException {
        List<String> rows = falling("%s,%s,%s,");
        JsonNode whole = metered("sampled_at,value,sequence,epoch", rows);
        for (int i = 0; i < rows.size(); i++) {
            String[] cells = rows.get(i).split(",");
            boolean joined = i >= 120;
            rows.set(
                    i,
                    "%s,%s,%d,%s"
                            .formatted(
                                    cells[0],
                                    cells[1],
                                    joined ? i - 120 : i,
                                    joined ? "session-b" : "session-a"));
        }
        JsonNode joined = metered("sampled_at,value,sequence,epoch", rows);
        assertThat(joined.path("readings").path("recorded").asInt()).isEqualTo(rows.size());
        assertThat(joined.path("consumed")).isEqualTo(whole.path("consumed"));
        assertThat(joined.path("uncertainty")).isEqualTo(whole.path("uncertainty"));
    }

    /** A time in a refusal is that of the file, not the moved one. */
    @Test
    void timesInDetailsAreThoseOfTheFile() throws IOException {
        List<String> rows = falling("%s,%s,%s,");
        rows.set(50, "2026-03-02T12:30:00Z,37500,50,2026-03-01T12:30:00Z");
        JsonNode report = metered("sampled_at,value,sequence,received_at", rows);
        assertThat(report.path("problems").path(0).path("detail").asText())
                .isEqualTo("sampled 2026-03-02T12:30:00Z, received 2026-03-01T12:30:00Z");
    }

    /** Found by the fuzzer: it ended with an internal error. */
    @Test
    void aNameThatLooksLikeATimeOfNoDayStaysAsItIs() throws IOException {
        List<String> rows = falling("%s,%s,%s,");
        rows.set(50, "2026-03-01T12:30:00Z,37500,50,2026-02-30T00:00:00Z");
        JsonNode report = metered("sampled_at,value,sequence,sensor_id", rows);
        assertThat(report.path("problems").path(0).path("detail").asText())
                .contains("2026-02-30T00:00:00Z");
    }

    @Test
    void deliveriesAreCountedOrSaidNotToBe() throws IOException {
        write("readings.csv", text("sampled_at,value", falling("%s,%s")));
        write(
                "deliveries.csv",
                "note_id,delivered_at,quantity,unit\n"
                        + "N-1,2026-03-01T12:00:00Z,20,t\n"
                        + "N-2,2026-03-01T12:00:00Z,-1,t\n"
                        + "N-1,2026-03-01T13:00:00Z,20,t\n"
                        + "N-3,2026-03-01T13:00:00Z,20,tons\n");
        CliRun run = meter("--deliveries", path("deliveries.csv"));
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("delivery notes: 4 received = 1 recorded + 0 duplicate + 3 quarantined")
                .contains("1  DUPLICATE_DELIVERY_NOTE")
                .contains("1  NEGATIVE_QUANTITY")
                .contains("1  UNKNOWN_UNIT")
                .contains("note N-1 does not count: the level did not rise for it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--from 2026-02-20T00:00:00Z | readings.csv has readings from 2026-03-01T00:00:00Z"
                        + " to 2026-03-03T01:45:00Z, which do not cover the period from"
                        + " 2026-02-20T00:00:00Z to 2026-03-03T01:45:00.001Z",
                "--to 2026-02-20T00:00:00Z | the period ends 2026-02-20T00:00:00Z, not after it"
                        + " starts 2026-03-01T00:00:00Z",
                "--to 2027-03-03T00:00:00Z | the period from 2026-03-01T00:00:00Z to"
                        + " 2027-03-03T00:00:00Z is longer than 366 days; meter shorter ones",
                "--from 2026-03-03T01:15:00Z | has too few good readings to measure the stock at"
                        + " 2026-03-03T01:15:00Z: 5 are needed at or after it, 200 of all rows were"
                        + " recorded",
                "--deliveries missing.csv | missing.csv does not exist",
                "--truth silo.json | silo.json line 1, the header, has text behind a closing quote",
                "--plot no-such-directory/plot.svg | the plot cannot be written to"
            })
    void aRefusalSaysWhatIsWrong(String options, String message) throws IOException {
        write("readings.csv", text("sampled_at,value", falling("%s,%s")));
        String[] parts = options.split(" ");
        if (parts[1].contains(".")) {
            parts[1] = path(parts[1]);
        }
        CliRun run = meter(parts);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).startsWith("usance: ").contains(message);
    }

    @Test
    void aFileWithoutOneGoodReadingIsRefused() throws IOException {
        write("readings.csv", "sampled_at,value\nyesterday,12\n");
        assertThat(meter().err())
                .isEqualTo(
                        "usance: "
                                + path("readings.csv")
                                + " holds no reading; the first row: sampledAt 'yesterday' is not an"
                                + " ISO 8601 time with Z or an offset\n");
    }

    @Test
    void everythingWrongWithASiloIsSaidWithItsPath() throws IOException {
        write("silo.json", SILO.replace("\"60\"", "\"-60\"").replace("\"radar-1\"", "\"\""));
        write("readings.csv", "sampled_at,value\n");
        CliRun run = meter();
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(WithoutPlaces.of(run.err()).lines())
                .containsExactly(
                        "silo.json $.sensor.sensorId: must have 1 to 128 characters, none of them a"
                                + " control character",
                        "silo.json $.capacity: is -60000.000 kg, not above 0",
                        "usance: "
                                + path("silo.json")
                                + " is not a silo; example/master-data.json has some, and usance"
                                + " simulate writes one");
        write("silo.json", "{\"siloId\": \"s-1\"}");
        assertThat(WithoutPlaces.of(meter().err()))
                .contains(
                        "silo.json $.capacity: is missing; write {\"value\": \"24\", \"unit\": \"t\"}\n");
    }

    @Test
    void theSameSeedGivesTheSameFiles() throws IOException {
        String[] line = {"simulate", "--days", "3", "--silos", "2", "--seed", "11", "--out"};
        CliRun first = CliRun.of(with(line, path("one"), "--json"));
        assertThat(first.exitCode()).isZero();
        JsonNode written = new ObjectMapper().readTree(first.out());
        assertThat(written.path("silos")).hasSize(2);
        assertThat(CliRun.of(with(line, path("two"))).exitCode()).isZero();
        for (String file : List.of("silo.json", "readings.csv", "deliveries.csv", "truth.csv")) {
            for (String silo : List.of("silo-01", "silo-02")) {
                assertThat(directory.resolve("two").resolve(silo).resolve(file))
                        .hasSameBinaryContentAs(
                                directory.resolve("one").resolve(silo).resolve(file));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--days 0 | days is 0, not 1 to 366",
                "--silos 1001 | silos is 1001, not 1 to 1000",
                "--interval 25h | interval is PT25H, not 1 to 1440 whole minutes",
                "--noise 3m3 | 3000.000 L is not a mass of 0 to 60000.000 kg",
                "--stuck -1 | --stuck is -1, not 0 to 1000",
                "--outages-per-week NaN | --outages-per-week is NaN, not 0 to 100"
            })
    void aSimulationBeyondItsLimitsIsRefused(String options, String message) {
        CliRun run =
                CliRun.of(
                        with(
                                new String[] {"simulate"},
                                with(options.split(" "), "--out", path("plant"))));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("usance: " + message + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--duplicates 2 | `2` is not a share from 0 to 1, or 0% to 100%",
                "--noise 20 | `20` is not a quantity such as 25kg",
                "--interval 5 | `5` is not a time span such as 5m or 1h",
                "--from today | `today` is not a time such as 2026-03-01T00:00:00Z"
            })
    void anOptionThatCannotBeReadIsWrongUsage(String options, String message) {
        CliRun run =
                CliRun.of(
                        with(
                                new String[] {"simulate"},
                                with(options.split(" "), "--out", path("plant"))));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains(message.replace('`', '\''));
    }

    private JsonNode metered(String header, List<String> rows) throws IOException {
        write("readings.csv", text(header, rows));
        CliRun run = meter("--json");
        assertThat(run.err()).isEmpty();
        return new ObjectMapper().readTree(run.out());
    }

    private CliRun meter(String... more) {
        String[] line = {"meter", "--silo", path("silo.json"), "--readings", path("readings.csv")};
        return CliRun.of(with(line, more));
    }

    private static String[] with(String[] line, String... more) {
        String[] all = Arrays.copyOf(line, line.length + more.length);
        System.arraycopy(more, 0, all, line.length, more.length);
        return all;
    }

    private static String text(String header, List<String> rows) {
        return header + "\r\n" + String.join("\r\n", rows) + "\r\n";
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(directory.resolve(name), content);
    }
}
