package io.usance.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The most recently used values, up to a limit. Thread-safe. */
final class LruCache<K, V> {
    private final Map<K, V> entries;

    LruCache(int max) {
        entries =
                new LinkedHashMap<>(16, 0.75f, true) {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                        return size() > max;
                    }
                };
    }

    synchronized @Nullable V get(K key) {
        return entries.get(key);
    }

    synchronized void put(K key, V value) {
        entries.put(key, value);
    }

    /** Puts a value, unless one is there that is to stay. */
    synchronized void putUnless(K key, V value, Predicate<V> stays) {
        entries.compute(
                key, (k, present) -> present != null && stays.test(present) ? present : value);
    }

    synchronized boolean putIfAbsent(K key, V value) {
        return entries.putIfAbsent(key, value) == null;
    }

    /** Removes a value and returns it; null if there is none. */
    synchronized @Nullable V take(K key) {
        return entries.remove(key);
    }

    synchronized boolean remove(K key) {
        return entries.remove(key) != null;
    }

    synchronized void clear() {
        entries.clear();
    }

    synchronized boolean contains(K key) {
        return entries.containsKey(key);
    }

    synchronized int size() {
        return entries.size();
    }
}
