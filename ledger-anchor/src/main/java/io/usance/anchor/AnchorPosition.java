package io.usance.anchor;

/**
 * What the anchor holds for a batch, as of the moment it was asked.
 *
 * @param batchNo number of the batch
 * @param root the anchored Merkle root
 * @param count the anchored number of settlements
 * @param place where it is; for a log always the same, however often it is asked
 * @param confirmations on a chain, blocks from the anchoring block to the newest, both counted: 1
 *     when it is in the newest block. In a log, signed checkpoints that cover the batch; one
 *     suffices, for nothing in a log is reorganised
 */
public record AnchorPosition(
        long batchNo, Hash32 root, int count, AnchorPlace place, long confirmations) {

    /**
     * The place on the chain, for callers that know there is one.
     *
     * @throws IllegalStateException if the batch is in a log
     */
    public AnchorReference reference() {
        return switch (place) {
            case AnchorReference reference -> reference;
            case LogReference log ->
                    throw new IllegalStateException(
                            "batch %d is entry %d of the log %s, not on a chain; ask for its place"
                                    .formatted(batchNo, log.index(), log.origin()));
        };
    }
}
