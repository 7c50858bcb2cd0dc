package io.usance.subscription;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a failed event is attempted again.
 *
 * @param attemptsMax failed attempts after which it is parked, at least 1
 * @param first pause after the first of them, at least a millisecond
 * @param max longest pause
 */
record BackOff(int attemptsMax, Duration first, Duration max) {
    private static final int FACTOR = 4;

    static final BackOff USUAL = new BackOff(5, Duration.ofSeconds(1), Duration.ofMinutes(5));

    /** The pause after so many failed attempts; null if there were enough. */
    @Nullable Duration after(int attempts) {
        if (attempts >= attemptsMax) {
            return null;
        }
        Duration pause = first;
        for (int i = 1; i < attempts && pause.compareTo(max) < 0; i++) {
            pause = pause.multipliedBy(FACTOR);
        }
        return pause.compareTo(max) < 0 ? pause : max;
    }
}
