package io.usance.meter.machine.spec;

import static io.usance.meter.machine.spec.RegisterRules.require;
import static io.usance.meter.machine.spec.RegisterRules.requireName;

import io.usance.failure.Checks;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What outputs may be, and how they hang together with registers and states. */
public final class OutputRules {
    /** As often as the largest quantity of a dimension fits into a sum. */
    private static final BigInteger SUMS = BigInteger.valueOf(100);

    private OutputRules() {}

    /** The largest denominator of a thousandth that is exact in sums of a dimension. */
    static BigInteger finest(Dimension dimension) {
        return BigInteger.valueOf(Long.MAX_VALUE)
                .divide(BigInteger.valueOf(dimension.milliMax()))
                .divide(SUMS);
    }

    /** Instalments where nothing is declared: about what a machine makes in an hour. */
    public static Quantity defaultStep(Dimension dimension) {
        long milli =
                switch (dimension) {
                    case TIME -> 3_600_000;
                    case COUNT -> 100_000;
                    case ENERGY -> 100_000_000;
                    case VOLUME, MASS -> 1_000_000;
                    case DATA -> 1_000_000_000_000L;
                    case POWER, LENGTH, RATIO -> 1;
                };
        return new Quantity(milli, dimension);
    }

    static void check(
            List<RegisterSpec> registers,
            List<String> states,
            List<OutputSpec> outputs,
            long reportingIntervalS) {
        count("registers", registers.size(), 0, MachineSpec.REGISTERS_MAX);
        count("states", states.size(), 0, MachineSpec.STATES_MAX);
        count("outputs", outputs.size(), 1, MachineSpec.OUTPUTS_MAX);
        unique("register", registers, RegisterSpec::name);
        unique("state", states, Function.identity());
        unique("output", outputs, OutputSpec::name);
        states.forEach(state -> requireName("state", state));
        checkInterval(reportingIntervalS);
        for (OutputSpec output : outputs) {
            check(output, registers, states, outputs, reportingIntervalS);
        }
    }

    private static void checkInterval(long reportingIntervalS) {
        require(
                reportingIntervalS >= 1
                        && reportingIntervalS <= MachineSpec.REPORTING_INTERVAL_MAX_S,
                "reportingIntervalS %d; expected 1 to %d",
                reportingIntervalS,
                MachineSpec.REPORTING_INTERVAL_MAX_S);
    }

    /**
     * Notes all that {@link #check} would refuse, each with its place.
     *
     * @param reportingIntervalS null if it is not known, which is noted elsewhere
     */
    static void note(
            Checks checks,
            List<RegisterSpec> registers,
            List<String> states,
            List<OutputSpec> outputs,
            @Nullable Long reportingIntervalS) {
        checks.allows(
                        () -> count("registers", registers.size(), 0, MachineSpec.REGISTERS_MAX),
                        "registers")
                .allows(() -> unique("register", registers, RegisterSpec::name), "registers")
                .allows(() -> count("states", states.size(), 0, MachineSpec.STATES_MAX), "states")
                .allows(() -> unique("state", states, Function.identity()), "states")
                .allows(() -> states.forEach(state -> requireName("state", state)), "states")
                .allows(
                        () -> count("outputs", outputs.size(), 1, MachineSpec.OUTPUTS_MAX),
                        "outputs")
                .allows(() -> unique("output", outputs, OutputSpec::name), "outputs");
        if (reportingIntervalS != null) {
            checks.allows(() -> checkInterval(reportingIntervalS), "reportingIntervalS");
        }
        // A problem of the interval is not reported once more for each output.
        long interval = reportingIntervalS == null ? 1 : reportingIntervalS;
        for (int i = 0; i < outputs.size(); i++) {
            OutputSpec output = outputs.get(i);
            checks.allows(
                    () -> check(output, registers, states, outputs, interval),
                    "outputs[%d]".formatted(i));
        }
    }

    private static void count(String what, int count, int least, int most) {
        require(
                count >= least && count <= most,
                "%d %s; expected %d to %d",
                count,
                what,
                least,
                most);
    }

    private static <T> void unique(String what, List<T> all, Function<T, String> name) {
        Set<String> seen = new HashSet<>();
        for (T one : all) {
            require(seen.add(name.apply(one)), "%s %s is there twice", what, name.apply(one));
        }
    }

