package io.usance.store;

import io.usance.failure.UnavailableException;

/**
 * The database cannot be reached, or the outcome of a commit is unknown. Retryable: read your
 * position again, then go on from there.
 */
public final class StoreUnavailableException extends UnavailableException {
    private static final long serialVersionUID = 1L;

    StoreUnavailableException(Throwable cause) {
        super("Postgres is not available: " + firstLine(cause), cause);
    }

    private static String firstLine(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
