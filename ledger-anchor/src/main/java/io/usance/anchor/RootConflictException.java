package io.usance.anchor;

/**
 * A batch number is anchored with another root or count than was submitted. Fatal: two engines
 * number batches for one contract, or the store was restored to an older state. Nothing may be
 * anchored until a person has found out which.
 */
public final class RootConflictException extends AnchorException {
    private static final long serialVersionUID = 1L;

    private final long batchNo;

    public RootConflictException(
            long batchNo,
            Hash32 anchoredRoot,
            int anchoredCount,
            Hash32 givenRoot,
            int givenCount) {
        super(
                "batch %d is anchored with root %s over %d settlements, given was root %s over %d"
                                .formatted(
                                        batchNo, anchoredRoot, anchoredCount, givenRoot, givenCount)
                        + "; stop anchoring and find out who else numbers batches for this contract"
                        + " or whether the store was restored to an older state",
                null);
        this.batchNo = batchNo;
    }

    /** The batch that is there with another root. */
    public long batchNo() {
        return batchNo;
    }
}
