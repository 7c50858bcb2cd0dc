package io.usance.contract.state;

import io.usance.metering.Interval;
import io.usance.quantity.Aggregation;
import io.usance.quantity.Quantity;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What counts of a period's values where a price takes their maximum or the last: one of each meter
 * and quantity. Bounded by the contract's meters.
 *
 * @param byQuantity by the quantity's name, then by meter; sorted, so that the stored form is the
 *     same for the same values
 */
public record MeterValues(Map<String, Map<String, Value>> byQuantity) {

    /** Of a period without any. */
    static final MeterValues NONE = new MeterValues(Map.of());

    /**
     * @param value of the whole interval; never negative but by a fault of the meter
     */
    public record Value(Quantity value, Interval during) {}

    private static final Class<?> SORTED =
            Collections.unmodifiableSortedMap(new TreeMap<String, Value>()).getClass();

    public MeterValues {
        Map<String, Map<String, Value>> sorted = new TreeMap<>();
        byQuantity.forEach((of, values) -> sorted.put(of, sorted(values)));
        byQuantity = Collections.unmodifiableMap(sorted);
    }

    /** Of up to ten thousand meters, and one of them changes at a time: not sorted again. */
    private static Map<String, Value> sorted(Map<String, Value> values) {
        return values.getClass() == SORTED
                ? values
                : Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** With another value of a meter, if it counts instead of the one before. */
    MeterValues with(String of, String meterId, Value more, Aggregation how) {
        Map<String, Value> values = byQuantity.getOrDefault(of, Map.of());
        Value before = values.get(meterId);
        if (before != null && !countsInstead(before, more, how)) {
            return this;
        }
        TreeMap<String, Value> changed = new TreeMap<>(values);
        changed.put(meterId, more);
        Map<String, Map<String, Value>> all = new TreeMap<>(byQuantity);
        all.put(of, Collections.unmodifiableSortedMap(changed));
        return new MeterValues(all);
    }

    /** Of equal intervals the one reported later is the last, as a correction of the other. */
    private static boolean countsInstead(Value before, Value more, Aggregation how) {
        return switch (how) {
            case SUM -> false;
            case MAXIMUM -> more.value().milli() > before.value().milli();
            case LAST -> !more.during().until().isBefore(before.during().until());
        };
    }

    /**
     * What the meters' values add up to.
     *
     * @param nothing if there is none
     */
    Quantity total(String of, Quantity nothing) {
        return byQuantity.getOrDefault(of, Map.of()).values().stream()
                .map(Value::value)
                .reduce(Quantity::plus)
                .orElse(nothing);
    }
}
