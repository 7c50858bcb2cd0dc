package io.usance.engine;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What is done in a unit of work with its connection.
 *
 * <p>Design note: it had a parameter for what it may throw, which Java infers and Kotlin cannot.
 *
 * @param <T> what comes of it
 */
@FunctionalInterface
public interface WorkOnConnection<T extends @Nullable Object> {

    /**
     * @param connection of the transaction, in the same database as the engine's schema
     */
    T on(Connection connection) throws SQLException;
}
