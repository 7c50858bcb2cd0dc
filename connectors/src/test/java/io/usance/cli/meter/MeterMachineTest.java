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

                                                       made  register: closing - opening - adjusted
                        goodParts                     194 1  -2147483505 - 2147483597 - -4294967296
                        badParts                        2 1  5 - 3 - 0
                        hours                         1.4 h  101.4 - 100 - 0

                        readings: 4 received = 3 recorded + 0 duplicate + 1 quarantined
                                 1  COUNTER_JUMP
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
                "meter --silo S --machine M | 2 | --machine is for --kind machine; leave it out",
                "meter --kind machine --machine PRESS | 2 | write the files with the machine's readings behind the options",
                "meter --kind machine --machine PRESS none.csv | 1 | none.csv does not exist",
                "meter --kind machine --machine PRESS PRESS | 1 | holds no reading",
                "meter --kind machine --machine none.json f | 1 | none.json is not a machine; example/machines.json has one",
            })
    void wrongUseIsRefusedWithWhatToWrite(String line, int exitCode, String message) {
        CliRun run = CliRun.of(line.replace("PRESS", path("press.json")).split(" "));
        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(message).doesNotContain("java.", "io.usance");
    }

    /** Readings behind a gap wait for what is missing, and so are not in the balance. */
    @Test
    void anEndThatWaitsForMissingReadingsIsStated() throws IOException {
        String file =
                write(
                        "readings.csv",
                        """
                        sampled_at,sequence,total,bad,hourCounter
                        2026-03-02T00:00:00Z,1,0,0,0
                        2026-03-02T00:30:00Z,2,10,0,0
                        2026-03-02T01:00:00Z,4,20,0,0
                        """);
        CliRun run = meter(file);
        assertThat(run.out())
                .contains(
                        "2026-03-02T01:00:00Z, not read up to its end",
                        "goodParts                      10 1",
                        "note: the last readings before the end are missing, or wait for missing"
                                + " ones before them; with readings of some hours beyond --to");
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
}
