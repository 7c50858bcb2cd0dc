package io.usance.meter.silo.state;

import io.usance.meter.silo.DeliveryCorrected;
import io.usance.meter.silo.DeliveryNote;
import io.usance.meter.silo.DeliveryVoided;
import io.usance.meter.silo.Entered;
import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.SiloCommand.AdjustStock;
import io.usance.meter.silo.SiloCommand.CorrectDelivery;
import io.usance.meter.silo.SiloCommand.MoveStock;
import io.usance.meter.silo.SiloCommand.VoidDelivery;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.StockChange;
import io.usance.meter.silo.StockEntered;
import io.usance.meter.silo.filter.Plateau;
import io.usance.meter.silo.filter.Sample;
import io.usance.meter.silo.state.Entries.Fate;
import io.usance.meter.silo.state.Entries.KnownEntry;
import io.usance.meter.silo.state.Entries.KnownNote;
import io.usance.metering.Decision.Refusal;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether what a person enters is taken, and as what. */
final class Entering {

    /** Uncertainty (k = 2) of what left or came, if none is given: as of a weighed note. */
    private static final long WEIGHED_DIVISOR = 1_000;

    /** What the level showed then is known of so short a time before or after. */
    private static final long SHOWN_MS = 3_600_000L;

    private final SiloState state;
    private final Entered entered;

    private Entering(SiloState state, Entered entered) {
        this.state = state;
        this.entered = entered;
    }

    /**
     * What came of an entry.
     *
     * @param event null if it is refused, or known already
     * @param refusal null if it is not refused
     */
    record Verdict(@Nullable SiloEvent event, @Nullable Refusal refusal) {
        static final Verdict KNOWN = new Verdict(null, null);
    }

    static Verdict judge(SiloState state, CorrectDelivery command) {
        return new Entering(state, command.entered())
                .judge(KnownEntries.of(command), entering -> entering.corrected(command));
    }

    static Verdict judge(SiloState state, VoidDelivery command) {
        return new Entering(state, command.entered())
                .judge(KnownEntries.of(command), entering -> entering.voided(command));
    }

    static Verdict judge(SiloState state, AdjustStock command) {
        return new Entering(state, command.entered())
                .judge(
                        KnownEntries.of(command),
                        entering ->
                                entering.stock(
                                        command.change(),
                                        command.quantity(),
                                        command.expandedUncertainty(),
                                        command.shown(),
                                        null,
                                        command.happenedAt()));
    }

    static Verdict judge(SiloState state, MoveStock command) {
        return new Entering(state, command.entered())
                .judge(
                        KnownEntries.of(command),
                        entering ->
                                entering.stock(
                                        command.change(),
                                        command.quantity(),
                                        command.expandedUncertainty(),
                                        null,
                                        command.otherSiloId(),
                                        command.happenedAt()));
    }

    private interface Rule {
        Verdict of(Entering entering);
    }

    private Verdict judge(KnownEntry given, Rule rule) {
        if (state.registered() == null) {
            return new Verdict(null, Refusals.UNKNOWN);
        }
        KnownEntry known = state.entries().entry(given.id());
        if (known != null) {
            return known.isSame(given) ? Verdict.KNOWN : conflict(known);
        }
        if (state.assigned() == null) {
            return refused(
                    RefusalReason.NO_CONTRACT,
                    "silo " + state.spec().siloId() + " has no contract");
        }
        return rule.of(this);
    }

    private Verdict conflict(KnownEntry known) {
        return refused(
                RefusalReason.ENTRY_CONFLICT,
                "%s is the id of something else already: %s, %s, %s by %s, %s; write another id"
                        .formatted(
                                known.id(),
                                known.what(),
                                quantity(known.milli()),
                                Instant.ofEpochMilli(known.atMs()),
                                known.by(),
                                known.reason()));
    }

    // ---- notes ----

    private Verdict corrected(CorrectDelivery command) {
        Quantity quantity = command.quantity();
        Refusal refusal = quantity == null ? null : refusal(quantity);
        KnownNote note = state.entries().note(command.noteId());
        if (refusal != null || note == null || note.fate() == Fate.VOIDED) {
            return refusal != null
                    ? new Verdict(null, refusal)
                    : unknown(command.noteId(), note != null);
        }
        if (isFull(note)) {
            return tooMany();
        }
        Instant at = command.deliveredAt();
        if (at != null && (losesRise(note, Sample.ms(at)) || isBeforeRises(note, Sample.ms(at)))) {
            return tooOldToMove(note);
        }
        DeliveryNote was = said(note);
        DeliveryNote now =
                new DeliveryNote(
                        note.noteId(),
                        command.deliveredAt() == null
                                ? was.deliveredAt()
                                : Instant.ofEpochMilli(Sample.ms(command.deliveredAt())),
                        quantity == null ? was.quantity() : quantity);
        return taken(
                new DeliveryCorrected(
                        command.siloId(), state.contract().contractId(), was, now, entered));
    }

