package io.usance.service;

import io.usance.anchor.AnchorUnavailableException;
import io.usance.file.Reasons;
import io.usance.store.StaleStateException;
import io.usance.store.StoreUnavailableException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Waits at start for what is unavailable, as {@link Backoff} says. What does not pass by waiting (a
 * wrong password, another chain) is not waited for.
 */
final class StartupWait {
    private static final int REMIND_EVERY = 10;

    private final Backoff backoff;
    private final CountDownLatch stopped;
    private final Consumer<String> say;

    /**
     * @param stopped open when the wait is over
     * @param say takes lines for a person
     */
    StartupWait(Backoff backoff, CountDownLatch stopped, Consumer<String> say) {
        this.backoff = backoff;
        this.stopped = stopped;
        this.say = say;
    }

    /**
     * What the attempt gives when it works at last.
     *
     * @param what for people: Kafka, Postgres, the chain
     * @throws StartFailedException if it is still unavailable after all attempts, or refuses
     * @throws StoppedException if the service is stopped meanwhile
     */
    <T> T await(String what, Supplier<T> attempt) {
        for (int attempts = 1; ; attempts++) {
            if (stopped.getCount() == 0) {
                throw new StoppedException();
            }
            try {
                T result = attempt.get();
                if (attempts > 1) {
                    say.accept(what + " is there after " + attempts + " attempts");
                }
                return result;
            } catch (RuntimeException e) {
                if (!isUnavailable(e)) {
                    throw new StartFailedException(what + ": " + Reasons.of(e), e);
                }
                waitAfter(what, attempts, e);
            }
        }
    }

    private void waitAfter(String what, int attempts, RuntimeException failure) {
        if (backoff.isExhaustedAfter(attempts)) {
            throw new StartFailedException(
                    what
                            + " is still unavailable after "
                            + attempts
                            + " attempts: "
                            + Reasons.of(failure),
                    failure);
        }
        Duration pause = backoff.pauseAfter(attempts);
        if (attempts == 1 || attempts % REMIND_EVERY == 0) {
            say.accept(
                    "%s is unavailable: %s (attempt %d of %d, next in %d ms)"
                            .formatted(
                                    what,
                                    Reasons.of(failure),
                                    attempts,
                                    backoff.attemptsMax(),
                                    pause.toMillis()));
        }
        try {
            stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException();
        }
    }

    /** True if the same may work later with nothing changed. */
    static boolean isUnavailable(Throwable failure) {
        return failure instanceof AnchorUnavailableException
                || failure instanceof RetriableException
                // Another instance sets up the same at the same time.
                || failure instanceof StaleStateException
                || (failure instanceof StoreUnavailableException && !isRefused(failure));
    }

    /** True if Postgres answered and refuses: credentials (28), or no such database (3D). */
    private static boolean isRefused(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && (sql.getSQLState().startsWith("28") || sql.getSQLState().startsWith("3D"))) {
                return true;
            }
        }
        return false;
    }

    /** The service was stopped before it had started. */
    static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StoppedException() {
            super("stopped while starting");
        }
    }
}
