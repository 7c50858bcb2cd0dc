package io.usance.meter.silo.state;

import io.usance.meter.silo.Reading;
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
import io.usance.meter.silo.SiloConflictException;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.filter.Sample;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.Decision;
import io.usance.metering.Outcome;
import io.usance.quantity.Quantity;
import java.util.Optional;
import java.util.function.Function;

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
            case RegisterSilo register -> evolved(state, Setup.register(state, register));
            case AssignContract assign -> evolved(state, Setup.assign(state, assign));
            case EndContract end -> evolved(state, Setup.end(state, end));
            case ReplaceSensor replace -> evolved(state, SensorReplacing.decide(state, replace));
            case RecordReadings record -> recorded(state, r -> r.readings(record));
            case RecordDelivery record -> recorded(state, r -> r.delivery(record));
            case ClosePeriod close -> recorded(state, r -> r.close(close));
            case CorrectDelivery correct ->
                    recorded(state, r -> r.entered(Entering.judge(state, correct)));
            case VoidDelivery none -> recorded(state, r -> r.entered(Entering.judge(state, none)));
            case AdjustStock adjust ->
                    recorded(state, r -> r.entered(Entering.judge(state, adjust)));
            case MoveStock move -> recorded(state, r -> r.entered(Entering.judge(state, move)));
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
        Folding.fold(state, event);
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
}
