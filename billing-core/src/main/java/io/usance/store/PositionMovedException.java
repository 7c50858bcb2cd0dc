package io.usance.store;

import io.usance.failure.ConflictException;

/**
 * Another instance moved the position this unit of work started from, so all of it was rolled back.
 * Expected when a partition changes hands: read the position again and go on from there, or stop if
 * the partition is no longer yours.
 */
public final class PositionMovedException extends ConflictException {
    private static final long serialVersionUID = 1L;

    PositionMovedException(String consumer, int partition, long expected) {
        super(
                consumer
                        + " partition "
                        + partition
                        + " is no longer at "
                        + expected
                        + ": another instance has moved it; nothing of this unit of work was written",
                null);
    }
}
