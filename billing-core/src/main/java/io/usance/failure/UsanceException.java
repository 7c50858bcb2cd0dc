package io.usance.failure;

import org.jspecify.annotations.Nullable;

/**
 * Every failure that the engine announces. Its branches say what to do: {@link
 * UnavailableException} wait, {@link ConflictException} decide again, {@link RefusedException}
 * write something else, {@link SchemaException} and {@link DatabaseException} ask the database's
 * administrator, {@link WorkFailedException} see to what the host's own work threw.
 */
public abstract class UsanceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    protected UsanceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
