package io.usance.metering;

import io.usance.quantity.Aggregation;
import io.usance.quantity.Dimension;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a registered meter can be billed by, whatever its kind; a contract over it is held against
 * this when it is signed, and before.
 *
 * @param kind name of its kind
 * @param quantities that it measures, by name; at least one
 */
public record MeterCapabilities(
        String kind, String meterId, SortedMap<String, MeterCapabilities.Capability> quantities) {

    /**
     * How a quantity is measured.
     *
     * @param aggregations what a price may take of it
     * @param interval how long the intervals are that it is reported by, see {@link
     *     MeterKind#intervals}; null if no more is known than the period
     */
    public record Capability(
            Dimension dimension, Set<Aggregation> aggregations, @Nullable Duration interval) {
        public Capability {
            aggregations = Set.copyOf(aggregations);
        }
    }

    public MeterCapabilities {
        quantities = Collections.unmodifiableSortedMap(new TreeMap<>(quantities));
    }

    /**
     * Of a meter that is registered.
     *
     * @param state of the meter
     */
    public static <S> MeterCapabilities of(MeterKind<S, ?, ?> kind, S state) {
        SortedMap<String, Capability> quantities = new TreeMap<>();
        kind.quantities(state)
                .forEach((name, dimension) ->
                        quantities.put(
                                name,
                                new Capability(
                                        dimension,
                                        kind.aggregations(state, name),
                                        kind.intervals(state, name))));
        return new MeterCapabilities(kind.name(), kind.idOf(state), quantities);
    }

    /**
     * Of a meter as a command would register it; nothing is stored.
     *
     * @throws IllegalArgumentException if the command is of none of the kinds, or registers nothing
     */
    public static MeterCapabilities registeredBy(MeterKinds kinds, MeterCommand<?> command) {
        return registeredBy(kinds.of(command), command);
    }

    private static <S, C extends MeterCommand<E>, E extends MeterEvent>
            MeterCapabilities registeredBy(MeterKind<S, C, E> kind, MeterCommand<?> command) {
        C registers = kind.commandType().cast(command);
        if (!kind.registers(registers)) {
            throw new IllegalArgumentException(
                    "a command to %s %s that does not register it"
                            .formatted(kind.name(), command.meterId()));
        }
        return of(kind, kind.handle(kind.initial(), registers).state());
    }
}
