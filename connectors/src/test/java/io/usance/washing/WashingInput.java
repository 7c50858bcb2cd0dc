package io.usance.washing;

import io.usance.record.Decoding;
import io.usance.record.Identifiers;
import io.usance.record.JsonFields;
import io.usance.record.MeterInput;
import io.usance.record.MeterTopic;
import io.usance.record.Numbers;
import io.usance.record.RecordBody;
import io.usance.record.Refusal;
import io.usance.record.Times;
import io.usance.washing.WashingKind.Count;
import io.usance.washing.WashingKind.CountsRecorded;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Counts of washing machines, {@code {"washer":"w-1","cycles":1004,"at":"2026-03-02T08:00:00Z"}}.
 */
final class WashingInput implements MeterInput, MeterTopic<Count> {
    private static final Map<String, Integer> FIELDS =
            JsonFields.slots(List.of("washer", "cycles", "at"));

    @Override
    public String kind() {
        return "washer";
    }

    @Override
    public List<MeterTopic<?>> topics() {
        return List.of(this);
    }

    @Override
    public String name() {
        return "usance.washing-counts";
    }

    @Override
    public String schema() {
        return "washing-count";
    }

    @Override
    public Decoding<Count> decode(ConsumerRecord<byte[], byte[]> consumed) {
        try {
            JsonFields fields =
                    RecordBody.fields(
                            consumed.value(),
                            consumed.headers(),
                            FIELDS,
                            "io.usance.washing-count.v1");
            String washer = Identifiers.checked("washer", fields.text("washer"));
            RecordBody.checkKey(consumed.key(), "washer", washer);
            Instant at = Times.instant("at", fields.text("at"));
            Times.checkNotOfTheFuture(at, consumed.timestamp());
            long cycles = Numbers.decimal("cycles", fields.integerText("cycles")).longValueExact();
            return new Decoding.Decoded<>(washer, new Count(cycles, at));
        } catch (Refusal refusal) {
            return refusal.asValue();
        }
    }

    @Override
    public CountsRecorded command(String washer, List<Count> counts, Instant arrivedAt) {
        return new CountsRecorded(washer, List.copyOf(counts));
    }
}
