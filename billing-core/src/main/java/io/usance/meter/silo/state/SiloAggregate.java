package io.usance.meter.silo.state;

import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.SiloConflictException;
import io.usance.meter.silo.SiloEvent;
import io.usance.metering.Decision;
import io.usance.quantity.Dimension;
import java.util.Objects;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.AggregateRoot;
import org.jspecify.annotations.Nullable;

/**
 * Axon's view of a silo: a thin shell over {@link Metering} and {@link SiloState}. It is what a
 * stored snapshot holds, and lets a silo live in a repository of Axon's own.
 */
@AggregateRoot(type = "Silo")
public class SiloAggregate {

    @AggregateIdentifier private @Nullable String streamId;

    private SiloState state = SiloState.initial();

    /** For Axon. */
    protected SiloAggregate() {}

    public SiloAggregate(RegisterSilo command) {
        handle(command);
    }

    /** The aggregate identifier of a silo. Streams of silos and contracts never meet. */
    public static String streamId(String siloId) {
        return "silo/" + siloId;
    }

    /**
     * Decides and applies.
     *
     * @throws SiloConflictException if a silo or contract is set up again with other values
     */
    public final Decision<SiloEvent> handle(SiloCommand command) {
        Decision<SiloEvent> decision = Metering.decide(state, command);
        decision.events().forEach(AggregateLifecycle::apply);
        return decision;
    }

    @EventSourcingHandler
    void on(SiloEvent event) {
        streamId = streamId(event.siloId());
        state = Metering.evolve(state, event);
    }

    /** What everything in this silo is metered in. */
    public final Dimension dimension() {
        return state.spec().dimension();
    }

    /** An aggregate of a registered silo in this state, which is not copied. */
    public static SiloAggregate of(SiloState state) {
        SiloAggregate aggregate = new SiloAggregate();
        aggregate.streamId = streamId(state.siloId());
        aggregate.state = state;
        return aggregate;
    }

    /** The state itself, not a copy. */
    public final SiloState state() {
        return state;
    }

    /** The state, for a snapshot. */
    public final SiloSnapshot snapshot() {
        return state.snapshot();
    }

    /** An aggregate as it was when the snapshot was taken. */
    public static SiloAggregate restore(SiloSnapshot snapshot) {
        Objects.requireNonNull(snapshot.silo(), "snapshot of no silo");
        return of(SiloState.restore(snapshot));
    }
}