    /** It would be one more note that waits. */
    private boolean isFull(KnownNote note) {
        return note.fate() != Fate.WAITING
                && state.deliveries().openNotes().size() >= Deliveries.OPEN_NOTES_MAX;
    }

    private Verdict voided(VoidDelivery command) {
        KnownNote note = state.entries().note(command.noteId());
        if (note == null || note.fate() == Fate.VOIDED) {
            return unknown(command.noteId(), note != null);
        }
        if (state.deliveries().hasForgotten(countedFor(note))) {
            return tooOldToMove(note);
        }
        return taken(
                new DeliveryVoided(
                        command.siloId(), state.contract().contractId(), said(note), entered));
    }

    private static int countedFor(KnownNote note) {
        return note.fate() == Fate.COUNTED ? note.refillNo() : 0;
    }

    /** Of a rise that is forgotten nothing is left that could be estimated without the note. */
    private boolean losesRise(KnownNote note, long atMs) {
        return state.deliveries().hasForgotten(countedFor(note))
                && Math.abs(atMs - note.atMs()) > OpenDeliveryNote.NEAR_MS;
    }

    /** The rise it would count for is forgotten, if there was one. */
    private boolean isBeforeRises(KnownNote note, long atMs) {
        return Math.abs(atMs - note.atMs()) > OpenDeliveryNote.NEAR_MS
                && state.deliveries().isBeforeRises(atMs);
    }

    private Verdict tooOldToMove(KnownNote note) {
        return refused(
                RefusalReason.DELIVERY_NOTE_TOO_OLD,
                "of delivery note %s, %s of %s, the rise of the level is not among the newest %d; correct its quantity alone, or adjust the stock"
                        .formatted(
                                note.noteId(),
                                quantity(note.milli()),
                                Instant.ofEpochMilli(note.atMs()),
                                Deliveries.REFILLS_MAX));
    }

    private DeliveryNote said(KnownNote note) {
        return new DeliveryNote(
                note.noteId(), Instant.ofEpochMilli(note.atMs()), quantity(note.milli()));
    }

    private Verdict unknown(String noteId, boolean voided) {
        if (voided) {
            return refused(
                    RefusalReason.DELIVERY_NOTE_VOIDED,
                    "delivery note %s was declared void; send the delivery as a note with another number"
                            .formatted(noteId));
        }
        return state.deliveries().knows(noteId)
                ? refused(
                        RefusalReason.DELIVERY_NOTE_TOO_OLD,
                        "delivery note %s is of an earlier contract, or not among the newest %d; adjust the stock instead"
                                .formatted(noteId, Entries.NOTES_MAX))
                : refused(
                        RefusalReason.UNKNOWN_DELIVERY_NOTE,
                        "delivery note %s is not recorded; send it first, or correct its number"
                                .formatted(noteId));
    }

    // ---- stock ----

    private Verdict stock(
            StockChange change,
            Quantity quantity,
            @Nullable Quantity uncertainty,
            @Nullable Quantity shown,
            @Nullable String otherSiloId,
            Instant happenedAt) {
        Refusal refusal = refusal(quantity);
        refusal = refusal == null && uncertainty != null ? refusal(uncertainty) : refusal;
        refusal = refusal == null ? useless(change, quantity, uncertainty) : refusal;
        refusal = refusal == null && shown != null ? refusal(shown) : refusal;
        refusal = refusal == null ? time(happenedAt) : refusal;
        refusal = refusal == null && shown != null ? notShown(shown, happenedAt) : refusal;
        if (refusal != null) {
            return new Verdict(null, refusal);
        }
        if (state.entries().moves().size() + state.unbooked().waiting().size()
                >= Entries.WAITING_MAX) {
            return tooMany();
        }
        boolean counted = change == StockChange.STOCK_TAKE;
        Quantity level = counted && shown == null ? shownAt(Sample.ms(happenedAt)) : shown;
        if (counted && level == null) {
            return refused(
                    RefusalReason.LEVEL_NOT_KNOWN,
                    "what the level showed at %s is not known%s; write it down with the stock-take"
                            .formatted(happenedAt, newest()));
        }
        return taken(
                new StockEntered(
                        state.spec().siloId(),
                        state.contract().contractId(),
                        change,
                        quantity,
                        uncertainty == null ? uncertainty(change, quantity) : uncertainty,
                        level,
                        otherSiloId,
                        Instant.ofEpochMilli(Sample.ms(happenedAt)),
                        entered));
    }

    private Quantity uncertainty(StockChange change, Quantity quantity) {
        return change == StockChange.STOCK_TAKE
                ? quantity(state.filter().tolerances().resolution())
                : quantity(quantity.milli() / WEIGHED_DIVISOR);
    }

