package io.usance.meter.machine.spec;

import java.math.BigInteger;

/**
 * How far a register counts before it starts again: an int32 goes from 2147483647 to −2147483648
 * (PackML's {@code AccCount}), a drum of five digits from 99999 to 0.
 *
 * <p>Design note: the number of values may be 2^63, which is no {@code long}. All arithmetic here
 * is right nevertheless, because it wraps around at 2^64.
 *
 * @param least smallest value it shows, 0 or negative
 * @param most largest value it shows; at most 2^63 values in all
 */
public record RegisterWidth(long least, long most) {
    private static final BigInteger MODULUS_MAX = BigInteger.ONE.shiftLeft(63);
    private static final int BITS_MAX = 63;

    public RegisterWidth {
        if (least > 0 || most <= 0 || most - least < 0) {
            throw new IllegalArgumentException(
                    "a register from %d to %d; expected from 0 or less to more than 0, at most 2^63 values"
                            .formatted(least, most));
        }
    }

    /**
     * A binary register.
     *
     * @param bits 1 to 63; one of 64 bits counts from 0 to 2^63 - 1, beyond which it will not get
     */
    public static RegisterWidth bits(int bits, boolean signed) {
        if (bits < 1 || bits > BITS_MAX || (signed && bits == 1)) {
            throw new IllegalArgumentException(
                    "a register of %d bits; expected %d to %d%s"
                            .formatted(
                                    bits,
                                    signed ? 2 : 1,
                                    BITS_MAX,
                                    bits > BITS_MAX
                                            ? "; write 0..%d if it never gets beyond that"
                                                    .formatted(Long.MAX_VALUE)
                                            : ""));
        }
        long values = 1L << (bits - 1);
        return signed
                ? new RegisterWidth(-values, values - 1)
                : new RegisterWidth(0, values - 1 + values);
    }

    /**
     * A register that shows 0 to one less than {@code modulus}.
     *
     * @param modulus 2 to 2^63
     */
    public static RegisterWidth modulus(BigInteger modulus) {
        if (modulus.compareTo(BigInteger.TWO) < 0 || modulus.compareTo(MODULUS_MAX) > 0) {
            throw new IllegalArgumentException(
                    "a register with the modulus %s; expected 2 to %s"
                            .formatted(modulus, MODULUS_MAX));
        }
        return new RegisterWidth(0, modulus.subtract(BigInteger.ONE).longValueExact());
    }

    /** How many values it shows. */
    public BigInteger values() {
        return BigInteger.valueOf(most).subtract(BigInteger.valueOf(least)).add(BigInteger.ONE);
    }

    /** Whether it can show this. */
    public boolean holds(long count) {
        return count >= least && count <= most;
    }

    /** Counts from one value to another, less than one turn: 0 to {@link #values()} less one. */
    public long delta(long from, long to) {
        long delta = to - from;
        return delta < 0 ? delta + (most - least + 1) : delta;
    }

    /** What is shown after so many more counts, less than one turn. */
    public long after(long count, long delta) {
        long room = most - count;
        return delta <= room ? count + delta : least + (delta - room - 1);
    }
}
