package io.usance.meter.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.failure.InvalidInputException;
import io.usance.meter.machine.MachineCommand.RecordMachineReadings;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.spec.MachineSpecBuilder;
import io.usance.meter.machine.spec.OutputSpec;
import io.usance.meter.machine.spec.PartQuality;
import io.usance.meter.machine.spec.RegisterSpec;
import io.usance.meter.machine.spec.RegisterWidth;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A machine and what it sends, by name; a build says all that is wrong, with its place. */
@SuppressWarnings(
        "NullAway") // hands over nulls on purpose, as code in Kotlin or without a check may
class MachineBuildersTest {
    private static final Instant AT = Instant.parse("2026-03-01T00:00:00Z");
    private static final RegisterWidth WIDTH = RegisterWidth.bits(32, true);
    private static final BigDecimal MOST = new BigDecimal("1200");

    private static RegisterSpec parts() {
        return RegisterSpec.builder("parts")
                .unit(UnitOfMeasure.ONE)
                .width(WIDTH)
                .maxPerHour(MOST)
                .build();
    }

    private static MachineSpecBuilder press() {
        return MachineSpec.builder("press-01")
                .device("plc-7")
                .register(parts())
                .states("RUN", "IDLE")
                .output(OutputSpec.register("goodParts", "parts"))
                .output(OutputSpec.running("hours", "RUN"))
                .reportingIntervalS(60);
    }

    @Test
    void whatIsBuiltIsWhatThePositionsSay() {
        assertThat(parts()).isEqualTo(RegisterSpec.of("parts", UnitOfMeasure.ONE, WIDTH, MOST));
        assertThat(
                        RegisterSpec.builder("energy")
                                .unit(UnitOfMeasure.KILOWATT_HOUR)
                                .width(WIDTH)
                                .decimals(2)
                                .weight(BigDecimal.TEN)
                                .maxPerHour(MOST)
                                .build())
                .isEqualTo(
                        new RegisterSpec(
                                "energy",
                                UnitOfMeasure.KILOWATT_HOUR,
                                WIDTH,
                                2,
                                BigDecimal.TEN,
                                MOST));
        assertThat(press().build())
                .isEqualTo(
                        new MachineSpec(
                                "press-01",
                                "plc-7",
                                List.of(parts()),
                                List.of("RUN", "IDLE"),
                                List.of(
                                        OutputSpec.register("goodParts", "parts"),
                                        OutputSpec.running("hours", "RUN")),
                                60));
        MachineReading reading =
                MachineReading.builder("plc-7")
                        .epoch(2)
                        .sequence(17)
                        .sampledAt(AT)
                        .value("parts", 4_711)
                        .values(Map.of("energy", new BigDecimal("0.50")))
                        .state("RUN")
                        .quality(PartQuality.GOOD)
                        .build();
        assertThat(reading)
                .isEqualTo(
                        new MachineReading(
                                "plc-7",
                                2,
                                17,
                                AT,
                                new TreeMap<>(
                                        Map.of(
                                                "parts", new BigDecimal("4711"),
                                                "energy", new BigDecimal("0.50"))),
                                "RUN",
                                PartQuality.GOOD));
        assertThat(
                        RecordMachineReadings.builder("press-01")
                                .reading(reading)
                                .readings(List.of(reading))
                                .receivedAt(AT)
                                .build())
                .isEqualTo(new RecordMachineReadings("press-01", List.of(reading, reading), AT));
    }

    @Test
    void aMachineWithEverythingWrong() {
        assertProblems(
                () ->
                        MachineSpec.builder(" ")
                                .register(parts())
                                .register(parts())
                                .states("RUN", "no blanks")
                                .output(OutputSpec.register("goodParts", "party"))
                                .output(OutputSpec.running("hours", "STOP"))
                                .reportingIntervalS(0)
                                .build(),
                "machine.machineId: blank; write an id",
                "machine.device: missing; set it",
                "machine.registers: register parts is there twice",
                "machine.states: state 'no blanks'; write a letter, then letters, digits, '_', '.'"
                        + " or '-', at most 64",
                "machine.reportingIntervalS: reportingIntervalS 0; expected 1 to 86400",
                "machine.outputs[0]: output goodParts: register party is not declared; there are"
                        + " [parts, parts]",
                "machine.outputs[1]: output hours: state STOP is not declared; there are [RUN, no"
                        + " blanks]");
        assertProblems(
                () -> MachineSpec.builder("press-01").device("plc-7").build(),
                "machine.reportingIntervalS: missing; set it",
                "machine.outputs: 0 outputs; expected 1 to 16");
    }

    @Test
    void whatIsNullIsNamed() {
        assertProblems(
                () -> press().register(null).states("RUN", null).output(null).build(),
                "machine.registers[1]: missing; set it",
                "machine.states[3]: missing; set it",
                "machine.outputs[2]: missing; set it");
        assertProblems(
                () -> RegisterSpec.builder(null).weight(null).build(),
                "register.name: missing; set it",
                "register.unit: missing; set it",
                "register.width: missing; set it",
                "register.weight: missing; set it");
    }

    @Test
    void aRegisterThatCannotBe() {
        assertProblems(
                () ->
                        RegisterSpec.builder("x".repeat(129))
                                .unit(UnitOfMeasure.ONE)
                                .width(WIDTH)
                                .decimals(10)
                                .weight(BigDecimal.ZERO)
                                .build(),
                "register.name: 129 characters; write at most 128",
                "register.decimals: 10; write 0 to 9",
                "register.weight: 0; write more than zero",
                "register.maxPerHour: missing; set the most that the machine can make in an hour");
        // What the record itself refuses.
        assertProblems(
                () ->
                        RegisterSpec.builder("no blanks")
                                .unit(UnitOfMeasure.ONE)
                                .width(WIDTH)
                                .maxPerHour(MOST)
                                .build(),
                "register 'no blanks'; write a letter, then letters, digits, '_', '.' or '-', at"
                        + " most 64");
    }

    @Test
    void aReadingWithEverythingWrong() {
        assertProblems(
                () -> MachineReading.builder("a\nb").epoch(-1).build(),
                "machineReading.deviceId: has a control character; write an id without",
                "machineReading.epoch: -1; write 0 or more",
                "machineReading.sequence: missing; set it",
                "machineReading.sampledAt: missing; set it",
                "machineReading.values: none; set that of a register, or a state");
        assertProblems(
                () ->
                        MachineReading.builder("plc-7")
                                .sequence(-5)
                                .sampledAt(AT)
                                .value("parts", null)
                                .value("", 1)
                                .build(),
                "machineReading.sequence: -5; write 0 or more",
                "machineReading.values.parts: missing; set it",
                "machineReading.values: blank; write an id");
        assertProblems(
                () ->
                        RecordMachineReadings.builder(null)
                                .readings(Arrays.asList((MachineReading) null))
                                .build(),
                "recordMachineReadings.machineId: missing; set it",
                "recordMachineReadings.readings[0]: missing; set it",
                "recordMachineReadings.receivedAt: missing; set it");
        assertProblems(
                () -> RecordMachineReadings.builder("m").receivedAt(AT).build(),
                "recordMachineReadings.readings: none; add one");
    }

    private static void assertProblems(ThrowingCallable build, String... problems) {
        assertThatThrownBy(build)
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(String.join("; ", problems));
    }
}
