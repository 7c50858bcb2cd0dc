package io.usance.anchor;

import org.jspecify.annotations.Nullable;

/** The anchor could not do what was asked. The message is one plain line. */
public abstract sealed class AnchorException extends RuntimeException
        permits AnchorUnavailableException, AnchorConfigurationException, RootConflictException {
    private static final long serialVersionUID = 1L;

    AnchorException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
