package io.usance.anchor;

import java.util.Optional;

/**
 * An append-only place that holds one Merkle root per batch number, which neither company controls
 * alone.
 *
 * <p>The caller is a loop that keeps its own record of batches: {@link #find}; if empty, {@link
 * #submit}; later {@link #find} again until the confirmations suffice. A position that was found
 * once may be gone the next time (the chain was reorganised): then submit again. Receipts are
 * issued only from a position deep enough.
 *
 * <p>All methods may throw {@link AnchorUnavailableException} (try again later) and {@link
 * AnchorConfigurationException} (a person has to act). Implementations are thread-safe.
 */
public interface Anchor extends AutoCloseable {

    /**
     * What the anchor holds for this batch now; empty if nothing.
     *
     * @param batchNo from 0
     */
    Optional<AnchorPosition> find(long batchNo);

    /**
     * Anchors a batch and waits, for a bounded time, until it is there. Idempotent: if the batch is
     * there with this root and count, nothing is sent.
     *
     * @param batchNo from 0
     * @param root of the batch's tree
     * @param count settlements in the batch, at least 1
     * @return where it is; usually with few confirmations
     * @throws RootConflictException if the batch number is there with another root or count
     * @throws AnchorUnavailableException also when the time to wait is over; what was sent may
     *     still arrive, so {@link #find} before submitting again
     */
    AnchorPosition submit(long batchNo, Hash32 root, int count);

    /**
     * Looks whether this anchor can be written to, to say early what is wrong with it.
     *
     * @throws AnchorUnavailableException if it cannot be asked now
     * @throws AnchorConfigurationException if a person has to act
     */
    void requireReady();

    /** Lets go of connections. Never throws. */
    @Override
    void close();
}
