package io.usance.anchor;

import org.jspecify.annotations.Nullable;

/** An outage or a delay: the same call may succeed later, with nothing changed. */
public final class AnchorUnavailableException extends AnchorException {
    private static final long serialVersionUID = 1L;

    public AnchorUnavailableException(String message) {
        this(message, null);
    }

    public AnchorUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
