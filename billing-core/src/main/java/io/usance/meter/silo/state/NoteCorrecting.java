package io.usance.meter.silo.state;

import io.usance.meter.silo.DeliveryCorrected;
import io.usance.meter.silo.DeliveryVoided;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.DeliveryNotSeen;
import io.usance.meter.silo.SiloEvent.DeliveryNoteRecorded;
import io.usance.meter.silo.filter.Plateau;
import io.usance.meter.silo.filter.Refill;
import io.usance.meter.silo.filter.Sample;
import io.usance.meter.silo.state.Entries.Fate;
import io.usance.meter.silo.state.Entries.KnownNote;
import io.usance.meter.silo.state.Entries.Pending;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Delivery notes that a person put right or declared void.
 *
 * <p>One rule for all states: the balance is as if the note had said so from the beginning. A note
 * that counts for the same rise of the level as before is corrected by the difference; else what it
 * counted is taken back, and it is decided as one that has just come.
 */
final class NoteCorrecting {
    private final SiloState state;
    private final Pending pending;
    private final @Nullable Refill refill;
    private final DeliveryCounting counting;

    private NoteCorrecting(SiloState state, Pending pending) {
        this.state = state;
        this.pending = pending;
        int refillNo = pending.was().refillNo();
        this.refill = refillNo == 0 ? null : state.deliveries().refill(refillNo);
        this.counting = new DeliveryCounting(state);
    }

    // ---- what becomes of notes ----

    /** Logs of earlier releases lead to what they led to: of them no notes are kept. */
    static void recorded(SiloState state, DeliveryNoteRecorded event) {
        if (state.filter().isByFirstRules()) {
            return;
        }
        if (!state.isUnder(event.contractId())) {
            // Of a contract that has ended; its notes cannot be corrected any more.
            return;
        }
        state.entries(
                state.entries()
                        .withNew(
                                new KnownNote(
                                        event.note().noteId(),
                                        Sample.ms(event.note().deliveredAt()),
                                        event.note().quantity().milli(),
                                        Fate.WAITING,
                                        0,
                                        false)));
    }

    /** Before the rise knows of it. */
    static void counted(SiloState state, DeliveryCounted event) {
        Refill refill = state.deliveries().refill(event.refillNo());
        boolean faint = refill != null && refill.slight();
        for (String noteId : event.noteIds()) {
            KnownNote note = state.entries().note(noteId);
            if (note != null && note.fate() == Fate.WAITING) {
                state.entries(
                        state.entries().with(note.became(Fate.COUNTED, event.refillNo(), faint)));
            }
        }
    }

    static void notSeen(SiloState state, DeliveryNotSeen event) {
        KnownNote note = state.entries().note(event.noteId());
        if (note != null) {
            state.entries(state.entries().with(note.became(Fate.NOT_SEEN, 0, false)));
        }
    }

    // ---- corrections ----

    static void corrected(SiloState state, DeliveryCorrected event) {
        KnownNote was = state.entries().note(event.note().noteId());
        if (was == null) {
            return;
        }
        long atMs = Sample.ms(event.note().deliveredAt());
        long milli = event.note().quantity().milli();
        if (was.fate() == Fate.COUNTED) {
            state.entries(
                    state.entries()
                            .with(new Pending(was, false, atMs, milli, event.entered().id())));
        } else {
            reopened(state, was.saying(atMs, milli));
        }
    }

    static void voided(SiloState state, DeliveryVoided event) {
        KnownNote was = state.entries().note(event.note().noteId());
        if (was == null) {
            return;
        }
        if (was.fate() == Fate.COUNTED) {
            state.entries(
                    state.entries()
                            .with(
                                    new Pending(
                                            was,
                                            true,
                                            was.atMs(),
                                            was.milli(),
                                            event.entered().id())));
        } else {
            state.deliveries(state.deliveries().withoutNotes(List.of(was.noteId())));
            state.entries(state.entries().with(was.became(Fate.VOIDED, 0, false)));
        }
    }

    /** It waits as one that has just come. */
    private static void reopened(SiloState state, KnownNote note) {
        OpenDeliveryNote open = state.deliveries().openNote(note.noteId());
        int after =
                open != null && open.deliveredAtMs() == note.atMs()
                        ? open.readingsAfter()
                        : readingsAfter(state, note.atMs());
        state.deliveries(
                state.deliveries()
                        .withoutNotes(List.of(note.noteId()))
                        .reopened(
                                new OpenDeliveryNote(
                                        note.noteId(), note.atMs(), note.milli(), after)));
        state.entries(state.entries().with(note.became(Fate.WAITING, 0, false)));
    }

    /** A group of readings behind its window has shown all there is to see of it. */
    static int readingsAfter(SiloState state, long atMs) {
        Plateau newest = state.filter().newestPlateau();
        return newest != null && newest.atMs() >= atMs + OpenDeliveryNote.WINDOW_MS
                ? Plateau.GROUP
                : 0;
    }

    // ---- counting them again ----

    /** What a correction changes in what was counted; null if nothing. */
    static @Nullable DeliveryCounted next(SiloState state) {
        Pending pending = state.entries().pending();
        return pending == null ? null : new NoteCorrecting(state, pending).difference();
    }

    private DeliveryCounted difference() {
        KnownNote was = pending.was();
        long milli = (stays() ? pending.milli() : 0) - was.milli();
        return counting.corrected(
                refill,
                was.refillNo(),
                was.atMs(),
                List.of(was.noteId()),
                milli,
                pending.enteredId());
    }

    /** It counts for the same rise as before, or as before for none. */
    private boolean stays() {
        KnownNote was = pending.was();
        if (pending.voided()) {
            return false;
        }
        OpenDeliveryNote now =
                new OpenDeliveryNote(was.noteId(), pending.atMs(), pending.milli(), Plateau.GROUP);
        boolean sameTime = Math.abs(pending.atMs() - was.atMs()) <= OpenDeliveryNote.NEAR_MS;
        if (was.refillNo() == 0) {
            long visible = state.filter().tolerancesAt(was.atMs()).detectable();
            boolean wasVisible = was.milli() > visible;
            return sameTime && (wasVisible || pending.milli() <= visible);
        }
        if (refill == null) {
            return sameTime;
        }
        Refill nearest = state.deliveries().nearest(now);
        return nearest != null && nearest.no() == refill.no();
    }

    /**
     * The correction has been booked.
     *
     * @return false if the event is of no correction
     */
    static boolean settled(SiloState state, DeliveryCounted event) {
        Pending pending = state.entries().pending();
        if (pending == null || !pending.enteredId().equals(event.enteredId())) {
            return false;
        }
        new NoteCorrecting(state, pending).settle(event);
        return true;
    }

    private void settle(DeliveryCounted event) {
        boolean stays = stays();
        KnownNote was = pending.was();
        state.entries(state.entries().with((Pending) null));
        Deliveries deliveries =
                state.deliveries()
                        .withCorrected(
                                was.refillNo(),
                                was.noteId(),
                                event.quantity().milli(),
                                stays,
                                was.faint());
        state.deliveries(counting.withoutFormerParts(deliveries, was.refillNo()));
        KnownNote now = was.saying(pending.atMs(), pending.milli());
        if (stays) {
            state.entries(state.entries().with(now));
        } else if (pending.voided()) {
            state.entries(state.entries().with(was.became(Fate.VOIDED, 0, false)));
        } else {
            reopened(state, now);
        }
    }
}
