package io.usance.query;

import io.usance.failure.RefusedException;

/** A question cannot be answered as it was asked; the message says what to write. */
public final class QueryException extends RefusedException {
    private static final long serialVersionUID = 1L;

    QueryException(String message) {
        super(message, null);
    }
}
