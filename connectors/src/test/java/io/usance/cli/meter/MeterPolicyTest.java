package io.usance.cli.meter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.cli.CliRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a silo file says of deliveries without notes and of distances by sound. */
class MeterPolicyTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final String SILO =
            """
            {"siloId": "s-1", "material": "PVC", "capacity": {"value": "30", "unit": "t"},
             "sensor": {"sensorId": "radar-1", "noise": {"value": "20", "unit": "kg"},
                        "resolution": {"value": "10", "unit": "kg"}, "stuckAfterReadings": 0},
             "step": {"value": "300", "unit": "kg"}%s}
            """;

    @TempDir Path directory;

    /** 4,800 kg are drawn in ten days, and 9 t come after four. */
    private static List<String> refilled() {
        Random random = new Random(17);
        List<String> rows = new ArrayList<>();
        for (int i = 0; i <= 240; i++) {
            long level = 12_000 - 20L * i + (i >= 97 ? 9_000 : 0);
            long shown = Math.round((level + 20 * random.nextGaussian()) / 10) * 10;
            rows.add(START.plus(Duration.ofHours(i)) + "," + shown);
        }
        return rows;
    }

    @Test
    void aRiseWithoutANoteIsAnExceptionWhereOnlyNotesCount() throws IOException {
        JsonNode estimated = metered("", "sampled_at,value", refilled(), 0);
        assertThat(value(estimated, "delivered")).isCloseTo(9_000, Offset.offset(100.0));
        JsonNode noted = metered(", \"deliveries\": \"NOTED\"", "sampled_at,value", refilled(), 3);
        assertThat(value(noted, "delivered")).isZero();
        assertThat(value(noted, "consumed")).isLessThan(4_800);
        assertThat(noted.path("trueUp").path("value").asText()).isEqualTo("0.000");
        List<JsonNode> all = new ArrayList<>();
        noted.path("exceptions").forEach(all::add);
        List<JsonNode> unnoted =
                all.stream()
                        .filter(one -> one.path("kind").asText().equals("DELIVERY_NOT_NOTED"))
                        .toList();
        assertThat(unnoted).as("%s", all).hasSize(1);
        JsonNode said = unnoted.getFirst();
        assertThat(said.path("at").asText()).startsWith("2026-03-0");
        assertThat(said.path("detail").asText())
                .matches("the level rose by 9[0-9]{3}\\.[0-9]{3} kg without a delivery note,.*")
                .endsWith("and nothing is counted of it");
        assertThat(said.path("whatToDo").asText()).startsWith("send the delivery note");
    }

    @Test
    void aRiseBelowTheSmallestDeliveryIsNone() throws IOException {
        JsonNode large =
                metered(
                        ", \"smallestDelivery\": {\"value\": \"10\", \"unit\": \"t\"}",
                        "sampled_at,value",
                        refilled(),
                        3);
        assertThat(value(large, "delivered")).isZero();
        assertThat(value(large, "uncertainty")).isGreaterThan(8_900);
    }

    @Test
    void whatASiloFileCannotSayIsRefusedWithItsPath() throws IOException {
        assertThat(refused(", \"deliveries\": \"SOMETIMES\""))
                .contains("deliveries", "NOTED", "ESTIMATED");
        assertThat(refused(", \"smallestDelivery\": {\"value\": \"31\", \"unit\": \"t\"}"))
                .contains("smallestDelivery: is 31000.000 kg, the silo holds 30000.000 kg");
        assertThat(refused(", \"smallestDelivery\": {\"value\": \"5\", \"unit\": \"L\"}"))
                .contains("smallestDelivery: is a VOLUME, the capacity is a MASS");
        assertThat(refused(", \"smallestDelivery\": {\"value\": \"0\", \"unit\": \"t\"}"))
                .contains("smallestDelivery");
    }

    /** A square metre, of which 100 L are drawn in ten days; 8 K warmer at noon. */
    @Test
    void aDistanceBySoundIsCorrectedByItsTemperature() throws IOException {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i <= 240; i++) {
            double air = 20 + 8 * Math.sin(2 * Math.PI * i / 24);
            double distance = 500 + 100.0 * i / 240;
            double shown = distance * Math.sqrt(293.15 / (273.15 + air));
            rows.add(
                    "%s,%.1f,mm,DISTANCE,%.1f"
                            .formatted(START.plus(Duration.ofHours(i)), shown, air));
        }
        String header = "sampled_at,value,unit,kind,temperature";
        JsonNode corrected = metered(bySound(", \"soundAtCel\": \"20\""), header, rows, 0);
        assertThat(value(corrected, "consumed")).isCloseTo(100, Offset.offset(2.0));
        assertThat(corrected.path("deliveries")).isEmpty();
        String missing = header.replace("temperature", "at_noon");
        Files.writeString(
                directory.resolve("readings.csv"), missing + "\n" + String.join("\n", rows));
        CliRun run = meter();
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("241 NO_TEMPERATURE", "--columns temperature=NAME");
    }

    private static String bySound(String more) {
        return """
        , "level": {"vessel": {"type": "BOX", "lengthMm": "1000", "widthMm": "1000",
                               "heightMm": "2000"},
                    "calibrations": [{"sensorId": "radar-1", "validFrom": "2026-01-01T00:00:00Z",
                                      "referenceHeightMm": "2100"%s}],
                    "densities": [{"validFrom": "2026-01-01T00:00:00Z", "kgPerM3": "1000"}]}
        """
                .formatted(more);
    }

    private String refused(String more) throws IOException {
        write(more, "sampled_at,value", refilled());
        CliRun run = meter();
        assertThat(run.exitCode()).isEqualTo(1);
        return run.err();
    }

    private void write(String more, String header, List<String> rows) throws IOException {
        boolean sound = more.contains("soundAtCel");
        String silo = SILO.formatted(more);
        Files.writeString(
                directory.resolve("silo.json"),
                sound
                        ? silo.replace("\"20\", \"unit\": \"kg\"", "\"1\", \"unit\": \"kg\"")
                                .replace("\"10\", \"unit\": \"kg\"", "\"0\", \"unit\": \"kg\"")
                                .replace("\"30\", \"unit\": \"t\"", "\"2\", \"unit\": \"t\"")
                                .replace("\"300\"", "\"10\"")
                        : silo);
        Files.writeString(
                directory.resolve("readings.csv"), header + "\n" + String.join("\n", rows) + "\n");
    }

    private JsonNode metered(String more, String header, List<String> rows, int exitCode)
            throws IOException {
        write(more, header, rows);
        CliRun run = meter("--json");
        assertThat(run.exitCode()).as(run.err() + run.out()).isEqualTo(exitCode);
        return new ObjectMapper().readTree(run.out());
    }

    private CliRun meter(String... more) {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "meter",
                                "--silo",
                                directory.resolve("silo.json").toString(),
                                "--readings",
                                directory.resolve("readings.csv").toString()));
        line.addAll(List.of(more));
        return CliRun.of(line.toArray(new String[0]));
    }

    private static double value(JsonNode metered, String field) {
        return metered.path(field).path("value").asDouble();
    }
}
