package io.usance.meter.machine.spec;

import io.usance.failure.Checks;
import io.usance.quantity.Dimension;
import java.util.List;
import java.util.Optional;

/**
 * A machine whose use is metered.
 *
 * @param machineId unique among machines
 * @param deviceId the device that reads its registers; readings of others are refused
 * @param registers at most {@value #REGISTERS_MAX}
 * @param states all that it may report, at most {@value #STATES_MAX}; empty if it reports none
 * @param outputs what is metered, 1 to {@value #OUTPUTS_MAX}
 * @param reportingIntervalS seconds within which a healthy machine sends its next reading; time in
 *     a state is not counted beyond it
 */
public record MachineSpec(
        String machineId,
        String deviceId,
        List<RegisterSpec> registers,
        List<String> states,
        List<OutputSpec> outputs,
        long reportingIntervalS) {

    public static final int REGISTERS_MAX = 32;
    public static final int STATES_MAX = 64;
    public static final int OUTPUTS_MAX = 16;

    /** A day: what is silent for longer is not known to run. */
    public static final long REPORTING_INTERVAL_MAX_S = 86_400;

    /** A quarter of an hour, in which a load profile is recorded. */
    public static final long QUARTER_MS = 900_000;

    private static final int ID_CHARS_MAX = 128;

    /**
     * @throws IllegalArgumentException if it does not fit together, with the field and what to
     *     write
     */
    public MachineSpec {
        Checks.given(machineId, "machine.machineId");
        Checks.given(deviceId, "machine.deviceId");
        registers = List.copyOf(Checks.all(registers, "machine.registers"));
        states = List.copyOf(Checks.all(states, "machine.states"));
        outputs = List.copyOf(Checks.all(outputs, "machine.outputs"));
        requireId("machineId", machineId);
        requireId("deviceId", deviceId);
        OutputRules.check(registers, states, outputs, reportingIntervalS);
    }

    /** Starts a machine of this id. */
    public static MachineSpecBuilder builder(String machineId) {
        return new MachineSpecBuilder(machineId);
    }

    private static void requireId(String field, String id) {
        RegisterRules.require(
                !id.isBlank() && id.length() <= ID_CHARS_MAX,
                "%s is %s; write 1 to %d characters",
                field,
                id.isBlank() ? "blank" : "longer than that",
                ID_CHARS_MAX);
    }

    /** The same machine, read by another device. */
    public MachineSpec withDevice(String other) {
        return new MachineSpec(machineId, other, registers, states, outputs, reportingIntervalS);
    }

    /** The register of that name. */
    public Optional<RegisterSpec> register(String name) {
        return registers.stream().filter(register -> register.name().equals(name)).findFirst();
    }

    /** What an output is metered in. */
    public Dimension dimension(OutputSpec output) {
        return OutputRules.dimension(registers, output.source());
    }

    /** Milliseconds of {@link #reportingIntervalS}. */
    public long reportingIntervalMs() {
        return reportingIntervalS * 1_000;
    }
}
