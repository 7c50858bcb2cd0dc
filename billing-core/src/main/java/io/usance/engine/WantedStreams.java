package io.usance.engine;

import io.usance.store.PostgresEventStorageEngine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.axonframework.eventhandling.DomainEventMessage;

/**
 * Streams that a unit of work will load. They are read {@value #CHUNK} at a time when the first of
 * them is asked for: one by one would be three round trips each, all at once too much memory.
 */
final class WantedStreams {
    private static final int CHUNK = 250;

    private final PostgresEventStorageEngine engine;

    /** Not read yet. */
    private final Set<String> wanted;

    private final Set<String> all;
    private final Map<String, List<DomainEventMessage<?>>> read = new HashMap<>();

    WantedStreams(PostgresEventStorageEngine engine, Collection<String> streamIds) {
        this.engine = engine;
        this.all = Set.copyOf(streamIds);
        this.wanted = new LinkedHashSet<>(streamIds);
    }

    /** False once a stream has been taken: what is asked again is read again. */
    boolean contains(String streamId) {
        return all.contains(streamId) && (wanted.contains(streamId) || read.containsKey(streamId));
    }

    /** True if anything is stored of it. */
    boolean exists(String streamId) {
        readUpTo(streamId);
        return !read.getOrDefault(streamId, List.of()).isEmpty();
    }

    /** Its snapshot, if there is one, and the events behind that; empty if nothing is stored. */
    List<DomainEventMessage<?>> take(String streamId) {
        readUpTo(streamId);
        List<DomainEventMessage<?>> events = read.remove(streamId);
        return events == null ? List.of() : events;
    }

    private void readUpTo(String streamId) {
        if (!wanted.remove(streamId)) {
            return;
        }
        List<String> chunk = new ArrayList<>();
        chunk.add(streamId);
        Iterator<String> next = wanted.iterator();
        while (chunk.size() < CHUNK && next.hasNext()) {
            chunk.add(next.next());
            next.remove();
        }
        chunk.forEach(id -> read.put(id, List.of()));
        read.putAll(engine.readStreams(chunk));
    }
}
