package io.usance.failure;

import org.jspecify.annotations.Nullable;

/**
 * What was asked for cannot be: its message says where it is wrong and what to write. Nothing was
 * changed, and asking again changes nothing about that.
 */
public abstract class RefusedException extends UsanceException {
    private static final long serialVersionUID = 1L;

    protected RefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
