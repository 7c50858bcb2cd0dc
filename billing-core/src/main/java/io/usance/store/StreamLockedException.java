package io.usance.store;

import io.usance.failure.ConflictException;

/**
 * Another thread of this engine has been at work on a stream for too long, so this unit of work was
 * rolled back. It says nothing about what was asked for: handle it again later.
 */
public final class StreamLockedException extends ConflictException {
    private static final long serialVersionUID = 1L;

    StreamLockedException(RuntimeException cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
