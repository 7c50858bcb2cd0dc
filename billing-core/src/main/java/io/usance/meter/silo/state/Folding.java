package io.usance.meter.silo.state;

import io.usance.meter.silo.DeliveryCorrected;
import io.usance.meter.silo.DeliveryNote;
import io.usance.meter.silo.DeliveryVoided;
import io.usance.meter.silo.Doubt;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.SiloEntry;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.AdjustmentSource;
import io.usance.meter.silo.SiloEvent.ClosedPeriodCorrected;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.ContractAssigned;
import io.usance.meter.silo.SiloEvent.ContractEnded;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.DeliveryNotSeen;
import io.usance.meter.silo.SiloEvent.DeliveryNoteRecorded;
import io.usance.meter.silo.SiloEvent.DeliverySource;
import io.usance.meter.silo.SiloEvent.OpeningStockMeasured;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.SiloEvent.ReadingSetAside;
import io.usance.meter.silo.SiloEvent.ReadingsRecorded;
import io.usance.meter.silo.SiloEvent.SensorChanged;
import io.usance.meter.silo.SiloEvent.SequenceGapNoted;
import io.usance.meter.silo.SiloEvent.SiloRegistered;
import io.usance.meter.silo.SiloEvent.StockAdjusted;
import io.usance.meter.silo.StockEntered;
import io.usance.meter.silo.filter.BoundaryCapture;
import io.usance.meter.silo.filter.Refill;
import io.usance.meter.silo.filter.Sample;
import io.usance.meter.silo.filter.Shares;
import io.usance.meter.silo.filter.Stock;
import io.usance.metering.Assignment;
import io.usance.metering.MeteredKind;
import io.usance.quantity.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Folds events into the state. Never fails on what was stored. */
final class Folding {

    private Folding() {}

    /**
     * Folds an event into the state.
     *
     * <p>Readings run through the filters again. What was derived from them, and money rests on, is
     * taken from its own events, so that it stays as issued even when the filters are improved.
     */
    static void fold(SiloState state, SiloEvent event) {
        switch (event) {
            case SiloRegistered registered -> state.register(registered.spec(), registered.rules());
            case ContractAssigned assigned -> state.assign(Assignment.of(assigned));
            case ContractEnded ended -> state.ending(ended.contractId(), ended.endsAt());
            case ReadingsRecorded recorded -> {
                state.heard(recorded.receivedAt());
                state.offer(recorded.rules());
                recorded.readings().forEach(r -> take(state, r));
            }
            case DeliveryNoteRecorded recorded -> note(state, recorded);
            case DeliveryCounted counted -> counted(state, counted);
            case DeliveryNotSeen notSeen -> {
                NoteCorrecting.notSeen(state, notSeen);
                state.deliveries(state.deliveries().withoutNotes(List.of(notSeen.noteId())));
            }
            case DeliveryCorrected corrected -> {
                entered(state, corrected);
                NoteCorrecting.corrected(state, corrected);
            }
            case DeliveryVoided voided -> {
                entered(state, voided);
                NoteCorrecting.voided(state, voided);
            }
            case StockEntered entered -> {
                entered(state, entered);
                StockEntering.entered(state, entered);
                state.filter().explain(new SiloBooks(state));
            }
            case OpeningStockMeasured measured -> opened(state, measured);
            case ConsumptionMetered metered -> metered(state, metered);
            case SensorChanged changed -> changed(state, changed);
            case SequenceGapNoted gap -> new Counting(state).reported(gap);
            case SiloEvent.MeteringDoubted doubted -> doubted(state, doubted);
            case ReadingSetAside aside -> new Counting(state).reported(aside);
            case StockAdjusted adjusted -> adjusted(state, adjusted);
            case ClosedPeriodCorrected corrected -> corrected(state, corrected);
            case PeriodClosed closed -> closed(state, closed);
        }
    }

    private static void doubted(SiloState state, SiloEvent.MeteringDoubted event) {
        long fromMs = Sample.ms(event.from());
        state.filter().reported(event.doubt(), fromMs);
        if (event.doubt() == Doubt.DELIVERY_NOT_NOTED) {
            state.deliveries(state.deliveries().withNotNoted(fromMs));
        }
    }

