package io.usance.store;

import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;

/** Axon's own engine passes the suite, so the suite asks for what Axon promises. */
class InMemoryEngineTest extends EventStorageEngineContract {
    private final EventStorageEngine engine = new InMemoryEventStorageEngine();

    @Override
    EventStorageEngine engine() {
        return engine;
    }

    /**
     * Axon's in-memory engine puts the events of one append into its map one by one and in no
     * particular order, so a reader may overtake an append of several. With one at a time it keeps
     * the promise. Ours needs no such mercy.
     */
    @Override
    int appendMax() {
        return 1;
    }
}
