package io.usance.kafka;

import io.usance.intake.RecordQuarantined;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Refused records on their way in and out: original key and value, the rest in headers. */
final class QuarantineRecords {
    private QuarantineRecords() {}

    static RecordQuarantined of(
            ConsumerRecord<byte[], byte[]> record, String reason, String detail) {
        return new RecordQuarantined(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                reason,
                detail,
                record.key(),
                record.value());
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