    private static void take(SiloState state, Reading reading) {
        Sample sample = ReadingIntake.sample(state.specFor(reading), reading);
        if (sample != null) {
            state.take(reading, sample);
            ClosedPeriods.confirm(state);
        }
    }

    private static void metered(SiloState state, ConsumptionMetered event) {
        Ledger ledger = state.ledger();
        long total = event.periodTotal().milli();
        if (event.kind() != MeteredKind.CORRECTION) {
            state.ledger(ledger.issued(event.consumptionNo(), total));
            return;
        }
        state.ledger(
                event.bookedPeriodId() == null
                        ? ledger.issued(event.consumptionNo(), ledger.issued())
                        : ledger.issuedForClosed(
                                event.consumptionNo(), event.quantity().milli(), total));
        state.unbooked(state.unbooked().paid());
    }

    private static void note(SiloState state, DeliveryNoteRecorded recorded) {
        DeliveryNote note = recorded.note();
        OpenDeliveryNote open =
                new OpenDeliveryNote(
                        note.noteId(), Sample.ms(note.deliveredAt()), note.quantity().milli(), 0);
        state.deliveries(state.deliveries().withNote(open));
        NoteCorrecting.recorded(state, recorded);
    }

    private static void entered(SiloState state, SiloEntry event) {
        state.entries(state.entries().with(KnownEntries.of(event)));
    }

    private static void counted(SiloState state, DeliveryCounted event) {
        takeOutOfGap(state, event);
        book(state, event);
        if (NoteCorrecting.settled(state, event) || StockEntering.uncounted(state, event)) {
            return;
        }
        NoteCorrecting.counted(state, event);
        Refill.Status how =
                event.source() == DeliverySource.ESTIMATED
                        ? Refill.Status.ESTIMATED
                        : Refill.Status.WEIGHED;
        state.deliveries(
                state.deliveries()
                        .withCounted(
                                event.refillNo(),
                                how,
                                event.quantity().milli(),
                                event.noteIds(),
                                DeliveryPeriods.countedIn(
                                        state, event.periodId(), event.closedPeriodId()))
                        .withoutNotes(event.noteIds()));
    }

    /** What belongs to a closed period is charged in it, unless the first rules closed it late. */
    private static boolean isCharged(SiloState state, String contractId, String periodId) {
        LateClose known = state.unbooked().closed(contractId, periodId);
        return state.chargesClosed() && (known == null || known.account() != null);
    }

    private static void book(SiloState state, DeliveryCounted event) {
        long quantity = event.quantity().milli();
        String closedPeriodId = event.closedPeriodId();
        if (closedPeriodId == null || !isCharged(state, event.contractId(), closedPeriodId)) {
            state.ledger(delivered(state, event));
            if (closedPeriodId != null) {
                state.unbooked(state.unbooked().delivered(closedPeriodId, quantity));
            }
            return;
        }
        long replaced = replaced(state, event);
        boolean byPerson = event.enteredId() != null;
        // What a note says less is less uncertain by as much; no estimate, no uncertainty.
        long uncertainty =
                !byPerson
                        ? DeliveryCounting.uncertainty(event)
                        : replaced > 0 ? 0 : DeliveryCounting.weighed(quantity);
        long weighed = quantity - estimated(state, event);
        booked(
                state,
                event.contractId(),
                closedPeriodId,
                new ClosedPeriods.Booked(quantity, uncertainty, replaced, weighed));
    }

    /**
     * What belongs to a closed period is in the open one's books, unless its contract has ended.
     * The open period's own draw does not depend on it.
     */
    private static void booked(
            SiloState state,
            String contractId,
            String closedPeriodId,
            ClosedPeriods.Booked booked) {
        if (state.isUnder(contractId)) {
            state.ledger(state.ledger().adjusted(booked.milli(), 0));
        }
        ClosedPeriods.booked(state, contractId, closedPeriodId, booked);
    }

    /** Uncertainty of an estimate that a note replaces; 0 if it replaces none. */
    private static long replaced(SiloState state, DeliveryCounted event) {
        Refill refill = state.deliveries().refill(event.refillNo());
        return refill != null && isEstimated(refill) ? refill.uncertainty() : 0;
    }

