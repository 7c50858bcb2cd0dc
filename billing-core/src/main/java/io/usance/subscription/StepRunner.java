package io.usance.subscription;

import static io.usance.failure.Checks.given;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps a subscription, or the engine's stages, until it is closed, or its thread is interrupted:
 * {@code executor.execute(runner)}. The thread is the host's, a virtual one if it likes.
 *
 * <p>It sleeps when there is nothing to do, and is woken by what this engine appends; what others
 * append is found within {@link #IDLE_MAX}. A step that fails, because the database cannot be
 * reached for example, is repeated with growing pauses, for as long as it takes.
 */
public final class StepRunner implements Runnable, AutoCloseable {
    /** Longest sleep when there is nothing to do. */
    public static final Duration IDLE_MAX = Duration.ofSeconds(1);

    /** Longest pause after steps that failed. */
    public static final Duration FAILED_MAX = Duration.ofSeconds(30);

    /** How long {@link #close()} waits for a step that runs. */
    public static final Duration CLOSE_MAX = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(StepRunner.class);
    private static final long IDLE_MIN_MS = 20;
    private static final long FAILED_MIN_MS = 100;
    private static final int REMIND_EVERY = 20;

    private enum Beginning {
        NOT_YET,
        BEGUN,
        /** Closed before. */
        NEVER
    }

    private final Stepped stepped;
    private final AtomicReference<Beginning> beginning = new AtomicReference<>(Beginning.NOT_YET);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Semaphore more = new Semaphore(0);
    private volatile RunnerState state = new RunnerState(false, 0, null, null);
    private volatile @Nullable Thread thread;
    private int idleSteps;

    public StepRunner(Stepped stepped) {
        this.stepped = given(stepped, "stepRunner.stepped");
    }

    /**
     * Steps until closed or interrupted. One that was closed before its thread got to begin does
     * nothing.
     *
     * @throws IllegalStateException if it was called before; make another runner
     */
    @Override
    public void run() {
        Beginning before = beginning.compareAndExchange(Beginning.NOT_YET, Beginning.BEGUN);
        if (before == Beginning.NEVER) {
            return;
        }
        if (before == Beginning.BEGUN) {
            throw new IllegalStateException(
                    "the runner of %s was started before; make another".formatted(name()));
        }
        thread = Thread.currentThread();
        Runnable end = stepped.onMore(this::wake);
        state = new RunnerState(true, 0, null, null);
        try {
            while (!isClosed() && !Thread.currentThread().isInterrupted()) {
                stepOnce();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Error e) {
            noteFailure(e);
            throw e;
        } finally {
            end.run();
            RunnerState last = state;
            state =
                    new RunnerState(
                            false, last.failuresInARow(), last.lastFailure(), last.lastFailureAt());
            ended.countDown();
        }
    }

    private void stepOnce() throws InterruptedException {
        Step step;
        try {
            step = stepped.step();
        } catch (RuntimeException e) {
            if (!isClosed() && !Thread.currentThread().isInterrupted()) {
                failed(e);
            }
            return;
        }
        recovered();
        if (step == Step.HANDLED) {
            idleSteps = 0;
        } else {
            rest();
        }
    }

    private void rest() throws InterruptedException {
        long pauseMs = Math.min(IDLE_MIN_MS << Math.min(idleSteps, 10), IDLE_MAX.toMillis());
        idleSteps++;
        if (more.tryAcquire(pauseMs, TimeUnit.MILLISECONDS)) {
            idleSteps = 0;
        }
        more.drainPermits();
    }

    private void wake() {
        if (more.availablePermits() == 0) {
            more.release();
        }
    }

    private void failed(RuntimeException e) throws InterruptedException {
        int failures = noteFailure(e);
        if (failures == 1 || failures % REMIND_EVERY == 0) {
            LOG.warn("{}: step failed, {} in a row: {}", name(), failures, e.getMessage());
        }
        long pauseMs = FAILED_MIN_MS << Math.min(failures - 1, 10);
        if (closed.await(Math.min(pauseMs, FAILED_MAX.toMillis()), TimeUnit.MILLISECONDS)) {
            LOG.debug("{}: closed", name());
        }
    }

    private int noteFailure(Throwable e) {
        int failures = state.failuresInARow() + 1;
        state = new RunnerState(true, failures, e, Instant.now());
        return failures;
    }

    private void recovered() {
        RunnerState before = state;
        if (before.failuresInARow() > 0) {
            state = new RunnerState(true, 0, before.lastFailure(), before.lastFailureAt());
            LOG.info("{}: works again after {} failures", name(), before.failuresInARow());
        }
    }

    /** How it is doing. Any thread. */
    public RunnerState state() {
        return state;
    }

    private String name() {
        return stepped.name();
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    /**
     * Has it end after the step it is in, and waits for that for up to {@link #CLOSE_MAX}; called
     * by a handler it does not wait. Closing it again does nothing. One whose thread has not begun
     * yet does nothing when it does.
     */
    @Override
    public void close() {
        closed.countDown();
        wake();
        Beginning before = beginning.compareAndExchange(Beginning.NOT_YET, Beginning.NEVER);
        if (before != Beginning.BEGUN || thread == Thread.currentThread()) {
            return;
        }
        try {
            if (!ended.await(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("{}: still in a step {} after it was closed", name(), CLOSE_MAX);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
