package io.usance.kafka;

import io.usance.record.InboundRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** What decoders read of a record of Kafka's client. */
final class InboundRecords {
    private InboundRecords() {}

    /**
     * @param nowMs by the service's clock
     */
    static InboundRecord of(ConsumerRecord<byte[], byte[]> consumed, long nowMs) {
        return new InboundRecord(
                consumed.key(),
                consumed.value(),
                name -> {
                    Header header = consumed.headers().lastHeader(name);
                    return header == null ? null : header.value();
                },
                arrivedMs(consumed, nowMs));
    }

    /**
     * When a record arrived: its timestamp, where that is the broker's; never later than now, for
     * the sender may have set it. One without a timestamp arrives now.
     *
     * @param nowMs by the service's clock
     */
    static long arrivedMs(ConsumerRecord<byte[], byte[]> consumed, long nowMs) {
        long stampedMs = consumed.timestamp();
        return stampedMs < 0 ? nowMs : Math.min(stampedMs, nowMs);
    }
}
