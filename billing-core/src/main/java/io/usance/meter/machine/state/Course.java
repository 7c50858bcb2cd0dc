package io.usance.meter.machine.state;

import io.usance.meter.machine.spec.RegisterSpec;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * What one register counted between two readings, in legs from exchange to exchange; within a leg
 * evenly over time. Whole counts; what time does not share out evenly is made later.
 */
final class Course {

    /** Without an exchange between; the last one may take no time. */
    private record Leg(long fromMs, long from, long toMs, long delta) {

        long madeUntil(long ms) {
            if (ms >= toMs) {
                return delta;
            }
            if (ms <= fromMs || delta == 0) {
                return 0;
            }
            long product = (ms - fromMs) * delta;
            return Math.multiplyHigh(ms - fromMs, delta) == 0 && product >= 0
                    ? product / (toMs - fromMs)
                    : BigInteger.valueOf(ms - fromMs)
                            .multiply(BigInteger.valueOf(delta))
                            .divide(BigInteger.valueOf(toMs - fromMs))
                            .longValueExact();
        }
    }

    private final RegisterSpec register;
    private final List<Leg> legs = new ArrayList<>(1);

    /**
     * @param exchanges of this machine; those of the register after {@code fromMs}, until {@code
     *     toMs}, lie between
     */
    Course(
            RegisterSpec register,
            long fromMs,
            long from,
            long toMs,
            long to,
            List<Exchange> exchanges) {
        this.register = register;
        long atMs = fromMs;
        long at = from;
        for (Exchange exchange : exchanges) {
            if (exchange.register().equals(register.name())
                    && exchange.atMs() > fromMs
                    && exchange.atMs() <= toMs) {
                add(atMs, at, exchange.atMs(), exchange.last());
                atMs = exchange.atMs();
                at = exchange.first();
            }
        }
        add(atMs, at, toMs, to);
    }

    private void add(long fromMs, long from, long toMs, long to) {
        legs.add(new Leg(fromMs, from, toMs, register.width().delta(from, to)));
    }

    /** Counts made until then. */
    long madeUntil(long ms) {
        long made = 0;
        for (Leg leg : legs) {
            made += leg.madeUntil(ms);
        }
        return made;
    }

    /** What it shows then; at the instant of an exchange, the new value. */
    long shownAt(long ms) {
        Leg at = legs.getFirst();
        for (Leg leg : legs) {
            if (leg.fromMs() <= ms) {
                at = leg;
            }
        }
        return register.width().after(at.from(), at.madeUntil(ms));
    }

    /** By how much exchanges after one instant, until another, changed what is shown. */
    long exchanged(long afterMs, long untilMs) {
        long sum = 0;
        for (int i = 1; i < legs.size(); i++) {
            Leg leg = legs.get(i);
            if (leg.fromMs() > afterMs && leg.fromMs() <= untilMs) {
                Leg before = legs.get(i - 1);
                sum += leg.from() - register.width().after(before.from(), before.delta());
            }
        }
        return sum;
    }

    /** The first leg on which more was made than the machine can; -1 if there is none. */
    int impossibleLeg() {
        for (int i = 0; i < legs.size(); i++) {
            Leg leg = legs.get(i);
            if (leg.delta() > register.countsMax(Math.max(0, leg.toMs() - leg.fromMs()))) {
                return i;
            }
        }
        return -1;
    }

    /** What is at the beginning of a leg. */
    long from(int leg) {
        return legs.get(leg).from();
    }

    /** What is at its end. */
    long to(int leg) {
        return register.width().after(legs.get(leg).from(), legs.get(leg).delta());
    }

    /** How long it took, in milliseconds. */
    long elapsedMs(int leg) {
        return Math.max(0, legs.get(leg).toMs() - legs.get(leg).fromMs());
    }

    /** Whether a register may have turned more often than can be seen. */
    boolean mayHaveTurned() {
        for (Leg leg : legs) {
            if (register.mayTurn(Math.max(0, leg.toMs() - leg.fromMs()))) {
                return true;
            }
        }
        return false;
    }
}
