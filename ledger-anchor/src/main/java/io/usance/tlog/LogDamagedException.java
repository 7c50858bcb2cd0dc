package io.usance.tlog;

/**
 * The log's files contradict each other, or were written with another key. Nothing is repaired: a
 * person has to look, and the message says at what.
 */
public final class LogDamagedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    LogDamagedException(String message) {
        super(message);
        this.reason = message;
    }

    /** The message, which is never null. */
    public String reason() {
        return reason;
    }
}
