package io.usance.anchor;

import org.bouncycastle.crypto.digests.KeccakDigest;

/** Keccak-256 as Ethereum uses it (the original padding, not NIST SHA-3). Not thread-safe. */
final class Keccak {
    private final KeccakDigest digest = new KeccakDigest(256);

    static Hash32 hash(byte[]... parts) {
        Keccak keccak = new Keccak();
        for (byte[] part : parts) {
            keccak.digest.update(part, 0, part.length);
        }
        byte[] out = new byte[Hash32.BYTES];
        keccak.digest.doFinal(out, 0);
        return Hash32.at(out, 0);
    }

    /** {@code out[outOffset..] = keccak(left ‖ right)} for two 32-byte ranges; may overlap. */
    void pair(
            byte[] left, int leftOffset, byte[] right, int rightOffset, byte[] out, int outOffset) {
        digest.update(left, leftOffset, Hash32.BYTES);
        digest.update(right, rightOffset, Hash32.BYTES);
        digest.doFinal(out, outOffset);
    }
}