    private static boolean isEstimated(Refill refill) {
        return refill.status() == Refill.Status.ESTIMATED;
    }

    /** Events stored before there were adjustments counted all among the deliveries. */
    private static Ledger delivered(SiloState state, DeliveryCounted event) {
        long quantity = event.quantity().milli();
        long uncertainty = DeliveryCounting.uncertainty(event);
        String closedPeriodId = event.closedPeriodId();
        if (closedPeriodId != null
                && state.unbooked().isLate(closedPeriodId)
                && event.refillNo() > 0) {
            // The closing did not contain it, what is measured now does.
            return state.ledger().adjusted(quantity, uncertainty);
        }
        if (closedPeriodId != null) {
            return state.ledger().adjustedForClosed(quantity, uncertainty);
        }
        boolean earlier =
                DeliveryPeriods.isOfEarlierPeriod(state, event.refillNo(), event.noteIds());
        return state.ledger().delivered(quantity, uncertainty, estimated(state, event), earlier);
    }

    /** By how much more of the deliveries is as the level shows it. */
    private static long estimated(SiloState state, DeliveryCounted event) {
        if (state.filter().isByFirstRules()) {
            return 0;
        }
        Refill refill = state.deliveries().refill(event.refillNo());
        return switch (event.source()) {
            case ESTIMATED -> event.quantity().milli();
            case WEIGHED -> 0;
            case CORRECTION -> refill != null && isEstimated(refill) ? -refill.counted() : 0;
        };
    }

    private static void changed(SiloState state, SensorChanged event) {
        Quantity stated = event.statedAdjustment();
        SensorChange change =
                new SensorChange(
                        event.changeNo(),
                        event.kind(),
                        event.sensor(),
                        Sample.ms(event.from()),
                        stated == null ? null : stated.milli());
        state.segments(state.segments().announced(change));
    }

    private static void adjusted(SiloState state, StockAdjusted event) {
        long quantity = event.quantity().milli();
        long uncertainty = event.expandedUncertainty().milli();
        String closedPeriodId = event.closedPeriodId();
        if (closedPeriodId == null) {
            state.ledger(state.ledger().adjusted(quantity, uncertainty));
        } else if (isCharged(state, event.contractId(), closedPeriodId)) {
            booked(
                    state,
                    event.contractId(),
                    closedPeriodId,
                    new ClosedPeriods.Booked(quantity, uncertainty, 0, 0));
        } else {
            adjustedForClosed(state, event, closedPeriodId);
        }
        StockEntering.adjusted(state, event);
    }

    /** By the first rules the open period is charged. */
    private static void adjustedForClosed(
            SiloState state, StockAdjusted event, String closedPeriodId) {
        long quantity = event.quantity().milli();
        long uncertainty = event.expandedUncertainty().milli();
        boolean late = event.refillNo() != null && state.unbooked().isLate(closedPeriodId);
        state.ledger(
                late
                        ? state.ledger().adjusted(quantity, uncertainty)
                        : state.ledger().adjustedForClosed(quantity, uncertainty));
        state.unbooked(state.unbooked().delivered(closedPeriodId, quantity));
    }

    /**
     * A delivery hidden between two segments is part of the measured shift already. Its delivery
     * note counts it as what it is, and takes it out of the shift.
     */
    private static void takeOutOfGap(SiloState state, DeliveryCounted event) {
        if (event.refillNo() > 0) {
            return;
        }
        Entries.Pending pending = state.entries().pending();
        if (pending != null) {
            Entries.KnownNote was = pending.was();
            takeOutOfGap(state, event, was.atMs(), was.milli(), event.quantity().milli());
            return;
        }
        for (String noteId : event.noteIds()) {
            OpenDeliveryNote note = state.deliveries().openNote(noteId);
            if (note != null) {
                takeOutOfGap(state, event, note.deliveredAtMs(), note.milli(), note.milli());
            }
        }
    }

