package io.usance.meter.silo;

import io.usance.meter.silo.SiloCommand.AssignContract;
import io.usance.meter.silo.SiloCommand.ClosePeriod;
import io.usance.meter.silo.SiloCommand.EndContract;
import io.usance.meter.silo.SiloCommand.RecordDelivery;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.SiloCommand.ReplaceSensor;
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
import io.usance.meter.silo.filter.BoundaryCapture;
import io.usance.meter.silo.filter.Refill;
import io.usance.meter.silo.filter.Sample;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.Decision;
import io.usance.metering.Outcome;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The pure part of metering: commands to events, events to state. No clock, no randomness, no
 * floating point: the same commands in the same order give the same events, bit for bit, and how
 * readings are cut into commands makes no difference to what is metered.
 */
public final class Metering {

    private Metering() {}

    /**
     * What a command leads to. The state is not changed.
     *
     * @throws SiloConflictException if a silo or contract is set up again with other values
     */
    public static Decision<SiloEvent> decide(SiloState state, SiloCommand command) {
        return handle(state, command).decision();
    }

    /**
     * As {@link #decide}, with the state after it. Readings run through the filters to be decided
     * on already; a caller that keeps the state need not run them through again.
     *
     * @throws SiloConflictException if a silo or contract is set up again with other values
     */
    public static Outcome<SiloState, SiloEvent> handle(SiloState state, SiloCommand command) {
        return switch (command) {
            case RegisterSilo register -> evolved(state, register(state, register));
            case AssignContract assign -> evolved(state, assign(state, assign));
            case EndContract end -> evolved(state, end(state, end));
            case ReplaceSensor replace -> evolved(state, new Recording(state).replace(replace));
            case RecordReadings record -> recorded(state, r -> r.readings(record));
            case RecordDelivery record -> recorded(state, r -> r.delivery(record));
            case ClosePeriod close -> recorded(state, r -> r.close(close));
        };
    }

    private static Outcome<SiloState, SiloEvent> evolved(
            SiloState before, Decision<SiloEvent> decision) {
        if (decision.events().isEmpty()) {
            return new Outcome<>(decision, before);
        }
        SiloState after = before.copy();
        decision.events().forEach(event -> evolve(after, event));
        return new Outcome<>(decision, after);
    }

    private static Outcome<SiloState, SiloEvent> recorded(
            SiloState before, Function<Recording, Decision<SiloEvent>> command) {
        Recording recording = new Recording(before);
        Decision<SiloEvent> decision = command.apply(recording);
        return new Outcome<>(decision, decision.events().isEmpty() ? before : recording.state());
    }

    /**
     * Folds an event into the state.
     *
     * <p>Readings run through the filters again. What was derived from them, and money rests on, is
     * taken from its own events, so that it stays as issued even when the filters are improved.
     *
     * @return {@code state}, changed
     */
    public static SiloState evolve(SiloState state, SiloEvent event) {
        switch (event) {
            case SiloRegistered registered -> state.register(registered.spec());
            case ContractAssigned assigned -> state.assign(Contract.of(assigned));
            case ContractEnded ended -> state.ending(ended.contractId(), ended.endsAt());
            case ReadingsRecorded recorded -> recorded.readings().forEach(r -> take(state, r));
            case DeliveryNoteRecorded recorded -> note(state, recorded);
            case DeliveryCounted counted -> counted(state, counted);
            case DeliveryNotSeen notSeen ->
                    state.deliveries(state.deliveries().withoutNotes(List.of(notSeen.noteId())));
            case OpeningStockMeasured measured -> opened(state, measured);
            case ConsumptionMetered metered ->
                    state.ledger(
                            state.ledger()
                                    .issued(
                                            metered.consumptionNo(),
                                            metered.periodTotal().milli()));
            case SensorChanged changed -> changed(state, changed);
            case SequenceGapNoted noted -> state.noted(noted.sensorId(), noted.firstSequence());
            case ReadingSetAside aside -> state.notedSetAside(aside.sequence());
            case StockAdjusted adjusted -> adjusted(state, adjusted);
            case ClosedPeriodCorrected corrected -> corrected(state, corrected);
            case PeriodClosed closed -> closed(state, closed);
        }
        return state;
    }

