package io.usance.spring;

import io.usance.failure.RefusedException;

/**
 * The engine and the application's transactions do not fit together as they are set up; nothing was
 * done.
 */
public final class SpringTransactionException extends RefusedException {
    private static final long serialVersionUID = 1L;

    SpringTransactionException(String message) {
        super(message, null);
    }
}
