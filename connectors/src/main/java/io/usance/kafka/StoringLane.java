package io.usance.kafka;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/**
 * Stores the polls of some partitions one after another, in a thread of its own. All methods are
 * for one other thread, which fetches and decodes.
 */
final class StoringLane {
    /** The poll that is being stored and the one behind it, which is decoded meanwhile. */
    static final int POLLS_MAX = 2;

    private static final long CLOSE_WAIT_S = 2;

    private final ExecutorService thread;
    private final Runnable onStored;

    /** Oldest first. */
    private final Deque<Future<Map<TopicPartition, PollHandler.Step>>> polls = new ArrayDeque<>();

    /** What failed makes those behind it fail: they would begin where it has not come to. */
    private volatile boolean failed;

    /**
     * @param onStored runs in the lane's thread whenever a poll is stored, or has failed
     */
    StoringLane(int no, Runnable onStored) {
        this.thread =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("usance-storing-" + no).factory());
        this.onStored = onStored;
    }

    boolean isFull() {
        return polls.size() >= POLLS_MAX;
    }

    boolean isIdle() {
        return polls.isEmpty();
    }

    /** Has a poll stored after those before it. */
    void store(Callable<Map<TopicPartition, PollHandler.Step>> poll) {
        polls.add(
                thread.submit(() -> {
                    try {
                        if (failed) {
                            throw new IllegalStateException("the poll before it was not stored");
                        }
                        return poll.call();
                    } catch (Exception | Error e) {
                        failed = true;
                        throw e;
                    } finally {
                        onStored.run();
                    }
                }));
    }

    /**
     * Tells what has been stored since the last time, oldest first.
     *
     * @throws RuntimeException whatever kept a poll from being stored; those behind it have not
     *     been stored either, and are forgotten
     */
    void stored(Consumer<Map<TopicPartition, PollHandler.Step>> sink) {
        take(sink, Future::isDone);
    }

    /** As {@link #stored}, when nothing is being stored any more. */
    void drained(Consumer<Map<TopicPartition, PollHandler.Step>> sink) {
        take(sink, poll -> true);
    }

    private void take(
            Consumer<Map<TopicPartition, PollHandler.Step>> sink, Predicate<Future<?>> wanted) {
        try {
            while (!polls.isEmpty() && wanted.test(polls.peek())) {
                sink.accept(outcome(polls.remove()));
            }
        } catch (RuntimeException | Error e) {
            polls.forEach(StoringLane::await);
            polls.clear();
            failed = false;
            throw e;
        }
    }

    private static void await(Future<?> poll) {
        try {
            poll.get();
        } catch (ExecutionException e) {
            // For the same reason as the one before it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<TopicPartition, PollHandler.Step> outcome(
            Future<Map<TopicPartition, PollHandler.Step>> poll) {
        try {
            return poll.get();
        } catch (InterruptedException e) {
            // It goes on alone; the caller that stops this role does not need its outcome.
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a poll was being stored", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException("a poll was not stored", e.getCause());
        }
    }

    /** Lets the poll that is being stored end, for a while. */
    void close() throws InterruptedException {
        thread.shutdown();
        if (!thread.awaitTermination(CLOSE_WAIT_S, TimeUnit.SECONDS)) {
            // It waits for an unavailable database; nothing of it is committed, or all.
            closeNow();
        }
    }

    /** What has not begun is not waited for: it never will begin. */
    void closeNow() {
        thread.shutdownNow();
        polls.clear();
    }
}
