package io.usance.meter.machine.spec;

import static java.util.Objects.requireNonNull;

import io.usance.failure.Checks;
import io.usance.failure.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link MachineSpec}, which says what each part means. Needed are the device that reads
 * the machine, at least one output, and the reporting interval.
 */
public final class MachineSpecBuilder {
    private final @Nullable String machineId;
    private @Nullable String deviceId;
    private final List<@Nullable RegisterSpec> registers = new ArrayList<>();
    private final List<@Nullable String> states = new ArrayList<>();
    private final List<@Nullable OutputSpec> outputs = new ArrayList<>();
    private @Nullable Long reportingIntervalS;

    MachineSpecBuilder(@Nullable String machineId) {
        this.machineId = machineId;
    }

    /** The device that reads its registers. */
    public MachineSpecBuilder device(String id) {
        deviceId = id;
        return this;
    }

    /** One more register. */
    public MachineSpecBuilder register(RegisterSpec next) {
        registers.add(next);
        return this;
    }

    /** More states that it may report. */
    public MachineSpecBuilder states(String... names) {
        states.addAll(names == null ? List.of() : Arrays.asList(names));
        return this;
    }

    /** One more quantity that is metered. */
    public MachineSpecBuilder output(OutputSpec next) {
        outputs.add(next);
        return this;
    }

    /** Within so many seconds a healthy machine sends its next reading. */
    public MachineSpecBuilder reportingIntervalS(long seconds) {
        reportingIntervalS = seconds;
        return this;
    }

    /**
     * @throws InvalidInputException if something that is needed was not set, or does not fit
     *     together; it names all of it
     */
    public MachineSpec build() {
        Checks checks = new Checks("machine");
        checks.isId(machineId, "machineId")
                .isId(deviceId, "device")
                .allSet(registers, "registers")
                .allSet(states, "states")
                .allSet(outputs, "outputs")
                .isSet(reportingIntervalS, "reportingIntervalS");
        if (!registers.contains(null) && !states.contains(null) && !outputs.contains(null)) {
            OutputRules.note(
                    checks,
                    nonNull(registers),
                    nonNull(states),
                    nonNull(outputs),
                    reportingIntervalS);
        }
        checks.require();
        return new MachineSpec(
                requireNonNull(machineId),
                requireNonNull(deviceId),
                nonNull(registers),
                nonNull(states),
                nonNull(outputs),
                requireNonNull(reportingIntervalS));
    }

    private static <T> List<T> nonNull(List<@Nullable T> all) {
        List<T> found = new ArrayList<>(all.size());
        all.forEach(one -> found.add(requireNonNull(one)));
        return found;
    }
}
