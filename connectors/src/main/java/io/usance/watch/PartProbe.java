package io.usance.watch;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Probes one part from time to time, in a thread of its own: one that hangs holds up no other
 * probe, and no scrape.
 */
final class PartProbe implements AutoCloseable {
    /** A part that was not seen well for this many rounds counts as unavailable. */
    private static final int ROUNDS_MISSED_MAX = 3;

    /** What a probe itself may take on top. */
    private static final Duration PROBE_MAX = Duration.ofSeconds(10);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

    private final String part;
    private final Duration every;
    private final Runnable probe;
    private final Function<Throwable, String> reasons;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private final long startedNs = System.nanoTime();
    private volatile @Nullable Long goodNs;
    private volatile @Nullable String failure;

    /**
     * @param probe asks the part and keeps what it says; throws if it is unavailable
     * @param reasons makes one line for a person of a failure
     */
    PartProbe(String part, Duration every, Runnable probe, Function<Throwable, String> reasons) {
        this.part = part;
        this.every = every;
        this.probe = probe;
        this.reasons = reasons;
        this.thread = Thread.ofPlatform().daemon().name("usance-watch-" + part).start(this::run);
    }

    private void run() {
        try {
            do {
                probeOnce();
            } while (!stopped.await(every.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            // It was closed.
        }
    }

    private void probeOnce() {
        try {
            probe.run();
            failure = null;
            goodNs = System.nanoTime();
        } catch (RuntimeException e) {
            failure = reasons.apply(e);
        }
    }

    String part() {
        return part;
    }

    /** Seconds since the last good probe; since the start if there was none. */
    double ageS() {
        Long good = goodNs;
        return (System.nanoTime() - (good == null ? startedNs : good)) / 1e9;
    }

    /** Why the part counts as unavailable, one line; empty if it is available. */
    Optional<String> unavailable() {
        String said = failure;
        if (said != null) {
            return Optional.of(said);
        }
        if (goodNs == null) {
            return Optional.of("not seen yet");
        }
        double limitS = every.multipliedBy(ROUNDS_MISSED_MAX).plus(PROBE_MAX).toMillis() / 1e3;
        return ageS() > limitS
                ? Optional.of("no answer for %.0f s".formatted(ageS()))
                : Optional.empty();
    }

    @Override
    public void close() {
        stopped.countDown();
        thread.interrupt();
        try {
            thread.join(STOP_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
