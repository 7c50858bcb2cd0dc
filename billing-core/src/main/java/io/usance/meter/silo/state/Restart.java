package io.usance.meter.silo.state;

import io.usance.meter.silo.filter.LevelFilter;
import io.usance.meter.silo.filter.Milli;
import io.usance.meter.silo.filter.RefillMachine;
import io.usance.meter.silo.filter.Sample;
import io.usance.meter.silo.filter.Tolerances;

/**
 * Whether only the counter began again, and the level went on: as far as noise, what is drawn
 * meanwhile by its average and its largest batch, and a filling in progress explain.
 *
 * <p>Design note: a device that was replaced by one that shows something else would bill the
 * difference. That is what an announced change of sensor is for, which measures it.
 */
final class Restart {

    /** A first batch, larger than any seen before, takes this part of the capacity at most. */
    private static final long UNSEEN_BATCH_DIVISOR = 50;

    /** A filling that was seen to begin is over by then. */
    private static final long FILLING_MS = 3 * 3_600_000L;

    /** Of 8, 16, 24, 31 and 32 bits. */
    private static final long[] MODULI = {1L << 8, 1L << 16, 1L << 24, 1L << 31, 1L << 32};

    /** Sequences that may be lost on either side of where a counter wraps. */
    private static final long LOST_MAX = 8;

    private Restart() {}

    /**
     * The counter is one of so many bits and was full: nothing else has happened, and the level may
     * do what it likes.
     */
    static boolean isWrap(long last, long first) {
        for (long modulus : MODULI) {
            if (last < modulus && modulus - last <= LOST_MAX && first < LOST_MAX) {
                return true;
            }
        }
        return false;
    }

    static boolean isLevelOf(SiloState state, Sample sample) {
        LevelFilter filter = state.filter();
        if (filter.isEmpty()) {
            return true;
        }
        RefillMachine.Stored machine = filter.stored().track().machine();
        Tolerances tolerances = filter.tolerances();
        long capacity = state.spec().capacity().milli();
        long ms = Math.max(0, sample.atMs() - filter.clockMs());
        long drawn = 2 * Milli.amount(machine.draw().perHour(), ms);
        long fall =
                Math.max(tolerances.rise(), capacity / UNSEEN_BATCH_DIVISOR)
                        + Math.max(machine.draw().drop(), machine.draw().dropBefore())
                        + drawn;
        boolean filling = machine.mode() != RefillMachine.Mode.STEADY && ms <= FILLING_MS;
        long rise = filling ? capacity : tolerances.rise();
        return isWithin(sample.milli() - filter.newestMilli(), fall, rise)
                || isWithin(sample.milli() - filter.newestSamples().getLast().milli(), fall, rise);
    }

    private static boolean isWithin(long change, long fall, long rise) {
        return -fall <= change && change <= rise;
    }
}
