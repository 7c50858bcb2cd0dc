package io.usance.tlog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The Merkle tree over a log's leaves, of every size it ever had (RFC 9162, section 2.1).
 *
 * <p>Design note: level {@code k} keeps, in one flat array, the hashes of all complete subtrees of
 * {@code 2^k} leaves. Whatever a root or a proof needs is either there or on the right border, so
 * each is made in some {@code log² n} steps, and 64 bytes per entry are all it takes. Not
 * thread-safe.
 */
final class LogTree {
    private static final int FIRST_HASHES = 64;

    private final List<Level> levels = new ArrayList<>(List.of(new Level()));

    private static final class Level {
        private byte[] hashes;
        private int count;

        Level() {
            this.hashes = new byte[FIRST_HASHES * LogHash.BYTES];
        }

        Level(Level other) {
            this.hashes = other.hashes.clone();
            this.count = other.count;
        }

        void add(LogHash hash) {
            int end = count * LogHash.BYTES;
            if (end == hashes.length) {
                hashes = Arrays.copyOf(hashes, 2 * end);
            }
            hash.copyTo(hashes, end);
            count++;
        }

        LogHash get(int index) {
            return LogHash.at(hashes, index * LogHash.BYTES);
        }
    }

    LogTree() {}

    /** An independent copy. */
    LogTree(LogTree other) {
        levels.clear();
        other.levels.forEach(level -> levels.add(new Level(level)));
    }

    int size() {
        return levels.getFirst().count;
    }

    void append(LogHash leaf) {
        LogHash hash = leaf;
        for (int depth = 0; ; depth++) {
            if (depth == levels.size()) {
                levels.add(new Level());
            }
            Level level = levels.get(depth);
            level.add(hash);
            if (level.count % 2 == 1) {
                return;
            }
            hash = LogHash.ofNode(level.get(level.count - 2), hash);
        }
    }

    LogHash leaf(int index) {
        return levels.getFirst().get(index);
    }

    /** MTH of the first {@code size} leaves. */
    LogHash root(int size) {
        return size == 0 ? LogHash.ofNothing() : subtree(0, size);
    }

    /** PATH(index, D[size]), section 2.1.3.1. */
    List<LogHash> inclusion(int index, int size) {
        List<LogHash> path = new ArrayList<>();
        path(index, 0, size, path);
        return path;
    }

    private void path(int index, int start, int end, List<LogHash> path) {
        if (end - start == 1) {
            return;
        }
        int middle = start + split(end - start);
        if (index < middle) {
            path(index, start, middle, path);
            path.add(subtree(middle, end));
        } else {
            path(index, middle, end, path);
            path.add(subtree(start, middle));
        }
    }

    /** PROOF(first, D[second]), section 2.1.4.1. */
    List<LogHash> consistency(int first, int second) {
        List<LogHash> proof = new ArrayList<>();
        subproof(first, 0, second, true, proof);
        return proof;
    }

    /** SUBPROOF; {@code known} while the subtree's hash is the first root itself. */
    private void subproof(int first, int start, int end, boolean known, List<LogHash> proof) {
        if (first == end) {
            if (!known) {
                proof.add(subtree(start, end));
            }
            return;
        }
        int middle = start + split(end - start);
        if (first <= middle) {
            subproof(first, start, middle, known, proof);
            proof.add(subtree(middle, end));
        } else {
            subproof(first, middle, end, false, proof);
            proof.add(subtree(start, middle));
        }
    }

    /** MTH of the leaves from {@code start} to before {@code end}. */
    private LogHash subtree(int start, int end) {
        int count = end - start;
        if (Integer.bitCount(count) == 1) {
            int depth = Integer.numberOfTrailingZeros(count);
            return levels.get(depth).get(start >> depth);
        }
        int middle = start + split(count);
        return LogHash.ofNode(subtree(start, middle), subtree(middle, end));
    }

    /** The largest power of two below {@code count}. */
    private static int split(int count) {
        return Integer.highestOneBit(count - 1);
    }
}
