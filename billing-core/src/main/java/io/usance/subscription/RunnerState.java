package io.usance.subscription;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link StepRunner} is doing, for a health check.
 *
 * @param running from the beginning of {@code run()} to its end
 * @param failuresInARow steps that failed since one went well, count
 * @param lastFailure of a step, also if one went well since; null if none has failed. What handlers
 *     throw is no failure of a step, see {@link Subscription#parked}
 * @param lastFailureAt when; null if none has failed
 */
public record RunnerState(
        boolean running,
        int failuresInARow,
        @Nullable Throwable lastFailure,
        @Nullable Instant lastFailureAt) {

    /** True if it runs and its last step went well. */
    public boolean isHealthy() {
        return running && failuresInARow == 0;
    }
}
