package io.usance.record.silo;

import io.usance.meter.silo.StockChange;
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
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records of {@code usance.stock-changes}: what a person knows of a stock. The format is {@code
 * schema/stock-change.json}; unknown fields are ignored.
 *
 * <p>A record with several faults is refused for the first of: bytes, CloudEvents type, JSON,
 * identifiers, key, change, time, unit, quantities. Thread-safe.
 */
public final class StockDecoder {

    private static final String EVENT_TYPE = "io.usance.stock-change.v1";
    private static final String TRANSFER = "TRANSFER";

    private static final Map<String, Integer> FIELDS =
            JsonFields.slots(
                    "siloId",
                    "entryId",
                    "change",
                    "toSiloId",
                    "happenedAt",
                    "quantity",
                    "unit",
                    "uncertainty",
                    "shown",
                    "by",
                    "reason");

    /** What a record says, or why it is not taken. */
    public Decoding<StockRecord> decode(InboundRecord arrived) {
        return decode(arrived.key(), arrived.value(), arrived.headers());
    }

    /**
     * What a record says, or why it is not taken.
     *
     * @param key null if the record has none
     * @param value null if the record has none
     */
    public Decoding<StockRecord> decode(
            byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        try {
            JsonFields fields = RecordBody.fields(value, headers, FIELDS, EVENT_TYPE);
            String siloId = EntryFields.id(fields, "siloId");
            RecordBody.checkKey(key, "siloId", siloId);
            return new Decoded<>(siloId, record(fields, siloId));
        } catch (Refusal refusal) {
            return refusal.asValue();
        }
    }

    private static StockRecord record(JsonFields fields, String siloId) throws Refusal {
        String id = EntryFields.id(fields, "entryId");
        String by = EntryFields.id(fields, "by");
        String reason = EntryFields.reason(fields);
        StockChange change = change(fields.text("change"));
        String toSiloId = change == null ? EntryFields.id(fields, "toSiloId") : null;
        if (siloId.equals(toSiloId)) {
            throw new Refusal(
                    DecodeReason.BAD_IDENTIFIER,
                    "toSiloId " + Refusal.shown(siloId) + " is the silo it comes from");
        }
        boolean counted = change == StockChange.STOCK_TAKE;
        Instant happenedAt = Times.instant("happenedAt", fields.text("happenedAt"));
        Quantity quantity =
                counted
                        ? EntryFields.fromZero(fields, "quantity")
                        : EntryFields.positive(fields, "quantity");
        return new StockRecord(
                change,
                quantity,
                EntryFields.optionalFromZero(fields, "uncertainty"),
                counted ? EntryFields.optionalFromZero(fields, "shown") : null,
                toSiloId,
                happenedAt,
                id,
                by,
                reason);
    }

    /** Null of a transfer. */
    private static @Nullable StockChange change(String text) throws Refusal {
        if (text.equals(TRANSFER)) {
            return null;
        }
        for (StockChange change : StockChange.values()) {
            if (change.name().equals(text) && !change.isTransfer()) {
                return change;
            }
        }
        throw new Refusal(
                DecodeReason.UNKNOWN_KIND,
                "change "
                        + Refusal.shown(text)
                        + " is none of STOCK_TAKE, SPILL, SAMPLE, WRITE_OFF, FOUND, TRANSFER");
    }
}
