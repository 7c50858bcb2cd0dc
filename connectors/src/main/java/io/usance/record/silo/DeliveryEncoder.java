package io.usance.record.silo;

import io.usance.meter.silo.DeliveryNote;
import io.usance.record.JsonBytes;

/** Delivery notes into records of {@code usance.deliveries}, for simulators and tests. */
public final class DeliveryEncoder {

    private DeliveryEncoder() {}

    /** Canonical JSON: UTF-8, fixed order of fields, no white space; quantity in kg or L. */
    public static byte[] encode(String siloId, DeliveryNote note) {
        return JsonBytes.object(json -> {
            json.writeStringField("siloId", siloId);
            json.writeStringField("noteId", note.noteId());
            json.writeStringField("deliveredAt", note.deliveredAt().toString());
            json.writeStringField("quantity", note.quantity().baseText());
            json.writeStringField("unit", note.quantity().dimension().baseUnitCode());
        });
    }
}
