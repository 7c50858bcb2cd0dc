package io.usance.kafka;

import io.usance.record.InboundRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** What decoders read of a record of Kafka's client. */
final class InboundRecords {
    private InboundRecords() {}

    static InboundRecord of(ConsumerRecord<byte[], byte[]> consumed) {
        return new InboundRecord(
                consumed.key(),
                consumed.value(),
                name -> {
                    Header header = consumed.headers().lastHeader(name);
                    return header == null ? null : header.value();
                },
                consumed.timestamp());
    }
}
