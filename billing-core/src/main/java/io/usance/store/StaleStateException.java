package io.usance.store;

/**
 * Another instance wrote to a stream since this unit of work read it, so all of it was rolled back.
 * Expected where instances share a database: decide again on what is stored now.
 */
public final class StaleStateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StaleStateException(RuntimeException cause) {
        super(cause.getMessage(), cause);
    }
}
