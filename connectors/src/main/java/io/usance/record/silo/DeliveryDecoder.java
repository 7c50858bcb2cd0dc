package io.usance.record.silo;

import io.usance.meter.silo.DeliveryNote;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
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
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records of {@code usance.deliveries} into delivery notes. The format is {@code
 * schema/delivery.json}; unknown fields are ignored. A quantity finer than a gram or a millilitre
 * is rounded to it, half-even.
 *
 * <p>A record with several faults is refused for the first of: bytes, CloudEvents type, JSON,
 * identifiers, key, time, unit, quantity. Thread-safe.
 */
public final class DeliveryDecoder {

    static final String EVENT_TYPE = "io.usance.delivery.v1";

    private static final Map<String, Integer> FIELDS =
            JsonFields.slots("siloId", "noteId", "deliveredAt", "quantity", "unit");

    /** The delivery note in a record, or why there is none. */
    public Decoding<DeliveryNote> decode(InboundRecord arrived) {
        return decode(arrived.key(), arrived.value(), arrived.headers());
    }

    /**
     * The delivery note in a record, or why there is none.
     *
     * @param key null if the record has none
     * @param value null if the record has none
     */
    public Decoding<DeliveryNote> decode(
            byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        try {
            JsonFields fields = RecordBody.fields(value, headers, FIELDS, EVENT_TYPE);
            String siloId = Identifiers.checked("siloId", fields.text("siloId"));
            String noteId = Identifiers.checked("noteId", fields.text("noteId"));
            RecordBody.checkKey(key, "siloId", siloId);
            Instant deliveredAt = Times.instant("deliveredAt", fields.text("deliveredAt"));
            UnitOfMeasure unit = Units.ofMaterial(fields.text("unit"));
            Quantity quantity = positive(fields.decimalText("quantity"), unit);
            return new Decoded<>(siloId, new DeliveryNote(noteId, deliveredAt, quantity));
        } catch (Refusal refusal) {
            return refusal.asValue();
        }
    }

    private static Quantity positive(String text, UnitOfMeasure unit) throws Refusal {
        BigDecimal value = Numbers.decimal("quantity", text);
        Quantity quantity = Quantity.of(Numbers.checkedQuantity("quantity", value, unit), unit);
        if (quantity.milli() <= 0) {
            throw new Refusal(
                    DecodeReason.NEGATIVE_QUANTITY,
                    "quantity " + Refusal.shown(text) + " " + unit.code() + " is not above zero");
        }
        return quantity;
    }
}
