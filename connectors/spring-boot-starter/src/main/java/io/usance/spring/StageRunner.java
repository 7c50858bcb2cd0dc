package io.usance.spring;

import io.usance.engine.BillingEngine;
import io.usance.engine.Listening;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the engine's stages charge and project until it is closed. Woken by what this engine
 * appends; what others append is found within {@link #IDLE_MAX}.
 */
final class StageRunner implements Runnable, AutoCloseable {
    /** Longest sleep when there is nothing to do. */
    static final Duration IDLE_MAX = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(StageRunner.class);
    private static final long FAILED_MIN_MS = 100;
    private static final long FAILED_MAX_MS = 30_000;

    private final BillingEngine engine;
    private final Semaphore more = new Semaphore(0);
    private volatile boolean closed;
    private volatile @Nullable RuntimeException failure;

    StageRunner(BillingEngine engine) {
        this.engine = engine;
    }

    /** Of the last attempt; null if that went well. */
    @Nullable RuntimeException failure() {
        return failure;
    }

    @Override
    public void run() {
        long pauseMs = FAILED_MIN_MS;
        try (Listening appended = engine.onAppended(more::release)) {
            while (!closed) {
                if (caughtUp()) {
                    pauseMs = FAILED_MIN_MS;
                    more.tryAcquire(IDLE_MAX.toMillis(), TimeUnit.MILLISECONDS);
                    more.drainPermits();
                } else {
                    Thread.sleep(pauseMs);
                    pauseMs = Math.min(2 * pauseMs, FAILED_MAX_MS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean caughtUp() {
        try {
            engine.catchUp();
            failure = null;
            return true;
        } catch (RuntimeException e) {
            if (failure == null && !closed) {
                LOG.warn("charging and projecting wait: {}", e.getMessage());
            }
            failure = e;
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        more.release();
    }
}
