package io.usance.record.machine;

import io.usance.meter.machine.MachineReading;
import io.usance.meter.machine.spec.PartQuality;
import io.usance.record.JsonBytes;
import java.math.BigDecimal;
import java.util.Map;

/** Readings into records of {@code usance.machine-readings}, for senders and tests. */
public final class MachineReadingEncoder {

    private MachineReadingEncoder() {}

    /** Canonical JSON: UTF-8, fixed order of fields, no white space, no null. */
    public static byte[] encode(String machineId, MachineReading reading) {
        return JsonBytes.object(json -> {
            json.writeStringField("machineId", machineId);
            json.writeStringField("deviceId", reading.deviceId());
            if (reading.epoch() != 0) {
                json.writeNumberField("epoch", reading.epoch());
            }
            json.writeNumberField("sequence", reading.sequence());
            json.writeStringField("sampledAt", reading.sampledAt().toString());
            json.writeObjectFieldStart("values");
            for (Map.Entry<String, BigDecimal> value : reading.values().entrySet()) {
                json.writeStringField(value.getKey(), value.getValue().toPlainString());
            }
            json.writeEndObject();
            if (reading.state() != null) {
                json.writeStringField("state", reading.state());
            }
            PartQuality quality = reading.quality();
            if (quality != null) {
                json.writeStringField("quality", quality.name());
            }
        });
    }
}
