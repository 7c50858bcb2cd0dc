package io.usance.store;

import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.axonframework.common.lock.Lock;
import org.axonframework.common.lock.LockFactory;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread of this engine at a time work on a stream, until its transaction is over. A
 * thread that has a stream gets it again.
 *
 * <p>Design note: these locks are held in memory, so Postgres' search for deadlocks does not see
 * them. A host that locks its rows and its meters in different orders makes a circle of both kinds:
 * one thread waits here for a meter, the thread that has it waits in Postgres for a row of the
 * first. So who waits here looks for such circles, at once for those in memory alone, and after a
 * second, as Postgres does, by asking it who waits for whom. Locks in Postgres instead would cost a
 * round trip for every meter of a poll.
 *
 * <p>Thread-safe. A lock may be released by any thread.
 */
public final class StreamLocks implements LockFactory {
    /** How long a thread waits for a stream unless the builder sets another time. */
    public static final Duration WAIT_MAX = Duration.ofMinutes(1);

    private static final long FIRST_LOOK_MS = 1_000;
    private static final long LOOK_MAX_MS = 8_000;

    private final Map<String, StreamLock> locks = new ConcurrentHashMap<>();
    private final Transactions transactions;
    private final Duration waitMax;

    /**
     * @param waitMax after this time a thread gives up
     */
    public StreamLocks(Transactions transactions, Duration waitMax) {
        this.transactions = transactions;
        this.waitMax = waitMax;
    }

    /** Who has a lock, and on which connection it may wait for others in Postgres. */
    record Holder(Thread thread, @Nullable Connection connection) {}

    /** The lock of one stream; the counts change within the map's compute only. */
    static final class StreamLock {
        final Semaphore permit = new Semaphore(1);
        volatile @Nullable Holder holder;
        private int entries;
        private int users;

        private boolean isHeldBy(Thread thread) {
            Holder present = holder;
            return present != null && present.thread() == thread;
        }
    }

    private final class Held implements Lock {
        private final String streamId;
        private boolean released;

        Held(String streamId) {
            this.streamId = streamId;
        }

        @Override
        public void release() {
            if (!released) {
                released = true;
                leave(streamId, true);
            }
        }

        @Override
        public boolean isHeld() {
            return !released;
        }
    }

    /** As {@link #obtain}, for Axon's repository; the stream's id says what it is of. */
    @Override
    public Lock obtainLock(String streamId) {
        return obtain(streamId, streamId.replaceFirst("/", " "));
    }

    /**
     * Waits until no other thread works on the stream.
     *
     * @param words for people, what the stream is of: {@code silo silo-1}
     * @throws StreamLockedException if that would take for ever, or takes too long
     */
    public Lock obtain(String streamId, String words) {
        Thread thread = Thread.currentThread();
        StreamLock lock =
                locks.compute(
                        streamId,
                        (id, known) -> {
                            StreamLock present = known == null ? new StreamLock() : known;
                            present.users++;
                            if (present.isHeldBy(thread)) {
                                present.entries++;
                            }
                            return present;
                        });
        if (!lock.isHeldBy(thread)) {
            boolean got = false;
            try {
                await(lock, thread, words);
                got = true;
            } finally {
                if (!got) {
                    leave(streamId, false);
                }
            }
            lock.entries = 1;
            lock.holder = new Holder(thread, connection());
        }
        return new Held(streamId);
    }

    private void leave(String streamId, boolean held) {
        locks.computeIfPresent(
                streamId,
                (id, lock) -> {
                    if (held && --lock.entries == 0) {
                        lock.holder = null;
                        lock.permit.release();
                    }
                    return --lock.users == 0 ? null : lock;
                });
    }

    private @Nullable Connection connection() {
        Session session = Session.current(transactions);
        return session == null ? null : session.connection();
    }

    private void await(StreamLock lock, Thread thread, String words) {
        if (lock.permit.tryAcquire()) {
            return;
        }
        Waiters.Waiter waiter = new Waiters.Waiter(thread, connection(), lock);
        try {
            if (Waiters.isCircle(waiter)) {
                throw StreamLockedException.deadlock(words);
            }
            long began = System.nanoTime();
            long lookMs = FIRST_LOOK_MS;
            for (long left = waitMax.toNanos(); left > 0; ) {
                long pause = Math.min(left, TimeUnit.MILLISECONDS.toNanos(lookMs));
                if (lock.permit.tryAcquire(pause, TimeUnit.NANOSECONDS)) {
                    return;
                }
                left = waitMax.toNanos() - (System.nanoTime() - began);
                if (left > 0 && Waiters.isCircleWithPostgres(waiter)) {
                    throw StreamLockedException.deadlock(words);
                }
                lookMs = Math.min(2 * lookMs, LOOK_MAX_MS);
            }
            throw StreamLockedException.late(words, waitMax);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StreamLockedException.interrupted(words, e);
        } finally {
            Waiters.remove(waiter);
        }
    }
}
