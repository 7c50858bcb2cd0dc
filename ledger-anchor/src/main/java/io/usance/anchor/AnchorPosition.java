package io.usance.anchor;

/**
 * What the anchor holds for a batch, as of the moment it was asked.
 *
 * @param batchNo number of the batch
 * @param root the anchored Merkle root
 * @param count the anchored number of settlements
 * @param reference where it is
 * @param confirmations blocks from the anchoring block to the newest, both counted: 1 when it is in
 *     the newest block
 */
public record AnchorPosition(
        long batchNo, Hash32 root, int count, AnchorReference reference, long confirmations) {}
