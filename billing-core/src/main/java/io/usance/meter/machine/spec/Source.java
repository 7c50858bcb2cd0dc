package io.usance.meter.machine.spec;

import static io.usance.failure.Checks.all;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a metered quantity comes from. */
public sealed interface Source {

    /**
     * What a register has gone on by; without what another one has gone on by, if that is named:
     * all parts less the bad ones are the good ones.
     *
     * @param less null if nothing is taken off
     */
    record Register(String register, @Nullable String less) implements Source {}

    /**
     * What a register of parts has gone on by while readings called them good, or bad.
     *
     * @param quality GOOD or BAD
     */
    record Parts(String register, PartQuality quality) implements Source {}

    /** Time in one of these states, from a reading with the state to the next reading. */
    record Running(List<String> states) implements Source {
        public Running {
            states = List.copyOf(all(states, "output.states"));
        }
    }

    /**
     * Mean power of each quarter of an hour that is wholly covered by readings: its energy times
     * four.
     *
     * @param of name of a profiled quantity of energy
     */
    record Power(String of) implements Source {}
}
