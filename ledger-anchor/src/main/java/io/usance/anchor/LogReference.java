package io.usance.anchor;

import java.util.List;

/**
 * Where a batch is anchored in a transparency log, with all that is needed to check it: the entry
 * is that of {@link LogEntry}, the checkpoint is the first that covers it.
 *
 * @param origin name of the log
 * @param keyId of the key that signed, eight hexadecimal digits, see {@link
 *     io.usance.tlog.LogPublicKey#keyId}
 * @param index of the batch's entry, from 0
 * @param size entries of the log at the checkpoint
 * @param checkpoint the signed note, see {@link io.usance.tlog.SignedCheckpoint}
 * @param proof from the entry's sibling to the checkpoint's root, SHA-256 each
 */
public record LogReference(
        String origin, String keyId, long index, long size, String checkpoint, List<Hash32> proof)
        implements AnchorPlace {

    /** A transparency log as in RFC 9162. */
    public static final String LOG = "log";

    public LogReference {
        proof = List.copyOf(proof);
    }

    @Override
    public String kind() {
        return LOG;
    }
}
