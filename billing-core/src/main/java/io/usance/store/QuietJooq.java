package io.usance.store;

import org.jooq.conf.Settings;
import org.jooq.tools.JooqLogger;

/**
 * Keeps from the host's log what jOOQ says of itself: logo, tip of the day, the version of the
 * database. What goes wrong it throws as well.
 */
final class QuietJooq {
    static {
        // Static, but of the copy in our jar only. Before the first statement is rendered, which is
        // when the logo is printed.
        JooqLogger.globalThreshold(JooqLogger.Level.ERROR);
    }

    private QuietJooq() {}

    /** Settings that log no statement. */
    static Settings settings() {
        return new Settings().withExecuteLogging(false);
    }
}
