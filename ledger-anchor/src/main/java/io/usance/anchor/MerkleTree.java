package io.usance.anchor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The Merkle tree of a batch, node for node that of {@code StandardMerkleTree} in
 * {@code @openzeppelin/merkle-tree} ({@code standard-v1}).
 *
 * <p>A complete binary tree of {@code 2n - 1} nodes in one array: the root at 0, the children of
 * {@code i} at {@code 2i + 1} and {@code 2i + 2}, the leaves sorted ascending by hash from the
 * array's end backwards. A parent is {@code keccak256} of its two children, the smaller first, so a
 * proof needs no left or right.
 *
 * <p>Design note: nodes are one flat {@code byte[]}; a million leaves are 64 MB instead of two
 * million objects. Immutable.
 */
public final class MerkleTree {
    private static final int INDEX_BITS = 24;

    /** Most leaves of one tree. */
    public static final int LEAVES_MAX = 1 << INDEX_BITS;

    private static final int HASH = Hash32.BYTES;

    private static final VarHandle FIRST_BITS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] nodes;
    private final int[] treeIndexes;

    private MerkleTree(byte[] nodes, int[] treeIndexes) {
        this.nodes = nodes;
        this.treeIndexes = treeIndexes;
    }

    /** The tree over these settlements, in their order of the batch. */
    public static MerkleTree of(List<SettlementLeaf> leaves) {
        byte[] hashes = new byte[leaves.size() * HASH];
        for (int i = 0; i < leaves.size(); i++) {
            System.arraycopy(leaves.get(i).hash().bytes(), 0, hashes, i * HASH, HASH);
        }
        return ofHashes(hashes);
    }

    /**
     * The tree over leaf hashes.
     *
     * @param leafHashes 32 bytes each, one after another
     * @throws IllegalArgumentException if there is none, a broken one, or more than {@link
     *     #LEAVES_MAX}
     */
    public static MerkleTree ofHashes(byte[] leafHashes) {
        int count = leafHashes.length / HASH;
        if (count < 1 || count > LEAVES_MAX || leafHashes.length % HASH != 0) {
            throw new IllegalArgumentException(
                    "a batch has 1 to "
                            + LEAVES_MAX
                            + " leaves of "
                            + HASH
                            + " bytes; "
                            + leafHashes.length
                            + " bytes were given");
        }
        int[] sorted = sortedByHash(leafHashes, count);
        byte[] nodes = new byte[(2 * count - 1) * HASH];
        int[] treeIndexes = new int[count];
        for (int rank = 0; rank < count; rank++) {
            int treeIndex = 2 * count - 2 - rank;
            treeIndexes[sorted[rank]] = treeIndex;
            System.arraycopy(leafHashes, sorted[rank] * HASH, nodes, treeIndex * HASH, HASH);
        }
        for (int i = count - 2; i >= 0; i--) {
            hashPair(nodes, 2 * i + 1, nodes, 2 * i + 2, nodes, i);
        }
        return new MerkleTree(nodes, treeIndexes);
    }

    /** How many leaves. */
    public int count() {
        return treeIndexes.length;
    }

    public Hash32 root() {
        return node(0);
    }

    /**
     * Where in the array of nodes a leaf is.
     *
     * @param leafIndex position in the batch, from 0
     * @return from {@code count - 1} to {@code 2 * count - 2}
     */
    public int treeIndex(int leafIndex) {
        return treeIndexes[leafIndex];
    }

    /**
     * The hashes that lead from a leaf to the root, the leaf's sibling first; empty in a batch of
     * one.
     *
     * @param leafIndex position in the batch, from 0
     */
    public List<Hash32> proof(int leafIndex) {
        List<Hash32> proof = new ArrayList<>();
        for (int i = treeIndexes[leafIndex]; i > 0; i = parent(i)) {
            proof.add(node(i % 2 == 1 ? i + 1 : i - 1));
        }
        return List.copyOf(proof);
    }

    /** Whether the proof leads from the leaf to the root. */
    public static boolean verify(Hash32 leaf, List<Hash32> proof, Hash32 root) {
        return rootOf(leaf, proof).equals(root);
    }

    static Hash32 rootOf(Hash32 leaf, List<Hash32> proof) {
        byte[] node = leaf.bytes();
        for (Hash32 sibling : proof) {
            hashPair(node, 0, sibling.bytes(), 0, node, 0);
        }
        return Hash32.of(node);
    }

    /** How many hashes the proof of the node at {@code treeIndex} has. */
    static int proofLength(int treeIndex) {
        int length = 0;
        for (int i = treeIndex; i > 0; i = parent(i)) {
            length++;
        }
        return length;
    }

    /** The node at this index of the array, from 0 (the root) to {@code 2 * count - 2}. */
    Hash32 node(int treeIndex) {
        return Hash32.at(nodes, treeIndex * HASH);
    }

    private static int parent(int treeIndex) {
        return (treeIndex - 1) / 2;
    }

    private static void hashPair(
            byte[] a, int aIndex, byte[] b, int bIndex, byte[] out, int outIndex) {
        if (compare(a, aIndex, b, bIndex) <= 0) {
            Keccak.pair(a, aIndex * HASH, b, bIndex * HASH, out, outIndex * HASH);
        } else {
            Keccak.pair(b, bIndex * HASH, a, aIndex * HASH, out, outIndex * HASH);
        }
    }

    private static int compare(byte[] a, int aIndex, byte[] b, int bIndex) {
        return Arrays.compareUnsigned(
                a, aIndex * HASH, (aIndex + 1) * HASH, b, bIndex * HASH, (bIndex + 1) * HASH);
    }

    /**
     * Indexes of the leaves, ascending by hash, equal ones in their given order. Sorts longs made
     * of a hash's first 40 bits and the leaf's index, without boxing; the few that share 40 bits
     * are then put in order by insertion. Only those are looked at again, for each look into the
     * hashes in this order is one into memory far away.
     */
    private static int[] sortedByHash(byte[] hashes, int count) {
        long[] keys = new long[count];
        for (int i = 0; i < count; i++) {
            long first40Bits = (long) FIRST_BITS.get(hashes, i * HASH) >>> INDEX_BITS;
            // The sign is turned, for the sort is a signed one.
            keys[i] = (first40Bits << INDEX_BITS | i) ^ Long.MIN_VALUE;
        }
        Arrays.sort(keys);
        int[] sorted = new int[count];
        for (int i = 0; i < count; i++) {
            int leaf = (int) keys[i] & (LEAVES_MAX - 1);
            int at = i;
            while (at > 0
                    && keys[at - 1] >>> INDEX_BITS == keys[i] >>> INDEX_BITS
                    && compare(hashes, sorted[at - 1], hashes, leaf) > 0) {
                sorted[at] = sorted[at - 1];
                at--;
            }
            sorted[at] = leaf;
        }
        return sorted;
    }
}