    /** By the newest group of readings, or by the opening of the period; null if by neither. */
    private @Nullable Quantity shownAt(long atMs) {
        Plateau newest = state.filter().newestPlateau();
        if (newest != null && Math.abs(newest.atMs() - atMs) <= SHOWN_MS) {
            return quantity(newest.milli());
        }
        boolean opening =
                state.ledger().openingKnown()
                        && Math.abs(state.contract().periodStartMs() - atMs) <= SHOWN_MS;
        return opening ? quantity(state.ledger().opening()) : null;
    }

    /** Readings before and after say what the level showed: not that. */
    private @Nullable Refusal notShown(Quantity shown, Instant happenedAt) {
        long atMs = Sample.ms(happenedAt);
        List<Sample> near =
                state.filter().newestSamples().stream()
                        .filter(sample -> Math.abs(sample.atMs() - atMs) <= SHOWN_MS)
                        .toList();
        boolean before = near.stream().anyMatch(sample -> sample.atMs() <= atMs);
        boolean after = near.stream().anyMatch(sample -> sample.atMs() >= atMs);
        if (!before || !after) {
            return null;
        }
        long band = state.filter().tolerances().deadBand();
        long least = near.stream().mapToLong(Sample::milli).min().orElseThrow();
        long most = near.stream().mapToLong(Sample::milli).max().orElseThrow();
        return shown.milli() >= least - band && shown.milli() <= most + band
                ? null
                : Refusals.refused(
                        RefusalReason.OUT_OF_RANGE,
                        "the level showed %s to %s about %s, not %s; write what it showed, or leave it out"
                                .formatted(quantity(least), quantity(most), happenedAt, shown));
    }

    private String newest() {
        Plateau newest = state.filter().newestPlateau();
        return newest == null ? "" : ", only that of " + Instant.ofEpochMilli(newest.atMs());
    }

    private @Nullable Refusal time(Instant happenedAt) {
        long atMs = Sample.ms(happenedAt);
        if (happenedAt.isAfter(entered.at())) {
            return Refusals.refused(
                    RefusalReason.FUTURE_TIME,
                    "%s is after it was entered, %s".formatted(happenedAt, entered.at()));
        }
        if (atMs < state.contract().meteringFromMs()) {
            return Refusals.refused(
                    RefusalReason.BEFORE_METERING,
                    "%s is before contract %s began to meter, %s: the opening stock has it already"
                            .formatted(
                                    happenedAt,
                                    state.contract().contractId(),
                                    state.contract().meteringFrom()));
        }
        if (atMs >= state.contract().endsAtMs()) {
            return Refusals.refused(
                    RefusalReason.NO_CONTRACT,
                    "at %s the silo has left contract %s"
                            .formatted(happenedAt, state.contract().contractId()));
        }
        return null;
    }

    // ---- both ----

    private @Nullable Refusal unit(Quantity quantity) {
        return quantity.dimension() == state.spec().dimension()
                ? null
                : Refusals.refused(
                        RefusalReason.UNIT_MISMATCH,
                        quantity
                                + " in a silo metered in "
                                + state.spec().dimension().baseUnitCode());
    }

    private @Nullable Refusal refusal(Quantity quantity) {
        Refusal unit = unit(quantity);
        long most = state.spec().capacity().milli() + state.filter().tolerances().range();
        if (unit == null && (quantity.milli() < 0 || quantity.milli() > most)) {
            return Refusals.refused(
                    RefusalReason.OUT_OF_RANGE,
                    "%s in a silo that holds %s; the unit may be wrong"
                            .formatted(quantity, state.spec().capacity()));
        }
        return unit;
    }

    /** What is not known better than this says nothing, and would hide all that is drawn. */
    private static @Nullable Refusal useless(
            StockChange change, Quantity quantity, @Nullable Quantity uncertainty) {
        return uncertainty == null
                        || change == StockChange.STOCK_TAKE
                        || uncertainty.milli() <= quantity.milli()
                ? null
                : Refusals.refused(
                        RefusalReason.OUT_OF_RANGE,
                        "an uncertainty of %s of a quantity of %s; write at most the quantity"
                                .formatted(uncertainty, quantity));
    }

    private Verdict tooMany() {
        return refused(
                RefusalReason.TOO_MANY_ENTRIES,
                "%d entries of silo %s wait for readings already; enter it when they are booked"
                        .formatted(Entries.WAITING_MAX, state.spec().siloId()));
    }

    private static Verdict taken(SiloEvent event) {
        return new Verdict(event, null);
    }

    private static Verdict refused(RefusalReason reason, String detail) {
        return new Verdict(null, Refusals.refused(reason, detail));
    }

    private Quantity quantity(long milli) {
        return new Quantity(milli, state.spec().dimension());
    }
}
