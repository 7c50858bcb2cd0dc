package io.usance.meter.silo.state;

import com.fasterxml.jackson.databind.Module;
import io.usance.json.Json;
import io.usance.meter.silo.DeliveryCorrected;
import io.usance.meter.silo.DeliveryVoided;
import io.usance.meter.silo.RefusalReason;
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
import io.usance.meter.silo.SiloCommand.VoidDelivery;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.DeliveryNoteRecorded;
import io.usance.meter.silo.SiloEvent.ReadingsRecorded;
import io.usance.meter.silo.StockEntered;
import io.usance.metering.Decision;
import io.usance.metering.MeterAudit;
import io.usance.metering.MeterFacts;
import io.usance.metering.MeterKind;
import io.usance.metering.MeterProjection;
import io.usance.metering.Outcome;
import io.usance.metering.RefusalCode;
import io.usance.period.BillingCalendar;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantities;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Silos and tanks: a level is read, material is delivered and drawn, and what was drawn is the
 * balance of stock and deliveries.
 */
public final class SiloKind implements MeterKind<SiloState, SiloCommand, SiloEvent> {
    private static final String READINGS = ReadingsRecorded.class.getSimpleName();
    private static final String METERED = ConsumptionMetered.class.getSimpleName();

    private final SiloProjection projection = new SiloProjection();

    @Override
    public String name() {
        return "silo";
    }

    @Override
    public Class<SiloCommand> commandType() {
        return SiloCommand.class;
    }

    @Override
    public Class<SiloEvent> eventType() {
        return SiloEvent.class;
    }

    @Override
    public SiloState initial() {
        return SiloState.initial();
    }

    @Override
    public boolean registers(SiloCommand command) {
        return command instanceof RegisterSilo;
    }

    @Override
    public SiloCommand asOf(SiloCommand command, Instant now) {
        return switch (command) {
            case RecordReadings c when c.receivedAt().isAfter(now) ->
                    new RecordReadings(c.siloId(), c.readings(), now, c.rules());
            case RecordDelivery c when c.receivedAt().isAfter(now) ->
                    new RecordDelivery(c.siloId(), c.note(), now);
            case ClosePeriod c when c.at().isAfter(now) ->
                    new ClosePeriod(c.siloId(), c.periodId(), now);
            case CorrectDelivery c when c.entered().at().isAfter(now) ->
                    new CorrectDelivery(
                            c.siloId(),
                            c.noteId(),
                            c.deliveredAt(),
                            c.quantity(),
                            c.entered().asOf(now));
            case VoidDelivery c when c.entered().at().isAfter(now) ->
                    new VoidDelivery(c.siloId(), c.noteId(), c.entered().asOf(now));
            case AdjustStock c when c.entered().at().isAfter(now) ->
                    new AdjustStock(
                            c.siloId(),
                            c.change(),
                            c.quantity(),
                            c.expandedUncertainty(),
                            c.shown(),
                            c.happenedAt(),
                            c.entered().asOf(now));
            case MoveStock c when c.entered().at().isAfter(now) ->
                    new MoveStock(
                            c.siloId(),
                            c.change(),
                            c.otherSiloId(),
                            c.quantity(),
                            c.expandedUncertainty(),
                            c.happenedAt(),
                            c.entered().asOf(now));
            default -> command;
        };
    }

    @Override
    public Outcome<SiloState, SiloEvent> handle(SiloState state, SiloCommand command) {
        return Metering.handle(state, command);
    }

    @Override
    public Decision<SiloEvent> unknown(SiloCommand command) {
        int refused = command instanceof RecordReadings readings ? readings.readings().size() : 1;
        List<Decision.Refusal> refusals = new ArrayList<>();
        for (int i = 0; i < refused; i++) {
            refusals.add(
                    new Decision.Refusal(
                            i,
                            RefusalReason.UNKNOWN_SILO,
                            "silo " + command.siloId() + " is not registered"));
        }
        return new Decision<>(List.of(), refusals, 0, 0);
    }

    @Override
    public List<RefusalCode> refusals() {
        return List.of(RefusalReason.values());
    }

    @Override
    public SiloState evolve(SiloState state, SiloEvent event) {
        return Metering.evolve(state, event);
    }

    @Override
    public SiloCommand assign(
            String meterId,
            String contractId,
            BillingCalendar calendar,
            Instant meteringFrom,
            Instant at) {
        return new AssignContract(meterId, contractId, calendar, meteringFrom, at);
    }

    @Override
    public SiloCommand close(String meterId, String periodId, Instant at) {
        return new ClosePeriod(meterId, periodId, at);
    }

    @Override
    public boolean assigns(SiloCommand command) {
        return command instanceof AssignContract;
    }

    @Override
    public SiloCommand end(String meterId, String contractId, Instant endsAt, Instant at) {
        return new EndContract(meterId, contractId, endsAt, at);
    }

    @Override
    public String idOf(SiloState state) {
        return state.siloId();
    }

    @Override
    public SortedMap<String, Dimension> quantities(SiloState state) {
        return new TreeMap<>(Map.of(Quantities.ONLY, state.spec().dimension()));
    }

    @Override
    public Module storedForms() {
        return Json.module("silo")
                .object(ReadingsRecorded.class, ReadingsForm::write, ReadingsForm::read)
                .build();
    }

    @Override
    public String snapshotName() {
        return SiloSnapshot.class.getSimpleName();
    }

    @Override
    public Class<?> snapshotType() {
        return SiloSnapshot.class;
    }

    @Override
    public Object snapshot(SiloState state) {
        return state.snapshot();
    }

    @Override
    public SiloState restore(Object snapshot) {
        SiloSnapshot stored = (SiloSnapshot) snapshot;
        Objects.requireNonNull(stored.silo(), "snapshot of no silo");
        return SiloState.restore(stored);
    }

    @Override
    public boolean isInput(SiloEvent event) {
        return MeteringAudit.isInput(event);
    }

    @Override
    public MeterAudit<SiloState, SiloEvent> audit(@Nullable SiloState start) {
        return start == null ? MeteringAudit.fromRegistration() : MeteringAudit.from(start);
    }

    @Override
    public MeterProjection<SiloEvent> projection() {
        return projection;
    }

    @Override
    public Set<String> projected() {
        return SiloProjection.EVENTS;
    }

    @Override
    public Set<String> singleRecords() {
        return Set.of(DeliveryNoteRecorded.class.getSimpleName());
    }

    @Override
    public Set<String> markedRecords() {
        return Set.of(
                DeliveryCorrected.class.getSimpleName(),
                DeliveryVoided.class.getSimpleName(),
                StockEntered.class.getSimpleName());
    }

    @Override
    public boolean isPart(SiloCommand command) {
        return command instanceof MoveStock;
    }

    @Override
    public Set<String> unpublished() {
        return Set.of(READINGS);
    }

    @Override
    public String messageKey(SiloEvent event) {
        return SiloKeys.keyOf(event);
    }

    @Override
    public <F> Optional<F> facts(String type, String json, Class<F> facts) {
        if (type.equals(READINGS) && facts == MeterFacts.Heard.class) {
            return Optional.ofNullable(facts.cast(ReadingsScan.heard(json)));
        }
        if (type.equals(METERED) && facts == MeterFacts.Counted.class) {
            try {
                return Optional.of(facts.cast(SiloFacts.metered(json)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Optional.empty();
    }
}
