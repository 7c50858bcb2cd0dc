package io.usance.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a long stretch of the log in a thread and on a connection of its own, ahead of the thread
 * that adds it up and writes. What is read was committed before and never changes, so it does not
 * matter that another transaction reads it. The thread ends with the stretch.
 */
final class ReadAhead {
    /** Most events handed over at once. */
    private static final int CHUNK = 500;

    /** Payloads handed over at once, characters; one event more may be among them. */
    private static final long CHUNK_LENGTH = 1 << 20;

    /** Chunks that may wait; with the two limits above, it bounds memory. */
    private static final int CHUNKS_MAX = 20;

    /** A transaction that says nothing for ten seconds is ended by the server. */
    private static final long STILL_HERE_NS = TimeUnit.SECONDS.toNanos(2);

    /** Pages read at once: the server starts each from scratch. */
    private static final int PAGES = 2;

    /** The pages it is in are read to their end; a server that hangs is not waited for. */
    private static final long END_WAIT_MS = 2_000;

    private final BlockingQueue<Chunk> chunks = new ArrayBlockingQueue<>(CHUNKS_MAX);
    private final Function<RecordedEvent, Runnable> read;
    private List<Runnable> next = new ArrayList<>(CHUNK);
    private long nextLength;

    /**
     * @param failure why there is no more; null if all went well so far
     */
    private record Chunk(List<Runnable> events, boolean isLast, @Nullable Throwable failure) {}

    private ReadAhead(Function<RecordedEvent, Runnable> read) {
        this.read = read;
    }

    /**
     * Adds up the events of the given types behind {@code after} up to {@code upTo}, in order.
     *
     * @param pageMax positions of a page
     * @param read runs in the other thread; what it returns runs in this one
     * @param between runs in this thread now and then
     * @param stillHere runs in this thread every few seconds, to keep its transaction alive
     */
    static void addUp(
            EventLog log,
            long after,
            long upTo,
            int pageMax,
            Set<String> types,
            String threadName,
            Function<RecordedEvent, Runnable> read,
            Runnable between,
            Runnable stillHere) {
        ReadAhead ahead = new ReadAhead(read);
        Thread reader =
                Thread.ofPlatform()
                        .daemon()
                        .name(threadName)
                        .start(() -> ahead.readAll(log, after, upTo, pageMax, types));
        try {
            ahead.takeAll(reader, between, stillHere);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the log was being read", e);
        } finally {
            end(reader);
        }
    }

    private static void end(Thread reader) {
        reader.interrupt();
        boolean interrupted = Thread.interrupted();
        try {
            reader.join(END_WAIT_MS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void takeAll(Thread reader, Runnable between, Runnable stillHere)
            throws InterruptedException {
        long saidNs = System.nanoTime();
        Chunk chunk = null;
        while (chunk == null || !chunk.isLast) {
            boolean ended = !reader.isAlive();
            chunk = chunks.poll(1, TimeUnit.SECONDS);
            if (chunk != null) {
                take(chunk);
                between.run();
            } else if (ended) {
                throw new IllegalStateException("the log was not read to its end");
            }
            if (System.nanoTime() - saidNs > STILL_HERE_NS) {
                stillHere.run();
                saidNs = System.nanoTime();
            }
        }
    }

    private static void take(Chunk chunk) {
        chunk.events.forEach(Runnable::run);
        switch (chunk.failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(chunk.failure);
        }
    }

    private void readAll(EventLog log, long after, long upTo, int pageMax, Set<String> types) {
        Throwable failure = null;
        try {
            long span = (long) PAGES * pageMax;
            for (long from = after; from < upTo; from += span) {
                log.forEach(from, Math.min(upTo, from + span), types, this::take);
            }
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        try {
            chunks.put(new Chunk(next, true, failure));
        } catch (InterruptedException e) {
            // The result is no longer awaited.
            Thread.currentThread().interrupt();
        }
    }

    private void take(RecordedEvent event) {
        next.add(read.apply(event));
        nextLength += event.json().length();
        if (next.size() == CHUNK || nextLength >= CHUNK_LENGTH) {
            try {
                chunks.put(new Chunk(next, false, null));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while reading ahead", e);
            }
            next = new ArrayList<>(CHUNK);
            nextLength = 0;
        }
    }
}
