package io.usance.meter.machine.spec;

import static io.usance.failure.Checks.given;

import io.usance.quantity.Quantity;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A quantity that is metered, and so can be billed.
 *
 * @param name for example {@code goodParts}, {@code hours}, {@code energy}, {@code power}
 * @param source where it comes from
 * @param profiled true if it is reported by quarters of an hour, each with its beginning and end;
 *     then there are no instalments by steps
 * @param step instalments within a period are multiples of it; null for {@link OutputRules}'
 *     default, or where it is profiled
 */
public record OutputSpec(String name, Source source, boolean profiled, @Nullable Quantity step) {

    /** What a register goes on by. */
    public static OutputSpec register(String name, String register) {
        return new OutputSpec(name, new Source.Register(register, null), false, null);
    }

    /** What one register goes on by, less what another one does. */
    public static OutputSpec difference(String name, String register, String less) {
        return new OutputSpec(name, new Source.Register(register, less), false, null);
    }

    /** Parts of that quality, by what readings say of them. */
    public static OutputSpec parts(String name, String register, PartQuality quality) {
        return new OutputSpec(name, new Source.Parts(register, quality), false, null);
    }

    /** Time in these states. */
    public static OutputSpec running(String name, String... states) {
        return new OutputSpec(
                name,
                new Source.Running(Arrays.asList(given(states, "output.states"))),
                false,
                null);
    }

    /** Power of the quarters of an hour of a profiled energy. */
    public static OutputSpec power(String name, String of) {
        return new OutputSpec(name, new Source.Power(of), false, null);
    }

    /** The same, reported by quarters of an hour. */
    public OutputSpec byQuarters() {
        return new OutputSpec(name, source, true, null);
    }

    /** The same with instalments of this size. */
    public OutputSpec inStepsOf(Quantity other) {
        return new OutputSpec(name, source, profiled, other);
    }
}