    private static void takeOutOfGap(
            SiloState state, DeliveryCounted event, long atMs, long milli, long counted) {
        Unbooked.Gap gap = gapOf(state, atMs, milli);
        if (gap != null) {
            state.unbooked(
                    state.unbooked()
                            .with(
                                    new Adjustment(
                                            gap.changeNo(),
                                            AdjustmentSource.DELIVERY_WITHIN,
                                            -counted,
                                            0,
                                            gap.fromMs(),
                                            gap.toMs(),
                                            state.contract().periodStartMs(),
                                            null,
                                            state.chargesClosed()
                                                    ? event.closedPeriodId()
                                                    : null)));
        }
    }

    /** A note's time may be an hour off; for one the level would not show, it is all we have. */
    private static Unbooked.@Nullable Gap gapOf(SiloState state, long atMs, long milli) {
        boolean visible = milli > state.filter().tolerances().detectable();
        return state.unbooked().gapAt(atMs, visible ? OpenDeliveryNote.NEAR_MS : 0);
    }

    private static void corrected(SiloState state, ClosedPeriodCorrected event) {
        LateClose late = state.unbooked().closed(event.contractId(), event.closedPeriodId());
        if (late != null && late.account() != null) {
            ClosedPeriods.measured(state, event);
            return;
        }
        state.ledger(state.ledger().displacedBy(event.quantity().milli()));
        state.unbooked(state.unbooked().corrected(event.closedPeriodId()));
    }

    private static void opened(SiloState state, OpeningStockMeasured event) {
        BoundaryCapture capture = state.filter().capture(Sample.ms(event.at()));
        state.filter().opened(capture, Sample.ms(event.at()));
        state.filter().adopt();
        int contained = state.filter().refillNo(Sample.ms(event.at()));
        state.ledger(
                state.ledger()
                        .opened(
                                event.stock().milli(),
                                event.expandedUncertainty().milli(),
                                shares(state, state.filter().stock(Sample.ms(event.at()))),
                                contained));
        state.unbooked(
                state.unbooked()
                        .opened(
                                event.contractId(),
                                event.stock().milli(),
                                event.expandedUncertainty().milli()));
        state.deliveries(
                state.deliveries()
                        .withPrior(contained, refill -> state.endedAt(refill.startMs()) != null));
        state.unbooked(state.unbooked().withoutWaitingBefore(state.contract().meteringFromMs()));
        state.dropCapturesBefore(state.contract().periodEndMs());
    }

    private static Shares shares(SiloState state, @Nullable Stock stock) {
        return stock == null || state.filter().isByFirstRules() ? Shares.NONE : stock.shares();
    }

    /**
     * A measured closing is the next opening with its own uncertainty. A book stock carried on has
     * the uncertainty it came with, and how far it is from the measured one is remembered as
     * belonging to another period.
     */
    private static void closed(SiloState state, PeriodClosed event) {
        Ledger ledger = state.ledger();
        long closing = event.closing().milli();
        long carried = closing - event.measuredClosing().milli();
        boolean book = event.carried() || event.negative();
        Stock measured = state.closingStock();
        long uncertainty = book ? ledger.bookUncertainty() : measured.uncertainty();
        Shares shares = book ? ledger.level().opening() : shares(state, measured);
        int contained = ledger.openingKnown() ? state.closingRefillNo() : ledger.refillNo();
        BoundaryCapture capture = state.filter().capture(state.contract().periodEndMs());
        boolean unread = capture == null || !capture.ready();
        boolean late = ledger.openingKnown() ? unread : state.chargesClosed();
        LateClose remembered = remembered(state, event, late);
        state.ledger(ledger.closed(closing, uncertainty, shares, carried, contained));
        state.filter().opened(capture, state.contract().periodEndMs());
        state.filter().adopt();
        if (remembered != null) {
            state.unbooked(state.unbooked().with(remembered));
        }
        state.nextPeriod();
    }

    /** What is to be remembered of the period that closes; null if nothing. */
    private static @Nullable LateClose remembered(
            SiloState state, PeriodClosed event, boolean late) {
        long closing = event.closing().milli();
        if (state.chargesClosed()) {
            long measured = event.measuredClosing().milli();
            return ClosedPeriods.remembered(state, state.ledger(), closing, measured, late);
        }
        return late
                ? new LateClose(event.periodId(), state.contract().periodEndMs(), closing)
                : null;
    }
}
