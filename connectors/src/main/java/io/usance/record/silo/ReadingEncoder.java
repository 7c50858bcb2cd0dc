package io.usance.record.silo;

import io.usance.meter.silo.Reading;
import io.usance.record.JsonBytes;

/** Readings into records of {@code usance.readings}, for simulators and tests. */
public final class ReadingEncoder {

    private ReadingEncoder() {}

    /** Canonical JSON: UTF-8, fixed order of fields, no white space, no null. */
    public static byte[] encode(String siloId, Reading reading) {
        return JsonBytes.object(json -> {
            json.writeStringField("siloId", siloId);
            json.writeStringField("sensorId", reading.sensorId());
            if (reading.sequence() != Reading.NO_SEQUENCE) {
                json.writeNumberField("sequence", reading.sequence());
            }
            if (reading.epoch() != null) {
                json.writeStringField("epoch", reading.epoch());
            }
            if (reading.batchId() != null) {
                json.writeStringField("batchId", reading.batchId());
            }
            json.writeStringField("sampledAt", reading.sampledAt().toString());
            json.writeStringField("kind", reading.kind().name());
            json.writeStringField("value", reading.value().toPlainString());
            json.writeStringField("unit", reading.unit().code());
            if (reading.temperatureCel() != null) {
                json.writeStringField("temperatureCel", reading.temperatureCel().toPlainString());
            }
        });
    }
}
