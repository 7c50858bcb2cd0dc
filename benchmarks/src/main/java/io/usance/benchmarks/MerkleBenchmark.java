package io.usance.benchmarks;

import io.usance.anchor.Hash32;
import io.usance.anchor.MerkleTree;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The tree of a batch beside the keccak-256 that it cannot do without: a tree of n leaves hashes n
 * - 1 pairs of 64 bytes. All on one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class MerkleBenchmark {
    private static final int LEAVES = 1_000_000;
    private static final int HASH = Hash32.BYTES;
    private static final int PAIR = 2 * HASH;

    /** {@code Keccak.pair}, which only its package sees; constant, so that it is compiled in. */
    private static final MethodHandle PAIR_HASH = pairHash();

    private final byte[] leafHashes = random(LEAVES * HASH);
    private final byte[] pairs = random(LEAVES * PAIR);
    private final MerkleTree tree = MerkleTree.ofHashes(leafHashes);
    private final Hash32 leaf = Hash32.of(Arrays.copyOf(leafHashes, HASH));
    private final List<Hash32> proof = tree.proof(0);
    private final Hash32 root = tree.root();

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(20260301).nextBytes(bytes);
        return bytes;
    }

    private static MethodHandle pairHash() {
        try {
            MethodHandles.Lookup lookup =
                    MethodHandles.privateLookupIn(MerkleTree.class, MethodHandles.lookup());
            return lookup.findStatic(
                    lookup.findClass("io.usance.anchor.Keccak"),
                    "pair",
                    MethodType.methodType(
                            void.class,
                            byte[].class,
                            int.class,
                            byte[].class,
                            int.class,
                            byte[].class,
                            int.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Keccak.pair has changed; change this as well", e);
        }
    }

    /** The baseline: Bouncy Castle's keccak-256 over as many pairs, one after another. */
    @Benchmark
    @OperationsPerInvocation(LEAVES)
    public byte[] bareKeccak() {
        KeccakDigest digest = new KeccakDigest(256);
        byte[] out = new byte[HASH];
        for (int at = 0; at < pairs.length; at += PAIR) {
            digest.update(pairs, at, PAIR);
            digest.doFinal(out, 0);
        }
        return out;
    }

    /** The harder baseline: the same loop with the hash of a pair that the tree itself uses. */
    @Benchmark
    @OperationsPerInvocation(LEAVES)
    public byte[] barePairs() throws Throwable {
        byte[] out = new byte[HASH];
        for (int at = 0; at < pairs.length; at += PAIR) {
            PAIR_HASH.invokeExact(pairs, at, pairs, at + HASH, out, 0);
        }
        return out;
    }

    /** Sorts the leaves and hashes all levels, from leaf hashes to the root. */
    @Benchmark
    @OperationsPerInvocation(LEAVES)
    public MerkleTree tree() {
        return MerkleTree.ofHashes(leafHashes);
    }

    /** One proof of 20 hashes. */
    @Benchmark
    public boolean verifyProof() {
        return MerkleTree.verify(leaf, proof, root);
    }
}
