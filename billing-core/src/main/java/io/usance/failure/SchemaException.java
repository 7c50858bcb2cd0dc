package io.usance.failure;

import org.jspecify.annotations.Nullable;

/**
 * The database's schema is not what this version needs: missing and not to be created by this role,
 * changed by hand, or newer than this version.
 */
public final class SchemaException extends UsanceException {
    private static final long serialVersionUID = 1L;

    public SchemaException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
