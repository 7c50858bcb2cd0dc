package io.usance.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a long stretch of the log in a thread and on a connection of its own, ahead of the thread
 * that adds it up and writes. What is read was committed before and never changes, so it does not
 * matter that another transaction reads it. The thread ends with the stretch.
 */
final class ReadAhead {
    /** Events handed over at once. */
    private static final int CHUNK = 500;

    /** Chunks that may wait; bounds memory. */
    private static final int CHUNKS_MAX = 20;

    /** Pages read at once: the server begins each anew. */
    private static final int PAGES = 10;

    /** The pages it is in are read to their end; a server that hangs is not waited for. */
    private static final long END_WAIT_MS = 10_000;

    private final BlockingQueue<Chunk> chunks = new ArrayBlockingQueue<>(CHUNKS_MAX);
    private final Function<RecordedEvent, Runnable> read;
    private List<Runnable> next = new ArrayList<>(CHUNK);

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
     */
    static void addUp(
            EventLog log,
            long after,
            long upTo,
            int pageMax,
            Set<String> types,
            String threadName,
            Function<RecordedEvent, Runnable> read,
            Runnable between) {
        ReadAhead ahead = new ReadAhead(read);
        Thread reader =
                Thread.ofPlatform()
                        .daemon()
                        .name(threadName)
                        .start(() -> ahead.readAll(log, after, upTo, pageMax, types));
        try {
            ahead.takeAll(between);
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

    private void takeAll(Runnable between) throws InterruptedException {
        Chunk chunk;
        do {
            chunk = chunks.take();
            chunk.events.forEach(Runnable::run);
            between.run();
            switch (chunk.failure) {
                case null -> {}
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalStateException(chunk.failure);
            }
        } while (!chunk.isLast);
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
            // Nobody waits for it any more.
            Thread.currentThread().interrupt();
        }
    }

    private void take(RecordedEvent event) {
        next.add(read.apply(event));
        if (next.size() == CHUNK) {
            try {
                chunks.put(new Chunk(next, false, null));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("nobody waits for what is read", e);
            }
            next = new ArrayList<>(CHUNK);
        }
    }
}
