package io.usance.subscription;

import io.usance.failure.ConflictException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
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
        if (failure instanceof ConflictException) {
            // Also found by a constraint: another writer was faster.
            return false;
        }
        if (isSilence(failure)) {
            return true;
        }
        String state = state(failure);
        return state != null && REFUSED.contains(state.substring(0, Math.min(2, state.length())));
    }

    /** The failure in words that a handler's author understands. */
    static Throwable told(Throwable failure, Duration silenceMax) {
        return isSilence(failure)
                ? new IllegalStateException(
                        "the handler left its connection unused for more than %s, and the server ended the session; do what takes long elsewhere, or raise silenceMax"
                                .formatted(silenceMax),
                        failure)
                : failure;
    }

    /** The handler may have met it, and what was done about that met a closed connection. */
    private static boolean isSilence(@Nullable Throwable failure) {
        if (failure == null) {
            return false;
        }
        return (failure instanceof SQLException e && SILENT.equals(e.getSQLState()))
                || isSilence(failure.getCause())
                || Stream.of(failure.getSuppressed()).anyMatch(CommitFailures::isSilence);
    }

    private static @Nullable String state(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SQLException e) {
                return e.getSQLState();
            }
        }
        return null;
    }
}
