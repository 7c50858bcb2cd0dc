package io.usance.subscription;

import java.time.Duration;
import java.util.Set;

/**
 * What a subscription was built with.
 *
 * @param silenceMax how long a handler may leave its connection unused before the server ends the
 *     session
 */
record Settings(String name, Handlers handlers, BackOff backOff, Duration silenceMax) {

    /** Stored names of the events. */
    Set<String> types() {
        return handlers.names();
    }

    boolean wants(Attempt attempt) {
        return handlers.wants(attempt);
    }
}
