package io.usance.failure;

import org.jspecify.annotations.Nullable;

/**
 * Something that the engine needs is unavailable, the database above all; or the outcome of a
 * commit is unknown. Worth another attempt later.
 */
public abstract class UnavailableException extends UsanceException {
    private static final long serialVersionUID = 1L;

    protected UnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
