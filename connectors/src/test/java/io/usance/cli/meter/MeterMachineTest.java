package io.usance.cli.meter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.cli.CliRun;
import io.usance.simulation.MachineSimulator;
import io.usance.simulation.SimulatedMachine;
import io.usance.simulation.SimulatedMachineReading;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code usance meter --kind machine}, against what the simulator counted. */
class MeterMachineTest {
    private static final Instant FROM = Instant.parse("2026-03-02T05:00:00Z");
    private static final Instant TO = Instant.parse("2026-03-16T13:30:00Z");
    private static final String PRESS =
            """
            {"machineId": "press-1", "deviceId": "plc-1",
             "registers": [
               {"name": "total", "unit": "1", "width": "int32", "maxPerHour": "1800"},
               {"name": "bad", "unit": "1", "width": "int32", "maxPerHour": "1800"},
               {"name": "hourCounter", "unit": "h", "width": "uint31", "decimals": 3}],
             "states": ["EXECUTE", "IDLE"],
             "outputs": [
               {"name": "goodParts", "register": "total", "less": "bad"},
               {"name": "badParts", "register": "bad"},
               {"name": "hours", "register": "hourCounter"}],
             "reportingIntervalS": 900}
            """;

    @TempDir Path directory;

    @BeforeEach
    void writeMachine() throws IOException {
        write("press.json", PRESS);
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private CliRun meter(String... more) {
        return CliRun.of(
                Stream.concat(
                                Stream.of("meter", "--kind", "machine", "--machine"),
                                Stream.concat(Stream.of(path("press.json")), Arrays.stream(more)))
                        .toArray(String[]::new));
    }

    private static String hours(long thousandths) {
        return BigDecimal.valueOf(thousandths, 3).toPlainString();
    }

    private static String row(SimulatedMachineReading r) {
        return String.join(
                        ",",
                        r.arrivalAt().toString(),
                        r.sampledAt().toString(),
                        Long.toString(r.epoch()),
                        Long.toString(r.sequence()),
                        Integer.toString(r.total()),
                        Integer.toString(r.bad()),
                        hours(r.hours()),
                        r.state())
                + "\n";
    }

    private static String line(SimulatedMachineReading r) {
        return """
        {"machineId":"press-1","deviceId":"plc-1","receivedAt":"%s","sampledAt":"%s",\
        "epoch":%d,"sequence":%d,"values":{"total":%d,"bad":%d,"hourCounter":%s},"state":"%s"}
        """
                .formatted(
                        r.arrivalAt(),
                        r.sampledAt(),
                        r.epoch(),
                        r.sequence(),
                        r.total(),
                        r.bad(),
                        hours(r.hours()),
                        r.state());
    }

    private String csv(List<SimulatedMachineReading> readings, String name) throws IOException {
        StringBuilder text =
                new StringBuilder(
                        "received_at,sampled_at,epoch,sequence,Total,bad,hourCounter,state\n");
        readings.forEach(r -> text.append(row(r)));
        return write(name, text.toString());
    }

    private String lines(List<SimulatedMachineReading> readings, String name) throws IOException {
        StringBuilder text = new StringBuilder();
        readings.forEach(r -> text.append(line(r)));
        return write(name, text.toString());
    }

    private String exchanges(SimulatedMachine truth) throws IOException {
        StringBuilder text = new StringBuilder("register,exchanged_at,last_value,first_value\n");
        truth.exchanges()
                .forEach(one ->
                        text.append(
                                "total,%s,%d,%d\n"
                                        .formatted(one.at(), one.lastTotal(), one.firstTotal())));
        return write("exchanges.csv", text.toString());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void everyPartAndEveryHourIsMeteredHoweverTheFilesAreWritten(long seed) throws IOException {
        SimulatedMachine truth = MachineSimulator.simulate(seed, FROM, TO);
        List<SimulatedMachineReading> sent = truth.readings();
        String exchanges = exchanges(truth);
        String csv = csv(sent, "readings.csv");
        List<SimulatedMachineReading> first = new ArrayList<>(sent.subList(0, sent.size() / 3));
        String jsonLines = lines(sent, "readings.jsonl");
        String[] period = {
            "--from", FROM.toString(), "--to", TO.toString(), "--exchanges", exchanges, "--json"
        };
        String[] parts = {
            lines(sent.subList(sent.size() / 3, sent.size()), "late.jsonl"), csv(first, "early.csv")
        };
        JsonNode byCsv = metered(with(period, csv));
        for (JsonNode one :
                List.of(byCsv, metered(with(period, jsonLines)), metered(with(period, parts)))) {
            assertThat(one.at("/quantities/goodParts/consumed/value").asText())
                    .isEqualTo(truth.goodParts() + ".000");
            assertThat(one.at("/quantities/badParts/consumed/value").asText())
                    .isEqualTo(truth.badParts() + ".000");
            assertThat(new BigDecimal(one.at("/quantities/hours/consumed/value").asText()))
                    .isEqualByComparingTo(BigDecimal.valueOf(truth.runMs() / 3_600 * 3_600, 3));
            assertThat(one.get("quantities")).isEqualTo(byCsv.get("quantities"));
            assertThat(one.get("readings")).isEqualTo(byCsv.get("readings"));
            assertThat(one.at("/complete").asBoolean()).isTrue();
        }
        JsonNode counts = byCsv.get("readings");
        int refused = 0;
        for (JsonNode count : counts.get("quarantined")) {
            refused += count.asInt();
        }
        assertThat(refused).isGreaterThanOrEqualTo(truth.lies());
        assertThat(counts.get("received").asInt())
                .isEqualTo(sent.size())
                .isEqualTo(
                        counts.get("recorded").asInt() + counts.get("duplicate").asInt() + refused);
    }

    private static String[] with(String[] line, String... more) {
        return Stream.concat(Arrays.stream(line), Arrays.stream(more)).toArray(String[]::new);
    }

    private JsonNode metered(String... options) throws IOException {
        CliRun run = meter(options);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    @Test
    void aPersonReadsATable() throws IOException {
        String file =
                write(
                        "readings.csv",
                        """
                        sampled_at,total,bad,hourCounter,colour
                        2026-03-02T00:00:00Z,2147483600,3,100.000,red
                        2026-03-02T01:00:00Z,-2147483600,5,100.900,red
                        2026-03-02T01:30:00Z,99,5,101,red
                        2026-03-02T02:00:00Z,-2147483500,5,101.400,red
                        """);
        CliRun run = meter(file);
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .isEqualTo(
                        """
                        press-1: 2026-03-02T00:00:00Z to 2026-03-02T02:00:00Z

                        quantity                    metered  closing - opening - adjusted, as its register shows
                        goodParts                       194  -2147483505 - 2147483597 - (-4294967296)
                        badParts                          2  5 - 3 - 0
                        hours                         1.4 h  101.4 - 100 - 0

                        readings: 4 received = 3 recorded + 0 duplicate + 1 quarantined
                                 1  COUNTER_JUMP
                            line 4 of readings.csv, COUNTER_JUMP: register total went from -2147483600\
                         to 99 in 30 min; it makes at most 1800 an hour
                        note: without a column sequence, readings are taken in the order of received_at,\
                         sampled_at and line, and duplicates cannot be recognised
                        note: columns of the readings not used: colour
                        """);
    }

    @Test
    void aBadRowIsCountedByItsReasonAndStopsNothing() throws IOException {
        String file =
                write(
                        "readings.jsonl",
                        """
                        {"machineId":"press-1","deviceId":"plc-1","sequence":1,"sampledAt":"2026-03-02T00:00:00Z","values":{"total":0,"bad":0,"hourCounter":0}}
                        {"machineId":"press-2","deviceId":"plc-1","sequence":2,"sampledAt":"2026-03-02T00:15:00Z","values":{"total":1,"bad":0,"hourCounter":0}}
                        {"machineId":"press-1","deviceId":"plc-1","sequence":3,
                        {"machineId":"press-1","deviceId":"plc-9","sequence":4,"sampledAt":"2026-03-02T00:45:00Z","values":{"total":1,"bad":0,"hourCounter":0}}
                        {"machineId":"press-1","deviceId":"plc-1","sequence":5,"sampledAt":"2026-03-02T01:00:00Z","values":{"total":7,"bad":0,"hourCounter":0}}
                        {"machineId":"press-1","deviceId":"plc-1","sequence":6,"sampledAt":"2026-03-02T04:00:00Z","values":{"total":9,"bad":0,"hourCounter":0}}
                        """);
        JsonNode report = metered(file, "--to", "2026-03-02T01:00:00Z", "--json");
        assertThat(report.at("/complete").asBoolean()).isTrue();
        assertThat(report.at("/missing").asInt()).isEqualTo(3);
        assertThat(report.at("/readings/quarantined").toString())
                .isEqualTo("{\"MALFORMED_JSON\":1,\"UNKNOWN_DEVICE\":1,\"UNKNOWN_MACHINE\":1}");
        assertThat(report.at("/quantities/goodParts/consumed/value").asText()).isEqualTo("7.000");
        assertThat(report.get("problems").toString())
                .contains("readings.jsonl")
                .contains("\"line\":3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "meter --kind loom | 2 | --kind is silo or machine, not loom",
                "meter --kind machine | 2 | Missing required option: '--machine=FILE'",
                "meter | 2 | Missing required option: '--silo=FILE'",
                "meter --silo S | 2 | Missing required option: '--readings=FILE'",
                "meter --kind machine --silo S | 2 | --silo is for --kind silo; leave it out",
                "meter --machine M f | 2 | --machine is for --kind machine; add --kind machine",
                "meter --exchanges X f | 2 | --exchanges is for --kind machine; add --kind machine",
                "meter --silo S --machine M | 2 | --machine is for --kind machine; leave it out",
                "meter --kind machine --machine PRESS | 2 | write the files with the machine's readings behind the options",
                "meter --kind machine --machine PRESS none.csv | 1 | none.csv does not exist",
                "meter --kind machine --machine PRESS PRESS | 1 | holds no reading",
                "meter --kind machine --machine none.json f | 1 | none.json does not exist; example/machines.json has one",
                "meter --silo none.json --readings f | 1 | none.json does not exist; example/master-data.json has some",
            })
    void wrongUseIsRefusedWithWhatToWrite(String line, int exitCode, String message) {
        CliRun run = CliRun.of(line.replace("PRESS", path("press.json")).split(" "));
        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains(message).doesNotContain("java.", "io.usance");
    }

    /** Readings behind a gap wait for what is missing; at the end it does not come any more. */
    @Test
    void whatWaitsForMissingReadingsCountsAtTheEnd() throws IOException {
        String file =
                write(
                        "readings.csv",
                        """
                        sampled_at,sequence,total,bad,hourCounter
                        2026-03-02T00:00:00Z,1,0,0,0
                        2026-03-02T00:30:00Z,2,10,0,0
                        2026-03-02T01:00:00Z,4,20,0,0
                        """);
        assertThat(meter(file).out())
                .contains(
                        "2026-03-02T01:00:00Z\n",
                        "goodParts                        20  20 - 0 - 0",
                        "\n1 reading never came\n")
                .doesNotContain("not read up to its end");
        assertThat(meter(file, "--to", "2026-03-02T02:00:00Z").out())
                .contains(
                        "2026-03-02T02:00:00Z, not read up to its end",
                        "goodParts                        20  20 - 0 - 0",
                        "note: the last readings before the end are missing; with readings of some"
                                + " hours beyond --to");
    }

    /** 10, 30 and 5 kWh in a quarter of an hour are 40, 120 and 20 kW; never 180. */
    @Test
    void aPowerHasAMaximumAndNoSum() throws IOException {
        write(
                "press.json",
                """
                {"machineId": "press-1", "deviceId": "plc-1",
                 "registers": [{"name": "meter", "unit": "kW.h", "width": "uint31", "decimals": 1, "maxPerHour": "250"}],
                 "states": [],
                 "outputs": [
                   {"name": "energy", "register": "meter", "profiled": true},
                   {"name": "power", "powerOf": "energy"}],
                 "reportingIntervalS": 900}
                """);
        String file =
                write(
                        "readings.csv",
                        """
                        sampled_at,sequence,meter
                        2026-03-02T00:00:00Z,1,0
                        2026-03-02T00:15:00Z,2,10.0
                        2026-03-02T00:30:00Z,3,40.0
                        2026-03-02T00:45:00Z,4,45.0
                        """);
        assertThat(meter(file).out())
                .contains(
                        """
                        energy                      45 kW.h  45 - 0 - 0
                        energy                      30 kW.h  highest value of the period: 2026-03-02T00:15:00Z to 2026-03-02T00:30:00Z
                        power                        120 kW  highest value of the period: 2026-03-02T00:15:00Z to 2026-03-02T00:30:00Z
                        """);
        JsonNode quantities = metered(file, "--json").get("quantities");
        assertThat(quantities.get("power").toString())
                .isEqualTo(
                        "{\"maximum\":{\"quantity\":{\"value\":\"120000.000\",\"unit\":\"W\"},"
                                + "\"from\":\"2026-03-02T00:15:00Z\",\"until\":\"2026-03-02T00:30:00Z\"}}");
        assertThat(quantities.at("/energy/consumed/value").asText()).isEqualTo("45000.000");
        assertThat(quantities.at("/energy/maximum/quantity/value").asText()).isEqualTo("30000.000");
        String gap =
                write(
                        "gap.csv",
                        """
                        sampled_at,sequence,meter
                        2026-03-02T00:00:00Z,1,0
                        2026-03-02T00:45:00Z,2,45.0
                        """);
        assertThat(meter(gap).out())
                .contains(
                        "power                             -  highest value of the period: none, no"
                                + " interval is wholly covered by readings\n");
    }

    /** A mistyped year, a clock that was not set: rows like others that are refused. */
    @Test
    void aTimeFarFromAllOthersIsARowsFaultAndDoesNotMakeThePeriod() throws IOException {
        String hours = "sampled_at,sequence,total,bad,hourCounter\n";
        StringBuilder text = new StringBuilder(hours);
        for (int i = 0; i < 6; i++) {
            text.append("2026-03-02T0%d:00:00Z,%d,%d,0,0\n".formatted(i, i + 1, 100 * i));
        }
        text.append("2036-03-02T02:00:00Z,7,900,0,0\n");
        text.append("2027-03-02T02:00:00Z,8,900,0,0\n");
        text.append("2006-01-01T00:00:00Z,9,900,0,0\n");
        String file = write("readings.csv", text.toString());
        JsonNode report = metered(file, "--json");
        assertThat(report.get("from").asText()).isEqualTo("2026-03-02T00:00:00Z");
        assertThat(report.get("to").asText()).isEqualTo("2026-03-02T05:00:00Z");
        assertThat(report.at("/quantities/goodParts/consumed/value").asText()).isEqualTo("500.000");
        assertThat(report.at("/readings/quarantined").toString()).isEqualTo("{\"BAD_TIME\":3}");
        assertThat(meter(file).out())
                .contains(
                        "    line 8 of readings.csv, BAD_TIME: sampled 2036-03-02T02:00:00Z, 3652 days from"
                                + " the other rows, which are of 2026-03-02T00:00:00Z to"
                                + " 2026-03-02T05:00:00Z; correct its time, or name the period with"
                                + " --from and --to if it is right\n",
                        "    line 9 of readings.csv, BAD_TIME: sampled 2027-03-02T02:00:00Z",
                        "    line 10 of readings.csv, BAD_TIME: sampled 2006-01-01T00:00:00Z");
        // A period that is named is meant so.
        JsonNode year = metered(file, "--to", "2027-03-02T02:00:00Z", "--json");
        assertThat(year.at("/quantities/goodParts/consumed/value").asText()).isEqualTo("900.000");
        assertThat(year.at("/readings/quarantined").toString()).isEqualTo("{\"BAD_TIME\":2}");
    }

    @Test
    void readingsLongAfterANamedEndAreLeftOutAndSaidToBe() throws IOException {
        StringBuilder text = new StringBuilder("sampled_at,sequence,total,bad,hourCounter\n");
        for (int i = 0; i < 10; i++) {
            text.append("2026-03-02T0%d:00:00Z,%d,%d,0,0\n".formatted(i, i + 1, 100 * i));
        }
        for (int i = 0; i < 9; i++) {
            text.append("20%d-03-02T00:00:00Z,%d,%d,0,0\n".formatted(i + 90, i + 11, 1_000));
        }
        String file = write("readings.csv", text.toString());
        JsonNode report =
                metered(
                        file,
                        "--from",
                        "2026-03-02T00:00:00Z",
                        "--to",
                        "2026-03-02T09:00:00Z",
                        "--json");
        assertThat(report.at("/quantities/goodParts/consumed/value").asText()).isEqualTo("900.000");
        assertThat(report.at("/readings/received").asInt()).isEqualTo(10);
        assertThat(report.get("remarks").toString())
                .isEqualTo(
                        "[\"9 readings more than 31 days after 2026-03-02T09:00:00Z are not used\"]");
    }

    @Test
    void readingsOfOneInstantAreNoPeriod() throws IOException {
        String file =
                write(
                        "readings.csv",
                        "sampled_at,total,bad,hourCounter\n2026-03-02T00:00:00Z,1,0,0\n");
        assertThat(meter(file).err())
                .contains(
                        "readings.csv has readings of one instant only, 2026-03-02T00:00:00Z; what was"
                                + " made is the difference of two, add a later reading");
    }

    /** Each exchange that makes no difference is named: most likely its date is wrong. */
    @Test
    void exchangesThatAreNotUsedAreNamed() throws IOException {
        String file =
                write(
                        "readings.csv",
                        """
                        sampled_at,sequence,total,bad,hourCounter
                        2026-03-02T00:00:00Z,1,100,0,0
                        2026-03-02T01:00:00Z,2,110,0,0
                        2026-03-02T02:00:00Z,3,5,0,0
                        """);
        String exchanges =
                write(
                        "exchanges.csv",
                        """
                        register,exchanged_at,last_value,first_value
                        total,2026-03-02T01:30:00Z,115,0
                        total,2027-03-02T01:30:00Z,115,0
                        total,2025-03-02T01:30:00Z,115,0
                        xx,2026-03-02T01:30:00Z,1,0
                        total,2026-03-02T01:40:00Z,99999999999,0
                        hourCounter,2026-03-02T01:40:00Z,0.1234,0
                        """);
        CliRun run = meter(file, "--exchanges", exchanges);
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains(
                        "goodParts                        20  5 - 100 - (-115)\n",
                        """
                        exchanges: 6 received = 1 used + 5 not used
                        """,
                        "    line 3 of exchanges.csv, EXCHANGE_NOT_USED: register total, exchanged at"
                                + " 2027-03-02T01:30:00Z, has its last reading at 2026-03-02T02:00:00Z; an"
                                + " exchange lies between two readings, correct its time\n",
                        "    line 4 of exchanges.csv, EXCHANGE_NOT_USED: register total, exchanged at"
                                + " 2025-03-02T01:30:00Z, has its first reading at 2026-03-02T00:00:00Z;",
                        "    line 5 of exchanges.csv, UNKNOWN_REGISTER: register xx is none of machine"
                                + " press-1; there are [total, bad, hourCounter]\n",
                        "    line 6 of exchanges.csv, OUT_OF_RANGE: register total cannot show"
                                + " 99999999999; it shows -2147483648 to 2147483647 with no decimals\n",
                        "    line 7 of exchanges.csv, OUT_OF_RANGE: register hourCounter cannot show"
                                + " 0.1234; it shows 0.000 to 2147483.647 with 3 decimals\n");
        JsonNode report = metered(file, "--exchanges", exchanges, "--json").get("exchanges");
        assertThat(report.get("received").asInt()).isEqualTo(6);
        assertThat(report.get("used").asInt()).isEqualTo(1);
        assertThat(report.get("notUsed")).hasSize(5);
        assertThat(report.at("/notUsed/0/line").asInt()).isEqualTo(5);
    }

    @Test
    void tenRefusedRowsAreListedAndTheOthersCounted() throws IOException {
        StringBuilder text = new StringBuilder("sampled_at,sequence,total,bad,hourCounter\n");
        for (int i = 0; i < 120; i++) {
            text.append(
                    "%s,%d,%s,0,0\n"
                            .formatted(
                                    Instant.parse("2026-03-02T00:00:00Z").plusSeconds(60L * i),
                                    i + 1,
                                    i > 0 && i < 14 ? "x" : Integer.toString(i)));
        }
        String out = meter(write("readings.csv", text.toString())).out();
        assertThat(out)
                .contains(
                        "        13  UNPARSABLE_NUMBER\n",
                        "    line 3 of readings.csv, UNPARSABLE_NUMBER: ",
                        "    line 12 of readings.csv, UNPARSABLE_NUMBER: ",
                        "    and 3 more; --json lists all\n")
                .doesNotContain("line 13 of");
    }

    @Test
    void anExchangeThatCannotBeReadStopsTheRun() throws IOException {
        String file = csv(MachineSimulator.simulate(1, FROM, TO).readings(), "readings.csv");
        String wrong =
                write(
                        "exchanges.csv",
                        "register,exchanged_at,last_value,first_value\ntotal,today,1,2\n");
        CliRun run = meter(file, "--exchanges", wrong);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("exchanges.csv line 2 is not a register, a time");
    }

    /** Three readings, as a spreadsheet in German has them and as documented. */
    @Test
    void aSpreadsheetIsMeteredAsTheDocumentedForm() throws IOException {
        String plain =
                write(
                        "plain.csv",
                        "sampled_at,total,bad,hourCounter\n2026-03-02T05:00:00Z,1000,10,1234.000\n"
                                + "2026-03-02T06:00:00Z,1600,12,1234.950\n"
                                + "2026-03-02T07:00:00Z,2200,13,1235.900\n");
        String export =
                write(
                        "export.csv",
                        "Datum;Uhrzeit;total;Ausschuss;hourCounter\n02.03.2026;06:00;1.000;10;1.234,000\n"
                                + "02.03.2026;07:00;1.600;12;1.234,950\n"
                                + "02.03.2026;08:00;2.200;13;1.235,900\n");
        CliRun documented = meter("--json", plain);
        CliRun german =
                meter("--json", "--zone", "Europe/Berlin", "--columns", "bad=Ausschuss", export);
        assertThat(documented.err()).isEmpty();
        assertThat(german.err())
                .isEqualTo(
                        "usance: guessed of export.csv: columns are separated by semicolons\n"
                                + "usance: guessed of export.csv: column Datum with Uhrzeit is taken for"
                                + " sampled_at\n"
                                + "usance: guessed of export.csv: a comma separates decimals, as in"
                                + " '1.234,000' in line 2\n");
        JsonNode same = new ObjectMapper().readTree(documented.out()).path("quantities");
        assertThat(same.path("goodParts").path("consumed").path("value").asText())
                .isEqualTo("1197.000");
        assertThat(new ObjectMapper().readTree(german.out()).path("quantities")).isEqualTo(same);
        assertThat(meter("--unit", "L", plain).err())
                .contains("--unit is for --kind silo; leave it out");
    }
}
