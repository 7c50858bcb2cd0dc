package io.usance.meter.silo;

import io.usance.meter.silo.SiloCommand.ClosePeriod;
import io.usance.meter.silo.SiloCommand.RecordDelivery;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloCommand.ReplaceSensor;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.DeliveryNoteRecorded;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.SiloEvent.ReadingsRecorded;
import io.usance.meter.silo.SiloEvent.SensorChangeKind;
import io.usance.meter.silo.SiloEvent.SensorChanged;
import io.usance.meter.silo.filter.Sample;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.Decision;
import io.usance.metering.Decision.Refusal;
import io.usance.metering.MeteredKind;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import java.time.Instant;
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

    private static final Refusal UNKNOWN =
            refused(RefusalReason.UNKNOWN_SILO, "the silo is not registered");

    private final SiloState state;
    private final List<SiloEvent> events = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final List<Reading> taken = new ArrayList<>();
    private final List<SiloEvent> derived = new ArrayList<>();

    Recording(SiloState before) {
        this.state = before.copy();
    }

    static Decision<SiloEvent> unknownSilo() {
        return new Decision<>(List.of(), List.of(UNKNOWN), 0, 0);
    }

    static Decision<SiloEvent> refusing(RefusalReason reason, String detail) {
        return new Decision<>(List.of(), List.of(refused(reason, detail)), 0, 0);
    }

    /** The working copy: what the events decided so far lead to. */
    SiloState state() {
        return state;
    }

    Decision<SiloEvent> readings(RecordReadings command) {
        int recorded = 0;
        int duplicates = 0;
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
                        state.contract().contractId(),
                        command.note(),
                        command.receivedAt()));
        derive();
        events.addAll(derived);
        return Decision.of(events);
    }

    /** A repeated command leads to nothing. */
    Decision<SiloEvent> replace(ReplaceSensor command) {
        SiloSpec spec = state.registered();
        if (spec == null) {
            return unknownSilo();
        }
        Segments segments = state.segments();
        SensorChange next = segments.next();
        long fromMs = SiloState.toMs(command.from());
        boolean known =
                next == null
                        ? segments.changedMs() == fromMs
                                && state.spec().sensor().equals(command.sensor())
                        : next.isSame(command.sensor(), fromMs);
        if (known) {
            return Decision.of(List.of());
        }
        Refusal refusal = refusal(command, fromMs);
        if (refusal != null) {
            return new Decision<>(List.of(), List.of(refusal), 0, 0);
        }
        return Decision.of(
                List.of(
                        new SensorChanged(
                                command.siloId(),
                                segments.changeNo() + 1,
                                command.kind(),
                                command.sensor(),
                                Instant.ofEpochMilli(fromMs),
                                command.reason(),
                                command.adjustment(),
                                command.at())));
    }

    private @Nullable Refusal refusal(ReplaceSensor command, long fromMs) {
        Dimension dimension = state.spec().dimension();
        Quantity stated = command.adjustment();
        if (isOther(command.sensor().noise(), dimension)
                || isOther(command.sensor().resolution(), dimension)
                || isOther(stated, dimension)) {
            return refused(
                    RefusalReason.UNIT_MISMATCH,
                    "noise, resolution and adjustment are in "
                            + dimension.baseUnitCode()
                            + " in this silo; state them so");
        }
        SensorSpec present = state.spec().sensor();
        boolean otherDevice =
                !command.sensor().sensorId().equals(present.sensorId())
                        || command.sensor().hasCounter() != present.hasCounter();
        if (otherDevice && command.kind() == SensorChangeKind.RECALIBRATED) {
            return refused(
                    RefusalReason.UNKNOWN_SENSOR,
                    command.sensor()
                            + " cannot be a recalibration of "
                            + present
                            + "; say that it is replaced");
        }
        long latestMs = state.latestMs();
        if (fromMs <= latestMs) {
            return refused(
                    RefusalReason.SENSOR_CHANGE_TOO_LATE,
                    "the sensor changes at "
                            + command.from()
                            + ", but readings until "
                            + Instant.ofEpochMilli(latestMs)
                            + " are metered already; state a later instant, and the adjustment if"
                            + " the level has jumped before it");
        }
        if (state.assigned() != null && state.segments().waiting().size() >= Segments.WAITING_MAX) {
            return refused(
                    RefusalReason.TOO_MANY_SENSOR_CHANGES,
                    Segments.WAITING_MAX
                            + " changes wait for period "
                            + state.contract().period().id()
                            + " to be closed; close it, then send this again");
        }
        return null;
    }

    private static boolean isOther(@Nullable Quantity quantity, Dimension dimension) {
        return quantity != null && quantity.dimension() != dimension;
    }

    /** Ignored unless the period is open and has ended. */
    Decision<SiloEvent> close(ClosePeriod command) {
        Contract contract = state.assigned();
        if (contract == null
                || !contract.period().id().equals(command.periodId())
                || command.at().isBefore(contract.period().end())) {
            return Decision.of(List.of());
        }
        for (int i = 0; i <= Deliveries.REFILLS_MAX + Segments.WAITING_MAX; i++) {
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
        state.take(reading, sample);
        taken.add(reading);
        derive();
        if (derived.stream().anyMatch(Recording::isCut)) {
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
                Metering.evolve(state, event);
                derived.add(event);
            }
        }
    }

    private void apply(SiloEvent event) {
        Metering.evolve(state, event);
        events.add(event);
    }

    private void flush(RecordReadings command) {
        if (!taken.isEmpty()) {
            events.add(
                    new ReadingsRecorded(
                            command.siloId(), List.copyOf(taken), command.receivedAt()));
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
            return UNKNOWN;
        }
        if (state.assigned() == null) {
            return refused(RefusalReason.NO_CONTRACT, "silo " + spec.siloId() + " has no contract");
        }
        if (state.deliveries().knows(note.noteId())) {
            return refused(
                    RefusalReason.DUPLICATE_DELIVERY_NOTE,
                    "delivery note " + note.noteId() + " is known already");
        }
        if (note.quantity().dimension() != spec.dimension()) {
            return refused(
                    RefusalReason.UNIT_MISMATCH,
                    note.quantity() + " in a silo metered in " + spec.dimension().baseUnitCode());
        }
        if (note.quantity().milli() <= 0) {
            return refused(
                    RefusalReason.OUT_OF_RANGE,
                    note.quantity() + " delivered; expected more than 0");
        }
        long most = spec.capacity().milli() + state.tolerances().range();
        if (note.quantity().milli() > most) {
            return refused(
                    RefusalReason.OUT_OF_RANGE,
                    note.quantity()
                            + " delivered into a silo that holds "
                            + spec.capacity()
                            + "; the note's unit may be wrong");
        }
        if (state.deliveries().openNotes().size() >= Deliveries.OPEN_NOTES_MAX) {
            return refused(
                    RefusalReason.TOO_MANY_OPEN_NOTES,
                    Deliveries.OPEN_NOTES_MAX + " delivery notes wait for readings already");
        }
        return null;
    }

    private static Refusal refused(RefusalReason reason, String detail) {
        return new Refusal(0, reason, detail);
    }
}
