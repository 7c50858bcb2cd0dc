package io.usance.service;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.usance.anchor.RootConflictException;
import io.usance.file.Reasons;
import io.usance.kafka.Role;
import io.usance.store.PositionMovedException;
import io.usance.store.StaleStateException;
import io.usance.watch.Measure;
import io.usance.watch.RoleState;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Steps a role in a thread of its own until it is stopped.
 *
 * <p>A failed step is logged once, retried with growing pauses, and logged again when it works.
 * When its {@link Backoff} is exhausted the role gives up and reports; nothing is lost by that, for
 * all that counts is in the database.
 */
final class RoleRunner implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(RoleRunner.class);
    private static final int REMIND_EVERY = 20;
    // An idle role looks less often, up to eight times its shortest pause.
    private static final int IDLE_DOUBLINGS_MAX = 3;

    /**
     * A step has its price however small, and there may be more for it in a moment: one begins when
     * so long has passed since the one before began, or since the role was woken. A role that is
     * behind takes large steps, so this does not hold it up.
     */
    private static final Duration GATHERING = Duration.ofMillis(20);

    /** Losing this often in a row is no race any more but a failure to be told. */
    private static final int CONFLICTS_MAX = 20;

    private final Role role;
    private final Duration idlePause;
    private final Backoff backoff;
    private final Consumer<Throwable> onGivenUp;
    private final Counter failures;
    private final Counter conflicts;
    private final Timer stepTime;
    private volatile RoleState state = RoleState.WORKS;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Semaphore wake = new Semaphore(0);
    private int failuresInARow;
    private int idleSteps;
    private int conflictsInARow;

    RoleRunner(
            Role role,
            Duration idlePause,
            Backoff backoff,
            MeterRegistry meters,
            Consumer<Throwable> onGivenUp) {
        this.role = role;
        this.idlePause = idlePause;
        this.backoff = backoff;
        this.onGivenUp = onGivenUp;
        this.failures = Measure.ROLE_FAILURES.counter(meters, role.name());
        this.conflicts = Measure.ROLE_CONFLICTS.counter(meters, role.name());
        this.stepTime = Measure.ROLE_STEP.timer(meters, role.name());
    }

    @Override
    public void run() {
        try {
            boolean goOn = true;
            while (goOn && !isStopped()) {
                goOn = stepOnce();
            }
        } catch (InterruptedException e) {
            if (!isStopped()) {
                onGivenUp.accept(e);
            }
        } catch (Error e) {
            event(Level.ERROR, e).setCause(e).log("{}: {}", role.name(), e.getMessage());
            onGivenUp.accept(e);
            throw e;
        } finally {
            state = RoleState.ENDED;
            close();
        }
    }

    /** How the role is doing. Any thread. */
    RoleState state() {
        return state;
    }

    String roleName() {
        return role.name();
    }

    private void close() {
        try {
            role.close();
        } catch (RuntimeException e) {
            event(Level.WARN, e).log("{}: did not end cleanly: {}", role.name(), Reasons.of(e));
        }
    }

    /** False if the role has given up. */
    private boolean stepOnce() throws InterruptedException {
        try {
            long startedNs = System.nanoTime();
            boolean more = role.step();
            recovered();
            if (more) {
                long tookNs = System.nanoTime() - startedNs;
                stepTime.record(tookNs, TimeUnit.NANOSECONDS);
                idleSteps = 0;
                gather(tookNs);
            } else {
                rest();
            }
            return true;
        } catch (PositionMovedException | StaleStateException e) {
            // Another instance was faster. Nothing was written; look again at what there is to do.
            event(Level.INFO, e).log("{}: {}", role.name(), Reasons.of(e));
            conflicts.increment();
            conflictsInARow++;
            if (conflictsInARow > CONFLICTS_MAX) {
                return !isStopped() && failed(e);
            }
            pause(Backoff.PAUSE_MIN);
            return true;
        } catch (RuntimeException e) {
            return !isStopped() && failed(e);
        }
    }

    private boolean failed(RuntimeException e) throws InterruptedException {
        failures.increment();
        failuresInARow++;
        state = RoleState.FAILING;
        if (backoff.isExhaustedAfter(failuresInARow)) {
            event(Level.ERROR, e)
                    .log(
                            "{}: giving up after {} attempts: {}",
                            role.name(),
                            failuresInARow,
                            Reasons.of(e));
            event(Level.DEBUG, e).setCause(e).log("{}", role.name());
            onGivenUp.accept(e);
            return false;
        }
        Duration pause = backoff.pauseAfter(failuresInARow);
        if (failuresInARow == 1 || failuresInARow % REMIND_EVERY == 0) {
            event(Level.WARN, e)
                    .log(
                            "{}: {} (attempt {} of {}, next in {} ms)",
                            role.name(),
                            Reasons.of(e),
                            failuresInARow,
                            backoff.attemptsMax(),
                            pause.toMillis());
            event(Level.DEBUG, e).setCause(e).log("{}", role.name());
        }
        pause(pause);
        return true;
    }

    /** With the role, and the batch that the failure is about, as fields. */
    private LoggingEventBuilder event(Level level, Throwable about) {
        LoggingEventBuilder event = LOG.atLevel(level).addKeyValue("role", role.name());
        return about instanceof RootConflictException conflict
                ? event.addKeyValue("batch", conflict.batchNo())
                : event;
    }

    private void recovered() {
        if (failuresInARow > 0) {
            LOG.atWarn()
                    .addKeyValue("role", role.name())
                    .log("{}: works again after {} failed attempts", role.name(), failuresInARow);
            failuresInARow = 0;
            state = RoleState.WORKS;
        }
        conflictsInARow = 0;
    }

    private void pause(Duration length) throws InterruptedException {
        stopped.await(length.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** A role that never rests does its own waiting, as the intake does for Kafka's records. */
    private void gather(long tookNs) throws InterruptedException {
        long leftNs = GATHERING.toNanos() - tookNs;
        if (leftNs > 0 && !idlePause.isZero()) {
            pause(Duration.ofNanos(leftNs));
        }
    }

    /** Each time in a row longer, but at most until there is something to do. */
    private void rest() throws InterruptedException {
        Duration length = idlePause.multipliedBy(1L << idleSteps);
        if (wake.tryAcquire(length.toNanos(), TimeUnit.NANOSECONDS)) {
            idleSteps = 0;
            pause(GATHERING);
            wake.drainPermits();
        } else {
            idleSteps = Math.min(idleSteps + 1, IDLE_DOUBLINGS_MAX);
        }
    }

    /** There is something to do: an idle role steps at once. Any thread. */
    void wake() {
        if (wake.availablePermits() == 0) {
            wake.release();
        }
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** The role ends after the step it is in. */
    void stop() {
        stopped.countDown();
        wake();
    }
}