    private static void check(
            OutputSpec output,
            List<RegisterSpec> registers,
            List<String> states,
            List<OutputSpec> outputs,
            long reportingIntervalS) {
        requireName("output", output.name());
        String name = output.name();
        switch (output.source()) {
            case Source.Register source -> checkRegister(name, source, registers);
            case Source.Parts source -> {
                require(
                        register(name, source.register(), registers).dimension() == Dimension.COUNT,
                        "output %s: register %s does not count parts; its unit has to be 1",
                        name,
                        source.register());
                require(
                        source.quality() != PartQuality.UNKNOWN,
                        "output %s: quality UNKNOWN is not metered; write GOOD or BAD",
                        name);
            }
            case Source.Running source -> {
                require(!source.states().isEmpty(), "output %s: states are missing", name);
                for (String state : source.states()) {
                    require(
                            states.contains(state),
                            "output %s: state %s is not declared; there are %s",
                            name,
                            state,
                            states);
                }
            }
            case Source.Power source -> checkPower(output, source, registers, outputs);
        }
        checkReported(output, dimension(registers, output.source()), reportingIntervalS);
    }

    private static void checkRegister(
            String name, Source.Register source, List<RegisterSpec> registers) {
        RegisterSpec register = register(name, source.register(), registers);
        if (source.less() == null) {
            return;
        }
        RegisterSpec less = register(name, source.less(), registers);
        require(
                less.dimension() == register.dimension() && !less.name().equals(register.name()),
                "output %s: register %s (%s) less register %s (%s); expected two of one dimension",
                name,
                register.name(),
                register.dimension(),
                less.name(),
                less.dimension());
        BigInteger denominator =
                register.milliPerCount().denominator().multiply(less.milliPerCount().denominator());
        require(
                denominator.compareTo(finest(register.dimension())) <= 0,
                "output %s: counts of registers %s and %s are too fine to be summed; state fewer decimals",
                name,
                register.name(),
                less.name());
    }

    private static RegisterSpec register(String output, String name, List<RegisterSpec> registers) {
        return registers.stream()
                .filter(register -> register.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "output %s: register %s is not declared; there are %s"
                                        .formatted(
                                                output,
                                                name,
                                                registers.stream()
                                                        .map(RegisterSpec::name)
                                                        .toList())));
    }

    private static void checkPower(
            OutputSpec output,
            Source.Power source,
            List<RegisterSpec> registers,
            List<OutputSpec> outputs) {
        OutputSpec energy =
                outputs.stream()
                        .filter(one -> one.name().equals(source.of()))
                        .filter(one -> one.source() instanceof Source.Register)
                        .findFirst()
                        .orElse(null);
        require(
                energy != null
                        && energy.profiled()
                        && dimension(registers, energy.source()) == Dimension.ENERGY
                        && !output.profiled(),
                "output %s: power is worked out of an output of energy that is profiled; %s is none",
                output.name(),
                source.of());
    }

    private static void checkReported(
            OutputSpec output, Dimension dimension, long reportingIntervalS) {
        require(
                !output.profiled() || reportingIntervalS * 1_000 <= MachineSpec.QUARTER_MS,
                "output %s: profiled by quarters of an hour, but the machine reports every %d s; expected at most %d",
                output.name(),
                reportingIntervalS,
                MachineSpec.QUARTER_MS / 1_000);
        Quantity step = output.step();
        require(
                step == null || (!output.profiled() && !(output.source() instanceof Source.Power)),
                "output %s: reported by quarters of an hour, so it has no step; leave it out",
                output.name());
        require(
                step == null || (step.dimension() == dimension && step.milli() > 0),
                "output %s: step %s; expected more than 0, in %s",
                output.name(),
                String.valueOf(step),
                dimension.baseUnitCode());
    }

    static Dimension dimension(List<RegisterSpec> registers, Source source) {
        return switch (source) {
            case Source.Register of -> register("", of.register(), registers).dimension();
            case Source.Parts of -> Dimension.COUNT;
            case Source.Running of -> Dimension.TIME;
            case Source.Power of -> Dimension.POWER;
        };
    }
}
