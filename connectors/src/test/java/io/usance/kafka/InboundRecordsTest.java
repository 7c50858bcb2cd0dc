package io.usance.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.record.InboundRecord;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InboundRecordsTest {
    private static final long AT_MS = 1_772_359_200_000L;

    @Test
    void keyValueTimeAndTheLastHeaderOfANameArePassedOn() {
        InboundRecord arrived =
                InboundRecords.of(consumed("S1".getBytes(UTF_8), new byte[] {7}), AT_MS);
        assertThat(arrived.key()).isEqualTo("S1".getBytes(UTF_8));
        assertThat(arrived.value()).isEqualTo(new byte[] {7});
        assertThat(arrived.timestampMs()).isEqualTo(AT_MS);
        assertThat(arrived.headers().last("ce_type")).isEqualTo("second".getBytes(UTF_8));
        assertThat(arrived.headers().last("empty")).isNull();
        assertThat(arrived.headers().last("none")).isNull();
    }

    @Test
    void aTombstoneHasNeither() {
        InboundRecord arrived = InboundRecords.of(consumed(null, null), AT_MS);
        assertThat(arrived.key()).isNull();
        assertThat(arrived.value()).isNull();
    }

    /** A timestamp may be the sender's. */
    @Test
    void noRecordArrivesLaterThanNow() {
        assertThat(InboundRecords.of(consumed(null, null), AT_MS + 5).timestampMs())
                .isEqualTo(AT_MS);
        assertThat(InboundRecords.of(consumed(null, null), AT_MS - 5).timestampMs())
                .isEqualTo(AT_MS - 5);
    }

    @SuppressWarnings("NullAway") // Kafka's client gives null for a key or value that is not there
    private static ConsumerRecord<byte[], byte[]> consumed(
            byte @Nullable [] key, byte @Nullable [] value) {
        return new ConsumerRecord<>(
                "usance.readings",
                0,
                1,
                AT_MS,
                TimestampType.CREATE_TIME,
                2,
                1,
                key,
                value,
                new RecordHeaders()
                        .add("ce_type", "first".getBytes(UTF_8))
                        .add("ce_type", "second".getBytes(UTF_8))
                        .add("empty", null),
                Optional.empty());
    }
}
