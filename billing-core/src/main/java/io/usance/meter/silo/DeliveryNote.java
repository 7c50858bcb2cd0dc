package io.usance.meter.silo;

import io.usance.failure.Checks;
import io.usance.quantity.Quantity;
import java.time.Instant;

/**
 * The weighed record of a delivery into a silo.
 *
 * @param noteId the supplier's document number, unique per silo
 * @param deliveredAt when the truck discharged, by the note
 * @param quantity weighed quantity, positive, in the silo's dimension
 */
public record DeliveryNote(String noteId, Instant deliveredAt, Quantity quantity) {
    public DeliveryNote {
        Checks.given(noteId, "deliveryNote.noteId");
        Checks.claimed(deliveredAt, "deliveryNote.deliveredAt");
        Checks.given(quantity, "deliveryNote.quantity");
    }

    /** Starts a note with the supplier's document number. */
    public static DeliveryNoteBuilder builder(String noteId) {
        return new DeliveryNoteBuilder(noteId);
    }
}
