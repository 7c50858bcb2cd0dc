package io.usance.offline.machine;

import io.usance.quantity.Aggregation;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Of quantities that are reported by intervals, the values that a tariff may take of a period. */
final class IntervalValues {
    private final Map<String, Value> highest = new HashMap<>();
    private final Map<String, Value> latest = new HashMap<>();

    /** What was reported of an interval. */
    record Value(Quantity quantity, Instant from, Instant until) {}

    /** As contracts take them: of equal values the first is the highest. */
    void add(String quantityName, Value value) {
        highest.merge(
                quantityName,
                value,
                (before, more) -> more.quantity().compareTo(before.quantity()) > 0 ? more : before);
        latest.merge(
                quantityName,
                value,
                (before, more) -> more.until().isBefore(before.until()) ? before : more);
    }

    /**
     * @return null if nothing was reported, or for the sum, which is in the balance
     */
    @Nullable Value of(String quantityName, Aggregation taken) {
        return switch (taken) {
            case SUM -> null;
            case MAXIMUM -> highest.get(quantityName);
            case LAST -> latest.get(quantityName);
        };
    }
}
