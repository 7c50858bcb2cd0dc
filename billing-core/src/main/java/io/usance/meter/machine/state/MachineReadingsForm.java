package io.usance.meter.machine.state;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.usance.json.Json;
import io.usance.meter.machine.MachineEvent.MachineReadingsRecorded;
import io.usance.meter.machine.MachineReading;
import io.usance.meter.machine.spec.PartQuality;
import io.usance.period.InstantText;
import io.usance.quantity.DecimalText;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Stored form of readings: compact, because every reading ever taken is kept as evidence.
 *
 * <p>A reading is a row {@code [sequence step, milliseconds since the one before, "value", …]}, the
 * first counted from 0 and 1970, with a value for each register that its block names. Whenever
 * device, epoch, state, quality or the registers read change, a new block begins; the steps run on
 * across blocks.
 */
final class MachineReadingsForm {
    private MachineReadingsForm() {}

    static void write(JsonGenerator out, MachineReadingsRecorded event) throws IOException {
        out.writeStringField("machineId", event.machineId());
        out.writeStringField("receivedAt", event.receivedAt().toString());
        out.writeArrayFieldStart("blocks");
        long sequence = 0;
        long sampledAtMs = 0;
        MachineReading block = null;
        for (MachineReading reading : event.readings()) {
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
            for (BigDecimal value : reading.values().values()) {
                out.writeString(value.toPlainString());
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

    private static boolean sameBlock(MachineReading a, MachineReading b) {
        return a.deviceId().equals(b.deviceId())
                && a.epoch() == b.epoch()
                && Objects.equals(a.state(), b.state())
                && a.quality() == b.quality()
                && a.values().keySet().equals(b.values().keySet());
    }

    private static void startBlock(JsonGenerator out, MachineReading reading) throws IOException {
        out.writeStartObject();
        out.writeStringField("deviceId", reading.deviceId());
        out.writeNumberField("epoch", reading.epoch());
        if (reading.state() != null) {
            out.writeStringField("state", reading.state());
        }
        PartQuality quality = reading.quality();
        if (quality != null) {
            out.writeStringField("quality", quality.name());
        }
        out.writeArrayFieldStart("registers");
        for (String register : reading.values().keySet()) {
            out.writeString(register);
        }
        out.writeEndArray();
        out.writeArrayFieldStart("rows");
    }

    private static void endBlock(JsonGenerator out) throws IOException {
        out.writeEndArray();
        out.writeEndObject();
    }

    static MachineReadingsRecorded read(JsonNode node) {
        List<MachineReading> readings = new ArrayList<>();
        long sequence = 0;
        long sampledAtMs = 0;
        String machineId = Json.required(node, "machineId");
        Instant receivedAt = InstantText.parse(Json.required(node, "receivedAt"));
        for (JsonNode block : array(node, "blocks")) {
            List<String> registers = new ArrayList<>();
            array(block, "registers").forEach(name -> registers.add(name.asText()));
            for (JsonNode row : array(block, "rows")) {
                checkRow(row, registers.size());
                sequence += row.get(0).longValue();
                sampledAtMs += row.get(1).longValue();
                readings.add(reading(block, registers, row, sequence, sampledAtMs));
            }
        }
        return new MachineReadingsRecorded(machineId, List.copyOf(readings), receivedAt);
    }

    private static JsonNode array(JsonNode node, String field) {
        JsonNode value = node.get(field);
        if (value == null || !value.isArray()) {
            throw new IllegalArgumentException("field " + field + " is missing or no array");
        }
        return value;
    }

    private static void checkRow(JsonNode row, int registers) {
        boolean fits =
                row.isArray()
                        && row.size() == 2 + registers
                        && row.get(0).isIntegralNumber()
                        && row.get(1).isIntegralNumber();
        if (!fits) {
            throw new IllegalArgumentException(
                    "a reading is [sequence step, milliseconds, \"value\" of each register], not "
                            + row);
        }
    }

    private static MachineReading reading(
            JsonNode block, List<String> registers, JsonNode row, long sequence, long sampledAtMs) {
        SortedMap<String, BigDecimal> values = new TreeMap<>();
        for (int i = 0; i < registers.size(); i++) {
            values.put(registers.get(i), DecimalText.parse(row.get(2 + i).asText()));
        }
        String quality = text(block, "quality");
        return new MachineReading(
                Json.required(block, "deviceId"),
                Long.parseLong(Json.required(block, "epoch")),
                sequence,
                Instant.ofEpochMilli(sampledAtMs),
                values,
                text(block, "state"),
                quality == null ? null : PartQuality.valueOf(quality));
    }

    private static @Nullable String text(JsonNode block, String field) {
        JsonNode value = block.get(field);
        return value == null ? null : value.textValue();
    }
}
