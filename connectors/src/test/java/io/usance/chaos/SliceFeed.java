package io.usance.chaos;

import io.usance.chaos.ChaosInput.Entry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Sends a slice a little at a time, so that a fault meets the service at work, and keeps its last
 * records back until the fault is over: they show whether the service works again.
 */
final class SliceFeed {
    private static final int CHUNKS = 25;
    private static final long CHUNK_PAUSE_MS = 60;
    private static final int KEPT_BACK = 100;

    private final Site site;
    private final List<Entry> slice;
    private final CountDownLatch hurry = new CountDownLatch(1);
    private final Map<String, String> refusals = new HashMap<>();
    private final FutureTask<Map<String, String>> task = new FutureTask<>(this::sendAll);

    private SliceFeed(Site site, List<Entry> slice) {
        this.site = site;
        this.slice = slice;
    }

    static SliceFeed start(Site site, List<Entry> slice) {
        SliceFeed feed = new SliceFeed(site, slice);
        Thread.ofPlatform().daemon().name("slice-feed").start(feed.task);
        return feed;
    }

    private Map<String, String> sendAll() throws InterruptedException {
        int paced = Math.max(0, slice.size() - KEPT_BACK);
        for (int i = 0; i < CHUNKS; i++) {
            send(paced * i / CHUNKS, paced * (i + 1) / CHUNKS);
            hurry.await(CHUNK_PAUSE_MS, TimeUnit.MILLISECONDS);
        }
        hurry.await();
        send(paced, slice.size());
        return refusals;
    }

    private synchronized void send(int from, int to) {
        List<Entry> chunk = slice.subList(from, to);
        List<RecordMetadata> places = site.publish(chunk.stream().map(Entry::record).toList());
        for (int i = 0; i < chunk.size(); i++) {
            String refusal = chunk.get(i).refusal();
            RecordMetadata at = places.get(i);
            if (refusal != null) {
                refusals.put(SeenPositions.place(at.topic(), at.partition(), at.offset()), refusal);
            }
        }
    }

    /** What can be waited for. */
    @FunctionalInterface
    interface Outage {
        void happen() throws InterruptedException;
    }

    /**
     * Sends nothing while this happens. A producer whose broker goes away with records of it may
     * send them twice, the idempotent one of Kafka as well; then this run's records would not be
     * those of the undisturbed one.
     */
    synchronized void silentWhile(Outage outage) throws InterruptedException {
        outage.happen();
    }

    /**
     * Sends what is left without pausing.
     *
     * @return what has to be refused: the reason by place
     */
    Map<String, String> finish() throws InterruptedException {
        hurry.countDown();
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new AssertionError("the records could not be sent", e.getCause());
        }
    }
}
