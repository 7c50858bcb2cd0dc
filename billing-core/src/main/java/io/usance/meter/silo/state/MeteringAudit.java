package io.usance.meter.silo.state;

import io.usance.failure.InvalidInputException;
import io.usance.meter.silo.DeliveryCorrected;
import io.usance.meter.silo.DeliveryVoided;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloCommand.AdjustStock;
import io.usance.meter.silo.SiloCommand.AssignContract;
import io.usance.meter.silo.SiloCommand.ClosePeriod;
import io.usance.meter.silo.SiloCommand.CorrectDelivery;
import io.usance.meter.silo.SiloCommand.EndContract;
import io.usance.meter.silo.SiloCommand.MoveStock;
import io.usance.meter.silo.SiloCommand.RecordDelivery;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.SiloCommand.ReplaceSensor;
import io.usance.meter.silo.SiloCommand.VoidDelivery;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.ClosedPeriodCorrected;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.ContractAssigned;
import io.usance.meter.silo.SiloEvent.ContractEnded;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.DeliveryNotSeen;
import io.usance.meter.silo.SiloEvent.DeliveryNoteRecorded;
import io.usance.meter.silo.SiloEvent.OpeningStockMeasured;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.SiloEvent.ReadingSetAside;
import io.usance.meter.silo.SiloEvent.ReadingsRecorded;
import io.usance.meter.silo.SiloEvent.SensorChanged;
import io.usance.meter.silo.SiloEvent.SequenceGapNoted;
import io.usance.meter.silo.SiloEvent.SiloRegistered;
import io.usance.meter.silo.SiloEvent.StockAdjusted;
import io.usance.meter.silo.StockEntered;
import io.usance.metering.Decision;
import io.usance.metering.Differences;
import io.usance.metering.Discrepancy;
import io.usance.metering.MeterAudit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Meters once more what was recorded, and compares: whatever a silo's log says was derived from
 * readings, delivery notes and announcements has to follow from them, event by event.
 *
 * <p>Holds only for events that this version of metering has written; an earlier one may have come
 * to other figures by the same readings.
 */
public final class MeteringAudit implements MeterAudit<SiloState, SiloEvent> {
    private final SiloState state;

    /** What follows from the inputs so far and was not met yet. */
    private final Deque<SiloEvent> following = new ArrayDeque<>();

    private MeteringAudit(SiloState state) {
        this.state = state;
    }

    /** Of a silo that is not known yet. */
    public static MeteringAudit fromRegistration() {
        return new MeteringAudit(SiloState.initial());
    }

    /**
     * Of a silo as it was at some time.
     *
     * @throws RuntimeException if that is no state of a silo
     */
    public static MeteringAudit from(SiloSnapshot start) {
        return new MeteringAudit(SiloState.restore(start));
    }

    /** Of a silo as it was at some time; the state is copied. */
    static MeteringAudit from(SiloState start) {
        return new MeteringAudit(start.copy());
    }

    @Override
    public SiloState state() {
        return state;
    }

    /** The state after all that was checked or skipped. */
    public SiloSnapshot snapshot() {
        return state.snapshot();
    }

    @Override
    public void skip(List<SiloEvent> events) {
        events.forEach(event -> Metering.evolve(state, event));
    }

    /** True for what comes from outside; all else follows from it. */
    public static boolean isInput(SiloEvent event) {
        return switch (event) {
            case SiloRegistered e -> true;
            case ContractAssigned e -> true;
            case ContractEnded e -> true;
            case SensorChanged e -> true;
            case ReadingsRecorded e -> true;
            case DeliveryNoteRecorded e -> true;
            case DeliveryCorrected e -> true;
            case DeliveryVoided e -> true;
            case StockEntered e -> true;
            case StockAdjusted e -> false;
            case SequenceGapNoted e -> false;
            case ReadingSetAside e -> false;
            case SiloEvent.MeteringDoubted e -> false;
            case DeliveryCounted e -> false;
            case DeliveryNotSeen e -> false;
            case OpeningStockMeasured e -> false;
            case ConsumptionMetered e -> false;
            case ClosedPeriodCorrected e -> false;
            case PeriodClosed e -> false;
        };
    }

