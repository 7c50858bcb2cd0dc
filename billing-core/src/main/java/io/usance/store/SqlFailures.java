package io.usance.store;

import io.usance.failure.DatabaseException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.jooq.exception.DataAccessException;

/** What a failure of the database means to the caller, by its SQL state. */
final class SqlFailures {
    private static final int VALIDITY_TIMEOUT_SECONDS = 5;
    private static final String ABORTED = "25P02";

    /** A transaction may or may not have been committed. */
    private static final String COMPLETION_UNKNOWN = "40003";

    private static final Set<String> RETRYABLE_STATES =
            Set.of("25P03", "25006", "55P03", COMPLETION_UNKNOWN);
    private static final Set<String> RETRYABLE_CLASSES = Set.of("08", "53", "57", "58");

    private SqlFailures() {}

    /** The engine's own exception for it; that of jOOQ only for a defect of ours. */
    static RuntimeException translated(DataAccessException e) {
        SQLException cause = e.getCause(SQLException.class);
        return cause == null ? e : translated(cause, "a statement");
    }

    /**
     * @param what was refused, for the message
     */
    private static RuntimeException translated(SQLException e, String what) {
        if (isAborted(e)) {
            return new AbortedTransactionException(e);
        }
        if (isConflict(e)) {
            return new StaleStateException(e);
        }
        return isOutage(e) ? new StoreUnavailableException(e) : new DatabaseException(what, e);
    }

    /** A statement failed before this one, and its sender went on. */
    private static boolean isAborted(SQLException e) {
        return ABORTED.equals(e.getSQLState());
    }

    /** The engine's own exception for what the driver threw. */
    static RuntimeException of(SQLException e) {
        return translated(e, "a statement");
    }

    /**
     * Another transaction was in the way, and the database rolled this one back (class 40, unless
     * it does not know whether it did).
     */
    static boolean isConflict(SQLException e) {
        String state = e.getSQLState();
        return state != null && state.startsWith("40") && !state.equals(COMPLETION_UNKNOWN);
    }

    /**
     * What another attempt may cure: connection trouble (08, or no state at all, as pools give of a
     * connection they dropped), an ended session (25P03), a standby that has not taken over yet
     * (25006), lack of resources (53), locks not to be had (55P03), an operator's intervention
     * (57), an I/O error of the server (58). What may have been committed (40003) has to be read
     * again.
     */
    static boolean isOutage(SQLException e) {
        String state = e.getSQLState();
        return state == null
                || RETRYABLE_STATES.contains(state)
                || RETRYABLE_CLASSES.contains(state.substring(0, Math.min(2, state.length())));
    }

    static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException e) {
            // A constraint that is deferred refuses here what was written before, a host's rows
            // too.
            throw translated(e, "the commit");
        }
    }

    static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            throw new StoreUnavailableException(e);
        }
    }

    static boolean isBroken(Connection connection) {
        try {
            return connection.isClosed() || !connection.isValid(VALIDITY_TIMEOUT_SECONDS);
        } catch (SQLException e) {
            return true;
        }
    }
}
