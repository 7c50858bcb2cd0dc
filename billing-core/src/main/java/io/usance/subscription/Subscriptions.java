package io.usance.subscription;

import io.usance.engine.internal.Internals;
import io.usance.store.EventLog;
import io.usance.store.Transactions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** The subscriptions of an engine. Thread-safe. */
public final class Subscriptions {
    private final Transactions transactions;
    private final EventLog log;
    private final Map<String, Class<?>> events;
    private final UnaryOperator<Runnable> onAppended;
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    /**
     * @param events all event types by stored name
     * @param onAppended has a listener told of appends, and returns what ends that
     */
    public Subscriptions(
            Internals engine, Map<String, Class<?>> events, UnaryOperator<Runnable> onAppended) {
        transactions = engine.transactions();
        log = engine.log();
        this.events = Map.copyOf(events);
        this.onAppended = onAppended;
    }

    /** Begins to build a subscription of this name. */
    public SubscriptionBuilder subscribe(String name) {
        return new SubscriptionBuilder(this, name, new Handlers(events));
    }

    Subscription build(Settings settings, Start start) {
        String name = settings.name();
        transactions.requireAlone("building subscription " + name);
        requireInLog(start);
        if (!names.add(name)) {
            throw new SubscriptionException(
                    "subscribe: this engine has built a subscription \"%s\" already; keep that one, add its handlers to it, or write another name"
                            .formatted(name));
        }
        SubscriptionTables tables = new SubscriptionTables(transactions, name);
        try {
            tables.start(start);
        } catch (RuntimeException e) {
            names.remove(name);
            throw e;
        }
        return new Subscription(settings, transactions, log, tables, onAppended);
    }

    private void requireInLog(Start start) {
        if (start instanceof Start.After after && after.position() > log.head()) {
            throw new SubscriptionException(
                    "from: position %d is behind the end of the log, %d; write Start.NOW for what is yet to come"
                            .formatted(after.position(), log.head()));
        }
    }
}
