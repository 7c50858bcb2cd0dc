package io.usance.store;

import io.usance.failure.ConflictException;
import java.sql.SQLException;

/**
 * Another instance wrote to a stream since this unit of work read it, so all of it was rolled back.
 * Expected where instances share a database: decide again on what is stored now.
 */
public final class StaleStateException extends ConflictException {
    private static final long serialVersionUID = 1L;

    StaleStateException(RuntimeException cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }

    StaleStateException(SQLException cause) {
        super(
                "another transaction was in the way, and the database rolled this one back: "
                        + cause.getMessage(),
                cause);
    }
}
