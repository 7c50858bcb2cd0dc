package io.usance.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.jooq.exception.DataAccessException;

/** What a failure of the database means to the caller, by its SQL state. */
final class SqlFailures {
    private static final int VALIDITY_TIMEOUT_SECONDS = 5;
    private static final String ABORTED = "25P02";
    private static final Set<String> RETRYABLE_STATES = Set.of("25P03", "25006", "55P03");
    private static final Set<String> RETRYABLE_CLASSES = Set.of("08", "53", "57", "58");

    private SqlFailures() {}

    /** The engine's own exception for it, if it has one. */
    static RuntimeException translated(DataAccessException e) {
        SQLException cause = e.getCause(SQLException.class);
        if (cause == null) {
            return e;
        }
        if (isAborted(cause)) {
            return new AbortedTransactionException(e);
        }
        return isConflict(cause)
                ? new StaleStateException(cause)
                : isOutage(cause) ? new StoreUnavailableException(e) : e;
    }

    /** A statement failed before this one, and its sender went on. */
    private static boolean isAborted(SQLException e) {
        return ABORTED.equals(e.getSQLState());
    }

    /** What the failure of a statement means that needs nothing but a database. */
    static RuntimeException of(SQLException e) {
        return isAborted(e) ? new AbortedTransactionException(e) : new StoreUnavailableException(e);
    }

    /** Another transaction was in the way, and the database rolled this one back (class 40). */
    static boolean isConflict(SQLException e) {
        return e.getSQLState() != null && e.getSQLState().startsWith("40");
    }

    /**
     * What another attempt may cure: connection trouble (08, or no state at all, as pools give of a
     * connection they dropped), an ended session (25P03), a standby that has not taken over yet
     * (25006), lack of resources (53), locks not to be had (55P03), an operator's intervention
     * (57), an I/O error of the server (58).
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
            throw isConflict(e) ? new StaleStateException(e) : of(e);
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