    @Override
    public Optional<Discrepancy> check(List<SiloEvent> events) {
        for (int i = 0; i < events.size(); i++) {
            SiloEvent event = events.get(i);
            if (following.isEmpty() && !isInput(event)) {
                closeByCommand(events.subList(i, events.size()));
            }
            String problem = isInput(event) ? input(event) : derived(event);
            if (problem != null) {
                return Optional.of(new Discrepancy(i, problem));
            }
        }
        return following.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Discrepancy(
                                events.size(),
                                "nothing is recorded, but there follows "
                                        + Differences.words(next())));
    }

    private SiloEvent next() {
        return following.getFirst();
    }

    private @Nullable String input(SiloEvent event) {
        if (!following.isEmpty()) {
            return "recorded is %s, but first there follows %s"
                    .formatted(Differences.words(event), Differences.words(next()));
        }
        SiloCommand command;
        try {
            command = command(event);
        } catch (InvalidInputException e) {
            return "recorded is what cannot be sent: " + e.getMessage();
        }
        Decision<SiloEvent> decision = Metering.decide(state, command);
        if (!decision.refusals().isEmpty()) {
            return "recorded is what is refused: " + decision.refusals().getFirst().detail();
        }
        if (event instanceof ReadingsRecorded recorded
                ? decision.recorded() != recorded.readings().size()
                : !decision.events().contains(event)) {
            return "recorded is what was known already: " + Differences.words(event);
        }
        for (SiloEvent each : decision.events()) {
            if (!isInput(each)) {
                following.add(each);
            }
            Metering.evolve(state, each);
        }
        return null;
    }

    private @Nullable String derived(SiloEvent event) {
        if (following.isEmpty()) {
            return "recorded is %s, which follows from nothing".formatted(Differences.words(event));
        }
        SiloEvent expected = following.removeFirst();
        return expected.equals(event) ? null : Differences.follows(event, expected);
    }

    /** A period that was closed by command says so by nothing but its being closed. */
    private void closeByCommand(List<SiloEvent> rest) {
        for (SiloEvent event : rest) {
            if (isInput(event)) {
                return;
            }
            if (event instanceof PeriodClosed closed) {
                ClosePeriod command =
                        new ClosePeriod(closed.siloId(), closed.periodId(), closed.at());
                for (SiloEvent each : Metering.decide(state, command).events()) {
                    following.add(each);
                    Metering.evolve(state, each);
                }
                return;
            }
        }
    }

    private static SiloCommand stock(StockEntered e) {
        String other = e.otherSiloId();
        return other == null
                ? new AdjustStock(
                        e.siloId(),
                        e.change(),
                        e.quantity(),
                        e.expandedUncertainty(),
                        e.shown(),
                        e.happenedAt(),
                        e.entered())
                : new MoveStock(
                        e.siloId(),
                        e.change(),
                        other,
                        e.quantity(),
                        e.expandedUncertainty(),
                        e.happenedAt(),
                        e.entered());
    }

    private static SiloCommand command(SiloEvent input) {
        return switch (input) {
            case SiloRegistered e -> new RegisterSilo(e.spec(), e.at(), e.rules());
            case ContractAssigned e ->
                    new AssignContract(
                            e.siloId(), e.contractId(), e.calendar(), e.meteringFrom(), e.at());
            case ContractEnded e -> new EndContract(e.siloId(), e.contractId(), e.endsAt(), e.at());
            case SensorChanged e ->
                    new ReplaceSensor(
                            e.siloId(),
                            e.kind(),
                            e.sensor(),
                            e.from(),
                            e.reason(),
                            e.statedAdjustment(),
                            e.at());
            case ReadingsRecorded e ->
                    new RecordReadings(e.siloId(), e.readings(), e.receivedAt(), e.rules());
            case DeliveryNoteRecorded e -> new RecordDelivery(e.siloId(), e.note(), e.receivedAt());
            case DeliveryCorrected e ->
                    new CorrectDelivery(
                            e.siloId(),
                            e.note().noteId(),
                            e.note().deliveredAt(),
                            e.note().quantity(),
                            e.entered());
            case DeliveryVoided e -> new VoidDelivery(e.siloId(), e.note().noteId(), e.entered());
            case StockEntered e -> stock(e);
            default ->
                    throw new IllegalArgumentException(Differences.words(input) + " is no input");
        };
    }
}
