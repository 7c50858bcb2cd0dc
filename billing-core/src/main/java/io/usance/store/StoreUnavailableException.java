package io.usance.store;

import io.usance.failure.UnavailableException;
import java.sql.SQLException;

/**
 * The database cannot be reached, or the outcome of a commit is unknown. Retryable: read your
 * position again, then go on from there.
 */
public final class StoreUnavailableException extends UnavailableException {
    private static final long serialVersionUID = 1L;

    private static final String READ_ONLY =
            "Postgres only lets this connection read (%s), and nothing is recorded: it is a standby"
                    + " that has not taken over, or default_transaction_read_only is on for the"
                    + " role, the database or the server, or the connection or the transaction"
                    + " was set read-only; set that off, or hand over a data source that can"
                    + " write";

    StoreUnavailableException(Throwable cause) {
        super(
                isReadOnly(cause)
                        ? READ_ONLY.formatted(firstLine(cause))
                        : "Postgres is not available: " + firstLine(cause),
                cause);
    }

    /** Of the failure itself, or of what led to it. */
    private static boolean isReadOnly(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SQLException e && "25006".equals(e.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    private static String firstLine(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
