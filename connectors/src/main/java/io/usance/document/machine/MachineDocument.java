package io.usance.document.machine;

import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.spec.OutputSpec;
import io.usance.meter.machine.spec.PartQuality;
import io.usance.meter.machine.spec.RegisterSpec;
import io.usance.meter.machine.spec.Source;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A machine as an operator writes it down; described by {@code master-data.schema.json}. {@link
 * #spec()} is what is registered.
 *
 * @param registers null if it has none
 * @param states all that it may report; null if it reports none
 * @param reportingIntervalS seconds within which a healthy machine sends its next reading
 */
public record MachineDocument(
        String machineId,
        String deviceId,
        @Nullable List<Register> registers,
        @Nullable List<String> states,
        List<Output> outputs,
        Integer reportingIntervalS) {

    /**
     * @throws IllegalArgumentException if it does not fit together, with what to write
     */
    public MachineDocument {
        registers = registers == null ? null : List.copyOf(registers);
        states = states == null ? null : List.copyOf(states);
        outputs = List.copyOf(outputs);
        spec(machineId, deviceId, registers, states, outputs, reportingIntervalS);
    }

    /** What is registered. */
    public MachineSpec spec() {
        return spec(machineId, deviceId, registers, states, outputs, reportingIntervalS);
    }

    private static MachineSpec spec(
            String machineId,
            String deviceId,
            @Nullable List<Register> registers,
            @Nullable List<String> states,
            List<Output> outputs,
            int reportingIntervalS) {
        return new MachineSpec(
                machineId,
                deviceId,
                registers == null ? List.of() : registers.stream().map(Register::spec).toList(),
                states == null ? List.of() : states,
                outputs.stream().map(Output::spec).toList(),
                reportingIntervalS);
    }

    /**
     * A register.
     *
     * @param width {@code int32}, {@code uint16} or {@code 0..99999}, in counts of its last place
     * @param decimals places behind the point that it shows; null for none
     * @param weight how much of the unit a shown 1 is; null for 1
     * @param maxPerHour the most that the machine can make in an hour, in the unit; null of an hour
     *     counter
     */
    public record Register(
            String name,
            UnitOfMeasure unit,
            String width,
            @Nullable Integer decimals,
            @Nullable BigDecimal weight,
            @Nullable BigDecimal maxPerHour) {

        public Register {
            spec(name, unit, width, decimals, weight, maxPerHour);
        }

        RegisterSpec spec() {
            return spec(name, unit, width, decimals, weight, maxPerHour);
        }

        private static RegisterSpec spec(
                String name,
                UnitOfMeasure unit,
                String width,
                @Nullable Integer decimals,
                @Nullable BigDecimal weight,
                @Nullable BigDecimal maxPerHour) {
            return new RegisterSpec(
                    name,
                    unit,
                    WidthText.parse(width),
                    decimals == null ? 0 : decimals,
                    weight == null ? BigDecimal.ONE : weight,
                    maxPerHour);
        }
    }

    /**
     * What is metered: what a register goes on by, less what another one does, or of one quality;
     * time in states; or the power of quarters of an hour.
     *
     * @param profiled true if it is reported by quarters of an hour; null for false
     * @param step instalments within a period are multiples of it; null for about an hour's worth
     */
    public record Output(
            String name,
            @Nullable String register,
            @Nullable String less,
            @Nullable PartQuality quality,
            @Nullable List<String> states,
            @Nullable String powerOf,
            @Nullable Boolean profiled,
            @Nullable Quantity step) {

        public Output {
            source(name, register, less, quality, states, powerOf);
        }

        OutputSpec spec() {
            return new OutputSpec(
                    name,
                    source(name, register, less, quality, states, powerOf),
                    profiled != null && profiled,
                    step);
        }

        private static Source source(
                String name,
                @Nullable String register,
                @Nullable String less,
                @Nullable PartQuality quality,
                @Nullable List<String> states,
                @Nullable String powerOf) {
            boolean one =
                    (register == null ? 0 : 1)
                                    + (states == null ? 0 : 1)
                                    + (powerOf == null ? 0 : 1)
                            == 1;
            if (!one) {
                throw new IllegalArgumentException(
                        "output %s: write one of register, states and powerOf".formatted(name));
            }
            if (states != null) {
                return new Source.Running(states);
            }
            if (powerOf != null) {
                return new Source.Power(powerOf);
            }
            return counted(name, register == null ? "" : register, less, quality);
        }

        private static Source counted(
                String name,
                String register,
                @Nullable String less,
                @Nullable PartQuality quality) {
            if (quality == null) {
                return new Source.Register(register, less);
            }
            if (less != null) {
                throw new IllegalArgumentException(
                        "output %s: write less or quality, not both".formatted(name));
            }
            return new Source.Parts(register, quality);
        }
    }
}
