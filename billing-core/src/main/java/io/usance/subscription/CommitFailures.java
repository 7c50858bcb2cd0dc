package io.usance.subscription;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells failures of a transaction that a handler is to blame for from those of the database. */
final class CommitFailures {
    /** SQLSTATE: the session was silent within a transaction for too long. */
    private static final String SILENT = "25P03";

    /**
     * Classes of SQLSTATE that a handler can leave to the commit: a constraint or a trigger that is
     * deferred refuses what was written.
     */
    private static final Set<String> REFUSED = Set.of("22", "23", "44", "P0");

    private CommitFailures() {}

    static boolean isOfHandlers(Throwable failure) {
        String state = state(failure);
        return state != null
                && (state.equals(SILENT)
                        || REFUSED.contains(state.substring(0, Math.min(2, state.length()))));
    }

    /** The failure in words that a handler's author understands. */
    static Throwable told(Throwable failure, Duration silenceMax) {
        return SILENT.equals(state(failure))
                ? new IllegalStateException(
                        "the handler left its connection unused for more than %s, and the server ended the session; do what takes long elsewhere, or raise silenceMax"
                                .formatted(silenceMax),
                        failure)
                : failure;
    }

    private static @Nullable String state(Throwable failure) {
        Throwable each = failure;
        while (each != null) {
            if (each instanceof SQLException e) {
                return e.getSQLState();
            }
            each = each.getCause();
        }
        return null;
    }
}
