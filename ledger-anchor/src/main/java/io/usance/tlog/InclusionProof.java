package io.usance.tlog;

import java.util.List;
import java.util.Optional;

/**
 * The hashes that lead from a leaf to the root of a log of some size.
 *
 * @param index of the entry, from 0
 * @param size entries of the log whose root is reached
 * @param hashes the leaf's sibling first
 */
public record InclusionProof(long index, long size, List<LogHash> hashes) {

    public InclusionProof {
        hashes = List.copyOf(hashes);
    }

    /** Whether the proof leads from the leaf to the root. */
    public boolean verify(LogHash leaf, LogHash root) {
        return rootOf(leaf).filter(root::equals).isPresent();
    }

    /**
     * Where the proof leads: RFC 9162, section 2.1.3.2, step by step.
     *
     * @return empty if it has too few or too many hashes for its index and size
     */
    public Optional<LogHash> rootOf(LogHash leaf) {
        if (index < 0 || index >= size) {
            return Optional.empty();
        }
        long fn = index;
        long sn = size - 1;
        LogHash root = leaf;
        for (LogHash hash : hashes) {
            if (sn == 0) {
                return Optional.empty();
            }
            if (fn % 2 == 1 || fn == sn) {
                root = LogHash.ofNode(hash, root);
                while (fn % 2 == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                root = LogHash.ofNode(root, hash);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 ? Optional.of(root) : Optional.empty();
    }
}
