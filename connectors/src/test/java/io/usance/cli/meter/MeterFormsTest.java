package io.usance.cli.meter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.cli.CliRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code usance meter} on files as devices and portals write them, and its exit codes. */
class MeterFormsTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @TempDir Path directory;

    @BeforeEach
    void writeSilo() throws IOException {
        write(
                "silo.json",
                """
                {"siloId": "tank-1", "material": "heating oil", "capacity": {"value": "26500", "unit": "L"},
                 "sensor": {"sensorId": "s-1", "noise": {"value": "5", "unit": "L"},
                            "resolution": {"value": "0.5", "unit": "L"}, "stuckAfterReadings": 0},
                 "step": {"value": "500", "unit": "L"}}
                """);
    }

    /** 10.5 L less each hour for eight days: 1,995 L from the first reading to the last. */
    private static String rows(Function<Integer, String> row) {
        return String.join("\n", IntStream.rangeClosed(0, 190).mapToObj(row::apply).toList())
                + "\n";
    }

    private static Instant at(int hour) {
        return START.plusSeconds(3_600L * hour);
    }

    private static String level(int hour) {
        return String.format(Locale.ROOT, "%.1f", 20_000 - 10.5 * hour);
    }

    private static String written(String pattern, ZoneId zone, int hour) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(zone).format(at(hour));
    }

    /** Name, text, options. */
    static Stream<Arguments> forms() {
        return Stream.of(
                Arguments.of(
                        "Home Assistant",
                        "\uFEFFentity_id,state,last_changed\r\n"
                                + rows(h -> "sensor.oil,%s,%s".formatted(level(h), at(h)))
                                        .replace("\n", "\r\n"),
                        ""),
                Arguments.of(
                        "Home Assistant, two entities",
                        "entity_id,state,last_changed,unit_of_measurement\n"
                                + rows(h ->
                                        "sensor.oil,%s,%s,l\nsensor.t,21.5,%s,C"
                                                .formatted(level(h), at(h), at(h))),
                        "--only entity_id=sensor.oil"),
                Arguments.of(
                        "a spreadsheet in German",
                        "Tankanlage;;;\nDatum;Uhrzeit;Inhalt [l];\n"
                                + rows(h ->
                                        written("dd.MM.yyyy;HH:mm", BERLIN, h)
                                                + ";\""
                                                + level(h).replace('.', ',')
                                                        .replaceFirst("^(\\d\\d)(\\d{3})", "$1.$2")
                                                + "\";"),
                        "--zone Europe/Berlin"),
                Arguments.of(
                        "a farm portal in Portuguese, two silos",
                        "sep=;\nGrandeza;Coletor;Canal;Valor;Data;Hora;\n"
                                + rows(h ->
                                        "PESO;COLETOR 7;0;%s;%s;\nPESO;COLETOR 7;1;5,00;%2$s;"
                                                .formatted(
                                                        level(h).replace('.', ',')
                                                                .replaceFirst(
                                                                        "^(\\d\\d)(\\d{3})",
                                                                        "$1.$2"),
                                                        written("dd/MM/yyyy;HH:mm:ss", BERLIN, h))),
                        "--only Canal=0 --zone Europe/Berlin --unit L --dates day-first"),
                Arguments.of(
                        "a date and an hour",
                        "Date,Hour,level\n"
                                + rows(h ->
                                        written("yyyy-MM-dd,HH:mm", BERLIN, h) + "," + level(h)),
                        "--zone Europe/Berlin"),
                Arguments.of(
                        "milliseconds",
                        "ts|level\n" + rows(h -> at(h).toEpochMilli() + "|" + level(h)),
                        ""),
                Arguments.of(
                        "seconds and own names",
                        "sampled_at,value\n" + rows(h -> at(h).getEpochSecond() + "," + level(h)),
                        ""),
                Arguments.of(
                        "no T, an offset without a colon",
                        "sampled_at,value\n"
                                + rows(h ->
                                        written("yyyy-MM-dd HH:mm:ssXX", BERLIN, h)
                                                + ","
                                                + level(h)),
                        ""),
                Arguments.of(
                        "names that say nothing",
                        "a;b;c\n"
                                + rows(h ->
                                        written("M/d/yyyy h:mm a", BERLIN, h) + ";x;" + level(h)),
                        "--columns sampled_at=a,value=c --zone Europe/Berlin --dates month-first"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void anExportIsMeteredAsTheDocumentedForm(String name, String text, String options)
            throws IOException {
        JsonNode plain =
                json(metered("sampled_at,value\n" + rows(h -> at(h) + "," + level(h)), ""));
        assertThat(plain.path("consumed").path("unit").asText()).isEqualTo("L");
        JsonNode export = json(metered(text, options));
        for (String same : List.of("consumed", "uncertainty", "opening", "closing", "from", "to")) {
            assertThat(export.path(same)).as(same).isEqualTo(plain.path(same));
        }
        assertThat(export.path("readings").path("recorded").asInt()).isEqualTo(191);
        assertThat(export.path("exceptions")).isEmpty();
    }

    @Test
    void whatIsGuessedIsSaidOnStderrAndInTheRemarks() throws IOException {
        CliRun run =
                metered(
                        "entity_id,state,last_changed\n"
                                + rows(h -> "s.o,%s,%s".formatted(level(h), at(h))),
                        "");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err())
                .isEqualTo(
                        "usance: guessed of the readings: column last_changed is taken for sampled_at\n"
                                + "usance: guessed of the readings: column state is taken for value\n");
        List<String> remarks = new ArrayList<>();
        json(run).path("remarks").forEach(remark -> remarks.add(remark.asText()));
        assertThat(remarks)
                .contains(
                        "guessed of the readings: column last_changed is taken for sampled_at",
                        "guessed of the readings: column state is taken for value");
    }

    @Test
    void aGatewayThatIsOfflineReportsNoZero() throws IOException {
        String text =
                "entity_id,state,last_changed\n"
                        + rows(h ->
                                "s.o,%s,%s"
                                        .formatted(
                                                switch (h % 20) {
                                                    case 7 -> "unavailable";
                                                    case 8 -> "unknown";
                                                    case 9 -> "NaN";
                                                    case 10 -> "";
                                                    default -> level(h);
                                                },
                                                at(h)));
        JsonNode report = json(metered(text, ""));
        assertThat(report.path("readings").path("quarantined").toString())
                .isEqualTo("{\"BLANK_VALUE\":10,\"UNPARSABLE_NUMBER\":30}");
        String without =
                Stream.of(text.split("\n"))
                        .filter(row -> row.matches("s\\.o,[0-9].*|entity.*"))
                        .collect(java.util.stream.Collectors.joining("\n"));
        assertThat(report.path("consumed")).isEqualTo(json(metered(without, "")).path("consumed"));
        assertThat(report.path("exceptions")).isEmpty();
    }

    @Test
    void exceptionsArePrintedAndTheCodeIsThree() throws IOException {
        String text = "sampled_at,value\n" + rows(h -> at(h) + "," + level(h));
        write(
                "deliveries.csv",
                "note_id,delivered_at,quantity,unit\nN-1,%s,3000,L\n".formatted(at(80)));
        CliRun run = metered(text, "--deliveries " + path("deliveries.csv"));
        assertThat(run.exitCode()).isEqualTo(3);
        JsonNode report = json(run);
        assertThat(report.path("exceptions").toString())
                .isEqualTo(
                        "[{\"kind\":\"NOTE_NOT_SEEN\",\"at\":\"2026-03-04T08:00:00Z\",\"detail\":\"note"
                                + " N-1, 3000.000 L: the level did not rise for it and it does not"
                                + " count\",\"whatToDo\":\"check its silo, date and time zone\"}]");
        assertThat(report.path("deliveryNotes").toString())
                .isEqualTo(
                        "{\"received\":1,\"recorded\":1,\"duplicate\":0,\"quarantined\":{},\"counted\":0,"
                                + "\"notSeen\":1,\"waiting\":0,\"voided\":0}");
        CliRun printed = meter("--deliveries", path("deliveries.csv"));
        assertThat(printed.exitCode()).isEqualTo(3);
        assertThat(printed.out())
                .contains(
                        "exception: NOTE_NOT_SEEN, 2026-03-04T08:00:00Z: note N-1, 3000.000 L: the level"
                                + " did not rise for it and it does not count; check its silo, date and"
                                + " time zone\n",
                        "    1 recorded = 0 counted + 1 not seen + 0 waiting\n");
        assertThat(meter().exitCode()).isZero();
    }

    /** Hourly levels that all seem to be of midnight would be metered as if they were one a day. */
    @Test
    void datesWithoutTheirTimeOfDayAreRefused() throws IOException {
        CliRun run =
                metered(
                        "day,clocked,level\n"
                                + rows(h ->
                                        written("yyyy-MM-dd,HH:mm", BERLIN, h) + "," + level(h)),
                        "--columns sampled_at=day --zone Europe/Berlin");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains(
                        "readings.csv has 191 rows of 8 days, and column day says no time of day; say"
                                + " which column does, with --columns sampled_at=day+clocked");
    }

    /** Two silos in one file are never metered as one. */
    @ParameterizedTest
    @CsvSource({"Coletor", "Canal", "Collector", "Channel", "tank_id", "location_id"})
    void aFileOfSeveralSilosIsRefusedUntilOneIsNamed(String column) throws IOException {
        CliRun run =
                metered(
                        "sampled_at,value,"
                                + column
                                + "\n"
                                + rows(h -> "%s,%s,a\n%1$s,5,b".formatted(at(h), level(h))),
                        "");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("with --only " + column + "=a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--zone Mars/Olympus | 'Mars/Olympus' is not a zone such as Europe/Berlin, UTC or +01:00",
                "--separator x | 'x' is not a separator",
                "--decimal dot | 'dot' does not separate decimals; write point or comma",
                "--dates first | 'first' is neither day-first nor month-first",
                "--unit ton | 'ton' is not a unit such as L, kg, t, m3, [gal_us] or %"
            })
    void anOptionThatIsNoneIsWrongUsage(String options, String message) throws IOException {
        CliRun run = metered("sampled_at,value\n", options);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(message.strip());
    }

    private CliRun metered(String text, String options) throws IOException {
        write("readings.csv", text);
        List<String> all = new ArrayList<>(List.of("--json"));
        if (!options.isEmpty()) {
            all.addAll(List.of(options.split(" ")));
        }
        return meter(all.toArray(String[]::new));
    }

    private CliRun meter(String... more) {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "meter",
                                "--silo",
                                path("silo.json"),
                                "--readings",
                                path("readings.csv")));
        line.addAll(List.of(more));
        return CliRun.of(line.toArray(String[]::new));
    }

    private JsonNode json(CliRun run) throws IOException {
        assertThat(run.out()).as(run.err()).isNotEmpty();
        return new ObjectMapper().readTree(run.out());
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }
}
