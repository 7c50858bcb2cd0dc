package io.usance.subscription;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event that failed as often as it may. It and all later ones of its contract wait.
 *
 * @param position in the log
 * @param type its stored name
 * @param contractId null if it belongs to no contract
 * @param orderKey what waits with it: {@code contract/} and the contract's id, or its stream
 * @param attempts that failed, count
 * @param lastError what the handler threw
 * @param since when it failed first
 * @param waiting events of the same order behind it, count
 */
public record ParkedEvent(
        long position,
        String type,
        @Nullable String contractId,
        String orderKey,
        int attempts,
        String lastError,
        Instant since,
        long waiting) {}
