package io.usance.record.machine;

import io.usance.meter.machine.MachineReading;
import io.usance.meter.machine.MachineRefusal;
import io.usance.meter.machine.spec.PartQuality;
import io.usance.record.Condition;
import io.usance.record.Decoding;
import io.usance.record.Decoding.Decoded;
import io.usance.record.Identifiers;
import io.usance.record.InboundRecord;
import io.usance.record.JsonFields;
import io.usance.record.Numbers;
import io.usance.record.RecordBody;
import io.usance.record.Refusal;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Records of {@code usance.machine-readings} into readings. The format is {@code
 * schema/machine-reading.json}; unknown fields are ignored.
 *
 * <p>A record with several faults is refused for the first of: bytes, CloudEvents type, JSON,
 * identifiers, key, status, clock, time, epoch, sequence, values, state, quality. Whether registers
 * and states are the machine's is the machine's business. Thread-safe.
 */
public final class MachineReadingDecoder {

    /** Whole numbers up to here are exact in any JSON. */
    private static final long NUMBER_MAX = 1L << 53;

    private static final String EVENT_TYPE = "io.usance.machine-reading.v1";

    private static final Map<String, Integer> FIELDS =
            JsonFields.slots(
                    "machineId",
                    "deviceId",
                    "epoch",
                    "sequence",
                    "sampledAt",
                    "clock",
                    "values.*",
                    "state",
                    "quality",
                    "status");

    private static final String QUALITIES =
            Arrays.stream(PartQuality.values())
                    .map(PartQuality::name)
                    .collect(Collectors.joining(" "));

    /** The reading in a record, or why there is none. */
    public Decoding<MachineReading> decode(InboundRecord arrived) {
        return RecordBody.decode(arrived, FIELDS, EVENT_TYPE, fields -> reading(arrived, fields));
    }

    private static Decoding<MachineReading> reading(InboundRecord arrived, JsonFields fields)
            throws Refusal {
        String machineId = RecordBody.meterId(arrived, fields, "machineId");
        String deviceId = Identifiers.checked("deviceId", fields.text("deviceId"));
        Condition.check(fields);
        Instant sampledAt = RecordBody.sampledAt(arrived, fields, "sampledAt");
        String epoch = fields.optionalIntegerText("epoch");
        return new Decoded<>(
                machineId,
                new MachineReading(
                        deviceId,
                        epoch == null ? 0 : Numbers.whole("epoch", epoch, NUMBER_MAX),
                        Numbers.whole("sequence", fields.integerText("sequence"), NUMBER_MAX),
                        sampledAt,
                        values(fields.decimalTexts("values")),
                        state(fields.optionalText("state")),
                        quality(fields.optionalText("quality"))));
    }

    private static SortedMap<String, BigDecimal> values(SortedMap<String, String> texts)
            throws Refusal {
        SortedMap<String, BigDecimal> values = new TreeMap<>();
        for (Map.Entry<String, String> text : texts.entrySet()) {
            String register = Identifiers.checked("a name in values", text.getKey());
            values.put(register, Numbers.decimal("values." + register, text.getValue()));
        }
        return values;
    }

    private static @Nullable String state(@Nullable String text) throws Refusal {
        return text == null ? null : Identifiers.checked("state", text);
    }

    private static @Nullable PartQuality quality(@Nullable String text) throws Refusal {
        if (text == null) {
            return null;
        }
        for (PartQuality quality : PartQuality.values()) {
            if (quality.name().equals(text)) {
                return quality;
            }
        }
        throw new Refusal(
                MachineRefusal.QUALITY_UNKNOWN,
                "quality is " + Refusal.shown(text) + ", none of " + QUALITIES);
    }
}
