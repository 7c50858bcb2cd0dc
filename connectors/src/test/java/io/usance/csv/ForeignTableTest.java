package io.usance.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.csv.TableOptions.DateOrder;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables as other programs export them; the shapes are theirs, the content is made up. */
class ForeignTableTest {
    private static final TableOptions NONE = TableOptions.NONE;

    @TempDir Path directory;

    private static TableOptions zone(String zone) {
        return new TableOptions(Map.of(), ZoneId.of(zone), null, null, null, Map.of(), Map.of());
    }

    private static TableOptions decimal(char decimal) {
        return new TableOptions(Map.of(), null, null, decimal, null, Map.of(), Map.of());
    }

    private static TableOptions dates(DateOrder order) {
        return new TableOptions(Map.of(), ZoneId.of("UTC"), null, null, order, Map.of(), Map.of());
    }

    private static TableOptions columns(Map<String, String> columns) {
        return new TableOptions(columns, null, null, null, null, Map.of(), Map.of());
    }

    /** Name, text, options; rows as {@code sampled_at|value|unit}; guesses. */
    static Stream<Arguments> exports() {
        return Stream.of(
                Arguments.of(
                        "the documented form",
                        "sampled_at,value\n2026-03-01T00:00:00Z,20.000\n",
                        NONE,
                        "2026-03-01T00:00:00Z|20.000|null",
                        List.of()),
                Arguments.of(
                        "Home Assistant, history",
                        "entity_id,state,last_changed\n"
                                + "sensor.tank,24990.5,2026-03-01T00:00:00.000Z\n"
                                + "sensor.tank,unavailable,2026-03-01T01:00:00.000Z\n",
                        NONE,
                        "2026-03-01T00:00:00.000Z|24990.5|null"
                                + " 2026-03-01T01:00:00.000Z|unavailable|null",
                        List.of(
                                "column last_changed is taken for sampled_at",
                                "column state is taken for value")),
                Arguments.of(
                        "Home Assistant, a database's times",
                        "entity_id,state,last_changed\n"
                                + "sensor.tank,24990,2026-03-01 01:00:00+01:00\n"
                                + "sensor.tank,24980,2026-03-01 02:00:00.123456+0100\n",
                        NONE,
                        "2026-03-01T00:00:00Z|24990|null 2026-03-01T01:00:00.123456Z|24980|null",
                        List.of(
                                "column last_changed is taken for sampled_at",
                                "column state is taken for value")),
                Arguments.of(
                        "ThingsBoard, a table widget",
                        "Timestamp;Tank 4\n2026-03-01 01:00:00;85.2\n2026-03-01 02:00:00;85.1\n",
                        zone("Europe/Berlin"),
                        "2026-03-01T00:00:00Z|85.2|null 2026-03-01T01:00:00Z|85.1|null",
                        List.of(
                                "columns are separated by semicolons",
                                "column Timestamp is taken for sampled_at",
                                "column Tank 4 is taken for value")),
                Arguments.of(
                        "ThingsBoard, milliseconds",
                        "ts,level\n1772323200000,12\n1772326800000,11\n",
                        NONE,
                        "2026-03-01T00:00:00Z|12|null 2026-03-01T01:00:00Z|11|null",
                        List.of(
                                "column ts is taken for sampled_at",
                                "column level is taken for value",
                                "ts 1772323200000 is a time since 1970, 2026-03-01T00:00:00Z")),
                Arguments.of(
                        "The Things Stack, flattened",
                        "time,device_id,f_cnt,distance,received_at\n"
                                + "2026-03-01T00:00:00.5Z,eui-1,17,1250,2026-03-01T00:00:01Z\n",
                        columns(Map.of("value", "distance", "received_at", "")),
                        "2026-03-01T00:00:00.5Z|1250|null",
                        List.of(
                                "column time is taken for sampled_at",
                                "column f_cnt is taken for sequence")),
                Arguments.of(
                        "ChirpStack by way of InfluxDB",
                        "#group,false,false,true\n"
                                + "#datatype,string,long,dateTime:RFC3339\n\n"
                                + ",result,_time,_value\n"
                                + ",_result,2026-03-01T00:00:00Z,3.5\n",
                        NONE,
                        "2026-03-01T00:00:00Z|3.5|null",
                        List.of(
                                "line 4 names the columns",
                                "column _time is taken for sampled_at",
                                "column _value is taken for value")),
                Arguments.of(
                        "Excel in German",
                        "sep=;\r\nDatum;Uhrzeit;Füllstand (l);\r\n"
                                + "01.03.2026;01:00;24.990,5;\r\n01.03.2026;02:00:30;24.980;\r\n",
                        zone("Europe/Berlin"),
                        "2026-03-01T00:00:00Z|24990.5|L 2026-03-01T01:00:30Z|24980|L",
                        List.of(
                                "columns are separated by semicolons",
                                "line 2 names the columns",
                                "column Datum with Uhrzeit is taken for sampled_at",
                                "column Füllstand (l) is taken for value",
                                "values are in L",
                                "a comma separates decimals, as in '24.990,5' in line 3")),
                Arguments.of(
                        "a title before the header, a unit behind each value",
                        "\"Tank report, March\"\n\nDate and time\tContent\n"
                                + "1/31/2026 1:00 PM\t85 %\n2/1/2026 1:00 AM\t84.5 %\n",
                        zone("UTC"),
                        "2026-01-31T13:00:00Z|85|% 2026-02-01T01:00:00Z|84.5|%",
                        List.of(
                                "columns are separated by tabs",
                                "line 3 names the columns",
                                "column Date and time is taken for sampled_at",
                                "column Content is taken for value",
                                "values are in %",
                                "dates have the month first, as '1/31/2026 1:00 PM' in line 4")),
                Arguments.of(
                        "units in a column",
                        "sampled_at,value,unit\n2026-03-01T00:00:00Z,1,l\n"
                                + "2026-03-01T01:00:00Z,1,m³\n2026-03-01T02:00:00Z,1,KG\n"
                                + "2026-03-01T03:00:00Z,1,gal\n2026-03-01T04:00:00Z,1,tons\n",
                        NONE,
                        "2026-03-01T00:00:00Z|1|L 2026-03-01T01:00:00Z|1|m3"
                                + " 2026-03-01T02:00:00Z|1|kg 2026-03-01T03:00:00Z|1|[gal_us]"
                                + " 2026-03-01T04:00:00Z|1|tons",
                        List.of(
                                "unit KG is kg",
                                "unit gal is [gal_us]",
                                "unit l is L",
                                "unit m³ is m3")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("exports")
    void anExportIsReadAndWhatWasGuessedIsSaid(
            String name, String text, TableOptions options, String rows, List<String> guesses)
            throws Exception {
        CsvTable table = read(text.getBytes(StandardCharsets.UTF_8), options);
        assertThat(rows(table)).isEqualTo(rows);
        assertThat(table.guesses()).isEqualTo(guesses);
    }

    private static String rows(CsvTable table) {
        return table.rows().stream()
                .map(row ->
                        Stream.of("sampled_at", "value", "unit")
                                .map(column -> String.valueOf(table.cell(row, column)))
                                .collect(Collectors.joining("|")))
                .collect(Collectors.joining(" "));
    }

    @Test
    void lettersOfExcelAreRead() throws Exception {
        byte[] excel =
                "Zeitpunkt;Füllstand\n2026-03-01T00:00Z;12,5\n"
                        .getBytes(Charset.forName("windows-1252"));
        CsvTable table = read(excel, NONE);
        assertThat(rows(table)).isEqualTo("2026-03-01T00:00:00Z|12.5|null");
        assertThat(table.guesses().getFirst())
                .isEqualTo("the file is not UTF-8, its letters are read as Windows-1252");
    }

    /** Text and options, then what is refused. */
    static Stream<Arguments> twoReadings() {
        String header = "time,level\n";
        return Stream.of(
                Arguments.of(
                        header + "2026-03-01 00:00:00,1\n",
                        NONE,
                        "line 2: time '2026-03-01 00:00:00' has no offset from UTC; say which clock it"
                                + " is of, with --zone Europe/Berlin, for example, or --zone UTC"),
                Arguments.of(
                        header + "01/02/2026 00:00,1\n02/02/2026 00:00,1\n",
                        zone("UTC"),
                        "line 2: time '01/02/2026 00:00' may have the day first or the month, and so"
                                + " has every other row; say which, with --dates day-first or --dates"
                                + " month-first"),
                Arguments.of(
                        header + "13/02/2026 00:00,1\n02/14/2026 00:00,1\n",
                        zone("UTC"),
                        "line 2 has '13/02/2026 00:00', line 3 '02/14/2026 00:00': in one the day is"
                                + " first, in the other the month; say which holds, with --dates"
                                + " day-first or --dates month-first"),
                Arguments.of(
                        "time;level\n2026-03-01T00:00:00Z;1.234\n2026-03-01T01:00:00Z;1.233\n",
                        NONE,
                        "line 2: '1.234' may be a decimal or have thousands set apart; say what"
                                + " separates decimals, with --decimal point or --decimal comma"),
                Arguments.of(
                        "time;level\n2026-03-01T00:00:00Z;1.5\n2026-03-01T01:00:00Z;1,5\n",
                        NONE,
                        "line 2 has '1.5', line 3 '1,5'; say what separates decimals, with --decimal"
                                + " point or --decimal comma"),
                Arguments.of(
                        "time,level,volume\n2026-03-01T00:00:00Z,1,2\n",
                        NONE,
                        "has columns level, volume, each of which may be value; say which, with"
                                + " --columns value=level"),
                Arguments.of(
                        "time,left,right\n2026-03-01T00:00:00Z,1,2\n",
                        NONE,
                        "has several columns of numbers, left, right; say which is value, with"
                                + " --columns value=left"),
                Arguments.of(
                        "entity_id,state,last_changed\nsensor.a,1,2026-03-01T00:00:00Z\n"
                                + "sensor.b,1,2026-03-01T00:00:00Z\n",
                        NONE,
                        "has rows of several series, column entity_id names sensor.a, sensor.b; say"
                                + " which to meter, with --only entity_id=sensor.a"),
                Arguments.of(
                        "time,level\n2026-03-01T00:00:00Z,1 L\n2026-03-01T00:00:00Z,1 kg\n",
                        NONE,
                        "has values in L and kg; say which to meter, or export them in one"),
                Arguments.of(
                        "a,b\n1,2\n",
                        NONE,
                        "has no column sampled_at, value; its first line names a, b; say which column"
                                + " is which, with --columns sampled_at=NAME"),
                Arguments.of(
                        "a,b\n1,2\n",
                        columns(Map.of("sampled_at", "c")),
                        "has no column c, which was to be sampled_at; line 1 names a, b"),
                Arguments.of(
                        "a,b\n1,2\n",
                        columns(Map.of("colour", "a")),
                        "has no use for a column colour; those that can be named are batch_id, clock,"
                                + " epoch, kind, received_at, sampled_at, sensor_id, sequence, status,"
                                + " temperature, unit, value"));
    }

    @ParameterizedTest
    @MethodSource("twoReadings")
    void whatCanBeReadInTwoWaysIsRefused(String text, TableOptions options, String what) {
        assertThatThrownBy(() -> read(text.getBytes(StandardCharsets.UTF_8), options))
                .isInstanceOf(RefusedFileException.class)
                .hasMessage(directory.resolve("file.csv") + " " + what);
    }

    @Test
    void whatIsSaidIsNotGuessed() throws Exception {
        String text = "time;level\n02/01/2026 00:00;1.234\n";
        assertThat(
                        rows(
                                read(
                                        text.getBytes(StandardCharsets.UTF_8),
                                        new TableOptions(
                                                Map.of(),
                                                ZoneId.of("+01:00"),
                                                ';',
                                                ',',
                                                DateOrder.DAY_FIRST,
                                                Map.of("unit", "L"),
                                                Map.of()))))
                .isEqualTo("2026-01-01T23:00:00Z|1234|L");
        String two =
                "entity_id,state,last_changed\na,1,2026-03-01T00:00:00Z\nb,2,2026-03-01T00:00:00Z\n";
        TableOptions only =
                new TableOptions(
                        Map.of(), null, null, null, null, Map.of(), Map.of("Entity_id", "b"));
        assertThat(rows(read(two.getBytes(StandardCharsets.UTF_8), only)))
                .isEqualTo("2026-03-01T00:00:00Z|2|null");
    }

    /** Summer time ends on 25 October and begins on 29 March. */
    @Test
    void anHourThatIsThereTwiceIsNotGuessed() throws Exception {
        String text =
                "time,level\n2026-10-25 01:30:00,1\n2026-10-25 02:30:00,2\n"
                        + "2026-10-25 03:30:00,3\n2026-03-29 02:30:00,4\n";
        CsvTable table = read(text.getBytes(StandardCharsets.UTF_8), zone("Europe/Berlin"));
        assertThat(rows(table))
                .isEqualTo(
                        "2026-10-24T23:30:00Z|1|null 2026-10-25 02:30:00|2|null"
                                + " 2026-10-25T02:30:00Z|3|null 2026-03-29 02:30:00|4|null");
        assertThat(table.guesses())
                .endsWith(
                        "1 times are of the hour that Europe/Berlin has twice when summer time ends;"
                                + " either would be a guess, so they are refused as BAD_TIME: have them"
                                + " exported with an offset or in UTC, or write --zone +01:00 if the"
                                + " clock is not changed",
                        "1 times are of the hour that Europe/Berlin leaves out when summer time begins;"
                                + " they are refused as BAD_TIME: the clock is of another zone, or is"
                                + " not changed (--zone +01:00)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-03-01T00:00:00Z | 2026-03-01T00:00:00Z",
                "2026-03-01T00:00:00z | 2026-03-01T00:00:00Z",
                "2026-03-01T00:00 | 2026-03-01T00:00:00Z",
                "2026-03-01 00:00:00 UTC | 2026-03-01T00:00:00Z",
                "2026-03-01 00:00:00,5+01 | 2026-02-28T23:00:00.500Z",
                "2026-03-01 00:00:00 -0530 | 2026-03-01T05:30:00Z",
                "2026/03/01 00:00 | 2026-03-01T00:00:00Z",
                "2026-03-01 | 2026-03-01T00:00:00Z",
                "01.03.2026 12:15 Uhr | 2026-03-01T12:15:00Z",
                "1.3.2026, 9:05:07 | 2026-03-01T09:05:07Z",
                "01/02/2026 12:00 AM | 2026-02-01T00:00:00Z",
                "01-02-2026 12:00 pm | 2026-02-01T12:00:00Z",
                "20260301T001500Z | 2026-03-01T00:15:00Z",
                "20260301001500 | 2026-03-01T00:15:00Z",
                "20260301 | 2026-03-01T00:00:00Z",
                "1772323200 | 2026-03-01T00:00:00Z",
                "1772323200.25 | 2026-03-01T00:00:00.250Z",
                "1772323200250 | 2026-03-01T00:00:00.250Z",
                "1772323200250000 | 2026-03-01T00:00:00.250Z",
                "1772323200250000000 | 2026-03-01T00:00:00.250Z",
                "2026-02-30 00:00 | 2026-02-30 00:00",
                "1.77232E+12 | 1.77232E+12",
                "46082.5 | 46082.5",
                "01.03.26 00:00 | 01.03.26 00:00",
                "2026-03-01 25:00 | 2026-03-01 25:00",
                "yesterday | yesterday"
            })
    void timesAreReadAsTheyAreWritten(String text, String instant) throws Exception {
        TimeForm form =
                TimeForm.of(
                        Path.of("x"),
                        List.of(new TimeForm.Cell(2, "time", text)),
                        dates(DateOrder.DAY_FIRST),
                        new java.util.ArrayList<>());
        assertThat(form.rewritten(text)).isEqualTo(instant);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ". | 12 | 12",
                ". | 12.5 | 12.5",
                ". | 1,234.5 | 1234.5",
                ". | 1,234,567 | 1234567",
                ". | 1234,567 | 1234,567",
                ". | 12,5 | 12,5",
                ". | 1 234.5 | 1234.5",
                ". | 1'234'567.8 | 1234567.8",
                ". | 1.5e-3 | 1.5e-3",
                ". | -1,234 | -1234",
                ", | 12,5 | 12.5",
                ", | -1.234,5 | -1234.5",
                ", | 1.234 | 1234",
                ", | 12.34 | 12.34",
                ", | 1.234.567,25 | 1234567.25",
                ", | 1,5E3 | 1.5E3",
                ", | NaN | NaN",
                ", | 1.2.3 | 1.2.3"
            })
    void numbersAreReadAsTheyAreWritten(char decimal, String text, String plain) throws Exception {
        NumberForm form =
                NumberForm.of(Path.of("x"), List.of(), decimal(decimal), false, List.of());
        assertThat(form.rewritten(text)).isEqualTo(plain);
    }

    /** Numbers of one file, and the decimal separator they tell. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "12 13 | .",
                "12.5 13 | .",
                "12,5 13 | ,",
                "1.234 1.5 | .",
                "1.234 1.5 1,234.5 | .",
                "1.234 12,5 | ,",
                "1.234 1234 | .",
                "1,234 1234 | ,",
                "1.234.567 1.234 | ,",
                "0.123 | .",
                "unavailable 1.5 n/a | ."
            })
    void oneNumberTellsOfTheOthers(String numbers, char decimal) throws Exception {
        List<NumberForm.Cell> cells =
                Stream.of(numbers.split(" ")).map(text -> new NumberForm.Cell(2, text)).toList();
        NumberForm form =
                NumberForm.of(Path.of("x"), cells, NONE, false, new java.util.ArrayList<>());
        assertThat(form.rewritten("7" + decimal + "5")).isEqualTo("7.5");
    }

    private CsvTable read(byte[] content, TableOptions options)
            throws IOException, RefusedFileException {
        Path file = directory.resolve("file.csv");
        Files.write(file, content);
        return CsvTable.read(file, TableForm.READINGS, options);
    }
}
