package io.usance.chaos;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Readings of a plant, sent a few at a time by a thread of its own, or many at once. */
final class Feed {
    private static final int CHUNK = 150;
    private static final int PAUSE_MS = 50;

    private final Site site;
    private final List<ProducerRecord<byte[], byte[]>> readings;
    private int sent;

    private volatile boolean stopped;
    private Thread thread = new Thread();

    Feed(Site site) {
        this.site = site;
        this.readings = site.readings();
    }

    /** Sends as many of what is left, at most. */
    synchronized void publish(int records) {
        int to = Math.min(readings.size(), sent + records);
        site.publish(readings.subList(sent, to));
        sent = to;
    }

    void publishRest() {
        publish(readings.size());
    }

    synchronized int sent() {
        return sent;
    }

    int left() {
        return readings.size() - sent();
    }

    /** Keeps sending until it is stopped or {@code keep} records are left. */
    void start(int keep) {
        stopped = false;
        thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("feed")
                        .start(() -> {
                            while (!stopped && left() > keep) {
                                publish(CHUNK);
                                pause();
                            }
                        });
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void stop() throws InterruptedException {
        stopped = true;
        thread.join();
    }
}
