package io.usance.store;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Waits between attempts: longer each time, by chance, and not for ever. */
final class Patience {
    private static final Duration MAX = Duration.ofSeconds(10);
    private static final long FIRST_WAIT_MICROS = 1_000;
    private static final long WAIT_MAX_MICROS = 50_000;

    private final long began = System.nanoTime();
    private long waitMicros = FIRST_WAIT_MICROS;

    /**
     * Waits before the next attempt.
     *
     * @return false, at once, if it has taken too long already or the thread was interrupted
     */
    boolean waited() {
        if (System.nanoTime() - began > MAX.toNanos()) {
            return false;
        }
        try {
            Thread.sleep(
                    Duration.ofNanos(1_000 * ThreadLocalRandom.current().nextLong(waitMicros)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        waitMicros = Math.min(2 * waitMicros, WAIT_MAX_MICROS);
        return true;
    }
}
