package io.usance.meter.silo.spec;

import org.jspecify.annotations.Nullable;

/**
 * One instance for values that many silos have in common: what a hundred thousand silos hold in
 * memory should not repeat the month's name and the sensor's class a hundred thousand times.
 *
 * <p>A table of as many values as it has slots; a value that falls into another's slot takes its
 * place. So it stays small, and what is common is soon in it again. Which of two equal values is
 * returned makes no difference to any result.
 *
 * <p>Thread-safe without locks: all that goes in is immutable with final fields, and a slot that
 * another thread overwrites costs no more than a copy.
 *
 * <p>Design note: the table is static, one for the process; the only static thing in metering that
 * changes. Of each engine its own would have to be handed to every state that is made or restored,
 * and kept by it, because the next period and the next sensor are interned long after; that is a
 * reference more in each of a million silos and a second copy of the common values per engine. It
 * is a cache and nothing else: bounded, of immutable values, without configuration, identity or
 * clean-up, and no result depends on what is in it.
 */
public final class Interned {

    /** A power of two. */
    private static final int SLOTS = 8192;

    private static final @Nullable Object[] VALUES = new Object[SLOTS];

    private Interned() {}

    /** Null if there is no value. */
    public static <T> @Nullable T orNull(@Nullable T value) {
        return value == null ? null : value(value);
    }

    /**
     * An equal value.
     *
     * @param value immutable, with final fields
     */
    @SuppressWarnings("unchecked") // An equal value is of the same class.
    public static <T> T value(T value) {
        int hash = value.hashCode();
        int slot = (hash ^ hash >>> 16) & SLOTS - 1;
        Object known = VALUES[slot];
        if (known != null && value.equals(known)) {
            return (T) known;
        }
        VALUES[slot] = value;
        return value;
    }
}
