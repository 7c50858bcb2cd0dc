package io.usance.washing;

import io.usance.record.Decoding;
import io.usance.record.InboundRecord;
import io.usance.record.JsonFields;
import io.usance.record.MeterTopic;
import io.usance.record.Numbers;
import io.usance.record.RecordBody;
import io.usance.washing.WashKind.Count;
import io.usance.washing.WashKind.CountsRecorded;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Counts of washers: {@code {"washer":"w-1","cycles":1004,"at":"2026-03-02T08:00:00Z"}}. */
final class WashTopic implements MeterTopic<Count> {
    private static final Map<String, Integer> FIELDS = JsonFields.slots("washer", "cycles", "at");

    @Override
    public String name() {
        return "usance.washing-counts";
    }

    @Override
    public Decoding<Count> decode(InboundRecord arrived) {
        return RecordBody.decode(
                arrived,
                FIELDS,
                "io.usance.washing-count.v1",
                fields -> {
                    String washer = RecordBody.meterId(arrived, fields, "washer");
                    Instant at = RecordBody.sampledAt(arrived, fields, "at");
                    long cycles =
                            Numbers.whole("cycles", fields.integerText("cycles"), 1_000_000_000);
                    return new Decoding.Decoded<>(washer, new Count(cycles, at));
                });
    }

    @Override
    public CountsRecorded command(String washer, List<Count> counts, Instant arrivedAt) {
        return new CountsRecorded(washer, List.copyOf(counts));
    }
}
