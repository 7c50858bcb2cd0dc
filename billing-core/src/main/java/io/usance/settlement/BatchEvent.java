package io.usance.settlement;

import java.time.Instant;
import java.util.List;

/**
 * The life of a batch of settlements. Its stream is {@code batch/batchNo}, its first event number
 * 0.
 */
public sealed interface BatchEvent {

    /** From 1, without gaps. */
    long batchNo();

    /** Stream of a batch. */
    static String streamId(long batchNo) {
        return "batch/" + batchNo;
    }

    /**
     * Fixed before anything is sent: what is in it and what its root is.
     *
     * @param afterPosition settlements at event positions above this ...
     * @param upToPosition ... and up to this are in it, in that order
     * @param count settlements, at least 1
     * @param root Merkle root, 0x-hex, 32 bytes
     * @param saltSeed secret the leaves' salts are derived from, 0x-hex, 32 bytes; never published
     */
    record BatchSealed(
            long batchNo,
            long afterPosition,
            long upToPosition,
            int count,
            String root,
            String saltSeed,
            Instant at)
            implements BatchEvent {}

    /**
     * The chain has taken it up. Comes again if a reorganisation moved it.
     *
     * @param chainId EIP-155 chain id
     * @param contract address of the anchor contract
     * @param transaction transaction hash
     * @param blockNumber block it is in
     * @param blockHash hash of that block
     */
    record BatchAnchored(
            long batchNo,
            long chainId,
            String contract,
            String transaction,
            long blockNumber,
            String blockHash)
            implements BatchEvent {}

    /**
     * A transparency log has taken it up; the log's anchor in {@code ledger-anchor} says how to
     * check that. Comes once: nothing in a log moves.
     *
     * @param origin name of the log
     * @param keyId of the key that signed the checkpoint, eight hexadecimal digits
     * @param index of the batch's entry, from 0
     * @param size entries of the log at the checkpoint
     * @param checkpoint the signed note, several lines
     * @param proof hashes from the entry's sibling to the checkpoint's root, 0x-hex, 32 bytes each
     */
    record BatchLogged(
            long batchNo,
            String origin,
            String keyId,
            long index,
            long size,
            String checkpoint,
            List<String> proof)
            implements BatchEvent {

        public BatchLogged {
            proof = List.copyOf(proof);
        }
    }

    /**
     * Deep enough to count as final.
     *
     * @param depth confirmations seen: blocks, the batch's own included, or checkpoints of a log
     */
    record BatchConfirmed(long batchNo, long depth) implements BatchEvent {}
}
