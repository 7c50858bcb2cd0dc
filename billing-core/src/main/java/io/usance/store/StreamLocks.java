package io.usance.store;

import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
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
 * <p>What a host's transaction holds that can never be committed, for its thread has ended or its
 * connection is closed, is free.
 *
 * <p>Thread-safe. A lock may be released by any thread.
 */
public final class StreamLocks implements LockFactory {
    /** How long a thread waits for a stream unless the builder sets another time. */
    public static final Duration WAIT_MAX = Duration.ofMinutes(1);

    private static final long FIRST_LOOK_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long LOOK_MAX_NS = TimeUnit.SECONDS.toNanos(8);

    /** How often it is seen whether the holder is still there. */
    private static final long STEP_NS = TimeUnit.MILLISECONDS.toNanos(100);

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

    /** Who has a lock: another each time it is taken, so compared by identity. */
    static final class Holder {
        private final Thread thread;
        private final @Nullable Session session;

        Holder(Thread thread, @Nullable Session session) {
            this.thread = thread;
            this.session = session;
        }

        Thread thread() {
            return thread;
        }

        /** On which it may wait for others in Postgres. */
        @Nullable Connection connection() {
            return session == null ? null : session.connection();
        }

        /** It can never be committed, or rolled back by its host. */
        private boolean isLeft() {
            return !thread.isAlive() || (session != null && session.isOfHost() && session.isLeft());
        }
    }

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

        /** Takes it from its holder. Within the map's compute. */
        private void free() {
            users -= entries;
            entries = 0;
            holder = null;
            permit.release();
        }
    }

    private final class Held implements Lock {
        private final String streamId;
        private final Holder holder;
        private boolean released;

        Held(String streamId, Holder holder) {
            this.streamId = streamId;
            this.holder = holder;
        }

        @Override
        public void release() {
            if (!released) {
                released = true;
                leave(streamId, holder);
            }
        }

        @Override
        public boolean isHeld() {
            StreamLock lock = locks.get(streamId);
            return !released && lock != null && lock.holder == holder;
        }
    }

    /** As {@link #obtain}, for Axon's repository; the stream's id says what it is of. */
    @Override
    public Lock obtainLock(String streamId) {
        return obtain(streamId, () -> streamId.replaceFirst("/", " "));
    }

    /**
     * Waits until no other thread works on the stream.
     *
     * @param words for people, what the stream is of: {@code silo silo-1}; asked if it fails
     * @throws StreamLockedException if that would take for ever, or takes too long
     */
    public Lock obtain(String streamId, Supplier<String> words) {
        Thread thread = Thread.currentThread();
        StreamLock lock =
                locks.compute(
                        streamId,
                        (id, known) -> {
                            StreamLock present = known == null ? new StreamLock() : known;
                            freeIfThisThreadLeft(present, thread);
                            present.users++;
                            if (present.isHeldBy(thread)) {
                                present.entries++;
                            }
                            return present;
                        });
        if (!lock.isHeldBy(thread)) {
            boolean got = false;
            try {
                await(streamId, lock, thread, words);
                got = true;
            } finally {
                if (!got) {
                    leave(streamId, null);
                }
            }
            lock.entries = 1;
            lock.holder = new Holder(thread, Session.current(transactions));
        }
        return new Held(streamId, Objects.requireNonNull(lock.holder));
    }

    /**
     * @param holder null if it was waited for and not taken
     */
    @SuppressWarnings("ReferenceEquality") // identity is what is asked for
    private void leave(String streamId, @Nullable Holder holder) {
        locks.computeIfPresent(
                streamId,
                (id, lock) -> {
                    if (holder != null && lock.holder != holder) {
                        return lock; // It was left, and taken from it.
                    }
                    if (holder != null && --lock.entries == 0) {
                        lock.holder = null;
                        lock.permit.release();
                    }
                    return --lock.users == 0 ? null : lock;
                });
    }

    /**
     * Frees what is held by one that has left it. What that has in memory is never written: an
     * append is refused whose connection is closed, and one from stale state.
     */
    @SuppressWarnings("ReferenceEquality") // identity is what is asked for
    private void takeFromOneThatLeft(String streamId, StreamLock waitedFor) {
        Holder left = waitedFor.holder;
        if (left == null || !left.isLeft()) {
            return;
        }
        locks.computeIfPresent(
                streamId,
                (id, lock) -> {
                    if (lock == waitedFor && lock.holder == left) {
                        lock.free();
                    }
                    return lock;
                });
    }

    /**
     * What a thread has in a transaction that it left is not to be entered by its next one, which
     * would go on with what was never recorded. Within the map's compute.
     */
    @SuppressWarnings("ReferenceEquality") // identity is what is asked for
    private void freeIfThisThreadLeft(StreamLock lock, Thread thread) {
        Holder holder = lock.holder;
        if (holder != null
                && holder.thread() == thread
                && holder.session != Session.current(transactions)
                && holder.isLeft()) {
            lock.free();
        }
    }

    private void await(String streamId, StreamLock lock, Thread thread, Supplier<String> words) {
        if (lock.permit.tryAcquire()) {
            return;
        }
        Session session = Session.current(transactions);
        Waiters.Waiter waiter =
                new Waiters.Waiter(thread, session == null ? null : session.connection(), lock);
        try {
            takeFromOneThatLeft(streamId, lock);
            if (Waiters.isCircle(waiter)) {
                throw StreamLockedException.deadlock(words.get());
            }
            long began = System.nanoTime();
            long lookNs = FIRST_LOOK_NS;
            long pauseNs = lookNs;
            for (long leftNs = waitMax.toNanos(); leftNs > 0; ) {
                if (lock.permit.tryAcquire(
                        Math.min(Math.min(leftNs, lookNs), STEP_NS), TimeUnit.NANOSECONDS)) {
                    return;
                }
                takeFromOneThatLeft(streamId, lock);
                long waitedNs = System.nanoTime() - began;
                leftNs = waitMax.toNanos() - waitedNs;
                if (waitedNs >= lookNs) {
                    if (Waiters.isCircleWithPostgres(waiter, transactions.hosts().open())) {
                        throw StreamLockedException.deadlock(words.get());
                    }
                    pauseNs = Math.min(2 * pauseNs, LOOK_MAX_NS);
                    lookNs = waitedNs + pauseNs;
                }
            }
            throw StreamLockedException.late(words.get(), waitMax);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StreamLockedException.interrupted(words.get(), e);
        } finally {
            Waiters.remove(waiter);
        }
    }
}
