package io.usance.engine;

import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/**
 * What is done in a unit of work with its connection.
 *
 * @param <T> what comes of it
 * @param <X> what it may throw
 */
@FunctionalInterface
public interface WorkOnConnection<T extends @Nullable Object, X extends Exception> {

    /**
     * @param connection of the transaction, in the same database as the engine's schema
     */
    T on(Connection connection) throws X;
}
