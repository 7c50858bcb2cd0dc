package io.usance.record.silo;

import io.usance.meter.silo.DeliveryCorrected;
import io.usance.meter.silo.DeliveryVoided;
import io.usance.meter.silo.Entered;
import io.usance.meter.silo.StockEntered;
import io.usance.quantity.Quantity;

/** Says in one plain line what a person entered, who it was, and why. */
public final class EntryWords {

    private EntryWords() {}

    public static String of(DeliveryCorrected event) {
        return "note %s said %s at %s and says %s at %s now%s"
                .formatted(
                        event.note().noteId(),
                        shown(event.was().quantity()),
                        event.was().deliveredAt(),
                        shown(event.note().quantity()),
                        event.note().deliveredAt(),
                        by(event.entered()));
    }

    public static String of(DeliveryVoided event) {
        return "note %s over %s is void%s"
                .formatted(
                        event.note().noteId(), shown(event.note().quantity()), by(event.entered()));
    }

    public static String of(StockEntered event) {
        String what =
                switch (event.change()) {
                    case STOCK_TAKE ->
                            "%s were counted where the level showed %s"
                                    .formatted(
                                            shown(event.quantity()),
                                            event.shown() == null
                                                    ? "nothing"
                                                    : shown(event.shown()));
                    case SPILL -> shown(event.quantity()) + " were spilled";
                    case SAMPLE -> shown(event.quantity()) + " were taken as a sample";
                    case WRITE_OFF -> shown(event.quantity()) + " were written off";
                    case FOUND -> shown(event.quantity()) + " came in without a delivery";
                    case TRANSFER_OUT ->
                            shown(event.quantity()) + " went to silo " + event.otherSiloId();
                    case TRANSFER_IN ->
                            shown(event.quantity()) + " came from silo " + event.otherSiloId();
                };
        return what + " at " + event.happenedAt() + by(event.entered());
    }

    private static String by(Entered entered) {
        return "; %s by %s on %s: %s"
                .formatted(entered.id(), entered.by(), entered.at(), entered.reason());
    }

    private static String shown(Quantity quantity) {
        return quantity.baseText() + " " + quantity.dimension().baseUnitCode();
    }
}
