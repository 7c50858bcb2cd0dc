package io.usance.meter.machine.state;

import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.spec.OutputRules;
import io.usance.meter.machine.spec.OutputSpec;
import io.usance.meter.machine.spec.RegisterSpec;
import io.usance.meter.machine.spec.Source;
import io.usance.quantity.Dimension;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantity;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A metered quantity, made ready for counting.
 *
 * <p>Design note: a count may be no whole number of thousandths (a megajoule is 2,500,000/9 of a
 * milliwatt-hour). So sums are kept in ticks, of which a thousandth has {@code ticksPerMilli}, and
 * rounded down where a quantity is reported; the rest is carried.
 *
 * @param plus the register that counts it; null if none does
 * @param less the register that is taken off; null if none is
 * @param plusTicks of a count of {@code plus}
 * @param lessTicks of a count of {@code less}
 * @param stepMilli instalments are multiples of it
 */
record Output(
        OutputSpec spec,
        Dimension dimension,
        @Nullable RegisterSpec plus,
        @Nullable RegisterSpec less,
        long plusTicks,
        long lessTicks,
        long ticksPerMilli,
        long stepMilli) {

    static List<Output> of(MachineSpec machine) {
        List<Output> outputs = new ArrayList<>();
        for (OutputSpec spec : machine.outputs()) {
            outputs.add(of(machine, spec));
        }
        return List.copyOf(outputs);
    }

    private static Output of(MachineSpec machine, OutputSpec spec) {
        RegisterSpec plus = null;
        RegisterSpec less = null;
        switch (spec.source()) {
            case Source.Register source -> {
                plus = machine.register(source.register()).orElseThrow();
                less = source.less() == null ? null : machine.register(source.less()).orElseThrow();
            }
            case Source.Parts source -> plus = machine.register(source.register()).orElseThrow();
            case Source.Running source -> {}
            case Source.Power source -> {}
        }
        BigInteger perMilli = BigInteger.ONE;
        for (RegisterSpec register : new RegisterSpec[] {plus, less}) {
            if (register != null) {
                BigInteger other = register.milliPerCount().denominator();
                perMilli = perMilli.multiply(other).divide(perMilli.gcd(other));
            }
        }
        Dimension dimension = machine.dimension(spec);
        Quantity step = spec.step() == null ? OutputRules.defaultStep(dimension) : spec.step();
        return new Output(
                spec,
                dimension,
                plus,
                less,
                ticks(plus, perMilli),
                ticks(less, perMilli),
                perMilli.longValueExact(),
                step.milli());
    }

    private static long ticks(@Nullable RegisterSpec register, BigInteger perMilli) {
        if (register == null) {
            return 0;
        }
        Fraction milli = register.milliPerCount();
        return milli.numerator().multiply(perMilli).divide(milli.denominator()).longValueExact();
    }

    String name() {
        return spec.name();
    }

    /** Reported by quarters of an hour: itself, or the energy it is worked out of. */
    boolean isByQuarters() {
        return spec.profiled() || spec.source() instanceof Source.Power;
    }

    /** Whether its registers show how much it is, so that there is an opening and a closing. */
    boolean hasRegister() {
        return spec.source() instanceof Source.Register;
    }

    long shownTicks(long plusCount, long lessCount) {
        return plusTicks * plusCount - lessTicks * lessCount;
    }

    long milli(long ticks) {
        return Math.floorDiv(ticks, ticksPerMilli);
    }

    Quantity quantity(long milli) {
        return new Quantity(milli, dimension);
    }
}
