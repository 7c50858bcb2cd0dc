package io.usance.tlog;

/** A text that is no signed checkpoint, or no key, in its one canonical form. */
public final class InvalidLogTextException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    InvalidLogTextException(String message) {
        super(message);
        this.reason = message;
    }

    /** The message, which is never null. */
    public String reason() {
        return reason;
    }
}
