package io.usance.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What hosts' transactions left to be done, until there is a connection for it. Thread-safe.
 *
 * <p>When a host says that its transaction is over, its connection is of no use any more and may
 * not be back in the pool: waiting for another would be waiting for ourselves, if the pool has one.
 */
final class Afterwards {
    private static final Logger LOG = LoggerFactory.getLogger(Afterwards.class);

    /** What is left undone beyond that costs time when it is missed, never a result. */
    private static final int WAITING_MAX = 1_000;

    private final Deque<Runnable> waiting = new ArrayDeque<>();

    synchronized void add(Runnable action) {
        if (waiting.size() == WAITING_MAX) {
            waiting.remove();
        }
        waiting.add(action);
    }

    private synchronized @Nullable Runnable next() {
        return waiting.poll();
    }

    /**
     * Does all of it, the oldest first; a failure is logged.
     *
     * @param how runs one
     */
    void run(Consumer<Runnable> how) {
        for (Runnable action = next(); action != null; action = next()) {
            try {
                how.accept(action);
            } catch (RuntimeException e) {
                LOG.warn("what a transaction left to be done was not done: {}", e.getMessage());
            }
        }
    }
}
