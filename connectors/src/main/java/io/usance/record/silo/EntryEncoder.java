package io.usance.record.silo;

import com.fasterxml.jackson.core.JsonGenerator;
import io.usance.quantity.Quantity;
import io.usance.record.JsonBytes;
import io.usance.record.silo.DeliveryRecord.Corrected;
import io.usance.record.silo.DeliveryRecord.Noted;
import io.usance.record.silo.DeliveryRecord.Voided;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What people enter into records, for simulators and tests; canonical as {@link DeliveryEncoder}.
 */
public final class EntryEncoder {

    private EntryEncoder() {}

    /** Of {@code usance.deliveries}. */
    public static byte[] encode(String siloId, DeliveryRecord record) {
        return switch (record) {
            case Noted noted -> DeliveryEncoder.encode(siloId, noted.note());
            case Corrected c ->
                    JsonBytes.object(json -> {
                        head(json, siloId, c.noteId(), "CORRECT", c.id());
                        tail(json, c.by(), c.reason());
                        if (c.deliveredAt() != null) {
                            json.writeStringField("deliveredAt", c.deliveredAt().toString());
                        }
                        if (c.quantity() != null) {
                            quantity(json, "quantity", c.quantity());
                            unit(json, c.quantity());
                        }
                    });
            case Voided none ->
                    JsonBytes.object(json -> {
                        head(json, siloId, none.noteId(), "VOID", none.id());
                        tail(json, none.by(), none.reason());
                    });
        };
    }

    /** Of {@code usance.stock-changes}. */
    public static byte[] encode(String siloId, StockRecord record) {
        return JsonBytes.object(json -> {
            json.writeStringField("siloId", siloId);
            json.writeStringField("entryId", record.id());
            json.writeStringField(
                    "change", record.change() == null ? "TRANSFER" : record.change().name());
            if (record.toSiloId() != null) {
                json.writeStringField("toSiloId", record.toSiloId());
            }
            json.writeStringField("happenedAt", record.happenedAt().toString());
            quantity(json, "quantity", record.quantity());
            unit(json, record.quantity());
            quantity(json, "uncertainty", record.uncertainty());
            quantity(json, "shown", record.shown());
            tail(json, record.by(), record.reason());
        });
    }

    private static void head(
            JsonGenerator json, String siloId, String noteId, String action, String id)
            throws IOException {
        json.writeStringField("siloId", siloId);
        json.writeStringField("noteId", noteId);
        json.writeStringField("action", action);
        json.writeStringField("correctionId", id);
    }

    private static void tail(JsonGenerator json, String by, String reason) throws IOException {
        json.writeStringField("by", by);
        json.writeStringField("reason", reason);
    }

    private static void quantity(JsonGenerator json, String field, @Nullable Quantity quantity)
            throws IOException {
        if (quantity != null) {
            json.writeStringField(field, quantity.baseText());
        }
    }

    private static void unit(JsonGenerator json, Quantity quantity) throws IOException {
        json.writeStringField("unit", quantity.dimension().baseUnitCode());
    }
}
