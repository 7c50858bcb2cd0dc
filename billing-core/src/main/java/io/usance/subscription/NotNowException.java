package io.usance.subscription;

import io.usance.failure.UnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a handler that can handle nothing at present, because something it needs is
 * unavailable. No attempt is counted; the whole subscription waits, and its {@link StepRunner} goes
 * on after a pause.
 */
public final class NotNowException extends UnavailableException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what is unavailable
     */
    public NotNowException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
