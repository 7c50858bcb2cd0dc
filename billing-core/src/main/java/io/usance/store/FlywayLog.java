package io.usance.store;

import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogCreator;

/**
 * Keeps from the host's log what Flyway says of itself: its edition, the newer version there is,
 * the database it has not been tested with. What goes wrong it throws as well.
 *
 * <p>Public with a public constructor, for Flyway makes one by its name.
 */
public final class FlywayLog implements LogCreator {
    @Override
    public Log createLogger(Class<?> owner) {
        return new Nothing();
    }

    private static final class Nothing implements Log {
        @Override
        public void debug(String message) {}

        @Override
        public void info(String message) {}

        @Override
        public void warn(String message) {}

        @Override
        public void error(String message) {}

        @Override
        public void error(String message, Exception cause) {}

        @Override
        public void notice(String message) {}
    }
}
