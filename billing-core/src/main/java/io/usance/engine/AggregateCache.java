package io.usance.engine;

import org.axonframework.common.Registration;
import org.axonframework.common.caching.Cache;
import org.jspecify.annotations.Nullable;

/**
 * The most recently used aggregates of Axon's repositories, up to a limit.
 *
 * <p>Axon's own caches hold weak references, which every garbage collection empties. An entry may
 * be stale after a partition has changed hands; an append from stale state fails on its sequence
 * number, and {@link #removeAll()} follows.
 */
final class AggregateCache implements Cache {
    private final LruCache<Object, Object> entries;

    AggregateCache(int aggregatesMax) {
        entries = new LruCache<>(aggregatesMax);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <K, V> @Nullable V get(K key) {
        return (V) entries.get(key);
    }

    @Override
    public void put(Object key, Object value) {
        entries.put(key, value);
    }

    @Override
    public boolean putIfAbsent(Object key, Object value) {
        return entries.putIfAbsent(key, value);
    }

    @Override
    public boolean remove(Object key) {
        return entries.remove(key);
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
        return entries.contains(key);
    }

    @Override
    public Registration registerCacheEntryListener(EntryListener cacheEntryListener) {
        throw new UnsupportedOperationException("this cache has no listeners");
    }
}
