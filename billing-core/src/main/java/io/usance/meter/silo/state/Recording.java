package io.usance.meter.silo.state;

import io.usance.meter.silo.DeliveryNote;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.SiloCommand.ClosePeriod;
import io.usance.meter.silo.SiloCommand.RecordDelivery;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.DeliveryNoteRecorded;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.SiloEvent.ReadingsRecorded;
import io.usance.meter.silo.filter.Sample;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.Assignment;
import io.usance.metering.Decision;
import io.usance.metering.Decision.Refusal;
import io.usance.metering.MeteredKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides one command on a working copy of the state.
 *
 * <p>Design note: readings are gathered into one {@link ReadingsRecorded}, but it is cut where they
 * lead to anything but provisional consumption. So a replay sees counted deliveries and closed
 * periods at the very reading they rest on, and ends in the same state.
 */
final class Recording {

    /**
     * Events that one reading or note may lead to; what is left over follows with the next. Far
     * more than a note for a full silo releases at a sensible step.
     */
    static final int EVENTS_PER_INPUT_MAX = 1024;

    /** Estimates and adjustments before a close by command, each with what it changes before. */
    private static final int CLOSE_STEPS_MAX =
            (Deliveries.REFILLS_MAX + Unbooked.WAITING_MAX + 1) * (LateClose.REMEMBERED_MAX + 2);

    private final SiloState state;
    private final List<SiloEvent> events = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final List<Reading> taken = new ArrayList<>();
    private final List<SiloEvent> derived = new ArrayList<>();

    /** What the next event says of the silo's rules; null if nothing. */
    private @Nullable Integer rules;

    Recording(SiloState before) {
        this.state = before.copy();
    }

    /** The working copy: what the events decided so far lead to. */
    SiloState state() {
        return state;
    }

    Decision<SiloEvent> readings(RecordReadings command) {
        int recorded = 0;
        int duplicates = 0;
        state.heard(command.receivedAt());
        for (int i = 0; i < command.readings().size(); i++) {
            Reading reading = command.readings().get(i);
            ReadingIntake.Verdict verdict =
                    ReadingIntake.judge(state, reading, command.receivedAt());
            if (verdict.reason() != null) {
                refusals.add(new Refusal(i, verdict.reason(), verdict.detail()));
            } else if (verdict.sample() == null) {
                duplicates++;
            } else {
                recorded++;
                take(command, reading, verdict.sample());
            }
        }
        flush(command);
        return new Decision<>(List.copyOf(events), List.copyOf(refusals), recorded, duplicates);
    }

    Decision<SiloEvent> delivery(RecordDelivery command) {
        Refusal refusal = refusal(command);
        if (refusal != null) {
            return new Decision<>(List.of(), List.of(refusal), 0, 0);
        }
        apply(
                new DeliveryNoteRecorded(
                        command.siloId(),
                        contractOf(command.note()).contractId(),
                        command.note(),
                        command.receivedAt()));
        derive();
        events.addAll(derived);
        return Decision.of(events);
    }

    /** The contract a note is of; one that has ended if the delivery came before its end. */
    private Assignment contractOf(DeliveryNote note) {
        Assignment ended = state.endedAt(Sample.ms(note.deliveredAt()));
        return ended == null ? state.contract() : ended;
    }

    /** What a person entered; known already, it changes nothing. */
    Decision<SiloEvent> entered(Entering.Verdict verdict) {
        if (verdict.refusal() != null) {
            return new Decision<>(List.of(), List.of(verdict.refusal()), 0, 0);
        }
        if (verdict.event() == null) {
            return new Decision<>(List.of(), List.of(), 0, 1);
        }
        apply(verdict.event());
        derive();
        events.addAll(derived);
        return Decision.of(events);
    }

    /** Ignored unless the period is open and has ended. */
    Decision<SiloEvent> close(ClosePeriod command) {
        Assignment contract = state.assigned();
        if (contract == null
                || !contract.period().id().equals(command.periodId())
                || command.at().isBefore(contract.period().end())) {
            return Decision.of(List.of());
        }
        for (int i = 0; i < CLOSE_STEPS_MAX; i++) {
            List<SiloEvent> next = Accounting.closeNow(state, command.at());
            next.forEach(this::apply);
            if (next.getLast() instanceof PeriodClosed) {
                break;
            }
        }
        derive();
        events.addAll(derived);
        return Decision.of(events);
    }

    private void take(RecordReadings command, Reading reading, Sample sample) {
        if (state.offer(command.rules())) {
            rules = command.rules();
        }
        state.take(reading, sample);
        ClosedPeriods.confirm(state);
        taken.add(reading);
        derive();
        if (!derived.isEmpty() && derived.stream().anyMatch(Recording::isCut)) {
            flush(command);
        }
    }

    private void derive() {
        for (int i = 0; i < EVENTS_PER_INPUT_MAX; i++) {
            List<SiloEvent> next = Accounting.next(state);
            if (next.isEmpty()) {
                return;
            }
            for (SiloEvent event : next) {
                Folding.fold(state, event);
                derived.add(event);
            }
        }
    }

    private void apply(SiloEvent event) {
        Folding.fold(state, event);
        events.add(event);
    }

    private void flush(RecordReadings command) {
        if (!taken.isEmpty()) {
            events.add(
                    new ReadingsRecorded(
                            command.siloId(), List.copyOf(taken), command.receivedAt(), rules));
            rules = null;
        }
        events.addAll(derived);
        taken.clear();
        derived.clear();
    }

    private static boolean isCut(SiloEvent event) {
        return !(event instanceof ConsumptionMetered metered
                && metered.kind() == MeteredKind.PROVISIONAL);
    }

    private @Nullable Refusal refusal(RecordDelivery command) {
        DeliveryNote note = command.note();
        SiloSpec spec = state.registered();
        if (spec == null) {
            return Refusals.UNKNOWN;
        }
        if (state.assigned() == null && state.endedAt(Sample.ms(note.deliveredAt())) == null) {
            return Refusals.refused(
                    RefusalReason.NO_CONTRACT, "silo " + spec.siloId() + " has no contract");
        }
        if (state.deliveries().knows(note.noteId())) {
            return Refusals.refused(
                    RefusalReason.DUPLICATE_DELIVERY_NOTE,
                    "delivery note " + note.noteId() + " is known already");
        }
        if (note.quantity().dimension() != spec.dimension()) {
            return Refusals.refused(
                    RefusalReason.UNIT_MISMATCH,
                    note.quantity() + " in a silo metered in " + spec.dimension().baseUnitCode());
        }
        if (note.quantity().milli() <= 0) {
            return Refusals.refused(
                    RefusalReason.OUT_OF_RANGE,
                    note.quantity() + " delivered; expected more than 0");
        }
        long most = spec.capacity().milli() + state.filter().tolerances().range();
        if (note.quantity().milli() > most) {
            return Refusals.refused(
                    RefusalReason.OUT_OF_RANGE,
                    note.quantity()
                            + " delivered into a silo that holds "
                            + spec.capacity()
                            + "; the note's unit may be wrong");
        }
        if (state.deliveries().openNotes().size() >= Deliveries.OPEN_NOTES_MAX) {
            return Refusals.refused(
                    RefusalReason.TOO_MANY_OPEN_NOTES,
                    Deliveries.OPEN_NOTES_MAX + " delivery notes wait for readings already");
        }
        return null;
    }
}