    /**
     * The level that a reading shows, as metering sees it: in the silo's dimension, by density if
     * need be; empty if unit or size do not fit the silo.
     */
    public static Optional<Quantity> levelOf(SiloSpec spec, Reading reading) {
        Sample sample = ReadingIntake.sample(spec, reading);
        return sample == null
                ? Optional.empty()
                : Optional.of(new Quantity(sample.milli(), spec.dimension()));
    }

    private static Decision<SiloEvent> register(SiloState state, RegisterSilo command) {
        SiloSpec present = state.registered();
        if (present == null) {
            return Decision.of(List.of(new SiloRegistered(command.spec(), command.at())));
        }
        if (!present.equals(command.spec()) && !isWatched(state, command.spec())) {
            throw new SiloConflictException(command.siloId(), present, command.spec());
        }
        return Decision.of(List.of());
    }

    /** The specification as it is now or will be with the sensor announced. */
    private static boolean isWatched(SiloState state, SiloSpec spec) {
        SensorChange next = state.segments().next();
        return spec.equals(state.spec())
                || (next != null && spec.equals(state.spec().withSensor(next.sensor())));
    }

    private static Decision<SiloEvent> assign(SiloState state, AssignContract command) {
        if (!state.isRegistered()) {
            return Recording.unknownSilo();
        }
        if (state.handover().isKnown(command)) {
            return Decision.of(List.of());
        }
        Contract before = state.lastAssigned();
        if (before != null && before.isAssignedBy(command)) {
            return Decision.of(List.of());
        }
        if (before != null && !canFollow(state, before, command.meteringFrom())) {
            throw new SiloConflictException(command.siloId(), before, command);
        }
        return Decision.of(
                List.of(
                        new ContractAssigned(
                                command.siloId(),
                                command.contractId(),
                                command.calendar(),
                                command.meteringFrom(),
                                command.at())));
    }

    /** The stock at its beginning must be known, or still to come. */
    private static boolean canFollow(SiloState state, Contract before, Instant meteringFrom) {
        long fromMs = meteringFrom.toEpochMilli();
        boolean known = fromMs > state.continuity().clockMs() || state.captureOf(fromMs) != null;
        return before.endsAtMs() <= fromMs && state.handover().following() == null && known;
    }

    private static Decision<SiloEvent> end(SiloState state, EndContract command) {
        if (!state.isRegistered()) {
            return Recording.unknownSilo();
        }
        Contract present = state.assigned();
        if (state.handover().isEnded(present, command)) {
            return Decision.of(List.of());
        }
        Contract ending = state.assigned(command.contractId());
        String problem =
                ending == null
                        ? "silo "
                                + command.siloId()
                                + " is under "
                                + (present == null ? "no contract" : present.contractId())
                                + ", not under "
                                + command.contractId()
                        : ending.endProblem(command.endsAt());
        return problem == null
                ? Decision.of(
                        List.of(
                                new ContractEnded(
                                        command.siloId(),
                                        command.contractId(),
                                        command.endsAt(),
                                        command.at())))
                : Recording.refusing(RefusalReason.CONTRACT_END_REFUSED, problem);
    }

    private static void take(SiloState state, Reading reading) {
        Sample sample = ReadingIntake.sample(state.specFor(reading), reading);
        if (sample != null) {
            state.take(reading, sample);
        }
    }

    private static void note(SiloState state, DeliveryNoteRecorded recorded) {
        DeliveryNote note = recorded.note();
        OpenNote open =
                new OpenNote(
                        note.noteId(),
                        SiloState.toMs(note.deliveredAt()),
                        note.quantity().milli(),
                        0);
        state.deliveries(state.deliveries().withNote(open));
    }

    private static void counted(SiloState state, DeliveryCounted event) {
        takeOutOfGap(state, event);
        long quantity = event.quantity().milli();
        state.ledger(delivered(state, event));
        state.deliveredLate(event.closedPeriodId(), quantity);
        Refill.Status how =
                event.source() == DeliverySource.ESTIMATED
                        ? Refill.Status.ESTIMATED
                        : Refill.Status.WEIGHED;
        state.deliveries(
                state.deliveries()
                        .withCounted(event.refillNo(), how, quantity, event.noteIds())
                        .withoutNotes(event.noteIds()));
    }

