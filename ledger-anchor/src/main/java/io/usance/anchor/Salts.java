package io.usance.anchor;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * The salts of one batch's leaves, all derived from one secret seed: {@code secret(i) =
 * keccak256(seed ‖ uint64(i))}, the index big-endian, and {@code keccak256(secret(i) ‖ byte)} with
 * 0 for the leaf, 1 for the quantity and 2 for the evidence. None of them tells another.
 *
 * <p>Without a salt, a stranger who knows the parties could guess amounts until a hash matches an
 * anchored leaf. A receipt shows its own salt, which tells nothing of its neighbours' salts. Anyone
 * who holds the seed can recompute all: keep it as secret as the settlements.
 */
public final class Salts {
    private final Hash32 seed;

    private Salts(Hash32 seed) {
        this.seed = seed;
    }

    /** A fresh seed. Use {@link java.security.SecureRandom} for anything but a test. */
    public static Salts random(RandomGenerator random) {
        byte[] seed = new byte[Hash32.BYTES];
        random.nextBytes(seed);
        return new Salts(Hash32.of(seed));
    }

    /** The salts of a stored seed. */
    public static Salts of(Hash32 seed) {
        return new Salts(seed);
    }

    /** The secret, to be stored with the batch. */
    public Hash32 seed() {
        return seed;
    }

    /**
     * @param index position of the settlement in the batch, from 0
     */
    public LeafSalts salt(long index) {
        if (index < 0) {
            throw new IllegalArgumentException("a batch has no position " + index);
        }
        byte[] secret =
                Keccak.hash(seed.bytes(), ByteBuffer.allocate(Long.BYTES).putLong(index).array())
                        .bytes();
        return new LeafSalts(
                Keccak.hash(secret, new byte[] {0}),
                Keccak.hash(secret, new byte[] {1}),
                Keccak.hash(secret, new byte[] {2}));
    }

    /** Does not show the seed. */
    @Override
    public String toString() {
        return "Salts[seed hidden]";
    }
}
