package io.usance.meter.silo.state;

import io.usance.meter.silo.DeliveryCorrected;
import io.usance.meter.silo.DeliveryNote;
import io.usance.meter.silo.DeliveryVoided;
import io.usance.meter.silo.Entered;
import io.usance.meter.silo.SiloCommand.AdjustStock;
import io.usance.meter.silo.SiloCommand.CorrectDelivery;
import io.usance.meter.silo.SiloCommand.MoveStock;
import io.usance.meter.silo.SiloCommand.VoidDelivery;
import io.usance.meter.silo.SiloEntry;
import io.usance.meter.silo.StockEntered;
import io.usance.meter.silo.filter.Sample;
import io.usance.meter.silo.state.Entries.KnownEntry;
import io.usance.quantity.Quantity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What was entered, and what is entered now, in one form: so that a repetition is known. */
final class KnownEntries {

    private KnownEntries() {}

    static KnownEntry of(SiloEntry event) {
        return switch (event) {
            case StockEntered e ->
                    entry(
                            e.entered(),
                            e.otherSiloId() == null
                                    ? e.change().name()
                                    : e.change() + " " + e.otherSiloId(),
                            e.quantity(),
                            e.expandedUncertainty(),
                            e.shown(),
                            e.happenedAt());
            case DeliveryCorrected e -> note("CORRECT ", e.note(), e.entered());
            case DeliveryVoided e -> note("VOID ", e.note(), e.entered());
        };
    }

    private static KnownEntry note(String what, DeliveryNote note, Entered entered) {
        return entry(
                entered, what + note.noteId(), note.quantity(), null, null, note.deliveredAt());
    }

    static KnownEntry of(CorrectDelivery c) {
        return entry(
                c.entered(), "CORRECT " + c.noteId(), c.quantity(), null, null, c.deliveredAt());
    }

    static KnownEntry of(VoidDelivery c) {
        return entry(c.entered(), "VOID " + c.noteId(), null, null, null, null);
    }

    static KnownEntry of(AdjustStock c) {
        return entry(
                c.entered(),
                c.change().name(),
                c.quantity(),
                c.expandedUncertainty(),
                c.shown(),
                c.happenedAt());
    }

    static KnownEntry of(MoveStock c) {
        return entry(
                c.entered(),
                c.change() + " " + c.otherSiloId(),
                c.quantity(),
                c.expandedUncertainty(),
                null,
                c.happenedAt());
    }

    private static KnownEntry entry(
            Entered entered,
            String what,
            @Nullable Quantity quantity,
            @Nullable Quantity uncertainty,
            @Nullable Quantity shown,
            @Nullable Instant at) {
        return new KnownEntry(
                entered.id(),
                what,
                orAny(quantity),
                orAny(uncertainty),
                orAny(shown),
                at == null ? KnownEntry.ANY : Sample.ms(at),
                entered.by(),
                entered.reason(),
                null);
    }

    private static long orAny(@Nullable Quantity quantity) {
        return quantity == null ? KnownEntry.ANY : quantity.milli();
    }
}
