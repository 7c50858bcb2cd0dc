package io.usance.kafka;

import io.usance.intake.RecordQuarantined;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Refused records on their way in and out: original key and value, the rest in headers. */
final class QuarantineRecords {
    /**
     * As much as an uncompressed record can have; a compressed one may be a thousand times larger.
     */
    static final int KEPT_WHOLE_BYTES_MAX = 16 << 20;

    private static final int KEPT_OF_LARGER_BYTES = 1 << 20;

    private QuarantineRecords() {}

    static RecordQuarantined of(
            ConsumerRecord<byte[], byte[]> record, String reason, String detail) {
        byte[] value = record.value();
        boolean tooLarge = value != null && value.length > KEPT_WHOLE_BYTES_MAX;
        return new RecordQuarantined(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                reason,
                tooLarge
                        ? detail
                                + "; of "
                                + value.length
                                + " bytes the first "
                                + KEPT_OF_LARGER_BYTES
                                + " are kept"
                        : detail,
                record.key(),
                tooLarge ? Arrays.copyOf(value, KEPT_OF_LARGER_BYTES) : value);
    }

    static ProducerRecord<byte[], byte[]> message(String topic, RecordQuarantined refused) {
        ProducerRecord<byte[], byte[]> message =
                new ProducerRecord<>(topic, refused.key(), refused.value());
        header(message, "reason", refused.reason());
        header(message, "detail", refused.detail());
        header(message, "topic", refused.topic());
        header(message, "partition", Integer.toString(refused.partition()));
        header(message, "offset", Long.toString(refused.offset()));
        header(message, "timestamp", Long.toString(refused.timestampMs()));
        return message;
    }

    static void header(ProducerRecord<byte[], byte[]> message, String name, String value) {
        message.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
