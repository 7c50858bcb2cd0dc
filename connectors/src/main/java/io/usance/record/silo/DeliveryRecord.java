package io.usance.record.silo;

import io.usance.meter.silo.DeliveryNote;
import io.usance.meter.silo.Entered;
import io.usance.meter.silo.SiloCommand;
import io.usance.quantity.Quantity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a record of {@code usance.deliveries} says: a delivery note, or a correction of one. */
public sealed interface DeliveryRecord {

    /** The number of the note it is, or is about. */
    String noteId();

    /** The command that has it recorded. */
    SiloCommand command(String siloId, Instant arrivedAt);

    /** A delivery note. */
    record Noted(DeliveryNote note) implements DeliveryRecord {
        @Override
        public String noteId() {
            return note.noteId();
        }

        @Override
        public SiloCommand command(String siloId, Instant arrivedAt) {
            return new SiloCommand.RecordDelivery(siloId, note, arrivedAt);
        }
    }

    /**
     * What a note should have said.
     *
     * @param deliveredAt null: as it was
     * @param quantity null: as it was; not both
     */
    record Corrected(
            String noteId,
            @Nullable Instant deliveredAt,
            @Nullable Quantity quantity,
            String id,
            String by,
            String reason)
            implements DeliveryRecord {
        @Override
        public SiloCommand command(String siloId, Instant arrivedAt) {
            return new SiloCommand.CorrectDelivery(
                    siloId,
                    noteId,
                    deliveredAt,
                    quantity,
                    new Entered(id, by, reason, arrivedAt, true));
        }
    }

    /** A note that is none. */
    record Voided(String noteId, String id, String by, String reason) implements DeliveryRecord {
        @Override
        public SiloCommand command(String siloId, Instant arrivedAt) {
            return new SiloCommand.VoidDelivery(
                    siloId, noteId, new Entered(id, by, reason, arrivedAt, true));
        }
    }
}
