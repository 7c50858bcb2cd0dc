package io.usance.failure;

import org.jspecify.annotations.Nullable;

/**
 * Another writer was faster, and nothing was written: decide again on what is stored now. In
 * transactions of its own the engine does that itself, for some seconds; in a transaction of the
 * host's it cannot, for the host's part of it has to be done again too.
 */
public abstract class ConflictException extends UsanceException {
    private static final long serialVersionUID = 1L;

    protected ConflictException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
