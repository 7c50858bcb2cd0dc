package io.usance.store;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.axonframework.common.lock.DeadlockException;
import org.axonframework.common.lock.Lock;
import org.axonframework.common.lock.LockAcquisitionFailedException;
import org.axonframework.common.lock.LockFactory;
import org.axonframework.common.lock.PessimisticLockFactory;
import org.jspecify.annotations.Nullable;

/**
 * One writer per stream at a time: Axon's locks, which notice when two threads wait for each other;
 * but what a host's transaction holds that can never be committed is free. Thread-safe.
 *
 * <p>Design note: only the thread that took a lock of Axon's can free it, and it may have ended. A
 * lock that is left is therefore put aside, and one of another name takes its place. What its
 * holder has in memory is never written: an append is refused whose connection is closed, and one
 * from stale state.
 */
public final class StreamLocks implements LockFactory {
    private static final Duration WAIT_MAX = Duration.ofMinutes(1);

    /** Of 10 ms each; between them it is seen whether the holder is still there. */
    private static final int ATTEMPTS = 10;

    private final Transactions transactions;
    private final LockFactory locks =
            PessimisticLockFactory.builder().acquireAttempts(ATTEMPTS).build();
    private final Map<String, Held> held = new ConcurrentHashMap<>();

    public StreamLocks(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * A stream's lock.
     *
     * @param left how many locks of it were left
     * @param session of the holder
     * @param count how often the holder has it; 0 if it is free
     */
    private record Held(int left, Thread holder, @Nullable Session session, int count) {
        boolean isLeft() {
            return count > 0
                    && (!holder.isAlive()
                            || (session != null && session.isOfHost() && session.isLeft()));
        }
    }

    /**
     * Takes the lock of a stream, once more if this thread has it.
     *
     * @throws LockAcquisitionFailedException if another thread keeps it for a minute, waits for one
     *     that this thread has, or this thread was interrupted
     */
    @Override
    public Lock obtainLock(String streamId) {
        long began = System.nanoTime();
        while (true) {
            int left = leave(streamId);
            Lock lock = attempt(streamId, left, began);
            if (lock == null) {
                continue;
            }
            if (take(streamId, left)) {
                return new Taken(streamId, left, lock);
            }
            // It was left, and another has taken its place, while this thread waited.
            lock.release();
        }
    }

    /** Null if it was not free for a while. */
    private @Nullable Lock attempt(String streamId, int left, long began) {
        try {
            return locks.obtainLock(left == 0 ? streamId : streamId + '#' + left);
        } catch (DeadlockException e) {
            throw e;
        } catch (LockAcquisitionFailedException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new LockAcquisitionFailedException(
                        "this thread was interrupted before it had %s to itself; nothing of the call is recorded"
                                .formatted(streamId),
                        e);
            }
            if (System.nanoTime() - began > WAIT_MAX.toNanos()) {
                throw new LockAcquisitionFailedException(
                        "%s is held by %s, in a transaction that is not over after %d s; end it, or try again later"
                                .formatted(streamId, holder(streamId), WAIT_MAX.toSeconds()));
            }
            return null;
        }
    }

    private String holder(String streamId) {
        Held known = held.get(streamId);
        return known == null || known.count() == 0
                ? "another thread"
                : "thread " + known.holder().getName();
    }

    /** Puts the lock aside if it was left; returns how many were. */
    private int leave(String streamId) {
        Held known = held.get(streamId);
        if (known == null) {
            return 0;
        }
        if (known.holder() != Thread.currentThread() && known.isLeft()) {
            Held free = new Held(known.left() + 1, known.holder(), null, 0);
            held.replace(streamId, known, free);
            Held now = held.get(streamId);
            return now == null ? 0 : now.left();
        }
        return known.left();
    }

    /** False if it was left meanwhile. */
    private boolean take(String streamId, int left) {
        Thread thread = Thread.currentThread();
        Held now =
                held.compute(
                        streamId,
                        (id, known) -> {
                            if (known == null) {
                                return new Held(left, thread, Session.current(transactions), 1);
                            }
                            if (known.left() != left) {
                                return known;
                            }
                            return known.count() > 0 && known.holder() == thread
                                    ? new Held(left, thread, known.session(), known.count() + 1)
                                    : new Held(left, thread, Session.current(transactions), 1);
                        });
        return now.left() == left && now.holder() == thread;
    }

    /** The lock of a stream, taken. */
    private final class Taken implements Lock {
        private final String streamId;
        private final int left;
        private final Lock lock;

        Taken(String streamId, int left, Lock lock) {
            this.streamId = streamId;
            this.left = left;
            this.lock = lock;
        }

        @Override
        public void release() {
            held.computeIfPresent(
                    streamId,
                    (id, known) -> {
                        if (known.left() != left) {
                            return known;
                        }
                        if (known.count() > 1) {
                            return new Held(
                                    left, known.holder(), known.session(), known.count() - 1);
                        }
                        // A name that was left is not used again: its lock is never free.
                        return left == 0 ? null : new Held(left, known.holder(), null, 0);
                    });
            lock.release();
        }

        @Override
        public boolean isHeld() {
            return lock.isHeld();
        }
    }
}
