package io.usance.tlog;

import java.util.List;

/**
 * Shows that a log of {@code newSize} entries begins with all the entries it had at {@code
 * oldSize}: nothing was changed, nothing taken out.
 *
 * @param oldSize at least 1
 * @param newSize at least {@code oldSize}
 * @param hashes as RFC 9162, section 2.1.4.1, orders them; none if the sizes are equal
 */
public record ConsistencyProof(long oldSize, long newSize, List<LogHash> hashes) {

    public ConsistencyProof {
        hashes = List.copyOf(hashes);
    }

    /** Whether the proof fits both roots: RFC 9162, section 2.1.4.2, step by step. */
    public boolean verify(LogHash oldRoot, LogHash newRoot) {
        if (oldSize < 1 || oldSize > newSize) {
            return false;
        }
        if (oldSize == newSize) {
            return hashes.isEmpty() && oldRoot.equals(newRoot);
        }
        boolean complete = Long.bitCount(oldSize) == 1;
        if (hashes.isEmpty() && !complete) {
            return false;
        }
        // A complete old tree is itself the first hash, which the proof then leaves out.
        LogHash first = complete ? oldRoot : hashes.getFirst();
        return walk(first, hashes.subList(complete ? 0 : 1, hashes.size()), oldRoot, newRoot);
    }

    private boolean walk(LogHash first, List<LogHash> rest, LogHash oldRoot, LogHash newRoot) {
        int known = Long.numberOfTrailingZeros(oldSize);
        long fn = (oldSize - 1) >> known;
        long sn = (newSize - 1) >> known;
        LogHash fr = first;
        LogHash sr = first;
        for (LogHash hash : rest) {
            if (sn == 0) {
                return false;
            }
            if (fn % 2 == 1 || fn == sn) {
                fr = LogHash.ofNode(hash, fr);
                sr = LogHash.ofNode(hash, sr);
                while (fn % 2 == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                sr = LogHash.ofNode(sr, hash);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && fr.equals(oldRoot) && sr.equals(newRoot);
    }
}
