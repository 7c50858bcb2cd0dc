package io.usance.engine;

import java.util.HashMap;
import java.util.Map;
import org.axonframework.common.Registration;
import org.axonframework.common.caching.Cache;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;

/**
 * The most recently used aggregates of Axon's repositories, up to a limit.
 *
 * <p>Axon's own caches hold weak references, which every garbage collection empties. An entry may
 * be stale after a partition has changed hands; an append from stale state fails on its sequence
 * number, and {@link #removeAll()} follows.
 *
 * <p>An aggregate is changed in place. So a unit of work takes it out while it is at work on it:
 * another of the same thread, which holds its lock as well, would decide on what is not committed.
 */
final class AggregateCache implements Cache {
    private static final String TAKEN = "io.usance.engine.taken";

    private final LruCache<Object, Object> entries;

    AggregateCache(int aggregatesMax) {
        entries = new LruCache<>(aggregatesMax);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <K, V> @Nullable V get(K key) {
        if (!CurrentUnitOfWork.isStarted()) {
            return (V) entries.get(key);
        }
        Map<Object, Object> taken = taken();
        Object known = taken.get(key);
        if (known == null) {
            known = entries.take(key);
            if (known != null) {
                taken.put(key, known);
            }
        }
        return (V) known;
    }

    @Override
    public void put(Object key, Object value) {
        if (CurrentUnitOfWork.isStarted()) {
            taken().put(key, value);
        } else {
            entries.put(key, value);
        }
    }

    @Override
    public boolean putIfAbsent(Object key, Object value) {
        if (containsKey(key)) {
            return false;
        }
        put(key, value);
        return true;
    }

    @Override
    public boolean remove(Object key) {
        boolean taken = CurrentUnitOfWork.isStarted() && taken().remove(key) != null;
        return entries.remove(key) || taken;
    }

    /** Those that the running unit of work has; it gives them back when it is committed. */
    private Map<Object, Object> taken() {
        UnitOfWork<?> root = CurrentUnitOfWork.get().root();
        Map<Object, Object> known = root.getResource(TAKEN);
        if (known != null) {
            return known;
        }
        Map<Object, Object> taken = new HashMap<>();
        root.resources().put(TAKEN, taken);
        root.afterCommit(u -> taken.forEach(this::giveBack));
        return taken;
    }

    /**
     * What is there again was put there by a transaction begun within this one, in the same thread;
     * which of the two is newer the log knows.
     */
    private void giveBack(Object key, Object value) {
        if (!entries.putIfAbsent(key, value)) {
            entries.remove(key);
        }
    }

    int size() {
        return entries.size();
    }

    @Override
    public void removeAll() {
        entries.clear();
    }

    @Override
    public boolean containsKey(Object key) {
        return entries.contains(key) || (CurrentUnitOfWork.isStarted() && taken().containsKey(key));
    }

    @Override
    public Registration registerCacheEntryListener(EntryListener cacheEntryListener) {
        throw new UnsupportedOperationException("this cache has no listeners");
    }
}
