package io.usance.document.machine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.usance.document.MasterData;
import io.usance.document.WithoutPlaces;
import io.usance.document.kinds.StandardDocuments;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.spec.OutputSpec;
import io.usance.meter.machine.spec.RegisterSpec;
import io.usance.meter.machine.spec.RegisterWidth;
import io.usance.quantity.UnitOfMeasure;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineDocumentTest {
    private static final Path EXAMPLE = Path.of("src/dist/example/machines.json");

    @TempDir Path directory = Path.of("");

    private static MasterData read(Path file, List<String> problems) {
        return MasterData.read(file, StandardDocuments.all(), problems::add);
    }

    @Test
    void theExampleSaysWhatIsRegistered() {
        List<String> problems = new ArrayList<>();
        MasterData data = read(EXAMPLE, problems);
        assertThat(problems).isEmpty();
        assertThat(data.documents(new MachineDocuments()))
                .singleElement()
                .extracting(MachineDocument::spec)
                .isEqualTo(
                        new MachineSpec(
                                "press-1",
                                "plc-1",
                                List.of(
                                        parts("total"),
                                        parts("bad"),
                                        new RegisterSpec(
                                                "hourCounter",
                                                UnitOfMeasure.HOUR,
                                                new RegisterWidth(0, 99_999_999),
                                                2,
                                                BigDecimal.ONE,
                                                null),
                                        new RegisterSpec(
                                                "energy",
                                                UnitOfMeasure.KILOWATT_HOUR,
                                                RegisterWidth.bits(31, false),
                                                1,
                                                BigDecimal.ONE,
                                                new BigDecimal("250"))),
                                List.of("EXECUTE", "IDLE", "HELD"),
                                List.of(
                                        OutputSpec.difference("goodParts", "total", "bad"),
                                        OutputSpec.register("badParts", "bad"),
                                        OutputSpec.running("hours", "EXECUTE"),
                                        OutputSpec.register("onHours", "hourCounter"),
                                        OutputSpec.register("energy", "energy").byQuarters(),
                                        OutputSpec.power("power", "energy")),
                                900));
    }

    private static RegisterSpec parts(String name) {
        return RegisterSpec.of(
                name, UnitOfMeasure.ONE, RegisterWidth.bits(32, true), new BigDecimal("1800"));
    }

    @Test
    void theExampleFitsTheSchema() throws IOException {
        assertThat(schemaErrors(Files.readString(EXAMPLE))).isEmpty();
        assertThat(schemaErrors(Files.readString(EXAMPLE).replace("int32", "wide"))).isNotEmpty();
    }

    private static List<?> schemaErrors(String json) throws IOException {
        try (var in = MasterData.class.getResourceAsStream("master-data.schema.json")) {
            String schema = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(schema, InputFormat.JSON)
                    .validate(json, InputFormat.JSON);
        }
    }

    /** A change to the example, and the problem it must give. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"machineId\": \"press-1\", | | $.machines[0].machineId: is missing",
                "\"press-1\", | \" \", | $.machines[0]: machineId is blank; write 1 to 128 characters",
                "int32 | wide | $.machines[0].registers[0]: width 'wide'; write int32 or uint16 for a binary register of so many bits, or 0..99999 from its least to its greatest value",
                "int32 | int99 | $.machines[0].registers[0]: a register of 99 bits; expected 2 to 63",
                "0..99999999 | 7..99999999 | $.machines[0].registers[2]: a register from 7 to 99999999; expected from 0 or less to more than 0",
                "\"unit\": \"1\" | \"unit\": \"pieces\" | $.machines[0].registers[0].unit: ",
                "\"decimals\": 2 | \"decimals\": \"two\" | $.machines[0].registers[2].decimals: is 'two', not a whole number",
                ", \"maxPerHour\": \"250\" | | $.machines[0].registers[3]: register energy: maxPerHour is missing; write the most that the machine can make, in kW.h an hour",
                "\"decimals\": 2 | \"decimals\": 2, \"maxPerHour\": \"1.1\" | $.machines[0].registers[2]: register hourCounter: an hour counter makes at most one hour an hour, not 1.1 h",
                "\"less\": \"bad\" | \"less\": \"worse\" | $.machines[0]: output goodParts: register worse is not declared; there are [total, bad, hourCounter, energy]",
                "\"less\": \"bad\" | \"less\": \"bad\", \"quality\": \"GOOD\" | $.machines[0].outputs[0]: output goodParts: write less or quality, not both",
                "\"less\": \"bad\" | \"quality\": \"FINE\" | $.machines[0].outputs[0].quality: is 'FINE', not one of GOOD, BAD, UNKNOWN",
                "\"less\": \"bad\" | \"states\": [\"IDLE\"] | $.machines[0].outputs[0]: output goodParts: write one of register, states and powerOf",
                "\"states\": [\"EXECUTE\"] | \"states\": [\"RUN\"] | $.machines[0]: output hours: state RUN is not declared; there are [EXECUTE, IDLE, HELD]",
                "\"profiled\": true | \"profiled\": false | $.machines[0]: output power: power is worked out of an output of energy that is profiled; energy is none",
                "\"reportingIntervalS\": 900 | \"reportingIntervalS\": 90000 | $.machines[0]: reportingIntervalS 90000; expected 1 to 86400",
                "\"reportingIntervalS\": 900 | \"reportingIntervalS\": 900, \"zone\": \"UTC\" | $.machines[0].zone: is unknown; known are ",
                "\"of\": \"hours\" | \"of\": \"runHours\" | $.contracts[0].tariff.components[0].of: contract press-hall prices runHours, which none of its meters measures; they measure badParts, energy, goodParts, hours, onHours, power; write of: with one of them",
                "\"per\": \"1\" | \"per\": \"h\" | $.contracts[0].tariff.components[1].per: contract press-hall has prices of goodParts per h (TIME) but machine press-1 is metered in 1 (COUNT); write per: with a unit of COUNT: 1",
            })
    void aProblemIsNamedWithItsPath(String of, @Nullable String with, String problem)
            throws IOException {
        String example = Files.readString(EXAMPLE);
        assertThat(example).contains(of);
        int at = example.indexOf(of);
        Path file =
                Files.writeString(
                        directory.resolve("machines.json"),
                        example.substring(0, at)
                                + (with == null ? "" : with)
                                + example.substring(at + of.length()));
        List<String> problems = new ArrayList<>();
        read(file, problems);
        assertThat(problems).isNotEmpty();
        assertThat(WithoutPlaces.of(problems.getFirst())).startsWith("machines.json " + problem);
        assertThat(problems.toString()).doesNotContain("java.", "io.usance");
    }

    @Test
    void twoMachinesOfOneIdAreRefused() throws IOException {
        String example = Files.readString(EXAMPLE);
        int from = example.indexOf("    {\n      \"machineId\"");
        String machine =
                example.substring(from, example.indexOf("    }\n  ],\n  \"contracts\"") + 5);
        Path file =
                Files.writeString(
                        directory.resolve("machines.json"),
                        example.replace(machine, machine + ",\n" + machine));
        List<String> problems = new ArrayList<>();
        read(file, problems);
        assertThat(WithoutPlaces.of(problems))
                .containsExactly("machines.json $.machines[1].machineId: press-1 is there twice");
    }

    @Test
    void aWidthIsReadBackInCounts() {
        assertThat(WidthText.parse("int32"))
                .isEqualTo(new RegisterWidth(-2147483648L, 2147483647L));
        assertThat(WidthText.parse("uint16")).isEqualTo(new RegisterWidth(0, 65_535));
        assertThat(WidthText.parse("-5..5")).isEqualTo(new RegisterWidth(-5, 5));
        assertThatThrownBy(() -> WidthText.parse("0..99999999999999999999"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("width '0..99999999999999999999'; write int32");
    }
}
