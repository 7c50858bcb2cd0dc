package io.usance.embedded;

/** An embedded part cannot start or stop. The message is one plain line saying what to do. */
public final class EmbeddedPartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EmbeddedPartException(String message, Throwable cause) {
        super(message, cause);
    }

    EmbeddedPartException(String message) {
        super(message);
    }

    /** {@code what: deepest cause}, in one line. */
    static EmbeddedPartException because(String what, Throwable failure) {
        Throwable root = failure;
        while (!(root instanceof EmbeddedPartException)
                && root.getCause() != null
                && root.getCause() != root) {
            root = root.getCause();
        }
        String reason = root.getMessage() == null ? root.toString() : root.getMessage();
        return new EmbeddedPartException(
                what + ": " + reason.strip().replaceAll("\\s*\\R\\s*", "; "), failure);
    }
}
