package io.usance.subscription;

import io.usance.store.RecordedEvent;
import org.jspecify.annotations.Nullable;

/**
 * An event that is to be handled.
 *
 * @param contractId null if it belongs to no contract
 * @param attempts that failed before, count
 */
record Attempt(RecordedEvent event, @Nullable String contractId, int attempts) {

    /** Of an event that was not attempted yet. */
    static Attempt first(RecordedEvent event) {
        return new Attempt(event, OrderKeys.contractOf(event), 0);
    }

    boolean isDecodable() {
        try {
            return event.payload() != null;
        } catch (RuntimeException e) {
            return false;
        }
    }

    String orderKey() {
        return OrderKeys.of(event, contractId);
    }
}
