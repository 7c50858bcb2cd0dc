package io.usance.service;

/** The service cannot start. The message is one plain line for a person; nothing runs. */
public final class StartFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    StartFailedException(String message) {
        super(message);
    }
}
