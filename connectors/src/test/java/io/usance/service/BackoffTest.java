package io.usance.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    private static final Backoff BACKOFF = new Backoff(100, Duration.ofSeconds(5));

    @ParameterizedTest
    @CsvSource({
        "1, 200, false",
        "2, 400, false",
        "5, 3200, false",
        "6, 5000, false",
        "99, 5000, false",
        "100, 5000, true"
    })
    void pausesDoubleUpToTheLongestAndAttemptsEnd(int failures, long pauseMs, boolean exhausted) {
        assertThat(BACKOFF.pauseAfter(failures)).isEqualTo(Duration.ofMillis(pauseMs));
        assertThat(BACKOFF.isExhaustedAfter(failures)).isEqualTo(exhausted);
    }

    /** A longest pause below the shortest is what tests of outages set. */
    @ParameterizedTest
    @CsvSource({"1, 50", "17, 50", "1000000, 50"})
    void noPauseIsLongerThanTheLongest(int failures, long pauseMs) {
        assertThat(new Backoff(1, Duration.ofMillis(50)).pauseAfter(failures))
                .isEqualTo(Duration.ofMillis(pauseMs));
    }
}
