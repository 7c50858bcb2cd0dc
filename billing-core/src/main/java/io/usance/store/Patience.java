package io.usance.store;

import io.usance.failure.ConflictException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Waits between attempts: longer each time, by chance, and not for ever. */
final class Patience {
    /**
     * Attempts that others were faster than. On a loaded machine, or in an instance that has just
     * started, a single one may take longer than the time there is.
     */
    private static final int ATTEMPTS_MIN = 10;

    private static final Duration MAX = Duration.ofSeconds(10);
    private static final long FIRST_WAIT_MICROS = 1_000;
    private static final long WAIT_MAX_MICROS = 50_000;

    private final long began = System.nanoTime();
    private long waitMicros = FIRST_WAIT_MICROS;
    private int attempts;

    /**
     * Waits before the next attempt.
     *
     * @param conflict what the last attempt met; one that waited for a lock has waited long
     * @return false, at once, if it has taken too long already or the thread was interrupted
     */
    boolean waited(ConflictException conflict) {
        attempts++;
        boolean often = attempts >= ATTEMPTS_MIN || conflict instanceof StreamLockedException;
        if (often && System.nanoTime() - began > MAX.toNanos()) {
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
