package io.usance.record.silo;

import io.usance.meter.silo.DeliveryNote;
import io.usance.quantity.Quantity;
import io.usance.record.DecodeReason;
import io.usance.record.Decoding;
import io.usance.record.Decoding.Decoded;
import io.usance.record.Headers;
import io.usance.record.InboundRecord;
import io.usance.record.JsonFields;
import io.usance.record.RecordBody;
import io.usance.record.Refusal;
import io.usance.record.Times;
import io.usance.record.silo.DeliveryRecord.Corrected;
import io.usance.record.silo.DeliveryRecord.Noted;
import io.usance.record.silo.DeliveryRecord.Voided;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records of {@code usance.deliveries}: delivery notes, and with {@code action} corrections of
 * them. The format is {@code schema/delivery.json}; unknown fields are ignored. A quantity finer
 * than a gram or a millilitre is rounded to it, half-even.
 *
 * <p>A record with several faults is refused for the first of: bytes, CloudEvents type, JSON,
 * identifiers, key, action, time, unit, quantity. Thread-safe.
 */
public final class DeliveryDecoder {

    private static final String EVENT_TYPE = "io.usance.delivery.v1";

    private static final Map<String, Integer> FIELDS =
            JsonFields.slots(
                    "siloId",
                    "noteId",
                    "deliveredAt",
                    "quantity",
                    "unit",
                    "action",
                    "correctionId",
                    "by",
                    "reason");

    /** What a record says, or why it is not taken. */
    public Decoding<DeliveryRecord> decode(InboundRecord arrived) {
        return decode(arrived.key(), arrived.value(), arrived.headers());
    }

    /**
     * What a record says, or why it is not taken.
     *
     * @param key null if the record has none
     * @param value null if the record has none
     */
    public Decoding<DeliveryRecord> decode(
            byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        try {
            JsonFields fields = RecordBody.fields(value, headers, FIELDS, EVENT_TYPE);
            String siloId = EntryFields.id(fields, "siloId");
            String noteId = EntryFields.id(fields, "noteId");
            RecordBody.checkKey(key, "siloId", siloId);
            return new Decoded<>(siloId, record(fields, noteId));
        } catch (Refusal refusal) {
            return refusal.asValue();
        }
    }

    private static DeliveryRecord record(JsonFields fields, String noteId) throws Refusal {
        String action = fields.optionalText("action");
        if (action == null) {
            Instant deliveredAt = Times.instant("deliveredAt", fields.text("deliveredAt"));
            return new Noted(
                    new DeliveryNote(
                            noteId, deliveredAt, EntryFields.positive(fields, "quantity")));
        }
        return switch (action) {
            case "CORRECT" -> corrected(fields, noteId);
            case "VOID" ->
                    new Voided(
                            noteId,
                            EntryFields.id(fields, "correctionId"),
                            EntryFields.id(fields, "by"),
                            EntryFields.reason(fields));
            default ->
                    throw new Refusal(
                            DecodeReason.UNKNOWN_KIND,
                            "action "
                                    + Refusal.shown(action)
                                    + " is neither CORRECT nor VOID; leave it out of a note");
        };
    }

    private static Corrected corrected(JsonFields fields, String noteId) throws Refusal {
        String id = EntryFields.id(fields, "correctionId");
        String by = EntryFields.id(fields, "by");
        String reason = EntryFields.reason(fields);
        Instant deliveredAt = EntryFields.optionalInstant(fields, "deliveredAt");
        Quantity quantity = EntryFields.optionalPositive(fields, "quantity");
        if (deliveredAt == null && quantity == null) {
            throw new Refusal(
                    DecodeReason.MISSING_FIELD,
                    "neither quantity nor deliveredAt; write what the note should say");
        }
        return new Corrected(noteId, deliveredAt, quantity, id, by, reason);
    }
}