    /** Events stored before there were adjustments counted all among the deliveries. */
    private static Ledger delivered(SiloState state, DeliveryCounted event) {
        long quantity = event.quantity().milli();
        long uncertainty = DeliveryCounting.uncertainty(event);
        String closedPeriodId = event.closedPeriodId();
        if (closedPeriodId != null && state.isLate(closedPeriodId) && event.refillNo() > 0) {
            // The closing did not contain it, what is measured now does.
            return state.ledger().adjusted(quantity, uncertainty);
        }
        if (closedPeriodId != null) {
            return state.ledger().adjustedForClosed(quantity, uncertainty);
        }
        boolean earlier =
                DeliveryCounting.isOfEarlierPeriod(state, event.refillNo(), event.noteIds());
        return state.ledger().delivered(quantity, uncertainty, earlier);
    }

    private static void changed(SiloState state, SensorChanged event) {
        Quantity stated = event.statedAdjustment();
        SensorChange change =
                new SensorChange(
                        event.changeNo(),
                        event.kind(),
                        event.sensor(),
                        SiloState.toMs(event.from()),
                        stated == null ? null : stated.milli());
        state.segments(state.segments().announced(change));
    }

    private static void adjusted(SiloState state, StockAdjusted event) {
        state.ledger(
                state.ledger()
                        .adjusted(event.quantity().milli(), event.expandedUncertainty().milli()));
        state.segments(state.segments().booked(event.changeNo(), event.source()));
    }

    /**
     * A delivery hidden between two segments is part of the measured jump already. Its note counts
     * it as what it is, and takes it out of the jump.
     */
    private static void takeOutOfGap(SiloState state, DeliveryCounted event) {
        if (event.refillNo() > 0) {
            return;
        }
        for (String noteId : event.noteIds()) {
            OpenNote note = state.deliveries().openNote(noteId);
            Segments.Gap gap = note == null ? null : gapOf(state, note);
            if (note != null && gap != null) {
                state.segments(
                        state.segments()
                                .withWaiting(
                                        new Adjustment(
                                                gap.changeNo(),
                                                AdjustmentSource.DELIVERY_WITHIN,
                                                -note.milli(),
                                                0,
                                                gap.fromMs(),
                                                gap.toMs(),
                                                state.contract().periodStartMs())));
            }
        }
    }

    /** A note's time may be an hour off; for one the level would not show, it is all we have. */
    private static Segments.@Nullable Gap gapOf(SiloState state, OpenNote note) {
        boolean visible = note.milli() > state.tolerances().detectable();
        return state.segments().gapAt(note.deliveredAtMs(), visible ? OpenNote.NEAR_MS : 0);
    }

    private static void corrected(SiloState state, ClosedPeriodCorrected event) {
        state.ledger(state.ledger().displacedBy(event.quantity().milli()));
        state.corrected(event.closedPeriodId());
    }

    private static void opened(SiloState state, OpeningStockMeasured event) {
        BoundaryCapture capture = state.captureOf(SiloState.toMs(event.at()));
        int contained = capture == null ? state.machine().completed() : capture.refillNo();
        state.ledger(
                state.ledger()
                        .opened(
                                event.stock().milli(),
                                event.expandedUncertainty().milli(),
                                contained));
        state.deliveries(state.deliveries().withPrior(contained));
        state.segments(state.segments().withoutWaitingBefore(state.contract().meteringFromMs()));
        state.dropCapturesBefore(state.contract().periodEndMs());
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
        long uncertainty =
                event.carried() || event.negative()
                        ? ledger.bookUncertainty()
                        : Accounting.closingStock(state).uncertainty();
        int contained =
                ledger.openingKnown() ? Accounting.closingRefillNo(state) : ledger.refillNo();
        BoundaryCapture capture = state.captureOf(state.contract().periodEndMs());
        boolean late = ledger.openingKnown() && (capture == null || !capture.ready());
        state.ledger(ledger.closed(closing, uncertainty, carried, contained));
        state.nextPeriod(late ? closing : null);
    }
}
