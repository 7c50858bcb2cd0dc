package io.usance.failure;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Postgres refused a statement or the commit, for a reason that another attempt does not cure: the
 * role lacks a right (SQLSTATE 42501), a deferred constraint of the host's does not hold (class
 * 23), a limit of the server is reached (54000). Nothing of the transaction is written. The message
 * has Postgres' words; what to do is a matter for the owner of the database or the constraint.
 */
public final class DatabaseException extends UsanceException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String sqlState;

    /**
     * @param what was refused, for example {@code a statement}
     * @param refusal Postgres' own
     */
    public DatabaseException(String what, SQLException refusal) {
        super(
                "Postgres refused %s (SQLSTATE %s), and nothing of the transaction is written: %s"
                        .formatted(what, refusal.getSQLState(), refusal.getMessage()),
                refusal);
        this.sqlState = refusal.getSQLState();
    }

    /** Five characters, see appendix A of Postgres' manual; null if the driver gave none. */
    public @Nullable String sqlState() {
        return sqlState;
    }

    /** True if it is of a class, the first two characters of its SQLSTATE. */
    public boolean isOfClass(String sqlStateClass) {
        return sqlState != null && sqlState.startsWith(sqlStateClass);
    }
}
