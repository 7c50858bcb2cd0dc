package io.usance.subscription;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Handlers by the stored name of their events, and which contracts they are for. */
final class Handlers {
    private final Map<String, Class<?>> stored;
    private final Map<String, EventHandler<?>> byName = new LinkedHashMap<>();
    private final Map<String, Class<?>> askedBy = new LinkedHashMap<>();
    private @Nullable Predicate<? super String> contracts;

    /**
     * @param stored all event types by stored name
     */
    Handlers(Map<String, Class<?>> stored) {
        this.stored = stored;
    }

    /**
     * Adds a handler of a type of events.
     *
     * @throws SubscriptionException if no stored event is of this type, or one has a handler
     */
    <E> void add(Class<E> type, EventHandler<? super E> handler) {
        Set<String> names = new TreeSet<>();
        if (type != Object.class && type != Record.class) {
            stored.forEach((name, each) -> {
                if (type.isAssignableFrom(each)) {
                    names.add(name);
                }
            });
        }
        if (names.isEmpty()) {
            throw notStored(type);
        }
        for (String name : names) {
            Class<?> before = askedBy.put(name, type);
            if (before != null) {
                throw new SubscriptionException(
                        "on(%s): %s has a handler already, by on(%s); an event has one handler, let it do both"
                                .formatted(type.getSimpleName(), name, before.getSimpleName()));
            }
            byName.put(name, handler);
        }
    }

    private SubscriptionException notStored(Class<?> type) {
        return new SubscriptionException(
                "on(%s): %s is no event that is stored; write the class of an event, such as SettlementCommanded, or of a family, such as ContractEvent; there are %s. An event of a kind of meter of your own is stored by an engine that was built with meterKind(...)"
                        .formatted(
                                type.getSimpleName(),
                                type.getSimpleName(),
                                String.join(", ", new TreeSet<>(stored.keySet()))));
    }

    /** Wants events of these contracts, and of those that were named before; of no others. */
    void addContracts(Predicate<? super String> wanted) {
        Predicate<? super String> before = contracts;
        contracts = before == null ? wanted : id -> before.test(id) || wanted.test(id);
    }

    boolean isEmpty() {
        return byName.isEmpty();
    }

    /** Stored names of the events that have a handler. */
    Set<String> names() {
        return byName.keySet();
    }

    /**
     * False if an event is not wanted for certain. Where that cannot be known (it cannot be
     * decoded, or the filter fails), {@link #handle} has to find out.
     */
    boolean wants(Attempt attempt) {
        try {
            return isOfContracts(attempt.contractId()) || !attempt.isDecodable();
        } catch (RuntimeException e) {
            return true;
        }
    }

    private boolean isOfContracts(@Nullable String contractId) {
        return contracts == null || (contractId != null && contracts.test(contractId));
    }

    /**
     * Calls the handler.
     *
     * @throws Exception what it throws, or what kept the event from being decoded
     */
    @SuppressWarnings("unchecked") // By add().
    void handle(Attempt attempt, Delivery delivery) throws Exception {
        Object payload = attempt.event().payload();
        if (isOfContracts(attempt.contractId())) {
            EventHandler<?> handler = Objects.requireNonNull(byName.get(attempt.event().type()));
            ((EventHandler<Object>) handler).handle(payload, delivery);
        }
    }
}
