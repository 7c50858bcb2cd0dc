package io.usance.kafka;

import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of senders whose clock is ahead of the service's. A device that is wrong for a day sends
 * hundreds of such records, so it warns once a while and counts the others. For the thread of one
 * lane; another lane may at most warn once more.
 */
final class ClockAlarm {
    private static final Logger LOG = LoggerFactory.getLogger(ClockAlarm.class);
    private static final long EVERY_NS = Duration.ofMinutes(1).toNanos();

    private long since;
    private long soundedNs = System.nanoTime() - EVERY_NS;

    /**
     * @param detail what was sampled and received when
     */
    synchronized void sound(ConsumerRecord<byte[], byte[]> record, String detail) {
        since++;
        long nowNs = System.nanoTime();
        if (nowNs - soundedNs < EVERY_NS) {
            return;
        }
        LOG.atWarn()
                .addKeyValue("topic", record.topic())
                .log(
                        "{} records are of the future and go to quarantine as FUTURE_TIME, the last of partition {} offset {}: {}; nothing is metered or closed by them. Set the sender's clock",
                        since,
                        record.partition(),
                        record.offset(),
                        detail);
        since = 0;
        soundedNs = nowNs;
    }
}
