package io.usance.meter.silo;

import static java.util.Objects.requireNonNull;

import io.usance.failure.Checks;
import io.usance.failure.InvalidInputException;
import io.usance.quantity.Quantity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes a {@link DeliveryNote}, which says what each part means; all of them are needed. */
public final class DeliveryNoteBuilder {
    private final @Nullable String noteId;
    private @Nullable Instant deliveredAt;
    private @Nullable Quantity quantity;

    DeliveryNoteBuilder(@Nullable String noteId) {
        this.noteId = noteId;
    }

    /** When the truck discharged, by the note. */
    public DeliveryNoteBuilder deliveredAt(Instant at) {
        deliveredAt = at;
        return this;
    }

    /** As weighed, more than zero. */
    public DeliveryNoteBuilder quantity(Quantity weighed) {
        quantity = weighed;
        return this;
    }

    /**
     * @throws InvalidInputException if something was not set, or is not possible; it names all of
     *     it
     */
    public DeliveryNote build() {
        Checks checks = new Checks("deliveryNote");
        checks.isId(noteId, "noteId")
                .isSet(deliveredAt, "deliveredAt")
                .isSet(quantity, "quantity")
                .that(
                        quantity == null || quantity.milli() > 0,
                        "quantity",
                        quantity + "; write more than zero")
                .require();
        return new DeliveryNote(
                requireNonNull(noteId), requireNonNull(deliveredAt), requireNonNull(quantity));
    }
}
