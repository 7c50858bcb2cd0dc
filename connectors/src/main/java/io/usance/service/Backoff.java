package io.usance.service;

import java.time.Duration;

/**
 * How failures in a row are retried: after {@link #PAUSE_MIN}, then twice as long each time up to a
 * longest pause, and up to a number of attempts.
 *
 * @param attemptsMax attempts that may fail in a row, 1 or more
 * @param pauseMax longest pause between two of them
 */
record Backoff(int attemptsMax, Duration pauseMax) {
    static final Duration PAUSE_MIN = Duration.ofMillis(200);

    /** More doublings than any setting needs, and few enough for a long of milliseconds. */
    private static final int DOUBLINGS_MAX = 16;

    /**
     * How long to wait before the next attempt.
     *
     * @param failures in a row so far, 1 or more
     */
    Duration pauseAfter(int failures) {
        Duration pause = PAUSE_MIN.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS_MAX));
        return pause.compareTo(pauseMax) > 0 ? pauseMax : pause;
    }

    /** True if there is no next attempt. */
    boolean isExhaustedAfter(int failures) {
        return failures >= attemptsMax;
    }
}
