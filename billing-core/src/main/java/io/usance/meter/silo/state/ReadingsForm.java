package io.usance.meter.silo.state;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.usance.json.Json;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.SiloEvent.ReadingsRecorded;
import io.usance.period.InstantText;
import io.usance.quantity.DecimalText;
import io.usance.quantity.UnitOfMeasure;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stored form of readings: compact, because every reading ever taken is kept as evidence.
 *
 * <p>A reading is a row {@code [sequence step, milliseconds since the one before, "value"]}, the
 * first counted from 0 and 1970; a fourth text is the temperature, if there is one. Whenever
 * sensor, gateway batch, run of the counter, kind or unit change, a new block begins; the steps run
 * on across blocks. About 20 bytes per reading.
 */
final class ReadingsForm {
    private ReadingsForm() {}

    static void write(JsonGenerator out, ReadingsRecorded event) throws IOException {
        out.writeStringField("siloId", event.siloId());
        out.writeStringField("receivedAt", event.receivedAt().toString());
        if (event.rules() != null) {
            out.writeNumberField("rules", event.rules());
        }
        out.writeArrayFieldStart("blocks");
        long sequence = 0;
        long sampledAtMs = 0;
        Reading block = null;
        for (Reading reading : event.readings()) {
            if (block == null || !sameBlock(block, reading)) {
                if (block != null) {
                    endBlock(out);
                }
                startBlock(out, reading);
                block = reading;
            }
            out.writeStartArray();
            out.writeNumber(reading.sequence() - sequence);
            out.writeNumber(reading.sampledAt().toEpochMilli() - sampledAtMs);
            out.writeString(reading.value().toPlainString());
            if (reading.temperatureCel() != null) {
                out.writeString(reading.temperatureCel().toPlainString());
            }
            out.writeEndArray();
            sequence = reading.sequence();
            sampledAtMs = reading.sampledAt().toEpochMilli();
        }
        if (block != null) {
            endBlock(out);
        }
        out.writeEndArray();
    }

    private static boolean sameBlock(Reading a, Reading b) {
        return a.sensorId().equals(b.sensorId())
                && Objects.equals(a.batchId(), b.batchId())
                && Objects.equals(a.epoch(), b.epoch())
                && a.kind() == b.kind()
                && a.unit() == b.unit();
    }

    private static void startBlock(JsonGenerator out, Reading reading) throws IOException {
        out.writeStartObject();
        out.writeStringField("sensorId", reading.sensorId());
        if (reading.batchId() != null) {
            out.writeStringField("batchId", reading.batchId());
        }
        if (reading.epoch() != null) {
            out.writeStringField("epoch", reading.epoch());
        }
        out.writeStringField("kind", reading.kind().name());
        out.writeStringField("unit", reading.unit().code());
        out.writeArrayFieldStart("rows");
    }

    private static void endBlock(JsonGenerator out) throws IOException {
        out.writeEndArray();
        out.writeEndObject();
    }

    static ReadingsRecorded read(JsonNode node) {
        List<Reading> readings = new ArrayList<>();
        long sequence = 0;
        long sampledAtMs = 0;
        String siloId = Json.required(node, "siloId");
        Instant receivedAt = InstantText.parse(Json.required(node, "receivedAt"));
        for (JsonNode block : array(node, "blocks")) {
            for (JsonNode row : array(block, "rows")) {
                checkRow(row);
                sequence += row.get(0).longValue();
                sampledAtMs += row.get(1).longValue();
                readings.add(reading(block, row, sequence, sampledAtMs));
            }
        }
        @Nullable JsonNode rules = node.get("rules");
        return new ReadingsRecorded(
                siloId,
                List.copyOf(readings),
                receivedAt,
                rules == null ? null : Integer.valueOf(rules.intValue()));
    }

    private static JsonNode array(JsonNode node, String field) {
        JsonNode value = node.get(field);
        if (value == null || !value.isArray()) {
            throw new IllegalArgumentException("field " + field + " is missing or no array");
        }
        return value;
    }

    private static void checkRow(JsonNode row) {
        boolean fits =
                row.isArray()
                        && (row.size() == 3 || (row.size() == 4 && row.get(3).isTextual()))
                        && row.get(0).isIntegralNumber()
                        && row.get(1).isIntegralNumber()
                        && row.get(2).isTextual();
        if (!fits) {
            throw new IllegalArgumentException(
                    "a reading is [sequence step, milliseconds, \"value\"], not "
                            + row
                            + "; a fourth text is the temperature");
        }
    }

    private static Reading reading(JsonNode block, JsonNode row, long sequence, long sampledAtMs) {
        @Nullable JsonNode batchId = block.get("batchId");
        @Nullable JsonNode epoch = block.get("epoch");
        return new Reading(
                Json.required(block, "sensorId"),
                sequence,
                batchId == null ? null : batchId.textValue(),
                Instant.ofEpochMilli(sampledAtMs),
                ReadingKind.valueOf(Json.required(block, "kind")),
                DecimalText.parse(row.get(2).textValue()),
                UnitOfMeasure.of(Json.required(block, "unit")),
                row.size() == 4 ? DecimalText.parse(row.get(3).textValue()) : null,
                epoch == null ? null : epoch.textValue());
    }
}
