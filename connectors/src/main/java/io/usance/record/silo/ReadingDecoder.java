package io.usance.record.silo;

import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.quantity.UnitOfMeasure;
import io.usance.record.Condition;
import io.usance.record.DecodeReason;
import io.usance.record.Decoding;
import io.usance.record.Decoding.Decoded;
import io.usance.record.Headers;
import io.usance.record.Identifiers;
import io.usance.record.InboundRecord;
import io.usance.record.JsonFields;
import io.usance.record.Numbers;
import io.usance.record.RecordBody;
import io.usance.record.Refusal;
import io.usance.record.Times;
import io.usance.record.Units;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Records of {@code usance.readings} into readings. The format is {@code schema/reading.json};
 * unknown fields are ignored.
 *
 * <p>A record with several faults is refused for the first of: bytes, CloudEvents type, JSON,
 * identifiers, key, status, clock, time, sequence, kind, unit, value, temperature. A missing
 * sequence is the silo's business, which knows whether the sensor has a counter. Thread-safe.
 */
public final class ReadingDecoder {

    private static final String EVENT_TYPE = "io.usance.reading.v1";

    private static final Map<String, Integer> FIELDS =
            JsonFields.slots(
                    "siloId",
                    "sensorId",
                    "sequence",
                    "epoch",
                    "batchId",
                    "sampledAt",
                    "clock",
                    "kind",
                    "value",
                    "unit",
                    "temperatureCel",
                    "status");

    private static final String KINDS =
            Arrays.stream(ReadingKind.values())
                    .map(ReadingKind::name)
                    .collect(Collectors.joining(" "));

    /** Colder and hotter than anything that is kept in a silo or tank. */
    private static final BigDecimal TEMPERATURE_CEL_MIN = BigDecimal.valueOf(-273);

    private static final BigDecimal TEMPERATURE_CEL_MAX = BigDecimal.valueOf(1_000);

    /** The reading in a record, or why there is none. */
    public Decoding<Reading> decode(InboundRecord arrived) {
        return decode(arrived.key(), arrived.value(), arrived.headers());
    }

    /**
     * The reading in a record, or why there is none.
     *
     * @param key null if the record has none
     * @param value null if the record has none
     */
    public Decoding<Reading> decode(
            byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        try {
            JsonFields fields = RecordBody.fields(value, headers, FIELDS, EVENT_TYPE);
            String siloId = Identifiers.checked("siloId", fields.text("siloId"));
            String sensorId = Identifiers.checked("sensorId", fields.text("sensorId"));
            String batchId = fields.optionalText("batchId");
            if (batchId != null) {
                Identifiers.checked("batchId", batchId);
            }
            String epoch = fields.optionalNameText("epoch");
            if (epoch != null) {
                Identifiers.checked("epoch", epoch);
            }
            RecordBody.checkKey(key, "siloId", siloId);
            Condition.check(fields);
            Instant sampledAt = Times.instant("sampledAt", fields.text("sampledAt"));
            String digits = fields.optionalIntegerText("sequence");
            long sequence =
                    digits == null
                            ? Reading.NO_SEQUENCE
                            : Numbers.whole("sequence", digits, Long.MAX_VALUE);
            ReadingKind kind = kind(fields.text("kind"));
            UnitOfMeasure unit = unit(fields.text("unit"), kind);
            BigDecimal measured = Numbers.decimal("value", fields.decimalText("value"));
            Numbers.checkedQuantity("value", measured, unit);
            return new Decoded<>(
                    siloId,
                    new Reading(
                            sensorId,
                            sequence,
                            batchId,
                            sampledAt,
                            kind,
                            measured,
                            unit,
                            temperature(fields),
                            epoch));
        } catch (Refusal refusal) {
            return refusal.asValue();
        }
    }

    private static ReadingKind kind(String name) throws Refusal {
        for (ReadingKind kind : ReadingKind.values()) {
            if (kind.name().equals(name)) {
                return kind;
            }
        }
        throw new Refusal(
                DecodeReason.UNKNOWN_KIND, "kind " + Refusal.shown(name) + " is none of " + KINDS);
    }

    private static @Nullable BigDecimal temperature(JsonFields fields) throws Refusal {
        String text = fields.optionalDecimalText("temperatureCel");
        if (text == null) {
            return null;
        }
        BigDecimal temperature = Numbers.decimal("temperatureCel", text);
        if (temperature.compareTo(TEMPERATURE_CEL_MIN) < 0
                || temperature.compareTo(TEMPERATURE_CEL_MAX) > 0) {
            throw new Refusal(
                    DecodeReason.ABSURD_NUMBER,
                    "temperatureCel is "
                            + Refusal.shown(text)
                            + ", not within "
                            + TEMPERATURE_CEL_MIN
                            + " to "
                            + TEMPERATURE_CEL_MAX);
        }
        return temperature;
    }

    private static UnitOfMeasure unit(String code, ReadingKind kind) throws Refusal {
        UnitOfMeasure unit = Units.ofCode(code);
        if (unit.dimension() != kind.dimension()) {
            throw new Refusal(
                    DecodeReason.UNKNOWN_UNIT,
                    "%s is a unit of %s, not of %s; send one of %s"
                            .formatted(
                                    code,
                                    unit.dimension(),
                                    kind,
                                    UnitOfMeasure.codes(kind.dimension()::equals)));
        }
        return unit;
    }
}
